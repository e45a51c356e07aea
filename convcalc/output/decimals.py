"""Numbers in an array as integers over one power of ten, where their decimals end soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.output.numbers import LEAST_POSITIONAL, decimal_places
from convcalc.tensor import INT64_MOST, most

if TYPE_CHECKING:
    from convcalc.tensor import Array

# Decimals of 15 digits are different doubles: the first that reads back is the shortest.
_MOST_DOUBLE = 1e15
# 9 digits are enough for any float of 32 bits; decimals of 6 are different ones, as above.
_SINGLE_DIGITS, _EASY_DIGITS = 9, 6
_MOST_SINGLE = 2**24  # from here on they can be short by zeros before the point
_MANTISSA = 2**23 - 1  # its bits are 0 for powers of two: the next float below is half as far
_POWERS = np.array([float(10**n) for n in range(23)])  # all of them exact


class Decimals(NamedTuple):
    """Integers over ``10**places``, and the indices of those that are not what is to be written."""

    tops: Array
    places: int
    others: Array


_NONE = np.zeros(0, np.intp)


def exact_decimals(tops: Array, denominator: int) -> Decimals | None:
    """Bring integers over a denominator to a power of ten; None if that is too large, or endless.

    >>> exact_decimals(np.array([1, 5]), 4)[:2]
    (array([ 25, 125]), 2)
    """
    places = decimal_places(denominator)
    if tops.dtype == object or places is None:
        return None
    factor = 10**places // denominator
    if factor > 1:
        if most(tops) * factor > INT64_MOST:
            return None
        tops = tops.astype(np.int64) * factor
    return Decimals(tops, places, _NONE)


def float_decimals(values: Array) -> Decimals | None:
    """Find the fewest digits that read back to the same floats; None where they are too many.

    >>> float_decimals(np.array([0.5, -0.25]))[:2]
    (array([ 50, -25]), 2)
    """
    if values.dtype == np.float64:
        return _double_decimals(values)
    return _single_decimals(values) if values.dtype == np.float32 else None


def _double_decimals(values: Array) -> Decimals | None:
    sizes = np.abs(values)
    regular = ((sizes >= LEAST_POSITIONAL) & (sizes < _MOST_DOUBLE)) | (sizes == 0)
    values = np.where(regular, values, 0)
    largest, places = float(np.abs(values).max()), 0
    for some in (values[::64], values):  # a few tell soon that there are too many digits
        while ((tops := np.rint(some * _POWERS[places])) / _POWERS[places] != some).any():
            places += 1
            if largest * _POWERS[places] >= _MOST_DOUBLE:
                return None
    return Decimals(tops.astype(np.int64), places, np.flatnonzero(~regular))


def _single_decimals(values: Array) -> Decimals | None:
    sizes = np.abs(values)
    # As a double, the single next to 1e-4 is below it.
    regular = (sizes.astype(np.float64) >= LEAST_POSITIONAL) & (sizes < _MOST_SINGLE)
    tops, powers = _shortest_singles(np.where(regular, sizes, np.float32(1)))
    power = powers.max()
    if (tops / powers).max() * power > INT64_MOST:
        return None
    tops = tops.astype(np.int64) * (power / powers).astype(np.int64)
    tops = np.where(values < 0, -tops, tops) * regular
    others = np.flatnonzero(~regular & (sizes != 0))
    return Decimals(tops, _POWERS.tolist().index(power), others)


def _shortest_singles(sizes: Array) -> tuple[Array, Array]:
    """Find the integers, and what to divide them by, that have the fewest digits and read back.

    The numbers lie between 1e-4 and 2**24. All of this is exact: 24 bits times the 28 that 10**12
    has without its powers of two fit into a double, and so do the distance from the nearest integer
    and half the distance between two floats.
    """
    exact = sizes.astype(np.float64)
    bits = sizes.view(np.uint32)
    even = bits & 1 == 0
    reach = np.spacing(sizes).astype(np.float64) / np.where(bits & _MANTISSA, 2, 4)
    power = _POWERS[_SINGLE_DIGITS - 1 - np.floor(np.log10(exact)).astype(np.intp)]
    tops, powers = np.rint(exact * power), power
    for _ in range(_SINGLE_DIGITS - _EASY_DIGITS):
        power = np.maximum(power / 10, 1)
        scaled, room = exact * power, reach * power
        nearest = np.rint(scaled)
        distance = np.abs(nearest - scaled)
        reads_back = (distance < room) | ((distance == room) & even)
        np.copyto(tops, nearest, where=reads_back)
        powers = np.where(reads_back, power, powers)
    return tops, powers
