"""Sizes backwards: which windows lead from one size to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.geometry import Window
from convcalc.notation.sizes import spread
from convcalc.padding import WORDS
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convcalc.networks.window_plan import WindowPlan
    from convcalc.notation.written import Sides, Sizes

KERNEL_MOST, STRIDE_MOST = 11, 4  # of what is tried
TOTALS_MOST = 10_000  # paddings for one kernel and stride


class Solution(Record):
    """A window that leads from one size to another.

    Attributes
    ----------
    kernel, stride : tuple of int
        One number per axis.
    sides : tuple of pairs
        Padding before and after, per axis.
    exact : bool
        Whether every cell of the padded input is read.
    inputs : tuple of pairs
        The least and the most input that gives the same output, per axis.
    """

    kernel: Sizes
    stride: Sizes
    sides: Sides
    exact: bool
    inputs: tuple[tuple[int, int], ...]

    @property
    def order(self) -> tuple[object, ...]:
        """Exact ones first, then small windows, then padding that is the same on both sides."""
        lopsided = any(before != after for before, after in self.sides)
        return (not self.exact, self.kernel, self.stride, lopsided, self.sides)


class Search(Record):
    """What is wanted, and what is given.

    Attributes
    ----------
    lengths, wanted : tuple of int
        The input's and the output's size.
    plan : WindowPlan
        What is given; the rest of it does not matter.
    kernel, stride, padding : bool
        Whether it is given.
    transposed : bool
    """

    lengths: Sizes
    wanted: Sizes
    plan: WindowPlan
    kernel: bool
    stride: bool
    padding: bool
    transposed: bool = False

    def solutions(self) -> list[Solution]:
        """Return every combination of what is not given that leads to the wanted size.

        Kernels from 1 to 11, strides from 1 to 4, padding from 0 to the kernel less 1 on each side,
        with at most 1 between the sides.
        """
        found = (
            self._solution(kernel, stride, padding)
            for kernel in self._kernels()
            for stride in self._strides()
            for padding in self._paddings(kernel, stride)
        )
        return sorted((s for s in found if s), key=lambda solution: solution.order)

    def inputs(self) -> tuple[tuple[int, int], ...] | None:
        """Return which inputs the given window leads to the wanted size, None if there are none."""
        kernel, stride = self._spread(self.plan.kernel), self._spread(self.plan.stride)
        ranges = [
            self._inputs(axis, kernel[axis], stride[axis], self.plan.padding)
            for axis in range(len(self.lengths))
        ]
        known = tuple(pair for pair in ranges if pair)
        return known if len(known) == len(ranges) else None

    @property
    def is_open(self) -> bool:
        """Whether anything is left to be found."""
        return not (self.kernel and self.stride and self.padding)

    def _spread(self, sizes: Sizes) -> Sizes:
        return spread(sizes, len(self.lengths))

    def _kernels(self) -> Iterable[Sizes]:
        if self.kernel:
            return [self._spread(self.plan.kernel)]
        return (self._spread((k,)) for k in range(1, KERNEL_MOST + 1))

    def _strides(self) -> Iterable[Sizes]:
        if self.stride:
            return [self._spread(self.plan.stride)]
        return (self._spread((s,)) for s in range(1, STRIDE_MOST + 1))

    def _paddings(self, kernel: Sizes, stride: Sizes) -> Iterator[str | Sides]:
        if self.padding:
            yield self.plan.padding
            return
        most = min(kernel) // 2 if self.plan.ceil else min(kernel) - 1
        totals = self._totals(kernel[0], stride[0], most)
        if len(totals) > TOTALS_MOST:
            raise ConvcalcError(
                f"more than {TOTALS_MOST:,} paddings lead there: add -p, or give a smaller kernel"
                " or stride"
            )
        for total in totals:
            less, more = total // 2, total - total // 2
            yield ((less, more),)
            if less < more <= most:
                yield ((more, less),)

    def _totals(self, kernel: int, stride: int, most: int) -> range:
        """Return what padding may add up to on the first axis; not all of it leads there.

        n + padding = (size - 1) stride + extent, or up to a stride more; rounded up, or less.
        """
        n, size = self.lengths[0], self.wanted[0]
        window = self._window(0, n, (kernel, stride), ((0, 0),))
        if self.transposed:
            first = last = window.transposed(n) - size
        else:
            first = (size - 1 - self.plan.ceil) * stride + window.extent - n
            last = first + (1 + self.plan.ceil) * stride
        return range(max(first, 0), min(last, 2 * most) + 1)

    def _window(self, axis: int, n: int, sizes: tuple[int, int], padding: str | Sides) -> Window:
        """Make the window on an axis of length n."""
        kernel, stride = sizes
        dilation = self._spread(self.plan.dilation)[axis]
        bare = Window(kernel, stride, dilation, ceil=self.plan.ceil)
        extra = self._spread(self.plan.output_padding)[axis]
        if not isinstance(padding, str):
            before, after = padding[axis] if len(padding) > 1 else padding[0]
        elif not self.transposed:
            before, after = WORDS[padding].sides(n, bare.extent, stride)
        else:
            cropped = WORDS[padding].cropped
            before, after, own = cropped(bare.extent, stride) if cropped else (0, 0, 0)
            extra = extra or own
        return bare._replace(before=before, after=after, output_padding=extra)

    def _output(self, axis: int, n: int, sizes: tuple[int, int], padding: str | Sides) -> int:
        window = self._window(axis, n, sizes, padding)
        return window.transposed(n) if self.transposed else window.output(n)

    def _solution(self, kernel: Sizes, stride: Sizes, padding: str | Sides) -> Solution | None:
        sides, inputs, exact = [], [], True
        for axis, n in enumerate(self.lengths):
            sizes = (kernel[axis], stride[axis])
            if self._output(axis, n, sizes, padding) != self.wanted[axis]:
                return None
            window = self._window(axis, n, sizes, padding)
            if _is_refused(window):
                return None
            sides.append((window.before, window.after))
            room = n + window.before + window.after - window.extent
            exact = exact and (self.transposed or room % window.stride == 0)
            inputs.append(self._inputs(axis, *sizes, padding) or (n, n))
        return Solution(kernel, stride, tuple(sides), exact, tuple(inputs))

    def _inputs(
        self, axis: int, kernel: int, stride: int, padding: str | Sides
    ) -> tuple[int, int] | None:
        """Find the inputs that give the wanted size: the output never falls while they grow."""
        wanted, sizes = self.wanted[axis], (kernel, stride)

        def least_giving(size: int) -> int:
            few, enough = 0, 1
            while self._output(axis, enough, sizes, padding) < size:
                few, enough = enough, 2 * enough
            while enough - few > 1:
                middle = (few + enough) // 2
                if self._output(axis, middle, sizes, padding) < size:
                    few = middle
                else:
                    enough = middle
            return enough

        least, beyond = least_giving(wanted), least_giving(wanted + 1)
        return (least, beyond - 1) if least < beyond else None


def _is_refused(window: Window) -> bool:
    """Tell whether PyTorch refuses it: a pooling padded too far, too much output padding."""
    too_far = window.ceil and max(window.before, window.after) > window.kernel // 2
    return too_far or window.output_padding >= max(window.stride, window.dilation)


def hull(ranges: Sequence[tuple[tuple[int, int], ...]]) -> tuple[tuple[int, int], ...]:
    """Return the least and the most of several ranges, per axis."""
    return tuple(
        (min(least for least, _ in axis), max(most for _, most in axis))
        for axis in zip(*ranges, strict=True)
    )
