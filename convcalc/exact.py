"""Exact arithmetic with ints and Fractions; ``fractions`` is loaded only when one is needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

FLOAT_HOLDS_HALVES = 2**52

if TYPE_CHECKING:
    from fractions import Fraction

    Number: TypeAlias = int | Fraction | float
    """Exact numbers are ints where they can be, else Fractions; as text, floats are nan and inf."""


def quotient(top: int | Fraction, bottom: int | Fraction) -> int | Fraction:
    """Divide exactly; whole results stay ints. ``fractions`` is loaded only when one is needed.

    >>> quotient(6, 3), quotient(1, 2)
    (2, Fraction(1, 2))
    """
    if isinstance(top, int) and isinstance(bottom, int) and top % bottom == 0:
        return top // bottom
    from fractions import Fraction

    return whole_if_possible(Fraction(top) / bottom)


def whole_if_possible(number: int | Fraction) -> int | Fraction:
    """Turn a fraction over 1 into an int."""
    return number.numerator if number.denominator == 1 else number


def ratio(top: int, bottom: int) -> float:
    """Divide two integers to the nearest float, infinite where there is none."""
    try:
        return top / bottom
    except OverflowError:
        return math.inf if top > 0 else -math.inf


class Ratio(float):
    """A quotient of integers that only waits to be written: a float that knows where it is from.

    A Fraction would have to be loaded.

    >>> Ratio.of(6, 3), Ratio.of(1, 2), Ratio.of(1, 2).denominator
    (2, 0.5, 2)
    """

    numerator: int
    denominator: int

    @classmethod
    def of(cls, top: int, bottom: int) -> int | Ratio:
        """Divide; whole results are ints."""
        if top % bottom == 0:
            return top // bottom
        made = cls(top / bottom)
        made.numerator, made.denominator = top, bottom
        return made


def half(number: int | Fraction) -> int | Fraction | Ratio:
    """Divide by two, without loading ``fractions`` for a whole number.

    >>> half(6), half(7), half(7).denominator
    (3, 3.5, 2)
    """
    if isinstance(number, int) and abs(number) < FLOAT_HOLDS_HALVES:
        return Ratio.of(number, 2)
    return quotient(number, 2)


def product(left: Number, right: Number) -> Number:
    """Multiply two numbers; exact ones stay exact and whole where they can."""
    result = left * right
    return result if isinstance(result, int | float) else whole_if_possible(result)
