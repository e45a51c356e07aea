"""A cross-correlation or its transpose as cross-correlations that each give some of the output.

A transposed convolution with a stride s is s of them along an axis: output cells that are s apart
meet the same kernel cells, at neighbouring cells of the input.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from convcalc.engine.views import trailing
from convcalc.geometry import Window
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.tensor import Array


class Axis(Record):
    """What happens along one axis to every ``step``-th output cell from ``first`` on.

    Attributes
    ----------
    window : Window
        How a window of some kernel cells slides; ``before`` is negative where cells are left out.
    taps : range
        The kernel cells, in the order in which they meet the input.
    outputs : int
        How many output cells there are.
    first, step : int
    """

    window: Window
    taps: range
    outputs: int
    first: int = 0
    step: int = 1

    def under(self, start: int, stop: int) -> tuple[int, int]:
        """Return the first input cell under some outputs, and the one after the last."""
        window = self.window
        first = start * window.stride - window.before
        return first, first + (stop - 1 - start) * window.stride + window.extent

    def within(self, start: int, stop: int) -> tuple[int, int]:
        """Count its outputs before a place of the output, and before another."""
        before, until = (-(-(place - self.first) // self.step) for place in (start, stop))
        return max(before, 0), min(until, self.outputs)


def forward(window: Window, n: int) -> Iterator[Axis]:
    """Take the windows of a cross-correlation as they are."""
    yield Axis(window, range(window.kernel), window.output(n))


def transposed(window: Window, n: int) -> Iterator[Axis]:
    """Find which windows slide over the input of a transposed convolution.

    An input cell i lays kernel cell a on output cell i s + a d - before.

    >>> [list(axis.taps) for axis in transposed(Window(3, stride=2), 4)]
    [[2, 0], [1]]
    """
    size = window.transposed(n)
    common = math.gcd(window.stride, window.dilation)
    apart = window.stride // common  # kernel cells that meet the same outputs
    dilation = window.dilation // common
    for first in range(min(window.stride, size)):
        place = first + window.before
        least = _least_tap(window, place, apart)
        taps = range(least, window.kernel, apart)[::-1]
        met = (place - least * window.dilation) // window.stride  # by the least one
        reach = max(len(taps) - 1, 0) * dilation
        sliding = Window(len(taps), dilation=dilation, before=reach - met)
        yield Axis(sliding, taps, -(-(size - first) // window.stride), first, window.stride)


def _least_tap(window: Window, place: int, apart: int) -> int:
    """Find the first kernel cell that some input cell lays on a place."""
    for tap in range(min(apart, window.kernel)):
        if (place - tap * window.dilation) % window.stride == 0:
            return tap
    return window.kernel


class Part(Record):
    """A cross-correlation that gives some of the output cells."""

    axes: tuple[Axis, ...]

    @property
    def empty(self) -> bool:
        """Whether no kernel cell reaches these outputs: they are 0."""
        return not all(axis.taps for axis in self.axes)

    def kernel(self, weights: Array) -> Array:
        """Take its kernel cells out of the last axes of the weights."""
        taps = [axis.taps for axis in self.axes]
        cut = [slice(t.start, t.stop if t.stop >= 0 else None, t.step) for t in taps]
        cells: Array = weights[trailing(cut)]
        return cells

    def places(self, start: int, stop: int) -> tuple[slice, ...]:
        """Name its outputs in a block of rows from ``start`` of the output to ``stop``."""
        rows = self.axes[0]
        low, high = rows.within(start, stop)
        first = rows.first + low * rows.step - start
        return (
            slice(first, first + max(high - low, 0) * rows.step, rows.step),
            *(slice(axis.first, None, axis.step) for axis in self.axes[1:]),
        )


def find_parts(
    windows: Sequence[Window], lengths: Sequence[int], *, transpose: bool
) -> tuple[Part, ...]:
    """Cut an operation into parts, one unless it is transposed with a stride."""
    split = transposed if transpose else forward
    axes = [list(split(window, n)) for window, n in zip(windows, lengths, strict=True)]
    return tuple(map(Part, product(*axes)))
