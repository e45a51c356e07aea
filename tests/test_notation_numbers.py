from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.exact import product
from convcalc.notation.numbers import NotANumber, read_number

if TYPE_CHECKING:
    from decimal import Decimal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("-2", -2),
        ("+3", 3),
        (".5", Fraction(1, 2)),
        ("1.", 1),
        ("1e-3", Fraction(1, 1000)),
        ("1E3", 1000),
        ("1/9", Fraction(1, 9)),
        ("-4/2", -2),
        ("0.5/3", Fraction(1, 6)),
        ("½", Fraction(1, 2)),
        ("-1½", Fraction(-3, 2)),
        ("⅝", Fraction(5, 8)),
        (r"\frac{1}{9}", Fraction(1, 9)),
        (r"-\dfrac{ 2 }{4}", Fraction(-1, 2)),
        ("1e400", 10**400),
        ("1e0000400", 10**400),
        ("1e-0000001", Fraction(1, 10)),
        ("9" * 1000, 10**1000 - 1),
        ("-0", 0),
    ],
)
def test_exact_numbers(text: str, number: Fraction) -> None:
    read = read_number(text)
    assert read == number
    assert isinstance(read, int) == (Fraction(number).denominator == 1)


@pytest.mark.parametrize("text", ["\u0131nf", "\u0130nf", "na\u00f1"])
def test_letters_that_are_only_like_them_are_no_infinity(text: str) -> None:
    with pytest.raises(NotANumber, match="is not a number"):
        read_number(text)


@pytest.mark.parametrize("text", ["nan", "NaN", "-nan", "inf", "+INF", "-Infinity"])
def test_special_floats(text: str) -> None:
    read = read_number(text)
    assert isinstance(read, float)
    assert math.isnan(read) or read == float(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an empty cell: give a number"),
        ("word", "'word' is not a number: expected one such as 7, -2.5, 1e-3 or 1/9"),
        ("1_000", "'1_000' is not a number"),
        ("٣", "is not a number"),
        ("0x10", "'0x10' is not a number"),
        ("-", "a lone '-' between numbers: write 1 -2 for two numbers, or the result for one"),
        ("1-2", "'1-2' is a sum, not a number: write 1 -2"),
        ("1+2", "'1+2' is a sum"),
        ("...", "'...' means the paste was cut short: print the whole array first, in NumPy with"),
        ("1/", "'1/' is half a fraction: write it without blanks, as 1/9"),
        ("1/0", "'1/0' divides by zero"),
        (r"\frac{1}{0}", "divides by zero"),
        (r"\frac{nan}{2}", "'nan' cannot stand in a fraction"),
        ("3+4j", "'3+4j' is complex: expected real numbers"),
        ("True", "'True' is not a number: write 1 or 0"),
        ("null", "'null' is not a number: give a value for every cell"),
        ("*3", "'*3': a scale stands in front, as in 1/9 * [1 1; 1 1]"),
        ("#", "'#': a comment needs a line of its own"),
        ("1e401", "the exponent of '1e401' is beyond 400: scale the numbers first"),
        ("1e-999999999999", "is beyond 400"),
        ("1" * 1001, "has more than 1,000 digits: shorten it"),
    ],
)
def test_what_is_no_number_gets_its_reason(text: str, reason: str) -> None:
    with pytest.raises(NotANumber) as caught:
        read_number(text)
    assert reason in caught.value.reason


@given(st.integers())
def test_every_integer_is_read_back(number: int) -> None:
    assert read_number(str(number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_every_decimal_is_read_exactly(number: Decimal) -> None:
    if abs(number.adjusted()) < 300:
        assert read_number(str(number)) == Fraction(number)


@given(st.fractions())
def test_every_fraction_is_read_back(number: Fraction) -> None:
    assert read_number(f"{number.numerator}/{number.denominator}") == number


def test_products_stay_whole_where_they_can() -> None:
    result = product(Fraction(1, 3), 6)
    assert result == 2
    assert isinstance(result, int)


@pytest.mark.parametrize("text", ["---", "==="])
def test_separators_need_a_line_of_their_own(text: str) -> None:
    with pytest.raises(NotANumber) as caught:
        read_number(text)
    assert str(caught.value) == (
        f"'{text}' needs a line of its own: it starts the next filter or batch item"
    )
