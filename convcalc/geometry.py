"""Where windows stand and how many there are: sizes in both directions. Integers only.

The formulas are those of Dumoulin & Visin, "A guide to convolution arithmetic for deep learning".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.errors import ConvcalcError
from convcalc.notation.sizes import show, show_short

if TYPE_CHECKING:
    from collections.abc import Sequence


LAYOUTS = ("chw", "hwc")  # the order of channels, height and width in arrays and text


class Window(NamedTuple):
    """The window on one axis: its kernel, how it steps, and what is padded around the input.

    For a transposed convolution ``before`` and ``after`` are cropped from the output instead, and
    ``output_padding`` gives cells back at its end. ``ceil`` is for pooling: the last window may
    reach past the padded input.

    >>> Window(kernel=3, stride=2, before=1, after=1).output(7)
    4
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    output_padding: int = 0
    ceil: bool = False

    @property
    def extent(self) -> int:
        """Cells from the first to the last one under the kernel: d(k-1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    def output(self, n: int) -> int:
        """Count the windows that fit: floor((n + before + after - d(k-1) - 1) / s) + 1.

        With ``ceil`` the quotient is rounded up, but a window that would start in the padding after
        the input, or past it, is dropped, as in PyTorch.
        """
        room = n + self.before + self.after - self.extent
        if not self.ceil:
            return room // self.stride + 1
        size = -(-room // self.stride) + 1
        return size - 1 if (size - 1) * self.stride >= n + self.before else size

    def cells(self, place: int, n: int) -> range:
        """Name the cells under one window by their place in the input; padding is outside 0..n-1.

        Cells past the padded input do not count.

        >>> Window(kernel=3, stride=2, before=1).cells(0, n=5)
        range(-1, 2)
        """
        start = place * self.stride - self.before
        return range(start, min(start + self.extent, n + self.after), self.dilation)

    def transposed(self, n: int) -> int:
        """Count a transposed convolution's cells: (n-1)s - before - after + d(k-1)+1 + op."""
        uncropped = (n - 1) * self.stride + self.extent + self.output_padding
        return uncropped - self.before - self.after

    def under(self, tap: int, size: int, first: int = 0) -> slice:
        """Find the padded cells that one kernel cell meets, for ``size`` windows from one on.

        >>> Window(kernel=3, stride=2).under(tap=1, size=3)
        slice(1, 6, 2)
        """
        start = first * self.stride + tap * self.dilation
        return slice(start, start + (size - 1) * self.stride + 1, self.stride)

    def most_cells(self, n: int) -> int:
        """Return how many cells of the padded input a window has at the most."""
        return min(self.kernel, -(-(n + self.before + self.after) // self.dilation))

    def least_padding(self, n: int) -> int:
        """Return the least padding, the same on both sides, with which one window fits."""
        spare = self.stride - 1 if self.ceil else 0
        return max(-(-(self.extent - n - spare) // 2), 0)

    def whole(self, n: int) -> Window:
        """Return windows over the same cells of the input, none longer than it and all whole.

        What ``ceil`` lets reach past the padded input then lies in the padding after it; that is
        negative where the last cells are never read.

        >>> Window(kernel=100, stride=100, ceil=True).whole(5)
        Window(kernel=5, stride=100, dilation=1, before=0, after=0, output_padding=0, ceil=False)
        """
        kernel = min(self.kernel, -(-(n + self.before) // self.dilation))
        short = self._replace(kernel=kernel, ceil=False)
        end = (self.output(n) - 1) * self.stride + short.extent - self.before
        return short._replace(after=end - n)


class AdaptiveWindow(NamedTuple):
    """Windows that share an axis among a given number of output cells, as PyTorch's adaptive pools.

    They differ by at most one cell in size, and may overlap by one.

    >>> [list(AdaptiveWindow(3).cells(i, n=5)) for i in range(3)]
    [[0, 1], [1, 2, 3], [3, 4]]
    """

    size: int

    @property
    def before(self) -> int:
        """No padding."""
        return 0

    @property
    def after(self) -> int:
        """No padding."""
        return 0

    def output(self, n: int) -> int:
        """Return the number of output cells, whatever the input's size."""
        return self.size

    def cells(self, place: int, n: int) -> range:
        """Name the cells under one window: floor(i n / m) to ceil((i + 1) n / m)."""
        return range(place * n // self.size, -(-(place + 1) * n // self.size))

    def most_cells(self, n: int) -> int:
        """Return a number of cells that no window exceeds."""
        return -(-n // self.size) + (n % self.size > 0)


class Limits(NamedTuple):
    """How far padding may go, for the advice in an error.

    Attributes
    ----------
    most : tuple of int
        The most that one side may get on each axis; empty for no limit.
    advice : str
        What to say where that is not enough.
    also : str
        What else would help.
    noun : str
        What slides: a kernel or a window.
    """

    most: tuple[int, ...] = ()
    advice: str = ""
    also: str = ""
    noun: str = "kernel"


NO_LIMITS = Limits()


def output_lengths(
    windows: Sequence[Window], lengths: Sequence[int], limits: Limits = NO_LIMITS
) -> tuple[int, ...]:
    """Return the output's size on each axis.

    Raises
    ------
    ConvcalcError
        If no window fits: with both sizes and the least padding that works.
    """
    result = tuple(w.output(n) for w, n in zip(windows, lengths, strict=True))
    if min(result) < 1:
        padded = [n + w.before + w.after for w, n in zip(windows, lengths, strict=True)]
        least = [w.least_padding(n) for w, n in zip(windows, lengths, strict=True)]
        size = show([w.kernel for w in windows])
        if any(w.dilation > 1 for w in windows):
            size += f" (dilated to {show([w.extent for w in windows])})"
        beyond = any(p > most for p, most in zip(least, limits.most, strict=False))
        advice = (limits.advice if beyond else "") + limits.also
        raise ConvcalcError(
            f"the {limits.noun} {size} is larger than the padded input {show(padded)}:"
            f" the least padding that works is {show_short(least)} (-p {show_short(least)}){advice}"
        )
    return result


def transposed_lengths(windows: Sequence[Window], lengths: Sequence[int]) -> tuple[int, ...]:
    """Return a transposed convolution's output size on each axis.

    Raises
    ------
    ConvcalcError
        If output padding is out of range, or the padding crops everything away.
    """
    for w in windows:
        if w.output_padding and w.output_padding >= max(w.stride, w.dilation):
            raise ConvcalcError(
                f"output padding is {w.output_padding}: expected less than the stride or the"
                f" dilation, whichever is larger ({max(w.stride, w.dilation)})"
            )
    result = tuple(w.transposed(n) for w, n in zip(windows, lengths, strict=True))
    if min(result) < 1:
        full = [w.transposed(n) + w.before + w.after for w, n in zip(windows, lengths, strict=True)]
        crops = [w.before + w.after for w in windows]
        most = [(length - 1) // 2 for length in full]
        raise ConvcalcError(
            f"padding crops {show(crops)} cells from an output of {show(full)}:"
            f" the most padding that works is {show_short(most)} (-p {show_short(most)})"
        )
    return result
