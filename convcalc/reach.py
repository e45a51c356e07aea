"""Along one axis: which input cells a window covers, and which windows cover an input cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.geometry import AdaptiveWindow, Window
from convcalc.padding import MODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.geometry import AnyWindow


class Meeting(NamedTuple):
    """A place in the padded input, and the kernel cell that it meets.

    Attributes
    ----------
    position : int
        In cells of the input; outside 0..n-1 it is padding.
    source : int or None
        The input cell whose value stands there; None where a constant does.
    tap : int
        The kernel's cell.
    """

    position: int
    source: int | None
    tap: int

    @property
    def is_padding(self) -> bool:
        """Whether the place is outside the input."""
        return self.position != self.source


class Reach(NamedTuple):
    """What windows cover along one axis.

    Attributes
    ----------
    window : Window or AdaptiveWindow
    n : int
        The input's length.
    mode : str
        What stands in the padding, a key of ``padding.MODES``.
    transposed : bool
        Whether input cells are laid onto the output, as in a transposed convolution.
    """

    window: AnyWindow
    n: int
    mode: str = "zeros"
    transposed: bool = False

    @property
    def size(self) -> int:
        """The output's length."""
        if self.transposed:
            return self._sliding.transposed(self.n)
        return self.window.output(self.n)

    @property
    def _sliding(self) -> Window:
        assert isinstance(self.window, Window)  # noqa: S101 - adaptive windows are for pooling
        return self.window

    def meetings(self, place: int) -> tuple[Meeting, ...]:
        """Name what one output cell is made from, in the order of the input.

        >>> [m.position for m in Reach(Window(3, before=1), n=5).meetings(0)]
        [-1, 0, 1]
        """
        if self.transposed:
            return tuple(self._laid_on(place))
        cells = enumerate(self.window.cells(place, self.n))
        return tuple(Meeting(position, self.source_of(position), tap) for tap, position in cells)

    def _laid_on(self, place: int) -> Iterator[Meeting]:
        """Solve place = i s + a d - before for input cells i and kernel cells a."""
        for cell, tap in self.under(place):
            if 0 <= cell < self.n:
                yield Meeting(cell, cell, tap)

    def under(self, place: int) -> Iterator[tuple[int, int]]:
        """Name the cells that a transposed convolution lays onto a place, as if there was no end.

        >>> list(Reach(Window(3, stride=2, before=1), n=5, transposed=True).under(1))
        [(0, 2), (1, 0)]
        """
        window = self._sliding
        for tap in reversed(range(window.kernel)):
            cell, rest = divmod(place + window.before - tap * window.dilation, window.stride)
            if rest == 0:
                yield cell, tap

    def source_of(self, position: int) -> int | None:
        """Name the input cell whose value stands at a place in the padded input."""
        if 0 <= position < self.n:
            return position
        source = MODES[self.mode].source
        return source(position, self.n) if source else None

    def users(self, cell: int) -> list[tuple[int, int]]:
        """Name the output cells that one input cell reaches, each with the kernel cell it meets.

        >>> Reach(Window(2), n=3).users(1)
        [(0, 1), (1, 0)]
        """
        if isinstance(self.window, AdaptiveWindow):
            return self._adaptive_users(self.window.size, cell)
        window = self.window
        if self.transposed:
            places = [
                (cell * window.stride + tap * window.dilation - window.before, tap)
                for tap in range(window.kernel)
            ]
            return sorted((place, tap) for place, tap in places if 0 <= place < self.size)
        stands = [cell]
        if MODES[self.mode].source:
            padding = (*range(-window.before, 0), *range(self.n, self.n + window.after))
            stands += [p for p in padding if self.source_of(p) == cell]
        return sorted(user for position in stands for user in self._users_of(window, position))

    def _users_of(self, window: Window, position: int) -> Iterator[tuple[int, int]]:
        """Solve position = place s + tap d - before for output cells and kernel cells."""
        reached = position + window.before
        first = max(-(-(reached - window.extent + 1) // window.stride), 0)
        for place in range(first, min(reached // window.stride + 1, self.size)):
            tap, rest = divmod(reached - place * window.stride, window.dilation)
            if rest == 0:
                yield place, tap

    def _adaptive_users(self, size: int, cell: int) -> list[tuple[int, int]]:
        near = range(cell * size // self.n - 1, -(-(cell + 1) * size // self.n) + 1)
        shared = {place: self.window.cells(place, self.n) for place in near if 0 <= place < size}
        return [(place, cell - cells.start) for place, cells in shared.items() if cell in cells]


def meet(reaches: Sequence[Reach], place: Sequence[int]) -> tuple[tuple[Meeting, ...], ...]:
    """Name what one output cell is made from along every axis."""
    return tuple(reach.meetings(i) for reach, i in zip(reaches, place, strict=True))
