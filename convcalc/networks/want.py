"""Sizes backwards: which windows lead from one size to another."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.maps import Map
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.sizes import spread
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convcalc.geometry import Window
    from convcalc.notation.written import Sides, Sizes

KERNEL_MOST, STRIDE_MOST = 11, 4  # of what is tried
PADDINGS_MOST = 10_000  # for one kernel and stride


class Solution(Record):
    """Windows that lead from one size to another.

    Attributes
    ----------
    windows : tuple of Window
        One per axis.
    exact : bool
        Whether every cell of the padded input is read.
    inputs : tuple of pairs
        The least and the most input that gives the same output, per axis.
    """

    windows: tuple[Window, ...]
    exact: bool
    inputs: tuple[tuple[int, int], ...]

    @property
    def kernel(self) -> Sizes:
        """One number per axis."""
        return tuple(window.kernel for window in self.windows)

    @property
    def stride(self) -> Sizes:
        """One number per axis."""
        return tuple(window.stride for window in self.windows)

    @property
    def sides(self) -> Sides:
        """Padding before and after, per axis."""
        return tuple((window.before, window.after) for window in self.windows)

    @property
    def order(self) -> tuple[object, ...]:
        """Exact ones first, then small windows, then padding that is the same on both sides."""
        lopsided = any(before != after for before, after in self.sides)
        return (not self.exact, self.kernel, self.stride, lopsided, self.sides)


class Axis(Record):
    """One axis of a search: what is asked, and what of a window is given."""

    length: int
    wanted: int
    plan: WindowPlan
    padding_given: bool
    transposed: bool

    def windows(self) -> list[Window]:
        """Return the windows that lead there, and that ``shape`` would take."""
        paddings = [self.plan.padding] if self.padding_given else self._paddings()
        plans = (self.plan._replace(padding=padding) for padding in paddings)
        return [window for plan in plans if (window := self._fitting(plan))]

    def _fitting(self, plan: WindowPlan) -> Window | None:
        x = Map(None, (self.length,))
        try:
            placed = plan.slide(x, None, transposed=self.transposed, pool=plan.ceil)
        except ConvcalcError:
            return None
        (window,) = plan.windows((self.length,), transposed=self.transposed)
        return window if placed.output.size == (self.wanted,) else None

    def _paddings(self) -> Iterator[Sides]:
        """Return padding up to the kernel less 1 on each side, at most 1 apart."""
        (kernel,) = self.plan.kernel
        most = kernel // 2 if self.plan.ceil else kernel - 1
        totals = self._totals(most)
        if len(totals) > PADDINGS_MOST:
            raise _too_many()
        for total in totals:
            less, more = total // 2, total - total // 2
            yield ((less, more),)
            if less < more <= most:
                yield ((more, less),)

    def _totals(self, most: int) -> range:
        """Return what padding may add up to; not all of it leads there.

        n + padding = (size - 1) stride + extent, or up to a stride more; rounded up, or less.
        """
        (bare,) = self.plan._replace(padding=((0, 0),)).windows((self.length,))
        if self.transposed:
            first = last = bare.transposed(self.length) - self.wanted
        else:
            first = (self.wanted - 1 - bare.ceil) * bare.stride + bare.extent - self.length
            last = first + (1 + bare.ceil) * bare.stride
        return range(max(first, 0), min(last, 2 * most) + 1)

    def inputs(self, window: Window) -> range:
        """Name the inputs that give the wanted size with a window."""
        if self.plan.sets_size and not self.transposed:  # ceil(n / stride)
            return range((self.wanted - 1) * window.stride + 1, self.wanted * window.stride + 1)
        return window.inputs(self.wanted, transposed=self.transposed)


class Search(Record):
    """What is wanted, and what is given.

    Attributes
    ----------
    lengths, wanted : tuple of int
        The input's and the output's size.
    plan : WindowPlan
        What is given; the rest of it does not matter.
    kernel_given, stride_given, padding_given : bool
    transposed : bool
    """

    lengths: Sizes
    wanted: Sizes
    plan: WindowPlan
    kernel_given: bool
    stride_given: bool
    padding_given: bool
    transposed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether anything is left to be found."""
        return not (self.kernel_given and self.stride_given and self.padding_given)

    def solutions(self) -> list[Solution]:
        """Return every combination of what is not given that leads to the wanted size.

        Kernels from 1 to 11, strides from 1 to 4, padding from 0 to the kernel less 1 on each side,
        with at most 1 between the sides. Axes that are alike get the same padding.
        """
        found = (
            solution
            for kernel in self._tried(self.plan.kernel, self.kernel_given, KERNEL_MOST)
            for stride in self._tried(self.plan.stride, self.stride_given, STRIDE_MOST)
            for solution in self._with(kernel, stride)
        )
        return sorted(found, key=lambda solution: solution.order)

    def inputs(self) -> tuple[tuple[int, int], ...] | None:
        """Return which inputs the given window leads to the wanted size, None if there are none."""
        axes = self._axes(self.plan.kernel, self.plan.stride)
        windows = (a.plan.windows((a.length,), transposed=a.transposed)[0] for a in axes)
        ranges = [axis.inputs(window) for axis, window in zip(axes, windows, strict=True)]
        return tuple((r[0], r[-1]) for r in ranges) if all(ranges) else None

    def _tried(self, sizes: Sizes, is_given: bool, most: int) -> Iterable[Sizes]:
        return [sizes] if is_given else [(size,) for size in range(1, most + 1)]

    def _axes(self, kernel: Sizes, stride: Sizes) -> list[Axis]:
        count, plan = len(self.lengths), self.plan
        pads = [plan.padding] * count
        if not isinstance(plan.padding, str):
            pads = [(pair,) for pair in spread(plan.padding, count)]
        numbers = (spread(s, count) for s in (kernel, stride, plan.dilation, plan.output_padding))
        plans = (
            WindowPlan((k,), (s,), pad, (d,), (extra,), plan.ceil, dims=1)
            for pad, k, s, d, extra in zip(pads, *numbers, strict=True)
        )
        return [
            Axis(n, size, plan, self.padding_given, self.transposed)
            for n, size, plan in zip(self.lengths, self.wanted, plans, strict=True)
        ]

    def _with(self, kernel: Sizes, stride: Sizes) -> Iterator[Solution]:
        axes = self._axes(kernel, stride)
        choices = {axis: axis.windows() for axis in axes}
        if math.prod(map(len, choices.values())) > PADDINGS_MOST:
            raise _too_many()
        for chosen in itertools.product(*choices.values()):
            window_on = dict(zip(choices, chosen, strict=True))
            yield self._solution(axes, tuple(window_on[axis] for axis in axes))

    def _solution(self, axes: Sequence[Axis], windows: tuple[Window, ...]) -> Solution:
        ranges = [axis.inputs(window) for axis, window in zip(axes, windows, strict=True)]
        rooms = (
            n + w.before + w.after - w.extent for n, w in zip(self.lengths, windows, strict=True)
        )
        exact = all(room % w.stride == 0 for room, w in zip(rooms, windows, strict=True))
        return Solution(windows, self.transposed or exact, tuple((r[0], r[-1]) for r in ranges))


def _too_many() -> ConvcalcError:
    return ConvcalcError(
        f"more than {PADDINGS_MOST:,} paddings lead there: add -p, or give a smaller kernel or"
        " stride"
    )


def hull(ranges: Sequence[tuple[tuple[int, int], ...]]) -> tuple[tuple[int, int], ...]:
    """Return the least and the most of several ranges, per axis."""
    return tuple(
        (min(least for least, _ in axis), max(most for _, most in axis))
        for axis in zip(*ranges, strict=True)
    )
