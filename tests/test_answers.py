"""When a number counts as equal: by the digits it is written with."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import ConvcalcError, Tensor, apply
from convcalc.answers import read_tolerance, take_answer
from convcalc.sources import Reader

if TYPE_CHECKING:
    from pathlib import Path


def _equal(answer: Any, right: Any, tolerance: Any = None) -> bool:
    """Tell whether one number is a good answer for another one."""
    tensor = right if isinstance(right, Tensor) else Tensor.from_numbers([right], (1,))
    return bool(take_answer(answer, None, tolerance).agrees(tensor).all())


@pytest.mark.parametrize(
    ("answer", "right", "equal"),
    [
        ("3", 3, True),
        ("3", Fraction(31, 10), False),
        ("1/3", Fraction(1, 3), True),
        ("1/3", Fraction(333, 1000), False),
        ("0.33", Fraction(1, 3), True),
        ("0.3", Fraction(1, 3), True),
        ("0.34", Fraction(1, 3), False),
        ("0.13", Fraction(1, 8), True),  # 0.125, exactly half a unit away
        ("0.12", Fraction(1, 8), True),
        ("0.130", Fraction(1, 8), False),
        ("1.5e3", 1450, True),
        ("1.5e3", 1449, False),
        ("15e2", 1501, False),
        ("-.5", Fraction(-11, 20), True),
        ("2.", Fraction(5, 2), True),
        ("1.50/3", Fraction(1, 2), True),
        ("1.50/3", Fraction(501, 1000), False),
        ("0.30000000000000004", Fraction(3, 10), True),
        ("1.3333333333333333", Fraction(4, 3), True),
        ("1.333333333333", Fraction(4, 3) + Fraction(1, 10**12), False),
        ("100000000000000.0", 100000000012345, False),
        ("1234567890123456.5", 1234567890000000, False),
        ("0.333333333200000", Fraction(1, 3), False),
        ("0.8999999999999999", Fraction(9, 10), True),
        ("2.5e350", 2, False),
        ("½", Fraction(1, 2), True),
        (str(2**53 + 1), 2**53, False),
        (str(10**30), 10**30, True),
        (str(10**30 + 1), 10**30, False),
    ],
)
def test_numbers_are_as_exact_as_they_are_written(answer: str, right: Any, equal: bool) -> None:
    assert _equal(answer, right) is equal


@pytest.mark.parametrize(
    ("text", "right", "equal"),
    [
        ("1/16 * [1.5 2]", [Fraction(31, 320), Fraction(1, 8)], True),  # 1.55/16
        ("1/16 * [1.5 2]", [Fraction(32, 320), Fraction(1, 8)], False),
        ("1.0e+03 * [1.2345 0.5]", [1234, 500], False),
        ("1.0e+03 * [1.2345 0.5]", [Fraction(123446, 100), 460], True),
        ("[2. 0.5]", [2, Fraction(11, 20)], True),
        ("[2. 0.5]", [Fraction(21, 10), Fraction(1, 2)], False),
        ("array([2., 0.5])", [2, Fraction(1, 2)], True),
        ("array([1.3333334, 2.], dtype=float32)", [Fraction(4, 3), 2], True),
        ("tensor([1.3333, 2.0000])", [Fraction(4, 3), 2], True),
        ("tensor([1.3334, 2.0000])", [Fraction(4, 3), 2], False),
        ('{"schema": 1.5, "output": [1.5, "1/3"]}', [Fraction(31, 20), Fraction(1, 3)], True),
        ('{"schema": 1.5, "output": [1.5, "1/3"]}', [Fraction(3, 2), Fraction(34, 100)], False),
        (r"\begin{bmatrix} 0.3 & \frac{1}{3} \end{bmatrix}", [Fraction(1, 3)] * 2, True),
        ("nan inf", [float("nan"), float("inf")], True),
        ("nan -inf", [float("nan"), float("inf")], False),
        ("nan 0.3", [float("nan"), Fraction(1, 3)], True),
    ],
)
def test_every_style_of_writing(text: str, right: list[Any], equal: bool) -> None:
    answer = take_answer(text, Reader())
    numbers = Tensor.from_numbers(right, answer.numbers.shape)
    assert bool(answer.agrees(numbers).all()) is equal


@pytest.mark.parametrize(
    ("dtype", "off", "equal"),
    [
        (np.float32, 5e-6, True),
        (np.float32, 5e-5, False),
        (np.float64, 5e-10, True),
        (np.float64, 5e-9, False),
    ],
)
def test_float_arrays_are_relative(dtype: Any, off: float, equal: bool) -> None:
    answer = np.array([1000 * (1 + off)], dtype)
    assert _equal(answer, 1000) is equal
    assert _equal(answer, Tensor(np.array([1000.0]))) is equal


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sums_of_floats_that_cancel_out_are_as_good_as_zero(dtype: Any) -> None:
    small = [0.3, 0.6, -0.9] if dtype == np.float32 else [0.1, 0.2, -0.3]
    x = np.array([*small, 5.0], dtype)
    right = apply(x, "1 1 1").output.values
    assert right[0] != 0
    for number, correct in (("0", True), ("1/1000000", False)):
        check = apply(x, "1 1 1", check=f"{number} {right[1]:.3f}").check
        assert check is not None
        assert check.correct is correct


def test_a_large_number_does_not_excuse_a_small_one() -> None:
    check = apply(np.array([1e6, 0.5], np.float32), "1", check="1000000 0.51").check
    assert check is not None
    assert check.wrong is not None
    assert check.wrong.tolist() == [False, True]


@pytest.mark.parametrize("cell", [65504, 2050, 159.8, 0.1])
def test_what_float16_prints_is_right(cell: float) -> None:
    x = np.array([cell, 1], np.float16)
    printed = " ".join(map(str, x.tolist()))
    for answer in (printed, x, " ".join(np.format_float_positional(c, trim="-") for c in x)):
        check = apply(x, "1", check=answer).check
        assert check is not None
        assert check.correct, answer


@pytest.mark.parametrize(
    ("tolerance", "equal"),
    [("0.1", True), ("1/10", True), (0.11, True), ("0", False), (None, False)],
)
def test_a_tolerance_is_absolute_and_inclusive(tolerance: Any, equal: bool) -> None:
    assert _equal("3", Fraction(31, 10), tolerance) is equal
    assert _equal("3", Fraction(29, 10), tolerance) is equal


def test_a_tolerance_takes_the_place_of_the_digits() -> None:
    assert not _equal("0.3", Fraction(1, 3), 0)
    assert not _equal(np.array([1.0 + 1e-12]), 1, 0)
    assert _equal("3", 10**300, "1e309")


@pytest.mark.parametrize("value", ["x", "-1", "nan", "inf", "", "1 2", -0.5, "1e999"])
def test_what_is_no_tolerance(value: Any) -> None:
    with pytest.raises(ConvcalcError, match=r"^--tol is '.*': expected a number, 0 or more"):
        read_tolerance(value)


@given(st.fractions(max_denominator=10**6), st.integers(0, 12))
def test_whatever_is_rounded_correctly_is_right(number: Fraction, places: int) -> None:
    text = f"{'-' if number < 0 else ''}{_decimal(abs(number), places)}"
    assert _equal(text, number)
    if "." in text and len(text) < 15:  # longer ones are those that programs print
        assert not _equal(text, number + Fraction(2, 10**places))


def _decimal(number: Fraction, places: int) -> str:
    """Round half up, as people do; with so many digits behind the point."""
    scaled = int(number * 10**places + Fraction(1, 2))
    digits = str(scaled).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else f"{digits}."


def test_large_texts_are_read_in_the_same_way(tmp_path: Path) -> None:
    numbers = np.arange(3000) / 8
    path = tmp_path / "answer.csv"
    path.write_text("\n".join(f"{x:.2f}" for x in numbers))
    answer = take_answer(str(path), Reader())
    right = Tensor.exact(np.arange(3000).reshape(answer.numbers.shape), 8)
    assert answer.agrees(right).all()
    assert not answer.agrees(right.with_values(right.values + 1)).any()
