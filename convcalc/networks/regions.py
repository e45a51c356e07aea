"""Which cells of the input one unit sees, and which units see one cell of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.errors import ConvcalcError
from convcalc.geometry import AdaptiveWindow
from convcalc.reach import Reach
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from convcalc.geometry import AnyWindow
    from convcalc.networks.graph import Step
    from convcalc.networks.trace import Trace

    Cells = frozenset[int]

FAR = 10**18  # where an input ends whose size is not known
LOOKS_MOST = 300_000  # at cells under windows, along one axis


class Region(Record):
    """What a unit sees along one axis.

    Attributes
    ----------
    first, last : int
        The first and the last cell under its windows; outside 0..n-1 they fall into padding. The
        last comes before the first where it sees nothing.
    cells : frozenset of int
        The cells of the input that it is made of; empty if the input's size is not known.
    before, after : int
        How many cells fall into padding; after is 0 if the input's size is not known.
    """

    first: int
    last: int
    cells: Cells
    before: int
    after: int

    @property
    def size(self) -> int:
        """Cells from the first to the last one."""
        return self.last - self.first + 1


def seen_by(trace: Trace, last: int, unit: Sequence[int]) -> list[Region]:
    """Return what one unit of a layer sees.

    Parameters
    ----------
    trace : Trace
    last : int
        The number of the layer.
    unit : sequence of int
        Where the unit stands along each axis.

    Raises
    ------
    ConvcalcError
        If there are more cells than can be followed.
    """
    gaps = any(map(_leaves_gaps, trace.steps[:last]))
    regions = []
    for axis, place in enumerate(unit):
        walk, n = _Walk(trace, axis), trace.input.size[axis]
        # Where a window's ends may meet nothing, cell by cell.
        places = walk.back(last, place, _PLACES) if gaps else None
        first, end = _ends(places) if places is not None else _span(trace, last, axis, place)
        cells = frozenset[int]() if n is None else walk.back(last, place, _SOURCES)
        after = 0 if n is None else max(end - max(n - 1, first - 1), 0)
        regions.append(Region(first, end, cells, min(max(-first, 0), end - first + 1), after))
    return regions


def _leaves_gaps(step: Step) -> bool:
    """Tell whether the last window need not reach furthest: transposed, or cut off at the end."""
    windows = step.placed.windows if step.placed else ()
    plain = (w for w in windows or () if not isinstance(w, AdaptiveWindow))
    cut = any(w.ceil and w.dilation > 1 for w in plain)
    return cut or bool(step.placed and step.placed.transposed)


def _ends(places: Cells) -> tuple[int, int]:
    return (min(places), max(places)) if places else (0, -1)


def _span(trace: Trace, last: int, axis: int, place: int) -> tuple[int, int]:
    """Go back from layer to layer, from the first to the last cell, as if inputs had no end."""
    spans: dict[int, tuple[int, int]] = {last: (place, place)}
    for number in range(last, 0, -1):
        if number not in spans:
            continue
        step, (first, end) = trace.steps[number - 1], spans[number]
        window = _window(step, axis)
        if window is not None:
            n = step.inputs[0].size[axis]
            first, end = _cells(window, first, n)[0], _cells(window, end, n)[-1]
        for parent in step.node.parents:
            known = spans.get(parent, (first, end))
            spans[parent] = (min(known[0], first), max(known[1], end))
    return spans[0]


def _window(step: Step, axis: int) -> AnyWindow | None:
    """Return a layer's window on an axis, None if cells stay in their places."""
    windows = step.placed.windows if step.placed else ()
    return windows[axis] if windows else None


def _cells(window: AnyWindow, place: int, n: int | None) -> range:
    """Name the cells under a window, wherever it stands; the last may reach past the input."""
    if isinstance(window, AdaptiveWindow):
        return window.cells(place, n or 1)
    start = place * window.stride - window.before
    stop = start + window.extent
    if window.ceil and n is not None:  # what lies past the padded input is not there
        stop = max(min(stop, n + window.after), start + 1)
    return range(start, stop, window.dilation)


def users_of(trace: Trace, last: int, cell: Sequence[int]) -> list[Cells]:
    """Return the units of a layer that see one cell of the input, along each axis.

    Raises
    ------
    ConvcalcError
        If there are more than can be followed.
    """
    return [_Walk(trace, axis).forth(last, place) for axis, place in enumerate(cell)]


class _Move(NamedTuple):
    """A way through a layer: from one place to others."""

    follow: Callable[[Reach, int], Iterable[int]]
    backwards: bool = True

    def looks(self, reach: Reach) -> int:
        """Return how many places are looked at for one, at the most."""
        window = reach.window
        if isinstance(window, AdaptiveWindow):
            return window.most_cells(reach.n) if self.backwards else window.size // reach.n + 3
        straight = self.backwards or reach.transposed
        return window.kernel if straight else window.extent // window.stride + 1


def _sources(reach: Reach, place: int) -> Iterable[int]:
    """Name the cells that a unit is made of."""
    return (m.source for m in reach.meetings(place) if m.source is not None)


def _places(reach: Reach, place: int) -> Iterable[int]:
    """Name the same as if inputs had no end."""
    if not reach.transposed:
        return _cells(reach.window, place, reach.n)
    return (cell for cell, _ in reach.under(place))


def _users(reach: Reach, cell: int) -> Iterable[int]:
    """Name the units that a cell reaches."""
    return (place for place, _ in reach.users(cell))


_SOURCES, _PLACES, _USERS = _Move(_sources), _Move(_places), _Move(_users, backwards=False)


class _Walk:
    """Follows cells through the layers along one axis, for as long as that takes no time."""

    def __init__(self, trace: Trace, axis: int) -> None:
        self.trace, self.axis = trace, axis
        self.looks = 0

    def back(self, last: int, place: int, move: _Move) -> Cells:
        """Go back from a unit of a layer to the cells of the input that it is made of."""
        cells: dict[int, set[int]] = {last: {place}}
        for number in range(last, 0, -1):
            if number not in cells:
                continue
            step = self.trace.steps[number - 1]
            moved = self._move(cells[number], step, move)
            for parent in step.node.parents:
                cells.setdefault(parent, set()).update(moved)
        return frozenset(cells[0])

    def forth(self, last: int, place: int) -> Cells:
        """Go on from a cell of the input to the units of a layer that see it."""
        units: list[Cells] = [frozenset({place})]
        for step in self.trace.steps[:last]:
            before = frozenset[int]().union(*(units[parent] for parent in step.node.parents))
            units.append(frozenset(self._move(before, step, _USERS)))
        return units[last]

    def _move(self, places: Iterable[int], step: Step, move: _Move) -> set[int]:
        """Go through a layer, with each of some places."""
        window = _window(step, self.axis)
        if window is None:
            return set(places)
        reach = Reach(
            window,
            step.inputs[0].size[self.axis] or FAR,
            step.placed.mode if step.placed else "zeros",
            transposed=bool(step.placed and step.placed.transposed),
        )
        moved: set[int] = set()
        for place in places:
            self.looks += move.looks(reach)
            if self.looks > LOOKS_MOST or len(moved) > LOOKS_MOST:
                raise ConvcalcError(
                    f"{step.label} meets too many cells: give a smaller input or kernel, or leave"
                    " out --at and --uses"
                )
            moved.update(move.follow(reach, place))
        return moved
