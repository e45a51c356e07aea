from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import ConvcalcError, apply
from convcalc.tensor import Tensor

NINE = "0 1 2; 3 4 5; 6 7 8"


def test_two_to_the_53_and_63_are_no_limits() -> None:
    assert apply("9007199254740993", "1").output.tolist() == [2**53 + 1]
    assert apply("9223372036854775807 9223372036854775807", "1 1").output.tolist() == [2**64 - 2]
    assert apply(f"{10**30} 1", f"{10**30} 1").output.tolist() == [10**60 + 1]


@pytest.mark.parametrize(
    ("x", "w", "expected"),
    [
        ("1e-20", "1", [Fraction(1, 10**20)]),
        ("0", "1e-20", [0]),
        ("1e-10 1e-10", "1e-10 -1e-10", [0]),
        ("0", f"{2**70}", [0]),
        (f"{2**70}", "0", [0]),
        ("3.14159265358979323846", "1", [Fraction("3.14159265358979323846")]),
    ],
)
def test_long_factors_beside_zeros(x: str, w: str, expected: list[Fraction]) -> None:
    assert apply(x, w).output.tolist() == expected
    if " " not in w:
        assert apply(x, w, transposed=True).output.tolist() == expected
    biased = apply(x, w, bias="1e-20", activation="leaky-relu:1e-20").output.tolist()
    assert biased == [value + Fraction(1, 10**20) for value in expected]


def test_decimals_and_fractions_are_exact() -> None:
    assert apply("0.1 0.2", "1 1").output.tolist() == [Fraction(3, 10)]
    assert apply("1/9 1/3", "1/7 1").output.tolist() == [Fraction(1, 63) + Fraction(1, 3)]
    assert apply("1/3 2/3", "1 1").output.tolist() == [1]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_floats_keep_their_type_beside_exact_numbers(dtype: type[np.floating]) -> None:
    result = apply(np.ones((3, 3), dtype), "1/9 [1 1; 1 1]", bias="1/3", activation="relu")
    assert result.output.values.dtype == dtype
    assert not result.output.is_exact


def test_the_wider_of_two_float_types_wins() -> None:
    single, double = np.ones((3, 3), np.float32), np.ones((2, 2), np.float64)
    assert apply(single, double).output.values.dtype == np.float64


def test_float16_is_summed_in_float32() -> None:
    x = np.full((1, 4096), 1, np.float16)
    assert apply(x, np.ones((1, 4096), np.float16)).output.tolist() == [
        [4096]
    ]  # float16 stops at 2048
    result = apply(np.array([2048, 1], np.float16), np.ones(2, np.float16), bias=1)
    assert result.output.tolist() == [2050]


def test_float_and_exact_insist() -> None:
    result = apply("1 2", "1/3 1", float=True)
    assert result.output.values.dtype == np.float64
    result = apply(np.array([0.5, 0.25]), "1 1/3", exact=True)
    assert result.output.tolist() == [Fraction(1, 2) + Fraction(1, 12)]
    with pytest.raises(ConvcalcError, match="float and exact contradict each other"):
        apply("1", "1", float=True, exact=True)
    with pytest.raises(ConvcalcError, match="nan and inf have no exact value"):
        apply("nan", "1", exact=True)


def test_nan_and_inf_make_it_a_float_calculation() -> None:
    result = apply("1 inf nan 2 3", "1 1")
    assert not result.output.is_exact
    np.testing.assert_array_equal(result.output.values, [np.inf, np.nan, np.nan, 5])


def test_flip_is_the_discrete_convolution() -> None:
    f, g = [1, -2, 3, 5], [2, 7, -1]
    np.testing.assert_array_equal(
        apply(f, g, flip=True, padding="full").output, np.convolve(f, g, "full")
    )
    assert apply(NINE, NINE, flip=True).to_dict()["operation"] == "convolution"


@pytest.mark.parametrize("word", ["valid", "same-lower", "full"])
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_words_on_one_axis_are_numpy_s(
    word: Literal["valid", "same-lower", "full"], k: int
) -> None:
    x, w = np.arange(9) % 4, np.arange(k) + 1
    # NumPy's "same" takes the middle of "full", which is to put the odd cell before.
    expected = np.convolve(x, w, "same" if word == "same-lower" else word)
    np.testing.assert_array_equal(apply(x, w, flip=True, padding=word).output, expected)


def test_same_puts_the_odd_cell_after_and_same_lower_before() -> None:
    assert apply("1 2 3", "1 10", padding="same").output.tolist() == [21, 32, 3]
    assert apply("1 2 3", "1 10", padding="same-lower").output.tolist() == [10, 21, 32]


def test_causal_never_looks_ahead() -> None:
    assert apply("1 0 0 0", "3 2 1", padding="causal").output.tolist() == [1, 2, 3, 0]


def test_pad_value() -> None:
    assert apply("1 2", "1 1 1", padding=1, pad_value="1/2").output.tolist() == [
        Fraction(7, 2),
        Fraction(7, 2),
    ]
    assert apply("1 2", "1 1 1", padding=1, pad_value="inf").output.tolist() == [np.inf, np.inf]


def test_bias_is_added_once_per_filter() -> None:
    output = apply("1 2", "1 1", "2 2", bias="10 1/2").output.tolist()
    assert output == [[13], [Fraction(13, 2)]]


def test_activation_comes_after_the_bias() -> None:
    assert apply("1 2 3", "1", bias=-2, activation="relu").output.tolist() == [0, 0, 1]
    assert apply("1 2 3", "1", bias=-2, activation="abs").output.tolist() == [1, 0, 1]


def test_output_padding_uncovers_real_values() -> None:
    full = apply("1 2", "1 10 100", stride=2, transposed=True).output.tolist()
    cropped = apply("1 2", "1 10 100", stride=2, transposed=True, padding=1).output.tolist()
    more = apply(
        "1 2", "1 10 100", stride=2, transposed=True, padding=1, output_padding=1
    ).output.tolist()
    assert (full, cropped, more) == ([1, 10, 102, 20, 200], [10, 102, 20], [10, 102, 20, 200])


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
@pytest.mark.parametrize("word", ["same", "same-lower"])
def test_transposed_same_is_n_times_stride(stride: int, kernel: int, word: str) -> None:
    result = apply(np.arange(4), np.ones(kernel, int), stride=stride, padding=word, transposed=True)
    assert result.output.shape == (4 * stride,)


@given(
    st.lists(st.integers(-99, 99), min_size=4, max_size=9),
    st.lists(st.integers(-99, 99), min_size=4, max_size=9),
    st.lists(st.integers(-9, 9), min_size=1, max_size=4),
)
def test_convolution_is_linear(x: list[int], y: list[int], w: list[int]) -> None:
    n = min(len(x), len(y))
    total = apply([a + 3 * b for a, b in zip(x, y, strict=False)], w).output.values
    parts = [apply(v[:n], w).output.values for v in (x, y)]
    np.testing.assert_array_equal(total, parts[0] + 3 * parts[1])


@given(st.lists(st.integers(-99, 99), min_size=3, max_size=9), st.integers(1, 3))
def test_a_shifted_input_gives_a_shifted_output(x: list[int], shift: int) -> None:
    shifted = apply([0] * shift + x, "1 -2 5").output.tolist()
    assert shifted[shift:] == apply(x, "1 -2 5").output.tolist()


def test_the_identity_kernel_changes_nothing() -> None:
    x = np.arange(35).reshape(5, 7)
    np.testing.assert_array_equal(apply(x, "identity", padding="same").output, x)


def test_flip_twice_is_no_flip() -> None:
    w = np.arange(6).reshape(2, 3)
    turned = apply(NINE, w[::-1, ::-1], flip=True).output.values
    np.testing.assert_array_equal(turned, apply(NINE, w).output.values)


def test_the_matrix_is_sparse_and_shares_its_weights() -> None:
    result = apply(NINE, "1 2; 3 4", matrix=True)
    assert result.output.shape == (4, 9)
    assert result.output.tolist()[0] == [1, 2, 0, 3, 4, 0, 0, 0, 0]
    assert result.to_dict()["matrix"] is result.output
    assert "output" not in result.to_dict()
    assert result.axes == ("output cell", "input cell")


@pytest.mark.parametrize("transposed", [False, True])
def test_the_matrix_flattens_as_the_layout_says(transposed: bool) -> None:
    x, w = np.arange(24).reshape(2, 3, 2, 2), np.arange(16).reshape(2, 2, 2, 2) - 7
    options = {"layout": "hwc", "transposed": transposed, "padding": 1}
    matrix = apply(x, w, matrix=True, **options).output.values
    output = apply(x, w, **options).output.values
    np.testing.assert_array_equal(matrix @ x.ravel(), output.ravel())


def test_the_matrix_keeps_fractions_and_long_integers() -> None:
    assert apply("1 2", "1/3 1", matrix=True).output.tolist() == [[Fraction(1, 3), 1]]
    huge = apply("1", f"{2**62} {2**62} {2**62}", padding=1, padding_mode="replicate", matrix=True)
    assert huge.output.tolist() == [[3 * 2**62]]


def test_the_matrix_leaves_out_bias_and_activation_and_says_so() -> None:
    result = apply("1 2", "1 1", bias=5, activation="relu", matrix=True)
    assert result.output.tolist() == [[1, 1]]
    assert result.notes == ("the matrix leaves out bias and activation",)
    assert "bias" not in result.to_dict()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"padding_mode": "none"}, "padding mode 'none' is unknown"),
        ({"padding_mode": "reflect", "pad_value": 1}, "pad value is for padding mode zeros, here"),
        ({"padding_mode": "reflect", "padding": 3}, "padding 3 is too much for reflect on an axis"),
        (
            {"padding_mode": "reflect", "dilation": 9},
            "the least padding that works is 4 (-p 4), more than reflect allows: use --padding",
        ),
        ({"transposed": True, "padding": "same", "output_padding": 1}, "both set the size"),
        ({"padding_mode": "circular", "padding": 4}, "expected at most 3"),
        ({"pad_value": "1 2", "padding": 1}, "pad value: '1 2' is not a number"),
        ({"output_padding": 1}, "output padding is for a transposed convolution: add --transposed"),
        ({"transposed": True, "padding_mode": "reflect"}, "padding mode reflect has no meaning"),
        ({"transposed": True, "pad_value": 1}, "pad value has no meaning for a transposed"),
        ({"transposed": True, "padding": "full"}, "padding full has no meaning for a transposed"),
        ({"transposed": True, "output_padding": 1}, "output padding is 1: expected less than"),
        ({"transposed": True, "padding": 3}, "padding crops 6x6 cells from an output of 4x4"),
        ({"stride": 0}, "stride is 0: expected 1 or more"),
        ({"dilation": "0,1"}, "dilation is 0: expected 1 or more"),
        ({"padding": "-1"}, "padding is -1: expected 0 or more"),
        ({"bias": "1 2"}, "bias has 2 numbers: expected 1"),
        ({"activation": "rellu"}, "activation 'rellu' is unknown"),
        ({"dilation": 3}, "the kernel 2x2 (dilated to 4x4) is larger than the padded input 3x3"),
        ({"pad_value": [1, 2], "padding": 1}, "pad value has 2 numbers: expected one"),
        ({"matrix": True, "padding": 1, "pad_value": "nan"}, "with a pad value the output is not"),
        ({"matrix": True, "padding": 1, "pad_value": 0.5}, "with a pad value the output is not"),
        ({"matrix": True, "activation": "rellu"}, "activation 'rellu' is unknown"),
        (
            {"matrix": True, "padding": 1, "pad_value": 1},
            "with a pad value the output is not a mat",
        ),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, object], reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        apply(NINE, "1 2; 3 4", **options)
    assert reason in str(caught.value)


def test_a_matrix_too_large_is_refused_before_it_is_made() -> None:
    with pytest.raises(ConvcalcError, match="the matrix 10000x10000 has 100,000,000 cells: expe"):
        apply("zeros:100x100", "1", matrix=True)


def test_bias_for_several_filters_says_how_many() -> None:
    with pytest.raises(ConvcalcError, match=r"bias has 3 numbers: expected 1, or 2 \(one per fil"):
        apply("1 2", "1", "2", bias="1 2 3")


@pytest.mark.parametrize(
    ("options", "headline"),
    [
        ({}, "input 3x3, kernel 2x2, stride 1, padding 0, cross-correlation -> output 2x2"),
        (
            {"padding": "1,0", "stride": "2,1", "padding_mode": "edge", "flip": True},
            "input 3x3, kernel 2x2, stride 2,1, padding 1,0 replicate, convolution (kernel rotated"
            " by 180 degrees) -> output 2x2",
        ),
        (
            {"padding": "same", "pad_value": "1/2", "bias": 1, "activation": "relu"},
            "input 3x3, kernel 2x2, stride 1, padding same (0,1,0,1) of 1/2, cross-correlation"
            " + bias, relu -> output 3x3",
        ),
        (
            {"transposed": True, "stride": 2, "output_padding": 1, "dilation": 2},
            "input 3x3, kernel 2x2, stride 2, padding 0, dilation 2, output padding 1, transposed"
            " convolution -> output 8x8",
        ),
        (
            {"matrix": True},
            "input 3x3, kernel 2x2, stride 1, padding 0, cross-correlation -> output 2x2,"
            " as a matrix 4x9",
        ),
    ],
)
def test_the_headline_names_the_conventions(options: dict[str, object], headline: str) -> None:
    assert apply(NINE, "1 2; 3 4", **options).headline == headline


def test_groups_and_layout_are_named() -> None:
    x = np.ones((5, 5, 2), int)
    result = apply(x, "box", per_channel=True, layout="hwc")
    assert "groups 2, layout hwc" in result.headline


def test_json_has_the_resolved_convention() -> None:
    result = apply("1 2 3", "1 1", padding="same", padding_mode="mirror", dilation=2, bias=[4])
    data = result.to_dict()
    assert isinstance(data.pop("output"), Tensor)
    assert data.pop("bias").tolist() == [4]
    assert data == {
        "schema": 1,
        "command": "apply",
        "operation": "cross-correlation",
        "flip": False,
        "stride": [1],
        "padding": [[1, 1]],
        "padding_mode": "reflect",
        "dilation": [2],
        "groups": 1,
        "dim": 1,
        "layout": "chw",
        "method": "gemm",
        "input_shape": [3],
        "kernel_shape": [2],
        "output_shape": [3],
        "exact": True,
        "notes": [],
    }


def test_json_of_a_transposed_convolution_has_its_own_keys() -> None:
    data = apply("1 2", "1 1", transposed=True, stride=2, output_padding=1).to_dict()
    assert data["operation"] == "transposed"
    assert data["output_padding"] == [1]
    assert "padding_mode" not in data
