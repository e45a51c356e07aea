"""Check an answer: compare it, look for what explains it, and for the slip that is left."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.answers import Answer, take_answer
from convcalc.diagnose.explanation import Explanation
from convcalc.diagnose.grids.arrangements import misplaced, nearness
from convcalc.diagnose.grids.diagnosis import diagnose
from convcalc.diagnose.grids.slips import WrongCell
from convcalc.explain.numbers import number_at
from convcalc.limits import check_memory
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
    from convcalc.operation.pool_result import PoolResult
    from convcalc.results import Words
    from convcalc.tensor import Array

    Index = tuple[int, ...]

ARRAYS = 8 * 12  # bytes of the arrays that every number of an answer is compared by


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
    check_memory(ARRAYS * result.shown.values.size)
    places = result.places
    answer = _with_axes(answer, result.shown.shape, channels_last=places.channels_last)
    checked = Check(result, answer.numbers, None, hidden=options.no_answer)
    if answer.numbers.ndim > places.arrangement.axes + 2:
        return checked
    checked, arranged = _compared(checked, answer, exercise)
    if checked.correct:
        return checked
    explained = _explained(checked, exercise, arranged, mistakes)
    if any(cause.complete for cause in explained.causes):
        return explained
    causes = misplaced(answer, result.shown, checked.wrong)
    return checked._replace(causes=tuple(causes)) if causes else explained


def _compared(checked: Check, answer: Answer, exercise: Exercise) -> tuple[Check, Answer]:
    """Compare an answer with the right numbers; also return it as N x O x spatial."""
    places, right = checked.result.places, checked.result.shown
    put = places.arrangement.put_input
    arranged = answer.arranged(put(answer.numbers), answer.halves and put(answer.halves))
    noise = exercise.noise()
    if answer.numbers.shape != right.shape:
        return checked, arranged._replace(noise=float(np.max(noise)))
    arranged = arranged._replace(noise=noise)
    wrong = places.put_output(Tensor(~arranged.agrees(put(right)))).values
    near = nearness(answer, right, wrong) if wrong.any() else None
    return checked._replace(wrong=wrong, nearness=near), arranged


def _explained(
    checked: Check,
    exercise: Exercise,
    answer: Answer,
    mistakes: Mapping[str, Mistake],
) -> Check:
    """Look for what explains an answer, given as N x O x spatial."""
    places = checked.result.places
    right = places.arrangement.put_input(checked.result.shown)
    aimed = exercise.aimed_at(answer.numbers.shape[2:], answer.ratio_to(right))
    found = diagnose(aimed, answer, right, mistakes)
    cell, slips = _still_wrong(found, answer, checked)
    if cell and checked.wrong is not None:
        cell = cell._replace(right=exercise.step(places.output_place(cell.at), cell.at))
    return checked._replace(
        causes=found.explanations,
        slips=tuple(_to_explanations(slips, found.stays_wrong)),
        cell=cell,
        only_size=found.only_size,
        only_single=found.only_single,
    )


def _with_axes(answer: Answer, wanted: tuple[int, ...], *, channels_last: bool) -> Answer:
    """Give an answer as many axes as the output, if 1s make it so.

    They are left out in front; behind, where that is a single channel.
    """
    shape = answer.numbers.shape
    while len(shape) > len(wanted) and shape[0] == 1:
        shape = shape[1:]
    if channels_last and wanted[-1] == 1 and shape[-1] != 1 and len(shape) < len(wanted):
        shape = (*shape, 1)
    shape = (1,) * (len(wanted) - len(shape)) + shape
    halves = answer.halves and answer.halves.reshape(*shape)
    return answer.arranged(answer.numbers.reshape(*shape), halves)


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
    found: Diagnosis, answer: Answer, checked: Check
) -> tuple[StillWrong | None, list[Words]]:
    """Look at the first number that is not explained, and name the slips that would do it."""
    wrong = found.stays_wrong
    if wrong is None or not wrong.any():
        return None, []
    (items, channels), places = wrong.shape[:2], checked.result.places
    axes = _Axes(places.arrangement, places.batch or items > 1, places.channel or channels > 1)
    at = axes.first(wrong)
    place = axes.place(at)
    yours = number_at(answer.numbers, place)
    written = yours if answer.numbers.is_exact else answer.numbers.values[place]
    after = found.changed.after
    if not after.is_plain:
        return StillWrong(at, written, None, None), []
    before = after.place_before(place)
    step = found.changed.step(before, at)
    if checked.result.shown is not checked.result.output:  # places, which nobody adds up
        return StillWrong(at, written, step, None), []
    exact = found.changed.exactly().step(before, at)
    alone = tuple(slice(i, i + 1) for i in place)
    output = found.output
    margins = answer.cell(alone).margins(output.with_values(output.values[alone]))
    around = _neighbours(output, place, axes)
    cell = WrongCell(exact, yours, float(margins.max()), around, checked.hidden)
    return StillWrong(at, written, step, None), cell.explain()


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
