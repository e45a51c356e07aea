"""Combine the cells under every window, axis by axis, by doubling: about log2(k) passes each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from convcalc.engine.views import trailing
from convcalc.geometry import AdaptiveWindow, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convcalc.geometry import AnyWindow
    from convcalc.tensor import Array

    State: TypeAlias = list[Array]
    """What is known of each run of cells: its sum, or its largest cell and where that is."""
    Combine: TypeAlias = Callable[[State, State, State | None], State]
    """Joins what is known of a run and of the one after it, in the last arrays if there are any."""


def combine_windows(
    state: State, windows: Sequence[AnyWindow], lengths: Sequence[int], combine: Combine
) -> State:
    """Combine the cells under every window.

    Parameters
    ----------
    state : list of ndarray
        Any leading axes, then one for each window, padded so far that every window is whole.
    windows : sequence of Window or AdaptiveWindow
    lengths : sequence of int
        The axes' lengths without padding.
    combine : callable
        Gets the run that comes first as its first argument, and arrays that it may use for what
        comes out. A run is never combined with itself or with an overlapping one, so that sums are
        possible.

    Examples
    --------
    >>> add = lambda one, other, out: [one[0] + other[0]]
    >>> combine_windows([np.array([1, 2, 3, 4])], [Window(3)], [4], add)
    [array([6, 9])]
    """
    axes: Sequence[int] = range(len(windows))
    if len(state) > 1:  # the last axis first: then "the first of equals" is meant in row order
        axes = axes[::-1]
    for axis in axes:
        after = len(windows) - axis - 1
        state = _along(_Axis(state, after, combine), windows[axis], lengths[axis])
    return state


class _Axis:
    """One axis of a state: cutting it, and combining the pieces."""

    def __init__(self, state: State, axes_after: int, combine: Combine) -> None:
        self.state = state
        self.combine = combine
        self._after = (slice(None),) * axes_after
        self.length = state[0].shape[-1 - axes_after]

    def cut(self, start: int, stop: int, step: int = 1) -> State:
        index = trailing([slice(start, stop, step), *self._after])
        return [array[index] for array in self.state]

    def doubled(self, distance: int) -> _Axis:
        """Combine each run with the one that begins ``distance`` cells later."""
        first, second = self.cut(0, self.length - distance), self.cut(distance, self.length)
        return self.of(self.combine(first, second, None))

    def at(self, places: Array) -> State:
        """Return the runs that begin at some cells."""
        index = trailing([places, *self._after])
        return [array[index] for array in self.state]

    def put(self, places: Array, runs: State) -> None:
        """Put runs in the place of others."""
        index = trailing([places, *self._after])
        for array, run in zip(self.state, runs, strict=True):
            array[index] = run

    def of(self, state: State) -> _Axis:
        """Return the same axis of another state."""
        return _Axis(state, len(self._after), self.combine)


def _along(axis: _Axis, window: AnyWindow, n: int) -> State:
    size = window.output(n)
    if isinstance(window, AdaptiveWindow):
        if n % size:
            return _adaptive(axis, *bounds(window, n))
        window = Window(n // size, stride=n // size)
    if window.kernel * size <= axis.length * window.kernel.bit_length():
        return _cell_by_cell(axis, window, size)
    return _by_doubling(axis, window, size)


def bounds(window: AdaptiveWindow, n: int) -> tuple[Array, Array]:
    """Return the first cell of every window, and the one after its last.

    >>> bounds(AdaptiveWindow(3), 5)
    (array([0, 1, 3]), array([2, 4, 5]))
    """
    places = np.arange(window.size)
    return places * n // window.size, -(-(places + 1) * n // window.size)


def _adaptive(axis: _Axis, starts: Array, stops: Array) -> State:
    """Combine what all windows have at least, then the cells that some have more."""
    lengths = stops - starts
    least = int(lengths.min())
    found = axis.of(axis.of(_along(axis, Window(least), axis.length)).at(starts))
    for more in range(least, int(lengths.max())):
        longer = np.flatnonzero(lengths > more)
        found.put(longer, axis.combine(found.at(longer), axis.at(starts[longer] + more), None))
    return found.state


def _cell_by_cell(axis: _Axis, window: Window, size: int) -> State:
    """Combine one cell of every window after the other: best where windows hardly overlap."""
    cells = [window.under(tap, size) for tap in range(window.kernel)]
    state = axis.cut(cells[0].start, cells[0].stop, cells[0].step)
    own: State | None = None
    for cell in cells[1:]:
        state = own = axis.combine(state, axis.cut(cell.start, cell.stop, cell.step), own)
    return state


def _by_doubling(axis: _Axis, window: Window, size: int) -> State:
    """Put each window together from runs of 1, 2, 4 ... cells, as its length is in binary."""
    reach = (size - 1) * window.stride + 1
    state: State = []
    own: State | None = None
    covered, run = 0, 1
    while True:
        if window.kernel & run:
            start = covered * window.dilation
            piece = axis.cut(start, start + reach, window.stride)
            if state:
                own = axis.combine(state, piece, own)
            state = own or piece
            covered += run
        if covered == window.kernel:
            return state
        axis = axis.doubled(run * window.dilation)
        run *= 2
