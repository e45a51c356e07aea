"""The checks of the three commands about layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.diagnose.layers.typed import (
    as_text,
    read_count_answer,
    read_field_answer,
    read_sizes_answer,
)
from convcalc.errors import ConvcalcError
from convcalc.networks.formulas import formula, general, paddings, plain_windows
from convcalc.notation.sizes import gather, show, show_short
from convcalc.operation.layer_check_result import LayerCheck
from convcalc.results import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.networks.graph import Step
    from convcalc.operation.field_result import FieldResult
    from convcalc.operation.params_result import ParamsResult
    from convcalc.operation.shape_result import ShapeResult

LINES_MOST = 6  # of a working that is still a help
COUNTED = "parameters are weights and biases"
BUFFERS = "; running means and variances are none"


def check_shape(result: ShapeResult, text: Any, layout: str, *, no_answer: bool) -> LayerCheck:
    """Compare a size with the output's.

    Raises
    ------
    ConvcalcError
        If it is no size.
    """
    right = result.output
    answer = read_sizes_answer(text, layout, len(right.size))
    check = LayerCheck(
        command="shape",
        correct=answer.fits(right.channels, right.size),
        yours=answer.text,
        right=answer.like(right),
        data=result.to_dict(),
        key="shape",
        compared={"yours": answer.to_dict(len(right.size)), "expected": right.to_dict()},
        headline=_conventions(result),
        working=_lines(_sizes(result.steps), result.is_single),
        notes=result.notes,
    )
    if check.correct:
        return _finished(check, no_answer=no_answer)
    from convcalc.diagnose.layers.sizes import Sizes

    found = Sizes(result.trace, answer, result.is_single).explain()
    return _finished(check._replace(explanations=found), no_answer=no_answer)


def check_params(
    result: ParamsResult, text: Any, *, is_single: bool, no_answer: bool
) -> LayerCheck:
    """Compare a number of parameters with the sum of all layers.

    Raises
    ------
    ConvcalcError
        If it is no whole number.
    """
    answer, total = read_count_answer(text), result.total
    right = total["params"]
    check = LayerCheck(
        command="params",
        correct=answer == right,
        yours=_grouped(text, answer),
        right=_grouped(text, right),
        data=result.to_dict(),
        key="value",
        compared={"yours": answer, "expected": right},
        headline=COUNTED + (BUFFERS if total["buffers"] else ""),
        working=_lines(_products(result), is_single),
        notes=result.notes,
    )
    if check.correct:
        return _finished(check, no_answer=no_answer)
    from convcalc.diagnose.layers.params import Counts

    found = Counts(result.trace, answer, is_single).explain()
    return _finished(check._replace(explanations=found), no_answer=no_answer)


def check_field(result: FieldResult, text: Any, *, no_answer: bool) -> LayerCheck:
    """Compare a receptive field with that of the last layer before the dense ones.

    Raises
    ------
    ConvcalcError
        If it is no number, or there is nothing to compare it with.
    """
    right = result.receptive_field
    if not right:
        raise ConvcalcError("there is no receptive field to check: the input has no axes")
    figures, yours = read_field_answer(text, len(right))
    correct = all(f.is_near(n) for f, n in zip(figures, right, strict=True))
    check = LayerCheck(
        command="receptive-field",
        correct=correct,
        yours=yours,
        right=Words([gather(right) if "x" not in yours else right]),
        data=result.to_dict(),
        key="value",
        compared={"yours": [figure.plain for figure in figures], "expected": right},
        headline=f"the receptive field of {result.last_label}, in cells of the input",
        working=_lines(_recurrences(result), is_single=False),
        notes=result.notes,
    )
    if correct:
        return _finished(check, no_answer=no_answer)
    from convcalc.diagnose.layers.fields import FieldAnswer

    found = FieldAnswer(result.trace, result.fields, result.last, figures).explain()
    return _finished(check._replace(explanations=found), no_answer=no_answer)


def _finished(check: LayerCheck, *, no_answer: bool) -> LayerCheck:
    """Leave out what shows the right answer, and how it comes about where that is clear."""
    if no_answer:
        return check._replace(headline="", working=(), no_answer=True)
    return check._replace(working=()) if check.correct else check


def _grouped(text: Any, number: int) -> str:
    """Write a number with commas if the answer has them."""
    return f"{number:,}" if "," in as_text(text) else str(number)


def _conventions(result: ShapeResult) -> str:
    x = result.trace.input
    if not result.is_single:
        many = f"{len(result.steps)} layers" if len(result.steps) > 1 else "1 layer"
        return f"input {x.short}, {many}"
    (step,) = result.steps
    windows = plain_windows(step)
    parts = [f"input {x.short}", f"kernel {show(gather([w.kernel for w in windows]))}"]
    parts.append(f"stride {show_short([w.stride for w in windows])}")
    sides = [side for pair in paddings(step) or () for side in pair]
    parts.append(f"padding {show_short(sides)}")
    if any(w.dilation > 1 for w in windows):
        parts.append(f"dilation {show_short([w.dilation for w in windows])}")
    if any(w.ceil for w in windows):
        parts.append("rounded up")
    if step.placed and step.placed.transposed:
        parts.append("transposed")
    return ", ".join(parts)


def _lines(lines: Iterable[tuple[Step, str | Words]], is_single: bool) -> tuple[str | Words, ...]:
    """Put the layers in front of their working; nothing if these are too many."""
    listed = list(lines)
    if len(listed) > LINES_MOST:
        return ()
    if is_single:
        return tuple(text for _, text in listed)
    return tuple(Words.fill("{}: {}", step.label, text) for step, text in listed)


def _sizes(steps: tuple[Step, ...]) -> list[tuple[Step, str | Words]]:
    """Return the formula in words where there is one layer, and in numbers for each."""
    found: list[tuple[Step, str | Words]] = [(s, text) for s in steps if (text := formula(s))]
    if len(steps) == 1 and general(steps[0]):
        found.insert(0, (steps[0], f"size = {general(steps[0])}"))
    return found


def _products(result: ParamsResult) -> list[tuple[Step, str | Words]]:
    """Return what is multiplied for each layer that has parameters."""
    from convcalc.diagnose.layers.factors import factors_of

    found: list[tuple[Step, str | Words]] = []
    for step in result.trace.steps:
        factors = factors_of(step)
        if factors.params:
            found.append((step, f"{factors.product} = {factors.params}"))
    return found


def _recurrences(result: FieldResult) -> list[tuple[Step, str | Words]]:
    """Return the recurrence in numbers for each layer that widens, without the starts."""
    from convcalc.operation.recurrences import recurrence

    bare = [
        fields and tuple(field._replace(twice=None) for field in fields) for fields in result.fields
    ]
    steps = result.trace.steps[: result.last]
    texts = ((s, recurrence(s, bare[s.node.parents[0]], bare[s.number])) for s in steps)
    return [(step, text) for step, text in texts if text]
