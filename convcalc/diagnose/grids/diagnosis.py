"""Compare an answer with the right one, and look for what explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.diagnose.explanation import FEW_CELLS
from convcalc.diagnose.grids.ranking import Evidence, to_explanation
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
    only_size : bool
        Whether the size is all that is explained.
    only_single : bool
        Whether there are too many numbers to try two changes at once.
    """

    explanations: tuple[Explanation, ...]
    changed: Exercise
    output: Tensor
    stays_wrong: Array | None
    only_size: bool
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
    wrong = ~answer.agrees(right) if answer.numbers.shape == right.shape else None
    open_ = _to_explain(answer) if wrong is None else wrong
    yours = answer.numbers.as_float(np.float64)
    cells = yours.size
    evidence = Evidence(
        cells=cells,
        right=0 if wrong is None else cells - int(wrong.sum()),
        open=int(open_.sum()),
        values=len(np.unique(yours)),
        open_values=len(np.unique(yours[open_])),
        sizes_differ=wrong is None,
        order={m.cause: i for i, m in reversed(list(enumerate(mistakes.values())))},
    )
    large = max(cells, right.values.size, exercise.weight_cells) > MOST_CELLS
    tried: list[Found] = []
    found: list[Found] = []
    for count in _tries(evidence, large=large):
        tried += Search(exercise, answer, (right, open_), mistakes, count).run()
        found = evidence.choose(_confirmed(evidence.choose(tried), exercise, answer, open_))
        if found and found[0].cells == cells:
            break
    changed, output = exercise, right
    only_size = evidence.sizes_differ and not any(2 * f.hits > evidence.open for f in found)
    if found and not only_size:
        changed = _apply(exercise, found[0].changes)
        output = changed.calculate()
        left = ~answer.agrees(output)
        wrong = left if evidence.sizes_differ else left & open_
    told = tuple(to_explanation(f, evidence) for f in found)
    return Diagnosis(told, changed, output, wrong, only_size, large)


def _to_explain(answer: Answer) -> Array:
    """Tell which numbers of an answer of another size there are to explain: not the zeros."""
    numbers: Array = answer.numbers.as_float(np.float64) != 0
    return numbers if numbers.any() else ~numbers


def _tries(evidence: Evidence, *, large: bool) -> tuple[int, ...]:
    """Return how many changes at once are worth a try: none for what can only be a slip."""
    if 0 < evidence.right > evidence.cells - evidence.needed:
        return ()
    return (1,) if large or evidence.cells < FEW_CELLS else (1, 2)


def _confirmed(
    found: Sequence[Found], exercise: Exercise, answer: Answer, open_: Array
) -> list[Found]:
    """Look again at what was found in floats, exactly."""
    looked = []
    for each in found:
        same = answer.agrees(_apply(exercise, each.changes).calculate())
        looked.append(each._replace(cells=int(same.sum()), hits=int((same & open_).sum())))
    return looked


def _apply(exercise: Exercise, changes: Changes) -> Any:
    for change in changes:
        exercise = exercise.changed(change)
    return exercise
