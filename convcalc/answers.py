"""An answer that is to be checked: its numbers, and how far off each may be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.errors import ConvcalcError, quote
from convcalc.files import read_bytes
from convcalc.notation.numbers import read_number
from convcalc.notation.rounding import DOUBLE, SINGLE, closeness, widen
from convcalc.records import Record
from convcalc.sources import as_tensor
from convcalc.tensor import Tensor, roomy

if TYPE_CHECKING:
    from fractions import Fraction

    from convcalc.sources import Reader, Source
    from convcalc.tensor import Array

# Half a unit of the last digit, relatively, where all of a double's digits are written, and how far
# it may be off then: programs round some times on the way.
ALL_DIGITS, LAST_DIGITS = 5e-15, 1e-14
FEWEST = 4  # numbers that are not 0, to speak of a ratio
MOST_PARTS = 64  # of a whole, in a ratio that people get by mistake
HALF = 1e-3  # how close float16 is, relatively


class Answer(Record):
    """The numbers of an answer, and how close to them the right ones have to be.

    Attributes
    ----------
    numbers : Tensor
    halves : Tensor or None
        Half a unit of the last digit of each number that is written with a point, 0 for others.
    relative : float
        How close floats are, relatively; 0 where numbers are written by hand.
    tolerance : Fraction or None
        How close all are, whatever they look like.
    noise : ndarray or float
        What floats may be off by for the rounding of the terms that they are sums of.
    """

    numbers: Tensor
    halves: Tensor | None = None
    relative: float = 0
    tolerance: Fraction | None = None
    noise: Array | float = 0.0

    def arranged(self, numbers: Tensor, halves: Tensor | None) -> Answer:
        """Return the same with its numbers in other places."""
        return self._replace(numbers=numbers, halves=halves)

    def cell(self, place: tuple[slice, ...]) -> Answer:
        """Return a part of the answer."""
        halves = self.halves and self.halves.with_values(self.halves.values[place])
        noise = self.noise[place] if isinstance(self.noise, np.ndarray) else self.noise
        numbers = self.numbers.with_values(self.numbers.values[place])
        return self._replace(numbers=numbers, halves=halves, noise=noise)

    def ratio_to(self, right: Tensor) -> Fraction | None:
        """Return how many times the right numbers these are, judged by the largest.

        A simple ratio near it is taken, since the digits that are written may be rounded. It is not
        known where the sizes differ, or there are hardly any numbers.
        """
        if self.numbers.shape != right.shape:
            return None
        theirs, yours = right.as_float(np.float64), self.numbers.as_float(np.float64)
        known = np.where(np.isfinite(theirs) & np.isfinite(yours), np.abs(theirs), 0)
        place = np.unravel_index(int(known.argmax()), known.shape)
        if np.count_nonzero(known) < FEWEST:
            return None
        from fractions import Fraction

        near = Fraction(float(yours[place] / theirs[place])).limit_denominator(MOST_PARTS)
        return near or None

    @property
    def allowed(self) -> Tensor | None:
        """How far off each number may be for the way it is written; None where it may not."""
        if self.tolerance is None:
            return self.halves
        given = Tensor.from_numbers([self.tolerance], (1,))
        return given.with_values(np.broadcast_to(given.values, self.numbers.shape))

    def agrees(self, right: Tensor) -> Array:
        """Tell which numbers are equal to those of a tensor of the same shape, or close enough."""
        if not (self.numbers.is_exact and right.is_exact):
            near = self.is_near(right.as_float(np.float64), self.margins(right))
            # An exact number beyond all floats is not infinite.
            return near & np.isfinite(self.numbers.values) if right.is_exact else near
        parts = [self.numbers, right, *([self.allowed] if self.allowed else [])]
        denominator = math.lcm(*(part.denominator for part in parts))
        yours, ours, *allowed = (part.over(denominator) for part in parts)
        room = max(yours.most() + ours.most(), *(part.most() for part in allowed), 1)
        apart = np.abs(roomy(yours.values, room) - roomy(ours.values, room))
        equal: Array = apart <= (allowed[0].values if allowed else 0)
        if self.tolerance is None and not equal.all():
            margins = self._printed(right)
            equal = equal | ((margins > 0) & self.is_near(right.as_float(np.float64), margins))
        return equal

    def is_near(self, values: Array, margins: Array) -> Array:
        """Tell which numbers floats are close to; nan is close to nan."""
        yours = self.numbers.as_float(np.float64)
        with np.errstate(all="ignore"):
            near = (np.abs(values - yours) <= margins) & np.isfinite(yours)
        same: Array = near | (values == yours) | (np.isnan(values) & np.isnan(yours))
        return same

    def margins(self, right: Tensor) -> Array:
        """Return how far off each number may be, as floats."""
        printed = self._printed(right)
        if self.allowed is None:
            return printed
        allowed = self.allowed.as_float(np.float64)
        margins: Array = allowed if self.tolerance is not None else np.maximum(allowed, printed)
        return margins

    def _printed(self, right: Tensor) -> Array:
        """Return how far off a number may be that a program calculated in floats."""
        sizes = np.abs(self.numbers.as_float(np.float64))
        halves = np.zeros(sizes.shape)
        if self.halves is not None:
            halves = self.halves.as_float(np.float64)
        relative: float = self.relative
        if not right.is_exact:
            relative = max(relative, float_closeness(right.dtype))
        # What has as many digits as a double was written by a program, and rounded by it.
        written_out = (halves > 0) & (halves < ALL_DIGITS * sizes)
        finite = np.where(np.isfinite(sizes), sizes, 0)
        margins: Array = np.where(written_out, max(relative, LAST_DIGITS), relative) * finite
        if right.is_exact:
            return margins
        return margins + self.noise + float(np.finfo(right.dtype).smallest_subnormal)


def float_closeness(dtype: np.dtype[Any]) -> float:
    """Return how close floats of a type are, relatively."""
    return {2: HALF, 4: SINGLE}.get(dtype.itemsize, DOUBLE)


def take_answer(source: Source, reader: Reader | None, tolerance: Source = None) -> Answer:
    """Take an answer: text, as on the command line where there is a reader, or Python's numbers.

    Raises
    ------
    ConvcalcError
        If it cannot be read.
    """
    texts: list[str] = []

    if isinstance(source, str) and reader:
        numbers = reader.read(source, "answer", texts.append)
    else:
        numbers = as_tensor(source, "answer", texts.append)
    halves = _halves(texts[-1], numbers) if texts else None
    relative = closeness(texts[-1]) if texts else 0
    if not texts and not numbers.is_exact:
        relative = float_closeness(numbers.dtype)
    elif not isinstance(source, str) and _holds_floats(source):
        relative = DOUBLE
    return Answer(numbers, halves, relative, read_tolerance(tolerance))


def _holds_floats(source: Any) -> bool:
    if isinstance(source, list | tuple):
        return any(map(_holds_floats, source))
    return isinstance(source, float)


def _halves(text: str, numbers: Tensor) -> Tensor | None:
    """Read how far each number may be off by its digits."""
    wide = widen(text)
    if wide == text:
        return None
    try:
        widened = read_bytes(wide.encode(), "answer")
    except ConvcalcError:  # one digit more than can be read
        return None
    if not numbers.is_exact:
        with np.errstate(all="ignore"):
            return Tensor(np.nan_to_num(np.abs(widened.values - numbers.values), posinf=0))
    denominator = math.lcm(widened.denominator, numbers.denominator)
    tops = widened.over(denominator).values - numbers.over(denominator).values
    return Tensor.exact(np.abs(tops), denominator)


def read_tolerance(value: Source) -> Fraction | None:
    """Read ``tol``: how far off every number may be.

    >>> read_tolerance("0.5")
    Fraction(1, 2)
    """
    if value is None:
        return None
    from fractions import Fraction

    number: Any = value
    try:
        number = read_number(value.strip()) if isinstance(value, str) else value
        good = (not isinstance(number, float) or math.isfinite(number)) and number >= 0
    except (ConvcalcError, TypeError):
        good = False
    if not good:
        raise ConvcalcError(
            f"--tol is {quote(str(value))}: expected a number, 0 or more, such as 0.01"
        )
    return Fraction(number)
