"""Where windows stand and how many there are: sizes in both directions. Integers only.

The formulas are those of Dumoulin & Visin, "A guide to convolution arithmetic for deep learning".
"""

from __future__ import annotations

from typing import TypeAlias

from convcalc.records import Record

LAYOUTS = ("chw", "hwc")  # the order of channels, height and width in arrays and text


class Window(Record):
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

    def dropped(self, n: int) -> int:
        """Count the cells at the end of the padded input that no window reaches: the remainder.

        >>> Window(kernel=3, stride=2).dropped(8)
        1
        """
        read = (self.output(n) - 1) * self.stride + self.extent
        return max(n + self.before + self.after - read, 0)

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

    def least_input(self, size: int) -> int:
        """Return the least input that gives an output of a size, or more; it may be below 1.

        >>> Window(kernel=3, stride=2, before=1, after=1).least_input(4)
        7
        """
        least = (size - 1) * self.stride + self.extent - self.before - self.after
        if not self.ceil:
            return least
        # Rounded up, a window may reach past the end, but has to start before it.
        return max(least - self.stride + 1, (size - 1) * self.stride + 1 - self.before)

    def least_transposed(self, size: int) -> int:
        """Return the least input of a transposed convolution that gives a size, or more.

        >>> Window(kernel=3, stride=2, before=1, after=1).least_transposed(13)
        7
        """
        return (
            1 - (self.extent + self.output_padding - self.before - self.after - size) // self.stride
        )

    def inputs(self, size: int, *, transposed: bool = False) -> range:
        """Name the inputs that give an output of a size.

        >>> Window(kernel=3, stride=2, before=1, after=1).inputs(7)
        range(13, 15)
        """
        least = self.least_transposed if transposed else self.least_input
        return range(max(least(size), 1), least(size + 1))

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


class AdaptiveWindow(Record):
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


AnyWindow: TypeAlias = Window | AdaptiveWindow
