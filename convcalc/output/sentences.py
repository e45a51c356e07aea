"""What the working says in words: where a window lies, what an average divides by."""

from __future__ import annotations

from itertools import pairwise
from numbers import Rational
from typing import TYPE_CHECKING, Any

from convcalc.explain.working import ByProducts
from convcalc.notation.sizes import show, show_index
from convcalc.operation.axes import SLIDING_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.explain.working import ByPooling, Step, Strip, Uses, Working
    from convcalc.output.equations import ByHand
    from convcalc.results import GridResult

FEW = 6  # places that are all named
DIGITS = 17  # that tell every double from its neighbours


def title(step: Step, result: GridResult) -> str:
    """Say where the window of a cell lies: ``output[1,2]  <-  input rows 1..3, columns 2..4``."""
    head = f"output[{show_index(step.at)}]  <-  "
    if not all(step.reach):
        return f"{head}no input cell reaches it"
    names = SLIDING_NAMES[len(step.reach)]
    positions = [[m.position for m in meetings] for meetings in step.reach]
    covered = [places(name, axis) for name, axis in zip(names, positions, strict=True)]
    if result.working is not None and result.working.channels > 1:
        channels: tuple[int, ...] = (step.strips[0].channel,)
        if isinstance(step.how, ByProducts):
            channels = step.how.channels
        covered.append(places("channel", channels))
    if "item" in result.axes:
        covered.append(f"item {step.at[result.axes.index('item')]}")
    if isinstance(step.how, ByProducts) and step.how.transposed:
        taps = [[m.tap for m in meetings] for meetings in step.reach]
        named = [places(name, axis) for name, axis in zip(names, taps, strict=True)]
        covered.append(f"through kernel {', '.join(named)}")
    return f"{head}input {', '.join(covered)}"


def places(name: str, numbers: Sequence[int]) -> str:
    """Name places on an axis: ``rows 1..3`` for neighbours, else ``rows 1, 3, 5``.

    >>> places("row", [2, 1, 0]), places("column", [4])
    ('rows 2..0', 'column 4')
    """
    if len(numbers) == 1:
        return f"{name} {numbers[0]}"
    if {after - before for before, after in pairwise(numbers)} in ({1}, {-1}):
        return f"{name}s {numbers[0]}..{numbers[-1]}"
    listed = [str(number) for number in numbers]
    return f"{name}s " + ", ".join(
        listed if len(listed) <= FEW else [*listed[:2], "...", listed[-1]]
    )


def count(number: int, noun: str) -> str:
    """Write a number of things.

    >>> count(1, "cell"), count(3, "cell")
    ('1 cell', '3 cells')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def heading(strip: Strip, result: GridResult) -> str:
    """Name the channel and the plane of a strip, where there are several."""
    parts = []
    if result.working is not None and result.working.channels > 1:
        parts.append(f"channel {strip.channel}")
    if strip.plane is not None:
        place = f"plane {strip.plane}"
        parts.append(place if strip.x is not None else f"{place} (padding)")
    return ", ".join(parts)


def remarks(step: Step, how: ByPooling) -> list[str]:
    """Say what became of the padding, what an average divides by, and where a picked cell is."""
    padding = sum(term.is_padding for term in step.terms)
    if how.divisor is not None:
        return [_divisor(how, len(step.terms), padding)]
    said = []
    if how.kind.pooling.picks and padding:
        said.append(f"{count(padding, 'cell')} of padding: never picked")
    if how.flat_index is not None and how.winner is not None:
        formula = ""
        for place, length in zip(how.winner, how.lengths, strict=True):
            before = f"({formula})" if " " in formula else formula
            formula = f"{before}*{length} + {place}" if formula else str(place)
        where = f"cell {show_index(how.winner)} of {show(how.lengths)}"
        equation = f": {formula} = {how.flat_index}" if len(how.lengths) > 1 else ""
        said.append(f"index {how.flat_index}: {where}{equation}")
    return said


def _divisor(how: ByPooling, cells: int, padding: int) -> str:
    """Say what an average divides by, and what does not count."""
    counted = cells - (padding if how.exclude_pad else 0)
    said = f"divisor {how.divisor}: "
    if how.divisor != counted:
        said += f"as given, not the {count(counted, 'cell')} that would count"
    elif not padding:
        said += f"{count(cells, 'cell')} under the window"
    elif how.exclude_pad:
        said += f"{count(counted, 'cell')} of the input, without the {padding} of the padding"
    else:
        said += f"{count(cells - padding, 'cell')} of the input and {padding} of the padding"
    past = how.size - cells
    return said + (f"; {count(past, 'cell')} past the padded input, never counted" if past else "")


def used(uses: Uses, hand: ByHand) -> str:
    """Say how many output cells use an input cell, and what the weights mean."""
    number = len(uses.uses)
    text = f"input[{show_index(uses.cell)}] = {hand.number(uses.x)}: "
    text += f"{number or 'no'} output cell{'s use' if number != 1 else ' uses'} it"
    if not number:
        return text
    return text + (", 1 where it is picked, else 0" if uses.picked else ", with these weights")


def rounding_note(working: Working, hand: ByHand) -> str:
    """Say that numbers are shown with fewer digits than they have, if some are."""
    cut = [number for number in _numbers(working) if not hand.is_exact(number)]
    if not cut:
        return ""
    said = f"numbers are rounded to {hand.style.precision} digits"
    if all(isinstance(number, Rational) for number in cut):
        return f"{said}: --fractions shows them whole"
    return said if hand.style.precision >= DIGITS else f"{said}: --precision {DIGITS} shows all"


def _numbers(working: Working) -> Iterator[Any]:
    """Name all numbers that a working shows."""
    for step in working.steps:
        for strip in step.strips:
            yield from (*strip.row_sums, strip.sum)
        yield from (n for t in step.terms for n in (t.x, t.weight, t.product))
        if isinstance(step.how, ByProducts):
            yield from (*step.how.channel_sums, step.how.products, step.how.bias or 0)
        yield from (step.how.sum or 0, step.recomputed)
    if working.uses:
        yield from (working.uses.x, *(use.weight for use in working.uses.uses))


def rounding(step: Step, hand: ByHand) -> tuple[str, str] | None:
    """Say what the output has where floats were rounded on the way, if one can see it."""
    shown = hand.number(step.value)
    if shown == hand.number(step.recomputed):
        return None
    return "with floats rounded on the way", shown
