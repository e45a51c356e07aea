"""Numbers in an array: exact ones as integers over one denominator, or floats of one type."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from convcalc.errors import ECHO, ConvcalcError, shorten
from convcalc.exact import ratio

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.exact import Number
    from convcalc.notation.literals import Literal

Array: TypeAlias = npt.NDArray[Any]

INT64_MOST = 2**63 - 1  # also for negative numbers, so that a sign can always be turned


class Tensor:
    """An array of numbers. Its values may be the caller's own array, so nobody changes them.

    Attributes
    ----------
    values : ndarray
        Exact: int64, or Python integers where those are too small. Else floats.
    denominator : int
        What exact values are divided by; 1 for floats. It has no factor in common with all of them.

    Examples
    --------
    >>> Tensor.exact(np.array([1, 2, 6]), 6)
    Tensor([Fraction(1, 6), Fraction(1, 3), Fraction(1, 1)])
    """

    __slots__ = ("denominator", "values")

    def __init__(self, values: Array, denominator: int = 1) -> None:
        self.values = values
        self.denominator = denominator

    @classmethod
    def exact(cls, numerators: Array, denominator: int = 1) -> Tensor:
        """Reduce numerators over a denominator to lowest terms and to the smaller type."""
        numerators = _narrow(numerators)
        if denominator > 1:
            common = math.gcd(denominator, _gcd(numerators)) if numerators.any() else denominator
            # Zeros may share more than the numerators' type holds.
            reduced = roomy(numerators, common) // common
            numerators, denominator = _narrow(reduced), denominator // common
        return cls(numerators, denominator)

    @classmethod
    def from_numbers(cls, numbers: Sequence[Number], shape: tuple[int, ...]) -> Tensor:
        """Take numbers in row order. A single nan or inf makes them all float64."""
        kinds = set(map(type, numbers))
        if kinds <= {int}:
            return cls(_integers(numbers).reshape(shape))
        if any(issubclass(kind, float) for kind in kinds):
            return cls(np.array([to_float(n) for n in numbers]).reshape(shape))
        exact = cast("Sequence[int | Fraction]", numbers)
        denominator = math.lcm(*{n.denominator for n in exact})
        tops = [n.numerator * (denominator // n.denominator) for n in exact]
        return cls.exact(_integers(tops).reshape(shape), denominator)

    @classmethod
    def from_literal(cls, literal: Literal) -> Tensor:
        """Take what the notation read."""
        return cls.from_numbers(literal.values, literal.shape)

    @classmethod
    def from_array(cls, array: Array) -> Tensor:
        """Take an array from a file or from Python: integers and booleans are exact.

        Raises
        ------
        ConvcalcError
            If it is empty, or holds complex numbers, text, dates or objects.
        """
        if array.size == 0:
            raise ConvcalcError(f"the array is empty (its shape is {array.shape})")
        array = array.reshape(array.shape or (1,))
        if array.dtype.kind == "f":
            return cls(array)
        if array.dtype.kind not in "biu":
            raise ConvcalcError(
                f"the array holds {shorten(str(array.dtype), ECHO)}:"
                " expected integers, floats or booleans"
            )
        small = array.dtype.kind != "u" or array.dtype.itemsize < 8
        return cls.exact(array if small else array.astype(object))

    @property
    def is_exact(self) -> bool:
        """Whether the values are integers over the denominator."""
        return self.values.dtype.kind != "f"

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self.values.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.values.ndim

    def with_values(self, values: Array) -> Tensor:
        """Return other values of the same kind, over the same denominator."""
        return Tensor(values, self.denominator)

    def reshape(self, *shape: int) -> Tensor:
        """Return the same numbers with other axes."""
        return self.with_values(self.values.reshape(shape))

    def most(self) -> int:
        """Return the largest absolute numerator of exact numbers, but at least 1."""
        return most(self.values)

    def numerators(self, denominator: int) -> Array:
        """Return the numerators over a multiple of the denominator."""
        factor = denominator // self.denominator
        return self.values if factor == 1 else roomy(self.values, self.most() * factor) * factor

    def as_float(self, dtype: npt.DTypeLike) -> Array:
        """Return the nearest floats."""
        with np.errstate(over="ignore"):  # what is too large becomes infinite
            if not self.is_exact or (self.denominator == 1 and self.values.dtype != object):
                return self.values.astype(dtype)
            if (
                max(self.most(), self.denominator) < 2**53
            ):  # both floats, so the quotient is nearest
                wide = np.promote_types(dtype, np.float64)
                return (self.values.astype(wide) / self.denominator).astype(dtype)
            floats = [ratio(top, self.denominator) for top in self.values.ravel().tolist()]
            return np.array(floats).reshape(self.shape).astype(dtype)

    def floats(self, dtype: npt.DTypeLike) -> Tensor:
        """Return a tensor of the nearest floats."""
        return Tensor(self.as_float(dtype))

    def as_exact(self) -> Tensor:
        """Return what floats are, digit by digit, as fractions.

        Raises
        ------
        ConvcalcError
            If one is nan or inf.
        """
        if self.is_exact:
            return self
        if not np.isfinite(self.values).all():
            raise ConvcalcError("nan and inf have no exact value: leave out --exact")
        from fractions import Fraction

        return Tensor.from_numbers(
            [Fraction(*x.as_integer_ratio()) for x in self.values.ravel()], self.shape
        )

    def tolist(self) -> Any:
        """Return nested lists of ints, Fractions and floats."""
        if self.denominator == 1:
            return self.values.tolist()
        from fractions import Fraction

        fractions = np.empty(self.values.size, dtype=object)
        fractions[:] = [Fraction(top, self.denominator) for top in self.values.ravel().tolist()]
        return fractions.reshape(self.shape).tolist()

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        """Give NumPy the numbers: int64 where they are whole and fit, else floats."""
        whole = self.denominator == 1 and self.values.dtype != object
        array = self.values if whole else self.as_float(np.float64)
        return array.astype(dtype or array.dtype, copy=copy is not False)

    def __repr__(self) -> str:
        return f"Tensor({self.tolist()})"


def most(values: Array) -> int:
    """Return the largest absolute value of integers, but at least 1: factors have to fit too."""
    return max(int(values.max()), -int(values.min()), 1)


def roomy(values: Array, bound: int) -> Array:
    """Return integers in a type that has room for results up to a bound."""
    return values if bound <= INT64_MOST else values.astype(object)


def to_float(number: Number) -> float:
    """Return the nearest float, infinite where there is none."""
    return ratio(number.numerator, number.denominator) if not isinstance(number, float) else number


def _integers(numbers: Sequence[Any]) -> Array:
    try:
        return _narrow(np.array(numbers, dtype=np.int64))
    except OverflowError:
        return np.array(numbers, dtype=object)


def _narrow(array: Array) -> Array:
    """Use int64 where all values fit, else Python integers."""
    if array.dtype != object and array.dtype.itemsize < 8:
        return array.astype(np.int64)
    fits = int(array.min()) >= -INT64_MOST and int(array.max()) <= INT64_MOST
    return array.astype(np.int64 if fits else object, copy=False)


def _gcd(array: Array) -> int:
    return int(np.gcd.reduce(array.ravel()))
