"""Bands of a pooled output, each from the padded input under it to its values."""

from __future__ import annotations

import math
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.carrier import largest
from convcalc.engine.roll import bounds, combine_windows
from convcalc.engine.rows import Padded
from convcalc.geometry import AdaptiveWindow, Window
from convcalc.tensor import INT64_MOST, Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.engine.pool import Pooler
    from convcalc.engine.roll import State
    from convcalc.engine.room import Room
    from convcalc.geometry import AnyWindow
    from convcalc.tensor import Array, Band

PADDING = -1  # where a cell stands that is no cell of the input


class _Bands:
    """What all bands of a pooling share: the windows, the padding, the counts.

    Parameters
    ----------
    pooler : Pooler
    x : Tensor, N x C x spatial
    dtype : dtype
        What to calculate in: a float type, or any other for exact numbers.
    """

    def __init__(self, pooler: Pooler, x: Tensor, dtype: np.dtype[Any]) -> None:
        self.pooler = pooler
        self.x = x
        self.lengths = x.shape[2:]
        self.dtype = dtype
        self.floats = dtype.kind == "f"
        self.type = dtype  # of the cells, before anything is done with them
        # None of these reaches past the padded input.
        self.windows: list[AnyWindow] = [
            window.whole(n) if isinstance(window, Window) else window
            for window, n in zip(pooler.windows, self.lengths, strict=True)
        ]

    def counts(self, *, real: bool) -> list[Array]:
        """Count the cells under the windows of each axis: all, or those of the input only."""
        pairs = zip(self.pooler.windows, self.lengths, strict=True)
        return [_count(window, n, real=real) for window, n in pairs]

    def read(self, band: Band, room: Room, neutral: object) -> Array:
        """Return the cells under a band; those of the padding change nothing."""
        cells = Padded(self.x, value=neutral).read(band, self.spans(band), self.type, room)
        return cells.astype(self.type, copy=False)

    def spans(self, band: Band) -> list[tuple[int, int]]:
        """Return where the cells under a band are: from, to, along each axis."""
        sizes = [window.output(n) for window, n in zip(self.windows, self.lengths, strict=True)]
        ranges = [(band.start, band.stop), *((0, size) for size in sizes[1:])]
        spans = []
        for window, (start, stop), n in zip(self.windows, ranges, self.lengths, strict=True):
            if isinstance(window, AdaptiveWindow):
                spans.append((0, n))
            else:
                first = start * window.stride - window.before
                spans.append((first, first + (stop - 1 - start) * window.stride + window.extent))
        return spans

    def combine(self, state: State, combine: Any) -> State:
        """Combine the cells of a band under its windows."""
        lengths = state[0].shape[1:]
        windows = [
            Window(w.kernel, w.stride, w.dilation) if isinstance(w, Window) else w
            for w in self.windows
        ]
        return combine_windows(state, windows, lengths, combine)


class Picks(_Bands):
    """The largest cells; the smallest are the largest of the negated input."""

    def __init__(self, pooler: Pooler, x: Tensor, dtype: np.dtype[Any]) -> None:
        super().__init__(pooler, x, dtype)
        self.sign = pooler.kind.pooling.picks
        if self.floats:
            self.neutral: float = -self.sign * math.inf
        elif x.dtype == object:
            self.type, self.neutral = x.dtype, -self.sign * (x.most() + 1)
        elif self.sign < 0 and largest(x) > INT64_MOST:  # the least int64 has no negative
            self.type, self.neutral = np.dtype(object), largest(x) + 1
        else:
            self.type = x.dtype.newbyteorder("=") if self.sign > 0 else np.dtype(np.int64)
            ends = np.iinfo(self.type)
            self.neutral = int(ends.min) if self.sign > 0 else int(ends.max)
        self.real = self.counts(real=True)
        self.empty = not all(axis.all() for axis in self.real)

    def sample(self) -> Tensor:
        """Return numbers like those that come out."""
        if self.floats or self.empty:  # a window of padding only has an infinite largest cell
            return Tensor(np.zeros(1, self.dtype if self.floats else np.float64))
        return Tensor(np.zeros(1, np.result_type(self.type, np.int64)), self.x.denominator)

    def fill(self, band: Band, room: Room, *, indices: bool = False) -> list[Array]:
        """Return the values of a band, and where they are if that is asked for."""
        cells = self.read(band, room, self.neutral)
        state = [cells if self.sign > 0 else -cells]
        if indices:
            state.append(np.broadcast_to(self._places(band), cells.shape))
        picked, *where = self.combine(state, _first_largest if indices else _largest)
        values = picked if self.sign > 0 else -picked
        if self.empty and not self.floats:
            values = self.x.with_values(values).as_float(np.float64)
            nothing = _cells([self.real[0][band.start : band.stop], *self.real[1:]]) == 0
            values = np.where(nothing, -math.inf * self.sign, values)
        return [values, *where]

    def _places(self, band: Band) -> Array:
        """Return where each cell under a band is in the flattened plane."""
        place: Any = np.zeros((), np.int64)
        inside: Any = np.ones((), bool)
        for (start, stop), n in zip(self.spans(band), self.lengths, strict=True):
            line = np.arange(start, stop)
            place = np.add.outer(place * n, line)
            inside = np.logical_and.outer(inside, (line >= 0) & (line < n))
        return np.where(inside, place, PADDING)


class Totals(_Bands):
    """Sums, and what is made of them: averages, roots."""

    def __init__(self, pooler: Pooler, x: Tensor, dtype: np.dtype[Any]) -> None:
        super().__init__(pooler, x, dtype)
        self.divisors = self.counts(real=pooler.exclude_pad)
        divides = pooler.kind.pooling.divides
        different = [np.unique(axis).tolist() for axis in self.divisors] if divides else []
        if pooler.divisor is not None:
            different = [[pooler.divisor]]
        possible = {math.prod(factors) for factors in product(*different)}
        # A window of padding only may have nothing to divide by: nothing through nothing is nan.
        self.undefined = 0 in possible
        self.divisor = possible.pop() if len(possible) == 1 else None
        self.common = 1
        if not self.floats:
            self.common = math.lcm(*possible, self.divisor or 1) or 1
            cells = math.prod(int(axis.max()) for axis in self.counts(real=True))
            room = x.most() * max(cells, 1) * self.common
            self.type = np.dtype(np.int64 if room <= INT64_MOST else object)

    def sample(self) -> Tensor:
        """Return numbers like those that come out."""
        if self.floats or self.undefined:
            return Tensor(np.zeros(1, self.dtype if self.floats else np.float64))
        return Tensor(np.zeros(1, self.type), self.x.denominator * self.common)

    def fill(self, band: Band, room: Room, *, indices: bool = False) -> list[Array]:
        """Return the values of a band; sums are made of all cells, so there are no places."""
        _, pooling, parameter = self.pooler.kind
        cells = self.read(band, room, 0)
        if pooling.contribution:
            cells = pooling.contribution(cells, parameter)
        (sums,) = self.combine([cells], _total)
        if pooling.divides:
            sums = self._divide(sums, band)
        return [pooling.outcome(sums, parameter) if pooling.outcome else sums]

    def _divide(self, sums: Array, band: Band) -> Array:
        divisors: Any = self.divisor
        if divisors is None:
            divisors = _cells([self.divisors[0][band.start : band.stop], *self.divisors[1:]])
        if self.floats:
            exact = Tensor(np.asarray(divisors, object))  # one that is given may be any integer
            own = sums if sums.base is None else None  # not a view of the input
            quotients: Array = np.divide(sums, exact.as_float(self.type), out=own)
        elif self.undefined:
            quotients = self.x.with_values(sums).as_float(np.float64) / divisors
        else:
            quotients = sums * (self.common // np.asarray(divisors, self.type))
        return quotients


def _count(window: AnyWindow, n: int, *, real: bool) -> Array:
    """Count the cells under the windows of one axis; those past the padded input never count."""
    size = window.output(n)
    if isinstance(window, AdaptiveWindow):
        starts, stops = bounds(window, n)
        return stops - starts
    step = window.dilation
    start = np.arange(size) * window.stride - window.before
    stop = np.minimum(start + window.extent, n if real else n + window.after)
    if real:  # the first cell that is not before the input
        start += -(np.minimum(start, 0) // step) * step
    return np.maximum(-((start - stop) // step), 0)


def _cells(axes: Sequence[Array]) -> Array:
    """Multiply counts along axes to counts of cells."""
    return reduce(np.multiply.outer, axes)


def _total(one: State, other: State, out: State | None) -> State:
    return [np.add(one[0], other[0], out=out[0] if out else None)]


def _largest(one: State, other: State, out: State | None) -> State:
    return [np.maximum(one[0], other[0], out=out[0] if out else None)]


def _first_largest(one: State, other: State, _: State | None) -> State:
    """Keep the first of equals; nan is larger than anything, padding smaller than anything."""
    (a, place_a), (b, place_b) = one, other
    later = (b > a) | ((b != b) & (a == a)) | (place_a == PADDING)  # noqa: PLR0124 - finds nan
    return [np.where(later, b, a), np.where(later, place_b, place_a)]
