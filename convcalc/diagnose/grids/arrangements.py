"""Answers whose numbers are the right ones, or nearly, but not in their places."""

from __future__ import annotations

import math
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from convcalc.diagnose.explanation import FEW_CELLS, Explanation
from convcalc.notation.sizes import show_index

if TYPE_CHECKING:
    from convcalc.answers import Answer
    from convcalc.tensor import Array, Tensor

CLOSE = 0.01  # of the largest number: what somebody may take for equal


def misplaced(answer: Answer, right: Tensor, wrong: Array | None) -> list[Explanation]:
    """Tell whether an answer has the right numbers in other places, or cut off.

    Parameters
    ----------
    answer : Answer
        In the axes that the user sees.
    right : Tensor
    wrong : ndarray of bool or None
        Which numbers differ; None if the sizes do.
    """
    size = answer.numbers.values.size
    found = _cut_off(answer, right, wrong) if wrong is not None else _moved(answer, right)
    if wrong is not None and not found:
        found = _exchanged(answer, right, wrong)
    certain = size >= FEW_CELLS
    return [Explanation((cause,), text, (), size, size, certain) for cause, text in found]


def _moved(answer: Answer, right: Tensor) -> list[tuple[str, str]]:
    """Look for other axes of the same numbers."""
    shape, ndim = answer.numbers.shape, right.ndim
    if answer.numbers.values.size != right.values.size:
        return []
    if answer.agrees(right.reshape(*shape)).all():
        where = "in another shape"
        if max(shape) == answer.numbers.values.size:
            where = "in one row" if shape[-1] == max(shape) else "in one column"
        return [("slip", f"writing the right numbers {where}")]
    for order in permutations(range(ndim)) if ndim <= 4 else ():
        moved = right.with_values(np.ascontiguousarray(right.values.transpose(order)))
        if moved.shape == shape and answer.agrees(moved).all():
            return [("output-transposed", "writing the right numbers with their axes exchanged")]
    return []


def _cut_off(answer: Answer, right: Tensor, wrong: Array) -> list[tuple[str, str]]:
    """Tell whether digits were cut off where they should have been rounded."""
    if answer.halves is None or not answer.halves.values.any():
        return []
    yours, theirs = (t.as_float(np.float64) for t in (answer.numbers, right))
    unit = 2 * answer.halves.as_float(np.float64)
    shorter = (np.abs(yours) <= np.abs(theirs)) & (np.abs(theirs - yours) < unit)
    cut = bool((shorter | ~wrong).all()) and int(wrong.sum()) > 1
    return [("slip", "cutting digits off instead of rounding")] if cut else []


def _exchanged(answer: Answer, right: Tensor, wrong: Array) -> list[tuple[str, str]]:
    """Tell whether two numbers are exchanged."""
    places = list(zip(*np.nonzero(wrong), strict=True)) if int(wrong.sum()) == 2 else []
    if not places or wrong.size < FEW_CELLS:
        return []
    values = right.values.copy()
    values[places[0]], values[places[1]] = values[places[1]], values[places[0]]
    if not answer.agrees(right.with_values(values)).all():
        return []
    one, other = (f"output[{show_index(list(map(int, place)))}]" for place in places)
    return [("slip", f"exchanging {one} and {other}")]


def nearness(answer: Answer, right: Tensor, wrong: Array) -> float | None:
    """Return how far off the wrong numbers are at most, if that is next to nothing."""
    yours, theirs = (t.as_float(np.float64) for t in (answer.numbers, right))
    with np.errstate(all="ignore"):
        apart = float(np.abs(yours - theirs)[wrong].max())
        largest = float(np.abs(theirs).max())
    return apart if apart <= CLOSE * largest and int(wrong.sum()) > 1 else None


def rounded_up(number: float) -> str:
    """Write a number with two digits, not a smaller one.

    >>> rounded_up(0.0066667), rounded_up(1.5e-7)
    ('0.0067', '1.5e-07')
    """
    text = f"{number:.2g}"
    if float(text) < number:
        text = f"{float(text) + 10 ** (math.floor(math.log10(number)) - 1):.2g}"
    return text
