"""Arithmetic on single numbers: exact, unless one of them is nan or infinite."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.exact import product, whole_if_possible
from convcalc.tensor import to_float

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.exact import Number
    from convcalc.tensor import Tensor


def number_at(tensor: Tensor, index: tuple[int, ...]) -> Number:
    """Return one number of a tensor as what it is: a float counts as the fraction it stands for.

    >>> from convcalc.tensor import Tensor
    >>> number_at(Tensor(np.array([0.5, np.inf])), (0,))
    Fraction(1, 2)
    """
    value = tensor.values[index]
    if tensor.is_exact and tensor.denominator == 1:
        return int(value)
    if tensor.is_exact:
        return whole_if_possible(Fraction(int(value), tensor.denominator))
    if np.isfinite(value):
        return whole_if_possible(Fraction(*value.as_integer_ratio()))
    return float(value)


def times(one: Number, other: Number) -> Number:
    """Multiply two numbers; beside a float the other becomes one too, infinite if it is so long."""
    if isinstance(one, float) or isinstance(other, float):
        return to_float(one) * to_float(other)
    return product(one, other)


def total(numbers: Iterable[Number]) -> Number:
    """Add numbers up."""
    numbers = list(numbers)
    if any(isinstance(number, float) for number in numbers):
        return sum(map(to_float, numbers))
    exact: Any = sum(numbers)
    return exact if isinstance(exact, int) else whole_if_possible(exact)


def is_nan(number: Number) -> bool:
    """Tell whether a number is nan; exact ones may be longer than floats."""
    return isinstance(number, float) and math.isnan(number)


class NumberKind:
    """What numbers are shown as: exact ones as they are, others as floats of one type.

    Parameters
    ----------
    dtype : dtype
        A float type; with any other, numbers are exact.
    """

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype if dtype.kind == "f" else None

    def show(self, number: Number) -> Any:
        """Return the nearest number of this kind.

        >>> NumberKind(np.dtype(int)).show(Fraction(1, 3))
        Fraction(1, 3)
        """
        if self.dtype is None:
            return number
        with np.errstate(over="ignore"):
            return self.dtype.type(to_float(number))
