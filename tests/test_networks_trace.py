"""Sizes: against counting windows one by one, and what is refused, by number and text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.networks.least_input import advice
from convcalc.networks.maps import Map
from convcalc.networks.read import read_network
from convcalc.networks.trace import find_input, trace
from tests.reference import count_transposed, count_windows


def _output(shape: str, layers: str) -> str:
    network = read_network(layers)
    return str(trace(network, find_input(network, shape)).output)


@given(
    st.integers(1, 30),
    st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(1, 3)),
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
)
def test_windows_are_counted(n: int, window: tuple[int, int, int], sides: tuple[int, int]) -> None:
    k, s, d = window
    text = f"C4k{k}s{s}d{d}p{sides[0]}+{sides[1]}"
    size = count_windows(n, k, s, d, sum(sides))
    if size:
        assert _output(f"2@{n}", text) == f"4@{size}"
    else:
        with pytest.raises(ConvcalcError, match="is larger than the padded input"):
            _output(f"2@{n}", text)


@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3), st.data())
def test_transposed_cells_are_counted(n: int, k: int, s: int, d: int, data: st.DataObject) -> None:
    p = data.draw(st.integers(0, 4))
    op = data.draw(st.integers(0, max(s, d) - 1))
    size = count_transposed(n, k, s, d) + op - 2 * p
    if size >= 1:
        assert _output(f"2@{n}", f"T4k{k}s{s}d{d}p{p}op{op}") == f"4@{size}"
    else:
        with pytest.raises(ConvcalcError, match="padding crops"):
            _output(f"2@{n}", f"T4k{k}s{s}d{d}p{p}op{op}")


@pytest.mark.parametrize(
    ("shape", "layers", "output"),
    [
        ("3@224x224", "C64k7s2p3", "64@112x112"),
        ("3@224x224", "C64k11s4p2 M3s2", "64@27x27"),
        ("3@224x110", "C8k3x5s2x1p1x2", "8@112x110"),
        ("3@9x9", "M2:ceil", "3@5x5"),
        ("1@9x9", "M4s4p2:ceil", "1@3x3"),  # a fourth window would start in the padding
        ("1@5x5", "A6s2:ceil", "1@1x1"),
        ("3@10x11", "C4k3s2:same", "4@5x6"),
        ("3@10x11", "C4k3s2:same-lower", "4@5x6"),
        ("3@10x10", "C4:full", "4@12x12"),
        ("3@10x10", "M3s2:same", "3@5x5"),
        ("3@10", "C4:causal", "4@10"),
        ("4@7x7", "T2k4s2p1", "2@14x14"),
        ("4@7x7", "T2k3s2:same", "2@14x14"),
        ("4@7x7", "T2k1s3:same", "2@21x21"),
        ("4@7x7", "T2k3s2p1op1", "2@14x14"),
        ("4@7x7", "DWk3p1", "4@7x7"),
        ("4@7x7", "DW8k3p1", "8@7x7"),
        ("4@7x7", "GAP", "4@1x1"),
        ("4@7x7", "AAP3x2", "4@3x2"),
        ("4@7x7", "AMP9", "4@9x9"),
        ("4@7x7", "BN R D I", "4@7x7"),
        ("4@7x7", "F", "196"),
        ("4@7x7", "FC10 R FC3", "3"),
        ("4@7x7", "F F FC2", "2"),
        ("1@16x112x112", "C8k3p1 M1x2x2", "8@16x56x56"),
        ("2@7", "C4 M2", "4@2"),
        ("4@8x8", "(C4p1 | I):add", "4@8x8"),
        ("4@8x8", "(C6k1 | M3s1p1 | C2p1):cat", "12@8x8"),
        ("4@8x8", "(FC3 | FC4):cat", "7"),
        ("4@8x8", "2*((I | C4p1):cat)", "12@8x8"),
    ],
)
def test_shapes(shape: str, layers: str, output: str) -> None:
    assert _output(shape, layers) == output


@pytest.mark.parametrize(
    ("shape", "layers", "output"),
    [("224", "M2", "112"), ("224", "M2x4", "112x56"), ("224", "C8k3x3x3", "8@222x222x222")],
)
def test_a_bare_number_has_the_rank_that_the_sizes_show(
    shape: str, layers: str, output: str
) -> None:
    network = read_network(layers)
    assert trace(network, find_input(network, shape)).output.short == output


@pytest.mark.parametrize(
    ("shape", "layers", "message"),
    [
        (
            "3@224",
            "C8k3x3",
            "layer 1 (C8k3): its sizes are for 2 sliding axes, but the input 3@224",
        ),
        ("3@9x9", "M2 C8k3x3x3", "layer 2 (C8k3x3x3): its sizes are for 3 sliding axes, but the"),
        (
            "3@9x9",
            "C8:causal",
            "layer 1 (C8k3:causal): it is for 1 sliding axis, but the input 3@9x9 has 2 axes",
        ),
        ("224", "FC10", "layer 1 (FC10): how many values come in? The channels of 224 are"),
        (
            "9",
            "F",
            "layer 1 (F): how many values come in? The channels of 9 are not known: give the",
        ),
        ("3@9x9", "F C8", "layer 2 (C8k3): it works on rows and columns, but 243 values without"),
        ("3@9x9", "F GAP", "layer 2 (GAP): it works on rows and columns, but 243 values without"),
        (
            "3@9x9",
            "FC4 M2",
            "layer 2 (M2): it works on rows and columns, but 4 values without them",
        ),
        ("3@9x9", "AAP2x2x2", "layer 1 (AAP2): its sizes are for 3 sliding axes, but the input"),
        (
            "3@9x9",
            "C8g2",
            "layer 1 (C8k3g2): the 3 channels that come in do not part into 2",
        ),
        (
            "4@9x9",
            "C6g4",
            "layer 1 (C6k3g4): the 6 filters do not part into 4 groups: the nearest that works is"
            " 2 (g2)",
        ),
        (
            "6@9x9",
            "C8g6",
            "layer 1 (C8k3g6): the 8 filters do not part into 6 groups: the nearest that works is"
            " 2 (g2)",
        ),
        ("4@9x9", "DW6", "layer 1 (DW6k3): 6 filters are no multiple of the 4 channels"),
        ("3@9x9", "M3p2", "layer 1 (M3p2): padding 2 is more than half the window of 3: expected"),
        ("3@9x9", "A3p2", "layer 1 (A3p2): padding 2 is more than half the window of 3: expected"),
        ("3@9x9", "T2op1", "layer 1 (T2k3op1): output padding is 1: expected less than the stride"),
        ("3@9x9", "(C4p1 | I):add", "layer 3 (:add): its branches give 4@9x9 and 3@9x9: expected"),
        ("3@9x9", "(M2 | I):cat", "layer 3 (:cat): its branches give 3@4x4 and 3@9x9: expected"),
        ("3@9x9", "(F | I):cat", "layer 3 (:cat): its branches give 243 and 3@9x9: expected the"),
        (
            "3@4x4",
            "C8 M2 C8",
            "layer 3 (C8k3): the kernel 3x3 is larger than the padded input 1x1: the least input"
            " that works is 3@8x8, or here the least padding that works is 1",
        ),
        (
            "3@4x20",
            "C8k9",
            "layer 1 (C8k9): the kernel 9x9 is larger than the padded input 4x20: the least input"
            " that works is 3@9x9, or here the least padding that works is 3x0",
        ),
        (
            "3@2x2",
            "M2 M2",
            "layer 2 (M2): the window 2x2 is larger than the padded input 1x1: the least input that"
            " works is 3@4x4, or here the least padding that works is 1",
        ),
        (
            "1@1",
            "T1k1p1",
            "layer 1 (T1k1p1): padding crops 2 cells from an output of 1: the least input that"
            " works is 1@3, or here the most padding that works is 0",
        ),
        (
            "4@1x1",
            "C8k9 (AAP4 | M3s2):add",
            "layer 1 (C8k9): the kernel 9x9 is larger than the padded input 1x1: no input from"
            " 4@11x11 to 4@75x75 works, or here the least padding that works is 4",
        ),
        (
            "3@9x9",
            "AAP2 C8",
            "layer 2 (C8k3): the kernel 3x3 is larger than the padded input 2x2: no input works, or"
            " here the least padding that works is 1",
        ),
    ],
)
def test_refusals_name_the_layer(shape: str, layers: str, message: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        _output(shape, layers)
    assert str(caught.value).startswith(message)
    place = caught.value.place
    assert place
    number = int(message.split()[1])
    if ":" not in layers.split(" ", maxsplit=1)[0] and "(" not in layers:
        assert layers[place.offset :].startswith(layers.split(" ")[number - 1])


_LEAST = st.sampled_from(
    [
        "C8",
        "M2",
        "C8k5s3",
        "M3s2",
        "M3s2p1:ceil",
        "M3s3:ceil",
        "C4k3d2",
        "T2k2p1",
        "T4k3s2p1",
        "R",
        "C4k7s2p3",
        "C4k3s2:same",
        "A2s1:full",
        "(C4k3s2 | M2s2p1):cat",
        "(M3s1 | C8k5p1):cat",
        "GAP",
        "AAP3",
        "(AAP4 | AMP4):add",
        "M5s1",
        "T3k4s3op2",
    ]
)


def _least_by_trying(layers: str) -> int | None:
    network = read_network(layers)
    for side in range(1, 200):
        try:
            trace(network, Map(4, (side, side)))
        except ConvcalcError:
            continue
        return side
    return None


@settings(max_examples=100, deadline=None)
@given(st.lists(_LEAST, min_size=1, max_size=4).map(" ".join))
def test_the_least_input_is_the_least(layers: str) -> None:
    network = read_network(layers)
    said = advice(network, Map(4, (1, 1)))
    least = _least_by_trying(layers)
    if least:
        assert said == f"the least input that works is 4@{least}x{least}"
    else:
        assert said == "no input works" or said.startswith("no input from 4@")


def test_each_axis_has_its_own_least_input() -> None:
    said = advice(read_network("C8k5x3 M2x3 C8k3x1"), Map(None, (2, 3)))
    assert said == "the least input that works is 10x5"


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ("C8k5 (M2 | C8k2s2:same):add", "the least input that works is 4@6x6"),  # agree if even
        ("AAP3 C8k5", "no input works"),
        ("C8k3 (C8k3p1 | C8k3):add", "no input from 4@5x5 to 4@69x69 works"),
        ("20*(C8k9s1000) C8", "no input up to 10^18 cells works"),
    ],
)
def test_where_no_input_may_work(layers: str, said: str) -> None:
    assert advice(read_network(layers), Map(4, (1, 1))) == said


def test_layers_after_a_misfit_of_a_class_are_kept_without_a_place() -> None:
    text = "Net( (a): Conv2d(3, 8, 3) (b): Conv2d(3, 8, 3) (c): ReLU() )"
    network = read_network(text)
    traced = trace(network, find_input(network, "3@9x9"))
    assert [step.placed is None for step in traced.steps] == [False, True, True]
    assert traced.misfit == ("layer 2 (C8k3, b): it is made for 3 channels, but 8 come in (8@7x7)")
    with pytest.raises(ConvcalcError, match=r"^layer 2 \(C8k3, b\).*Only forward\(\) tells"):
        _ = traced.output
