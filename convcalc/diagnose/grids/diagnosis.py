"""Compare an answer with the right one, and look for what explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.diagnose.explanation import FEW_CELLS
from convcalc.diagnose.grids.ranking import Evidence, confirmed, to_explanation
from convcalc.diagnose.grids.search import Search
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convcalc.answers import Answer
    from convcalc.diagnose.explanation import Explanation
    from convcalc.diagnose.grids.exercise import Exercise
    from convcalc.diagnose.grids.mistakes import Mistake
    from convcalc.diagnose.grids.search import Changes, Found
    from convcalc.tensor import Array, Tensor

MOST_CELLS = 10_000  # of an answer for which two changes at once are tried


class Diagnosis(Record):
    """What explains an answer.

    Attributes
    ----------
    explanations : tuple of Explanation
        All of them explain it equally well.
    changed : Exercise
        The operation as the answer has it, as far as that is explained.
    output : Tensor
        What it gives then, N x O x spatial.
    stays_wrong : ndarray of bool or None
        The numbers that are still not explained, N x O x spatial; None if the sizes differ.
    only_single : bool
        Whether there are too many numbers to try two changes at once.
    """

    explanations: tuple[Explanation, ...]
    changed: Exercise
    output: Tensor
    stays_wrong: Array | None
    only_single: bool


def diagnose(
    exercise: Exercise, answer: Answer, right: Tensor, mistakes: Mapping[str, Mistake]
) -> Diagnosis:
    """Look for what explains a wrong answer.

    Parameters
    ----------
    exercise : Exercise
        The right operation.
    answer : Answer
        Arranged as N x O x spatial.
    right : Tensor, N x O x spatial
    mistakes : dict
        The registry of what may have gone wrong.
    """
    same_size = answer.numbers.shape == right.shape
    wrong = ~answer.agrees(right) if same_size else None
    cells = answer.numbers.values.size
    evidence = Evidence(
        cells=cells,
        right=0 if wrong is None else cells - int(wrong.sum()),
        values=len(np.unique(answer.numbers.as_float(np.float64))),
        sizes_differ=not same_size,
        order={m.cause: i for i, m in reversed(list(enumerate(mistakes.values())))},
    )
    large = max(cells, right.values.size, exercise.weight_cells) > MOST_CELLS
    tried: list[Found] = []
    found: list[Found] = []
    for count in _tries(evidence, large=large):
        tried += Search(exercise, answer, right, mistakes, count).run()
        found = evidence.choose(tried)
        if found and found[0].cells == cells:
            break
    found = _confirm(found, exercise, answer)
    changed, output = exercise, right
    if found and 2 * found[0].cells > cells:
        changed = _apply(exercise, found[0].changes)
        output = changed.calculate()
        wrong = ~answer.agrees(output)
    told = tuple(to_explanation(f, evidence) for f in found)
    return Diagnosis(told, changed, output, wrong, large)


def _tries(evidence: Evidence, *, large: bool) -> tuple[int, ...]:
    """Return how many changes at once are worth a try: none for what can only be a slip."""
    if 0 < evidence.right > evidence.cells - evidence.needed:
        return ()
    return (1,) if large or evidence.cells < FEW_CELLS else (1, 2)


def _confirm(found: Sequence[Found], exercise: Exercise, answer: Answer) -> list[Found]:
    """Look again at what was found in floats, exactly."""

    def count(changes: Changes) -> int:
        return int(answer.agrees(_apply(exercise, changes).calculate()).sum())

    counted = confirmed(found, count)
    most = max((f.cells for f in counted), default=0)
    return [f for f in counted if f.cells == most or 2 * most <= answer.numbers.values.size]


def _apply(exercise: Exercise, changes: Changes) -> Any:
    for change in changes:
        exercise = exercise.changed(change)
    return exercise
