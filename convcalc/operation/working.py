"""Work out the cells that are asked for."""

from __future__ import annotations

import math
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Protocol

from convcalc.errors import ConvcalcError
from convcalc.explain.numbers import NumberKind, number_at
from convcalc.explain.working import Use, Uses, Working
from convcalc.operation.asked import read_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np

    from convcalc.explain.working import Step
    from convcalc.operation.asked import Asked, Index
    from convcalc.operation.places import Places
    from convcalc.tensor import Tensor

WORK_MOST = 500_000  # terms that are written out in a few seconds
OVERHEAD = 30  # terms that a cell costs besides its own
USERS_MOST = 100_000  # output cells whose weights are found in a few seconds


class Case(Protocol):
    """Something whose cells can be worked out."""

    @property
    def x(self) -> Tensor:
        """The input, ``N x C x spatial``."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """What numbers are shown as, if it is a float type."""

    @property
    def sides(self) -> Sequence[tuple[int, int]]:
        """The padding along each sliding axis."""

    @property
    def picks(self) -> bool:
        """Whether one cell is picked instead of adding all up."""

    @property
    def terms(self) -> int:
        """The most cells under a window."""

    def step(self, place: Index, at: Index) -> Step:
        """Work out one output cell."""

    def uses(self, place: Index) -> Iterable[tuple[Index, Any]]:
        """Name the output cells that use an input cell, each with its weight."""


def prepare(asked: Asked, case: Case, places: Places) -> Callable[[Tensor], Working]:
    """Read which cells are asked for, before anything is calculated.

    Parameters
    ----------
    asked : Asked
    case : Case
    places : Places
        Where the user's axes stand in those of the case.

    Returns
    -------
    callable
        From the output, in the user's axes, to the working.

    Raises
    ------
    ConvcalcError
        If a cell is outside, or there is too much to write.
    """
    cells = _cells(asked, case, places)
    used = _used_cell(asked, case, places)

    def work_out(output: Tensor) -> Working:
        steps = [case.step(places.output_place(at), at) for at in cells]
        if not output.is_exact:
            steps = [step._replace(rounded=output.values[step.at]) for step in steps]
        return Working(
            steps=steps,
            uses=None if used is None else _use(used, case, places),
            in_short=asked.steps == "sums",
            left=output.values.size - 1 if asked.steps == "first" else 0,
            sides=case.sides,
            channels=case.x.shape[1],
        )

    return work_out


def _cells(asked: Asked, case: Case, places: Places) -> list[Index]:
    """Name the output cells: those of ``at``, else as many as ``steps`` says."""
    shape = places.output_shape
    cells = [read_index(value, "at", shape, places.axes) for value in asked.cells]
    count = len(cells)
    if not cells and asked.steps is not None:
        count = 1 if asked.steps == "first" else math.prod(shape)
    if count * (case.terms + OVERHEAD) > WORK_MOST:
        most = WORK_MOST // (case.terms + OVERHEAD)
        advice = f"at most {most:,}; name them with --at" if most else "a smaller window"
        raise ConvcalcError(
            f"the working of {count:,} {'cell' if count == 1 else 'cells'} with {case.terms:,}"
            f" terms each is more than anybody reads: expected {advice}"
        )
    return cells or list(islice(product(*map(range, shape)), count))


def _used_cell(asked: Asked, case: Case, places: Places) -> Index | None:
    """Name the input cell of ``uses``."""
    if not asked.used:
        return None
    cell = read_index(asked.used[0], "uses", places.input_shape, places.input_axes)
    users = case.terms * places.filters
    # Whether a cell is picked takes a look at all others under each window that holds it.
    looks = case.terms**2 if case.picks else 0
    if users > USERS_MOST or looks > WORK_MOST:
        raise ConvcalcError(
            f"--uses would look at up to {max(users, looks):,} cells: expected at most"
            f" {WORK_MOST if looks else USERS_MOST:,}; give a smaller window"
        )
    return cell


def _use(cell: Index, case: Case, places: Places) -> Uses:
    place = places.input_place(cell)
    found = [Use(places.output_index(p), weight) for p, weight in case.uses(place)]
    x = NumberKind(case.dtype).show(number_at(case.x, place))
    return Uses(cell, x, sorted(found, key=lambda use: use.at), case.picks)
