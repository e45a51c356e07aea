"""Check an answer: compare it, look for what explains it, and for the slip that is left."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.answers import Answer, take_answer
from convcalc.diagnose.explanation import Explanation
from convcalc.diagnose.grids.diagnosis import MOST_CELLS, diagnose
from convcalc.diagnose.grids.slips import WrongCell
from convcalc.explain.numbers import number_at
from convcalc.operation.check_result import Check, StillWrong
from convcalc.records import Record
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convcalc.diagnose.grids.diagnosis import Diagnosis
    from convcalc.diagnose.grids.exercise import Exercise
    from convcalc.diagnose.grids.mistakes import Mistake
    from convcalc.operation.apply_result import ApplyResult
    from convcalc.operation.asked import Checkable
    from convcalc.operation.axes import Arrangement
    from convcalc.operation.places import Places
    from convcalc.operation.pool_result import PoolResult
    from convcalc.results import Words
    from convcalc.tensor import Array

    Index = tuple[int, ...]


def check(
    result: ApplyResult | PoolResult,
    options: Checkable,
    exercise: Exercise,
    mistakes: Mapping[str, Mistake],
) -> Check:
    """Check an answer.

    Parameters
    ----------
    result : ApplyResult or PoolResult
        The right one.
    options : Checkable
        With the answer.
    exercise : Exercise
        The operation in parts.
    mistakes : dict
        What may have gone wrong.
    """
    given = options.check
    answer = given if isinstance(given, Answer) else take_answer(given, None, options.tol)
    right = result.shown
    answer = _with_axes(answer, right.ndim)
    yours = answer.numbers
    wrong = ~answer.agrees(right) if yours.shape == right.shape else None
    checked = Check(result, yours, wrong, hidden=options.no_answer)
    if checked.correct:
        return checked
    places = result.places
    arranged = _arranged(answer, places)
    if arranged is None:
        return checked
    aimed = exercise.aimed_at(arranged.numbers.shape[2:])
    found = diagnose(aimed, arranged, _put(right, places), mistakes)
    cell, slips = _still_wrong(found, arranged, places)
    if cell and wrong is not None:
        cell = cell._replace(right=exercise.step(places.output_place(cell.at), cell.at))
    return checked._replace(
        causes=found.explanations,
        slips=tuple(_to_explanations(slips, found.stays_wrong)),
        cell=cell,
        only_single=max(yours.values.size, right.values.size) > MOST_CELLS,
    )


def _with_axes(answer: Answer, axes: int) -> Answer:
    """Give an answer as many axes as the output, if 1s in front make it so."""
    shape = answer.numbers.shape
    while len(shape) > axes and shape[0] == 1:
        shape = shape[1:]
    shape = (1,) * (axes - len(shape)) + shape
    halves = answer.halves and answer.halves.reshape(*shape)
    return answer.arranged(answer.numbers.reshape(*shape), halves)


def _arranged(answer: Answer, places: Places) -> Answer | None:
    """Arrange an answer as N x O x spatial; None if it has more axes than there can be."""
    if answer.numbers.ndim > places.arrangement.axes + 2:
        return None
    return answer.arranged(
        _put(answer.numbers, places), answer.halves and _put(answer.halves, places)
    )


def _put(tensor: Tensor, places: Places) -> Tensor:
    """Arrange numbers in the axes of the output as N x O x spatial."""
    return places.arrangement.put_input(tensor)


class _Axes(Record):
    """The axes of an answer, which may have channels where the output has none.

    Attributes
    ----------
    arrangement : Arrangement
    batch, channel : bool
        Whether it has such an axis.
    """

    arrangement: Arrangement
    batch: bool
    channel: bool

    def first(self, mask: Array) -> Index:
        """Return the index of the first cell that is marked, N x O x spatial."""
        shown = self.arrangement.put_output(Tensor(mask), batch=self.batch, channel=self.channel)
        place = np.unravel_index(int(shown.values.argmax()), shown.shape)
        return tuple(map(int, place))

    def place(self, index: Index) -> Index:
        """Turn an index into item, channel and place."""
        return self.arrangement.to_place(index, batch=self.batch, channel=self.channel)

    def index(self, place: Index) -> Index:
        """Turn item, channel and place into an index."""
        return self.arrangement.to_index(place, batch=self.batch, channel=self.channel)


def _still_wrong(
    found: Diagnosis, answer: Answer, places: Places
) -> tuple[StillWrong | None, list[Words]]:
    """Look at the first number that is not explained, and name the slips that would do it."""
    wrong = found.stays_wrong
    if wrong is None or not wrong.any():
        return None, []
    items, channels = wrong.shape[:2]
    axes = _Axes(places.arrangement, places.batch or items > 1, places.channel or channels > 1)
    at = axes.first(wrong)
    place = axes.place(at)
    yours = number_at(answer.numbers, place)
    after = found.changed.after
    if not after.is_plain:
        return StillWrong(at, yours, None, None), []
    step = found.changed.step(after.place_before(place), at)
    right = found.changed.calculate()
    margin = float(answer.margins(right)[place])
    slips = WrongCell(step, yours, margin, _neighbours(right, place, axes)).explain()
    return StillWrong(at, yours, step, None), slips


def _neighbours(right: Tensor, place: Index, axes: _Axes) -> list[tuple[Index, Any]]:
    """Name the cells around one, of the same channel, with their numbers."""
    item, channel, *inner = place
    around = []
    for moves in product((-1, 0, 1), repeat=len(inner)):
        near = [i + move for i, move in zip(inner, moves, strict=True)]
        inside = all(0 <= i < n for i, n in zip(near, right.shape[2:], strict=True))
        if any(moves) and inside:
            beside = (item, channel, *near)
            around.append((axes.index(beside), number_at(right, beside)))
    return around


def _to_explanations(slips: Sequence[Words], stays_wrong: Array | None) -> list[Explanation]:
    """Put the slips in one number among the explanations."""
    if stays_wrong is None:
        return []
    of = stays_wrong.size
    cells = of - int(stays_wrong.sum()) + 1
    certain = len(slips) == 1 and 2 * cells > of
    return [Explanation(("slip",), slip, (), cells, of, certain) for slip in slips]
