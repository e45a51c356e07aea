"""Pooling of tensors: the largest or the smallest cell under a window, sums and averages."""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.engine.pad import pad
from convcalc.engine.roll import combine_windows
from convcalc.geometry import AdaptiveWindow, Window
from convcalc.tensor import Tensor, roomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.engine.roll import State
    from convcalc.geometry import AnyWindow
    from convcalc.poolings import Kind
    from convcalc.tensor import Array

PADDING = -1  # where a cell stands that is no cell of the input


class Pooled(NamedTuple):
    """What the engine gives back.

    Attributes
    ----------
    output : Tensor, N x C x spatial
    indices : ndarray or None, N x C x spatial
        Where each picked cell stands in its flattened plane, -1 if its window is all padding.
    """

    output: Tensor
    indices: Array | None = None


class Pooler(NamedTuple):
    """A pooling of which only the numbers are missing.

    Attributes
    ----------
    kind : Kind
    windows : sequence of Window or AdaptiveWindow
    exclude_pad : bool
        Whether an average counts the cells of the input only.
    divisor : int or None
        What an average divides by instead of the number of cells.
    """

    kind: Kind
    windows: Sequence[AnyWindow]
    exclude_pad: bool = False
    divisor: int | None = None

    def calculate(self, x: Tensor, *, indices: bool = False) -> Pooled:
        """Pool each channel by itself.

        Parameters
        ----------
        x : Tensor, N x C x spatial
        indices : bool
            Whether to tell which cell was picked, the first one of equals.

        Examples
        --------
        >>> from convcalc.poolings import read_pooling
        >>> x = Tensor(np.array([[[1, 4, 2, 3]]]))
        >>> Pooler(read_pooling("avg"), [Window(2, stride=2)]).calculate(x).output
        Tensor([[[Fraction(5, 2), Fraction(5, 2)]]])
        """
        with np.errstate(all="ignore"):  # inf - inf is nan, and that is the answer
            if self.kind.pooling.picks:
                return self._pick(x, indices=indices)
            return Pooled(self._sum(x))

    def _pick(self, x: Tensor, *, indices: bool) -> Pooled:
        """Find the largest cells; the smallest are the largest of the negated input."""
        sign = self.kind.pooling.picks
        lengths = x.shape[2:]
        values = x.values if sign > 0 else -x.values
        state = [self._padded(values, _below(values))]
        if indices:
            places = np.arange(math.prod(lengths)).reshape(lengths)
            state.append(np.broadcast_to(self._padded(places, PADDING), state[0].shape))
        combine = _first_largest if indices else _largest
        picked, *where = combine_windows(state, self._whole(lengths), lengths, combine)
        output = x.with_values(picked if sign > 0 else -picked)
        empty = self._counts(lengths, real=True) == 0
        if not x.is_exact:
            return Pooled(output, *where)
        output = Tensor.exact(output.values, x.denominator)
        if empty.any():
            output = Tensor(np.where(empty, -math.inf * sign, output.as_float(np.float64)))
        return Pooled(output, *where)

    def _sum(self, x: Tensor) -> Tensor:
        _, pooling, parameter = self.kind
        lengths = x.shape[2:]
        counts = self._counts(lengths, real=self.exclude_pad)
        values = x.values
        if x.is_exact:
            values = roomy(values, x.most() * int(self._counts(lengths, real=True).max() or 1))
        if pooling.contribution:
            values = pooling.contribution(values, parameter)
        state = [self._padded(values, 0)]
        (sums,) = combine_windows(state, self._whole(lengths), lengths, _total)
        total = x.with_values(sums)
        if pooling.divides:
            divisors = counts if self.divisor is None else np.array(self.divisor, dtype=object)
            total = _divide(total, divisors)
        if pooling.outcome:
            total = Tensor(pooling.outcome(total.values, parameter))
        return Tensor.exact(total.values, total.denominator) if total.is_exact else total

    def _padded(self, values: Array, neutral: object) -> Array:
        """Put cells around the input that change nothing, as far as the last window reaches."""
        lengths = values.shape[values.ndim - len(self.windows) :]
        sides = [(window.before, max(window.after, 0)) for window in self._whole(lengths)]
        return pad(values, sides, value=neutral)

    def _whole(self, lengths: Sequence[int]) -> list[AnyWindow]:
        """Return the windows without what reaches past the padded input."""
        return [
            window.whole(n) if isinstance(window, Window) else window
            for window, n in zip(self.windows, lengths, strict=True)
        ]

    def _counts(self, lengths: Sequence[int], *, real: bool) -> Array:
        """Count the cells under every window: all of them, or those of the input only."""
        axes = [_count(w, n, real=real) for w, n in zip(self.windows, lengths, strict=True)]
        return reduce(np.multiply.outer, axes)


def _count(window: AnyWindow, n: int, *, real: bool) -> Array:
    """Count the cells under the windows of one axis; those past the padded input never count."""
    size = window.output(n)
    if isinstance(window, AdaptiveWindow):
        return np.array([len(window.cells(place, n)) for place in range(size)])
    step = window.dilation
    start = np.arange(size) * window.stride - window.before
    stop = np.minimum(start + window.extent, n if real else n + window.after)
    if real:  # the first cell that is not before the input
        start += -(np.minimum(start, 0) // step) * step
    return np.maximum(-((start - stop) // step), 0)


def _divide(sums: Tensor, divisors: Array) -> Tensor:
    if not sums.is_exact or not divisors.all():  # nothing divided by nothing is nan
        floats = sums.values if not sums.is_exact else sums.as_float(np.float64)
        return Tensor(floats / Tensor(divisors).as_float(floats.dtype))
    common = math.lcm(*np.unique(divisors).tolist())
    factors = common // roomy(divisors, common)
    tops = roomy(sums.values, sums.most() * common) * factors
    return Tensor(tops, sums.denominator * common)


def _below(values: Array) -> object:
    """Return a number that no cell is below."""
    if values.dtype.kind == "f":
        return -math.inf
    # Exact tensors never hold the least int64, so that a sign can always be turned.
    return values.min() - 1 if values.dtype == object else np.iinfo(values.dtype).min


def _total(one: State, other: State) -> State:
    return [one[0] + other[0]]


def _largest(one: State, other: State) -> State:
    return [np.maximum(one[0], other[0])]


def _first_largest(one: State, other: State) -> State:
    """Keep the first of equals; nan is larger than anything, padding smaller than anything."""
    (a, place_a), (b, place_b) = one, other
    later = (b > a) | ((b != b) & (a == a)) | (place_a == PADDING)  # noqa: PLR0124 - finds nan
    return [np.where(later, b, a), np.where(later, place_b, place_a)]
