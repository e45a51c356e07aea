"""Receptive fields: published figures, and the cells that units are really made of."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.networks.fields import Field, follow
from convcalc.networks.maps import Map
from convcalc.networks.read import read_network
from convcalc.networks.regions import seen_by, users_of
from convcalc.networks.trace import find_input, trace
from convcalc.operation.receptive_field import receptive_field
from tests.reference import count_transposed, count_windows, seen_cells, seen_places

PATCHGAN = "C64k4s2p1 C128k4s2p1 C256k4s2p1 C512k4p1 C1k4p1"


@pytest.mark.parametrize(
    ("layers", "size", "jump", "padding"),
    [
        ("C8k3", 3, 1, 0),
        ("2*(C8k3)", 5, 1, 0),
        ("C8k3 C8k3d2", 7, 1, 0),
        ("vgg16", 212, 32, 90),  # Araujo et al., and Distill's calculator
        ("alexnet", 195, 32, 66),
        ("mobilenet-v1", 315, 32, None),
        (PATCHGAN, 70, 8, None),  # Isola et al. 2017
        ("resnet50", 427, 32, None),
        ("resnet18", 435, 32, None),
        ("T8k4s2p1", 2, Fraction(1, 2), None),
        ("M2 T8k2s2", 2, 1, None),
    ],
)
def test_published_figures(layers: str, size: int, jump: int, padding: int | None) -> None:
    result = receptive_field(layers)
    assert result.receptive_field == [size, size]
    assert result.jump == [jump, jump]
    if padding is not None:
        assert result.padding == [padding, padding]


chains = st.lists(
    st.tuples(
        st.sampled_from("CCT"),
        st.integers(1, 4),
        st.integers(1, 3),
        st.integers(1, 2),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=4,
)


def _lengths(chain: list[tuple[str, int, int, int, int]], n: int) -> list[int]:
    lengths = [n]
    for kind, k, s, d, p in chain:
        if kind == "C":
            lengths.append(count_windows(lengths[-1], k, s, d, 2 * p))
        else:
            lengths.append(count_transposed(lengths[-1], k, s, d) - 2 * p)
        if lengths[-1] < 1:
            break
    return lengths


@given(chains, st.integers(1, 16))
def test_units_are_made_of_the_cells_they_are_said_to_see(
    chain: list[tuple[str, int, int, int, int]], n: int
) -> None:
    lengths = _lengths(chain, n)
    assume(len(lengths) == len(chain) + 1 and lengths[-1] >= 1)
    text = " ".join(f"{kind}1k{k}s{s}d{d}p{p}" for kind, k, s, d, p in chain)
    network = read_network(text)
    traced = trace(network, find_input(network, f"1@{n}"))
    number = len(chain)
    cells = [seen_cells(chain, n, unit) for unit in range(lengths[-1])]
    for unit, seen in enumerate(cells):
        (region,) = seen_by(traced, number, [unit])
        assert region.cells == seen
        assert all(region.first <= cell <= region.last for cell in seen)
    for cell in range(n):
        (units,) = users_of(traced, number, [cell])
        assert units == {unit for unit, seen in enumerate(cells) if cell in seen}


@given(chains, st.integers(0, 5))
def test_without_transposed_layers_regions_are_the_recurrence_s(
    chain: list[tuple[str, int, int, int, int]], unit: int
) -> None:
    chain = [("C", *rest) for _, *rest in chain]  # type: ignore[misc]
    network = read_network(" ".join(f"C1k{k}s{s}d{d}p{p}" for _, k, s, d, p in chain))
    traced = trace(network, find_input(network))
    field = (follow(traced)[-1] or ())[0]
    (region, _) = seen_by(traced, len(chain), [unit, 0])
    assert region.size == field.size
    assert field.start is not None
    assert Fraction(region.first + region.last, 2) == field.start + unit * field.jump
    assert field.padding == -region.first + unit * field.jump


@given(chains, st.integers(0, 5))
def test_regions_reach_from_the_first_to_the_last_place(
    chain: list[tuple[str, int, int, int, int]], unit: int
) -> None:
    text = " ".join(f"{kind}1k{k}s{s}d{d}p{p}" for kind, k, s, d, p in chain)
    network = read_network(text)
    places = seen_places(chain, unit)
    (region,) = seen_by(trace(network, Map(1, (None,))), len(chain), [unit])
    assert region.size == (max(places) - min(places) + 1 if places else 0)
    if places:
        assert (region.first, region.last) == (min(places), max(places))


def test_before_and_after_and_every_axis_by_itself() -> None:
    result = receptive_field("C8k3x5s2x1p1+0 M2x1")
    assert result.receptive_field == [5, 5]
    assert result.jump == [4, 1]
    assert result.start == [1, 1]
    assert result.padding == [1, 1]


def test_same_needs_the_input_only_with_a_stride() -> None:
    assert receptive_field("C8k4:same").padding == [1, 1]
    assert receptive_field("C8k4:same-lower").padding == [2, 2]
    result = receptive_field("C8k3s2:same C8k3")
    assert (result.receptive_field, result.jump) == ([7, 7], [2, 2])
    assert (result.start, result.padding) == (None, None)
    assert result.notes == (
        "where the units of layer 1 (C8k3s2:same) start depends on the input's size: give --input",
    )
    assert receptive_field("C8k3s2:same C8k3", input="8x9").padding == [0, 1]
    assert receptive_field("C8k3s2:same C8k3", input="8x9").notes == ()


def test_branches_take_the_widest() -> None:
    result = receptive_field("(C8k3p1 | C8k5p2 | C8k1):cat C8k1")
    assert result.receptive_field == [5, 5]
    assert result.padding == [2, 2]
    with pytest.raises(ConvcalcError) as caught:
        receptive_field("(M2 | C8k3p1):add")
    assert str(caught.value).startswith(
        "layer 3 (:add): its branches have jumps of 2 and 1 input cells: expected the same; change"
        " the strides of one"
    )


def test_from_the_first_dense_or_global_layer_on_units_see_everything() -> None:
    result = receptive_field("C8k3 GAP C4k1 FC10")
    assert [layer["receptive_field"] for layer in result.layers] == [[3, 3], None, None, None]
    assert result.receptive_field == [3, 3]
    assert result.notes == (
        "from layer 2 (GAP) on a unit sees everything: the totals are those of layer 1 (C8k3)",
    )
    sized = receptive_field("C8k3 F FC10", input="3@9x8")
    assert [layer["receptive_field"] for layer in sized.layers] == [[3, 3], [3, 3], [9, 8]]
    assert sized.layers[-1]["jump"] is None
    assert sized.notes[0].endswith("the totals are those of layer 1 (C8k3)")
    assert receptive_field("FC10", input="3@9x8").receptive_field == [1, 1]
    assert receptive_field("FC10").notes[0].endswith("the totals are those of the input")


def test_adaptive_pools_need_the_input() -> None:
    result = receptive_field("C8k3 AAP2 C8k1")
    assert [layer["receptive_field"] for layer in result.layers] == [[3, 3], None, None]
    assert result.notes == (
        "what layer 2 (AAP2) sees depends on the input's size, give --input: the totals are those"
        " of layer 1 (C8k3)",
    )
    even = receptive_field("C8k3 AAP2", input="10x10")  # windows of 4
    assert (even.receptive_field, even.jump, even.start) == ([6, 6], [4, 4], [2.5, 2.5])
    uneven = receptive_field("AAP3", input="10x10")
    assert (uneven.receptive_field, uneven.jump) == ([5, 5], [Fraction(10, 3)] * 2)
    assert uneven.start == [Fraction(7, 6)] * 2


@pytest.mark.parametrize("factor", [1, 2, 3, 4, 5])
def test_interpolation_sees_its_two_neighbours(factor: int) -> None:
    """Cell o lies at (o + 1/2) / factor - 1/2 of the input, corners not aligned."""
    text, n = f"nn.Upsample(scale_factor={factor}, mode='linear')", 4
    result = receptive_field(text, input=f"1@{n}")
    assert result.start == [Fraction(1, 2 * factor) - Fraction(1, 2)]
    assert result.jump == [Fraction(1, factor)]
    for place in range(n * factor):
        at = Fraction(2 * place + 1, 2 * factor) - Fraction(1, 2)
        near = {at.__floor__(), at.__ceil__()} & set(range(n))
        seen = receptive_field(text, input=f"1@{n}", at=place).seen
        assert seen
        assert seen.regions[0].cells == near
        for cell in near:
            used = receptive_field(text, input=f"1@{n}", uses=cell).used
            assert used
            assert place in used.units[0]


def test_wider_interpolation() -> None:
    assert receptive_field("nn.Upsample(scale_factor=2, mode='bicubic')").receptive_field == [4, 4]
    assert receptive_field("UpSampling2D(2, interpolation='bilinear')").receptive_field == [2, 2]
    assert receptive_field("nn.Upsample(scale_factor=2)").receptive_field == [1, 1]


@pytest.mark.parametrize(
    "layer",
    [
        "nn.Upsample(size=(10, 10))",
        "nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)",
        "nn.UpsamplingBilinear2d(scale_factor=2)",
    ],
)
def test_what_nobody_can_follow_is_not_called_everything(layer: str) -> None:
    result = receptive_field(f"nn.Conv2d(3, 8, 3), {layer}, nn.ReLU()", input="3@9x9")
    assert [found["receptive_field"] for found in result.layers] == [[3, 3], None, None]
    assert result.notes[0].startswith("from layer 2 (Upsample(")
    assert ") on it is not known what a unit sees: the totals are those of la" in result.notes[0]


def test_padding_that_repeats_cells_has_more_users() -> None:
    padded = "nn.ReflectionPad2d(2), nn.Conv2d(3, 8, 1)"
    for layers in (padded, "nn.Conv2d(3, 8, 1, padding=2, padding_mode='reflect')"):
        used = receptive_field(layers, input="3@5x5", uses="2,2").used
        assert used
        assert list(map(set, used.units)) == [{0, 4, 8}, {0, 4, 8}]
        seen = receptive_field(layers, input="3@5x5", at="0,8").seen
        assert seen
        assert [region.cells for region in seen.regions] == [{2}, {2}]


@pytest.mark.parametrize(
    ("layers", "n", "unit"),
    [
        ("C1k1s1d2:same M3s1p0d2:ceil M2s1p1d1 C1k4s3d2", 10, 0),
        ("M4s1p0d2:ceil M4s1p2d2 C1k2s3d1p0+2 A4s3p1", 35, 2),
    ],
)
def test_a_window_that_is_cut_off_need_not_reach_furthest(layers: str, n: int, unit: int) -> None:
    seen = receptive_field(layers, input=f"1@{n}", at=unit).seen
    assert seen
    (region,) = seen.regions
    assert (max(region.first, 0), min(region.last, n - 1)) == (min(region.cells), max(region.cells))


def test_a_window_that_is_not_cut_off_for_want_of_an_input() -> None:
    seen = receptive_field("T1k2s2 M3s2:ceil M2x2s1d2:ceil", at="2,2").seen
    sized = receptive_field("T1k2s2 M3s2:ceil M2x2s1d2:ceil", input="1@99x99", at="2,2").seen
    assert seen
    assert sized
    assert [(r.first, r.last) for r in seen.regions] == [(r.first, r.last) for r in sized.regions]


def test_exact_fractions() -> None:
    result = receptive_field("T8k3s3 T8k2s2 C8k2")
    assert result.jump == [Fraction(1, 6)] * 2
    assert result.receptive_field == [Fraction(7, 6)] * 2
    assert Field(Fraction(3, 2)).padding == Fraction(1, 4)


def test_too_many_cells_are_refused() -> None:
    for layers, n in (
        ("C1k999999 C1k9", 9_999_999),
        ("C1k99999999p99999999", 5),
        ("C1k99999 C1k99999", 999_999),
        ("M1999s1 C1k1999 C1k1999", 99_999),
        ("9999*(C1k9p4)", 99_999),
    ):
        network = read_network(layers)
        traced = trace(network, find_input(network, f"1@{n}"))
        with pytest.raises(ConvcalcError, match=r"layer \d+ .* meets too many cells: give a"):
            seen_by(traced, len(network.nodes), [0])
