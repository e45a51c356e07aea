"""Numbers in an array: exact ones as integers over one denominator, or floats of one type."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from convcalc.errors import ECHO, ConvcalcError, shorten
from convcalc.exact import ratio
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.exact import Number
    from convcalc.notation.literals import Literal

Array: TypeAlias = npt.NDArray[Any]

INT64_MOST = 2**63 - 1  # also for negative numbers, so that a sign can always be turned
_BLOCK = 2**16  # integers whose common factor is looked for at a time: one block often tells


class Band(Record):
    """Some rows, of some channels, of one item of an array N x C x rows x ..."""

    item: int
    start: int
    stop: int
    channels: slice = slice(None)


class Tensor:
    """An array of numbers. Its values may be the caller's own array, so nobody changes them.

    Attributes
    ----------
    values : ndarray
        Exact: integers of any type, as they were stored; :func:`roomy` before calculating with
        them. Else floats.
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
        common = _common_factor(numerators, denominator)
        if common > 1:
            # Zeros may share more than the numerators' type holds.
            numerators = _narrow(roomy(numerators, common) // common)
        return cls(numerators, denominator // common)

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
        if array.dtype.kind == "b":
            return cls(array.view(np.uint8))
        if array.dtype.kind == "u" and array.dtype.itemsize == 8:
            return cls(_narrow(array.astype(object)))
        return cls(array)

    @property
    def is_exact(self) -> bool:
        """Whether the values are integers over the denominator."""
        return self.dtype.kind != "f"

    @property
    def is_plain(self) -> bool:
        """Whether the values are the numbers: floats, or NumPy's integers over 1."""
        return self.denominator == 1 and self.dtype != object

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the values."""
        return self.values.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self.values.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def with_values(self, values: Array) -> Tensor:
        """Return other values of the same kind, over the same denominator."""
        return Tensor(values, self.denominator)

    def reshape(self, *shape: int) -> Tensor:
        """Return the same numbers with other axes."""
        return self.with_values(self.values.reshape(shape))

    def most(self) -> int:
        """Return the largest absolute numerator of exact numbers, but at least 1."""
        return most(self.values)

    def rows(self, band: Band) -> Array:
        """Return C x rows x ... of N x C x spatial."""
        rows: Array = self.values[band.item, band.channels, band.start : band.stop]
        return rows

    def over(self, denominator: int) -> Tensor:
        """Return the same exact numbers over a multiple of the denominator."""
        if denominator == self.denominator:
            return self
        return Tensor(self.numerators(denominator), denominator)

    def numerators(self, denominator: int) -> Array:
        """Return the numerators over a multiple of the denominator."""
        factor = denominator // self.denominator
        return self.values if factor == 1 else roomy(self.values, self.most() * factor) * factor

    def as_float(self, dtype: npt.DTypeLike) -> Array:
        """Return the nearest floats."""
        with np.errstate(over="ignore"):  # what is too large becomes infinite
            if self.is_plain:
                return self.values.astype(dtype, copy=False)
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
        array = self.values if self.is_plain else self.as_float(np.float64)
        if self.is_exact and self.is_plain:
            array = array.astype(np.int64, copy=False)
        return array.astype(dtype or array.dtype, copy=copy is not False)

    def __repr__(self) -> str:
        return f"Tensor({self.tolist()})"


def most(values: Array) -> int:
    """Return a bound of the absolute value of integers, at least 1: factors have to fit too."""
    if values.dtype.kind in "iu" and values.dtype.itemsize <= 2:  # close enough, and for free
        return -int(np.iinfo(values.dtype).min) or int(np.iinfo(values.dtype).max)
    return max(int(values.max()), -int(values.min()), 1)


def roomy(values: Array, bound: int) -> Array:
    """Return integers in a type that has room for results up to a bound: int64 or Python's own."""
    fits = bound <= INT64_MOST and values.dtype != object
    return values.astype(np.int64 if fits else object, copy=False)


def to_float(number: Number) -> float:
    """Return the nearest float, infinite where there is none."""
    return ratio(number.numerator, number.denominator) if not isinstance(number, float) else number


def _integers(numbers: Sequence[Any]) -> Array:
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        return np.array(numbers, dtype=object)


def _narrow(array: Array) -> Array:
    """Use int64 for Python integers that fit."""
    if array.dtype != object:
        return array
    fits = int(array.min()) >= -INT64_MOST and int(array.max()) <= INT64_MOST
    return array.astype(np.int64) if fits else array


def _common_factor(array: Array, denominator: int) -> int:
    """Return the largest factor that a denominator has in common with all of some integers."""
    common = denominator
    cells = array.reshape(-1)
    for start in range(0, cells.size, _BLOCK):
        if common == 1:
            break
        common = math.gcd(common, int(np.gcd.reduce(cells[start : start + _BLOCK])))
    return common
