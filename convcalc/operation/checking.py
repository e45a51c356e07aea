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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcalc.diagnose.grids.diagnosis import Diagnosis
    from convcalc.diagnose.grids.exercise import Exercise
    from convcalc.diagnose.grids.mistakes import Mistake
    from convcalc.operation.apply_result import ApplyResult
    from convcalc.operation.asked import Checkable
    from convcalc.operation.places import Places
    from convcalc.operation.pool_result import PoolResult
    from convcalc.tensor import Array, Tensor

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
    cell = _still_wrong(found, arranged, places) if found.stays_wrong is not None else None
    if cell and wrong is not None:
        cell = cell._replace(right=exercise.step(places.output_place(cell.at), cell.at))
    return checked._replace(
        explanations=(*found.explanations, *_of_cell(cell, found, checked)),
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


def _still_wrong(found: Diagnosis, answer: Answer, places: Places) -> StillWrong | None:
    """Look at the first number that is not explained."""
    wrong = found.stays_wrong
    if wrong is None or not wrong.any():
        return None
    indices = [places.output_index(tuple(place)) for place in np.argwhere(wrong).tolist()]
    at = min(indices)
    place = places.output_place(at)
    yours = number_at(answer.numbers, place)
    after = found.changed.after
    if not after.is_plain:
        return StillWrong(at, yours, None, None, ())
    step = found.changed.step(after.place_before(place), at)
    right = found.changed.calculate()
    cell = WrongCell(
        step, yours, float(answer.margins(right)[place]), _neighbours(right, place, places)
    )
    return StillWrong(at, yours, step, None, tuple(cell.explain()))


def _neighbours(right: Tensor, place: Index, places: Places) -> list[tuple[Index, Any]]:
    """Name the cells around one, of the same channel, with their numbers."""
    item, channel, *inner = place
    around = []
    for moves in product((-1, 0, 1), repeat=len(inner)):
        near = [i + move for i, move in zip(inner, moves, strict=True)]
        inside = all(0 <= i < n for i, n in zip(near, right.shape[2:], strict=True))
        if any(moves) and inside:
            beside = (item, channel, *near)
            around.append((places.output_index(beside), number_at(right, beside)))
    return around


def _of_cell(cell: StillWrong | None, found: Diagnosis, checked: Check) -> list[Explanation]:
    """Put the slips in a number among the explanations."""
    if cell is None or found.stays_wrong is None:
        return []
    wrong: Array = found.stays_wrong
    causes = found.explanations[0].causes if found.explanations else ()
    cells = wrong.size - int(wrong.sum()) + 1
    certain = len(cell.slips) == 1 and not checked.correct and cells > wrong.size / 2
    return [
        Explanation((*causes, "slip")[-1:], slip, (), cells, wrong.size, certain)
        for slip in cell.slips
    ]
