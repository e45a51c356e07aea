from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from convcalc import ConvcalcError, apply, pool
from convcalc.poolings import POOLINGS

SIXTEEN = "1 2 3 0; 4 5 6 1; 7 8 9 0; 1 2 3 4"


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("max", [[5, 6], [8, 9]]),
        ("min", [[1, 0], [1, 0]]),
        ("sum", [[12, 10], [18, 16]]),
        ("avg", [[3, Fraction(5, 2)], [Fraction(9, 2), 4]]),
        ("lp:1", [[12, 10], [18, 16]]),
        ("lp:2", [[46**0.5, 46**0.5], [118**0.5, 106**0.5]]),
    ],
)
def test_every_type(type: str, expected: list[list[float]]) -> None:
    output = pool(SIXTEEN, 2, type=type).output
    assert output.is_exact == (not type.startswith("lp"))
    if output.is_exact:
        assert output.tolist() == expected
    else:
        np.testing.assert_allclose(output, expected)


def test_averages_are_exact() -> None:
    assert pool("1 2 3 5", 4, type="avg").output.tolist() == [Fraction(11, 4)]
    assert pool("1/3 1/6", 2, type="avg").output.tolist() == [Fraction(1, 4)]
    big = 2**63 - 1
    assert pool([big, big], 2, type="sum").output.tolist() == [2 * big]
    assert pool([big, big - 1], 2, type="avg").output.tolist() == [big - Fraction(1, 2)]
    assert pool([-big, big], 2, type="min").output.tolist() == [-big]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("type", ["max", "min", "avg", "sum", "lp:2"])
def test_floats_keep_their_type(type: str, dtype: Any) -> None:
    output = pool(np.ones((4, 4), dtype), 2, type=type).output
    assert output.values.dtype == dtype


def test_float16_is_summed_in_float32() -> None:
    output = pool(np.ones(4096, np.float16), 4096, type="sum").output
    assert output.tolist() == [4096]


def test_float_and_exact() -> None:
    assert pool("1 2", 2, type="avg", float=True).output.values.dtype == np.float64
    assert pool(np.ones(2, np.float32), 2, float=True).output.values.dtype == np.float64
    assert pool(np.array([0.5, 0.25]), 2, type="avg", exact=True).output.tolist() == [
        Fraction(3, 8)
    ]
    with pytest.raises(ConvcalcError, match="float and exact contradict each other"):
        pool("1 2", 2, float=True, exact=True)
    with pytest.raises(ConvcalcError, match="-t lp:2 gives floats: leave out --exact"):
        pool("1 2", 2, type="lp:2", exact=True)


def test_dimensions() -> None:
    assert pool("1 2 3 4", 2).output.tolist() == [2, 4]
    assert pool("1 2 3 4", "1,2").output.tolist() == [[2, 4]]
    assert pool("1 2; 3 4", 2).output.tolist() == [[4]]
    assert pool("1 2 3 4", 2, dim=1).output.tolist() == [2, 4]
    assert pool("1 2; 3 4", 2, dim=1).output.tolist() == [[2], [4]]  # two channels
    cube = np.arange(64).reshape(4, 4, 4)
    assert pool(cube, 2, dim=3).output.tolist() == [[[21, 23], [29, 31]], [[53, 55], [61, 63]]]
    assert pool(cube, 2).output.shape == (4, 2, 2)
    assert pool(cube, (1, 2, 4), dim=3).output.shape == (4, 2, 1)
    assert pool(cube[None], 2).output.shape == (1, 4, 2, 2)
    with pytest.raises(ConvcalcError, match="kernel has 3 numbers: expected 1 or 2, one per"):
        pool(cube, (1, 2, 4))


def test_channels_last() -> None:
    x = np.random.default_rng(0).integers(0, 99, (2, 6, 4, 3))
    ours = pool(x, 2, layout="hwc", indices=True)
    first = pool(np.moveaxis(x, -1, 1), 2, indices=True)
    assert ours.axes == ("item", "row", "column", "channel")
    np.testing.assert_array_equal(np.moveaxis(ours.output.values, -1, 1), first.output.values)
    assert ours.indices is not None
    assert first.indices is not None
    np.testing.assert_array_equal(np.moveaxis(ours.indices.values, -1, 1), first.indices.values)


def test_the_stride_is_the_window_unless_given() -> None:
    result = pool(SIXTEEN, "2,1")
    assert result.to_dict()["stride"] == [2, 1]
    assert pool(SIXTEEN, 2, stride="1,2").output.shape == (3, 2)


def test_ceil_and_the_last_window() -> None:
    assert pool("1 2 3 4 5", 2, ceil=True).output.tolist() == [2, 4, 5]
    assert pool("1 2 3 4 5", 2, ceil=True, type="avg").output.tolist() == [1.5, 3.5, 5]
    nine = "1 2 3 4 5 6 7 8 9"
    assert pool(nine, 4, padding=2, ceil=True).output.tolist() == [2, 6, 9]
    assert pool("1 2 3 4 5", 6, stride=2, ceil=True).output.tolist() == [5]
    # The padding counts, what is past it does not.
    assert pool("4 4 4 4", 3, stride=3, padding=1, ceil=True, type="avg").output.tolist() == [
        Fraction(8, 3),
        Fraction(8, 3),
    ]
    assert pool("4 4 4", 3, stride=2, padding=1, ceil=True, type="avg").output.tolist() == [
        Fraction(8, 3),
        Fraction(8, 3),
    ]


def test_what_counts_in_a_divisor() -> None:
    assert pool("6 6", 2, stride=1, padding=1, type="avg").output.tolist() == [3, 6, 3]
    options: dict[str, Any] = {"stride": 1, "padding": 1, "type": "avg"}
    assert pool("6 6", 2, **options, exclude_pad=True).output.tolist() == [6, 6, 6]
    assert pool("6 6", 2, **options, divisor=-4).output.tolist() == [-1.5, -3, -1.5]
    assert pool("6 6", 2, **options, divisor=3, exclude_pad=True).output.tolist() == [2, 4, 2]


def test_padding_is_never_picked() -> None:
    assert pool("-5 -6", 2, stride=1, padding=1).output.tolist() == [-5, -5, -6]
    assert pool("5 6", 2, stride=1, padding=1, type="min").output.tolist() == [5, 5, 6]


@pytest.mark.parametrize("word", ["same", "same-lower"])
@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_same_is_exempt_from_the_limit(word: str, k: int) -> None:
    x = np.random.default_rng(0).integers(0, 99, (7, 8))
    ours = pool(x, k, stride=1, padding=word).output
    origin = 0 if word == "same-lower" or k % 2 else -1
    expected = ndimage.maximum_filter(x, k, mode="constant", cval=-1, origin=origin)
    np.testing.assert_array_equal(ours, expected)
    assert pool("1 2 3", 2, dilation=5, padding="same", stride=1).output.shape == (3,)


def test_indices_are_the_first_of_equals_in_the_unpadded_plane() -> None:
    result = pool("3 1 3; 3 3 3", 2, stride=1, indices=True)
    assert result.output.tolist() == [[3, 3]]
    assert result.indices is not None
    assert result.indices.tolist() == [[0, 2]]
    assert result.shown is result.indices
    padded = pool("1 2; 3 4", 2, stride=2, padding=1, indices=True)
    assert padded.indices is not None
    assert padded.indices.tolist() == [[0, 1], [2, 3]]
    data = result.to_dict()
    assert data["output"] is result.output
    assert data["indices"] is result.indices


def test_global_and_adaptive() -> None:
    assert pool(SIXTEEN, global_=True).output.tolist() == [[9]]
    assert pool("1 2 3", global_=True, type="avg").output.tolist() == [2]
    assert pool(np.arange(8).reshape(2, 2, 2), global_=True).output.tolist() == [[[3]], [[7]]]
    assert pool("1 2 3 4 5", adaptive=3, type="avg").output.tolist() == [1.5, 3, 4.5]
    assert pool("1 2", adaptive=3).output.tolist() == [1, 2, 2]
    assert pool(SIXTEEN, adaptive="2x1", type="sum").output.tolist() == [[22], [34]]
    data = pool(SIXTEEN, adaptive=2).to_dict()
    assert data["adaptive"] == [2, 2]
    assert not {"stride", "kernel_shape", "dilation", "ceil"} & set(data)


def test_the_same_as_a_convolution_with_ones() -> None:
    x = np.random.default_rng(0).integers(-9, 10, (9, 8))
    options: dict[str, Any] = {"padding": 1, "dilation": 2, "stride": 1}
    ours = pool(x, 3, type="sum", **options).output
    np.testing.assert_array_equal(ours, apply(x, "ones:3x3", **options).output)


@pytest.mark.parametrize(
    ("options", "headline"),
    [
        ({"kernel": 2}, "input 4x4, window 2x2, stride 2, padding 0, max pooling -> output 2x2"),
        (
            {"kernel": 3, "stride": 1, "padding": "same", "type": "avg", "dilation": 2},
            "input 4x4, window 3x3, stride 1, padding same (2), dilation 2, avg pooling (padding"
            " counted) -> output 4x4",
        ),
        (
            {"kernel": 3, "padding": 1, "type": "avg", "exclude_pad": True, "ceil": True},
            "input 4x4, window 3x3, stride 3, padding 1, size rounded up, avg pooling (padding not"
            " counted) -> output 2x2",
        ),
        (
            {"kernel": 2, "type": "avg", "divisor": 3},
            "input 4x4, window 2x2, stride 2, padding 0, avg pooling (divisor 3) -> output 2x2",
        ),
        ({"global_": True, "type": "lp:2"}, "input 4x4, global lp:2 pooling -> output 1x1"),
        ({"adaptive": "2,3"}, "input 4x4, adaptive max pooling -> output 2x3"),
        (
            {"kernel": 2, "indices": True, "layout": "hwc", "dim": 2},
            "input 4x4, window 2x2, stride 2, padding 0, layout hwc, max pooling, indices ->"
            " output 2x2",
        ),
    ],
)
def test_the_headline_names_the_conventions(options: dict[str, Any], headline: str) -> None:
    result = pool(SIXTEEN, **options)
    assert result.headline == headline
    assert headline in repr(result)


@pytest.mark.parametrize("type", POOLINGS)
def test_options_of_other_types_are_refused(type: str) -> None:
    text = type + (":2" if POOLINGS[type].parameters else "")
    for option, types in (
        ({"indices": True}, "max or min"),
        ({"exclude_pad": True}, "avg"),
        ({"divisor": 2}, "avg"),
    ):
        if type in types.split(" or "):
            pool("1 2", 2, type=text, **option)
            continue
        (name,) = option
        with pytest.raises(ConvcalcError) as caught:
            pool("1 2", 2, type=text, **option)
        assert str(caught.value) == (
            f"--{name.replace('_', '-')} is for -t {types}, here it is {type}: add"
            f" -t {types.split()[0]}, or leave out --{name.replace('_', '-')}"
        )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "the window is missing: add -k, as in -k 2 or -k 3,2, or --global, or --adaptive"),
        ({"kernel": 2, "global_": True}, "--global sets the windows by itself: leave out --kernel"),
        ({"stride": 2, "global_": True}, "--global sets the windows by itself: leave out --stride"),
        (
            {"padding": 1, "adaptive": 2},
            "--adaptive sets the windows by itself: leave out --padding",
        ),
        (
            {"dilation": 2, "adaptive": 2},
            "--adaptive sets the windows by itself: leave out --dilation",
        ),
        ({"ceil": True, "adaptive": 2}, "--adaptive sets the windows by itself: leave out --ceil"),
        (
            {"exclude_pad": True, "adaptive": 2, "type": "avg"},
            "--adaptive has no padding: leave out --exclude-pad",
        ),
        (
            {"adaptive": 2, "global_": True},
            "--global and --adaptive both set the windows: leave one",
        ),
        ({"kernel": 0}, "kernel is 0: expected 1 or more"),
        ({"kernel": "x"}, "kernel is 'x': expected whole numbers, such as 2, 2,1 or 2x1"),
        ({"adaptive": 0}, "adaptive is 0: expected 1 or more"),
        ({"kernel": 2, "stride": 0}, "stride is 0: expected 1 or more"),
        ({"kernel": 2, "padding": 2}, "padding 2 is more than half the window of 2: expected at"),
        ({"kernel": 3, "padding": "full"}, "padding 2 is more than half the window of 3: expected"),
        ({"kernel": 5, "padding": "0,3"}, "padding 3 is more than half the window of 5: expected"),
        (
            {"kernel": 5, "stride": 2},
            "the window 5 is larger than the padded input 4: the least padding that works is 1"
            " (-p 1); --ceil works too",
        ),
        (
            {"kernel": 7, "stride": 1, "ceil": True},
            "the window 7 is larger than the padded input 4: the least padding that works is 2"
            " (-p 2)",
        ),
        (
            {"kernel": 2, "dilation": 9, "stride": 1},
            "the window 2 (dilated to 10) is larger than the padded input 4: the least padding"
            " that works is 3 (-p 3), more than pooling allows (half the window): give a smaller"
            " window or dilation",
        ),
        ({"kernel": 2, "type": "avg", "divisor": 0}, "--divisor is 0: expected a whole number"),
    ],
)
def test_bad_options(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        pool("1 2 3 4", **options)
    assert str(caught.value).startswith(reason)


def test_what_does_not_fit_the_memory_is_refused_at_once() -> None:
    with pytest.raises(ConvcalcError, match=r"this needs [0-9,]+ bytes of memory"):
        pool("1 2; 3 4", adaptive=10**7)


@pytest.mark.parametrize("k", [20_000, 10**9, 10**18 - 1])
def test_a_window_far_larger_than_the_input_costs_nothing(k: int) -> None:
    assert pool("1 2; 3 4", k, ceil=True).output.tolist() == [[4]]
    assert pool("1 2; 3 4", k, ceil=True, type="avg").output.tolist() == [[2.5]]
    result = pool("3 1 3", k, ceil=True, indices=True, at=0)
    assert result.indices is not None
    assert result.indices.tolist() == [0]
    assert pool("1 2", 2, dilation=k, stride=k, ceil=True).output.tolist() == [1]


def test_the_least_padding_allows_for_ceil() -> None:
    with pytest.raises(ConvcalcError, match=r"the least padding that works is 1 \(-p 1\)$"):
        pool("1 2", 5, stride=3, ceil=True)
    assert pool("1 2", 5, stride=3, ceil=True, padding=1).output.tolist() == [2]


@pytest.mark.parametrize("divisor", ["x", "1.5", 1.5, "", "1e3"])
def test_divisors_are_whole(divisor: Any) -> None:
    with pytest.raises(ConvcalcError) as caught:
        pool("1 2", 2, type="avg", divisor=divisor)
    assert str(caught.value) == (f"--divisor is '{divisor}': expected a whole number other than 0")


def test_a_huge_divisor() -> None:
    huge = 10**400
    assert pool("1 2", 2, type="avg", divisor=huge).output.tolist() == [Fraction(3, huge)]
    assert pool("1 2", 2, type="avg", divisor=huge, float=True).output.tolist() == [0]
    assert np.isnan(pool("nan 2", 2, type="avg", divisor=huge).output.values).all()


def test_sizes_from_numpy_and_empty_ones() -> None:
    x = np.arange(16).reshape(4, 4)
    assert pool(x, np.array([2, 4]).tolist()).output.shape == (2, 1)
    size: Any = np.array([2, 4])
    assert pool(x, size).output.shape == (2, 1)
    assert pool(x, adaptive=np.array([2, 1])).output.shape == (2, 1)
    bad: list[dict[str, Any]] = [
        {"kernel": ""},
        {"adaptive": ""},
        {"adaptive": []},
        {"kernel": 2, "stride": ""},
    ]
    for options in bad:
        with pytest.raises(ConvcalcError, match=r" is '.*': expected whole numbers"):
            pool(x, **options)
    with pytest.raises(ConvcalcError, match="type 'None' is unknown"):
        pool(x, 2, type=None)


def test_defaults_may_be_written_out_beside_global() -> None:
    for padding in (0, "0", "valid", "0,0", (0, 0)):
        output = pool(SIXTEEN, global_=True, padding=padding, dilation=(1, 1)).output
        assert output.tolist() == [[9]]


def test_a_window_of_padding_only_makes_floats_and_says_so() -> None:
    options: dict[str, Any] = {"dilation": 4, "stride": 1, "padding": "same"}
    result = pool("9007199254740993 1 2", 2, **options)
    assert result.output.tolist() == [2, -np.inf, 9007199254740992.0]
    assert result.notes == (
        "a window that lies in the padding alone has no number; with its -inf all became floats",
    )
    with pytest.raises(ConvcalcError) as caught:
        pool("1 2 3", 2, **options, exact=True)
    assert str(caught.value) == (
        "a window that lies in the padding alone has no number: leave out --exact, or give less"
        " padding"
    )
    averaged = pool("1 2 3", 2, **options, type="avg", exclude_pad=True)
    assert "with its nan all became floats" in averaged.notes[0]
