"""The working as text: what a window covers, its products, their sums, and the output."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.explain.working import ByPooling, ByProducts, Working
from convcalc.notation.sizes import show_index
from convcalc.output.equations import GLUE, ByHand, products_of, sides
from convcalc.output.lines import HEADLINE, INDENT, LABEL, NOTE, Line, spaced, wrapped
from convcalc.output.planes import OutputPlanes
from convcalc.output.sentences import heading, remarks, rounding, rounding_note, title, used
from convcalc.output.strips import strip_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.explain.working import Step, Strip
    from convcalc.output import Style
    from convcalc.results import GridResult

STRIPS_MOST = 4  # channels that are all drawn; of more, the first two and the last
EQUALS = f" ={GLUE}"

Part = list[Line]


class Sheet(NamedTuple):
    """What the working is written on.

    Attributes
    ----------
    result : GridResult
    working : Working
    hand : ByHand
    planes : OutputPlanes
        The output.
    """

    result: GridResult
    working: Working
    hand: ByHand
    planes: OutputPlanes

    def say(self, text: str, colour: str = "", indent: str = INDENT) -> Part:
        """Write a text, broken into lines where a terminal needs it."""
        return _say(text, self.hand.style, colour, indent)


def working_lines(result: GridResult, style: Style, *, short: bool) -> Part:
    """Write the headline, the working of each cell that was asked for, and the uses.

    Parameters
    ----------
    result : GridResult
    style : Style
    short : bool
        Whether numbers are rounded for eyes.
    """
    working = result.working or Working()
    hand = ByHand(style, short)
    sheet = Sheet(result, working, hand, OutputPlanes(result, hand))
    parts = [wrapped(result.headline, style.width, HEADLINE), *_steps(sheet)]
    if working.uses:
        parts.append(sheet.say(used(working.uses, sheet.hand), indent=""))
        parts += sheet.planes.with_weights(working.uses)
    parts.append(sheet.say(rounding_note(working, hand), NOTE))
    return spaced(parts)


def _steps(sheet: Sheet) -> Iterator[Part]:
    working, count = sheet.working, sheet.result.shown.values.size
    if working.in_short:
        hand = sheet.hand
        for_eyes = hand.short
        yield [
            line for step in working.steps for line in in_short(step, hand.style, short=for_eyes)
        ]
        return
    every_cell = len(working.steps) == count > 1
    for step in working.steps:
        yield from _in_full(step, sheet)
        if not every_cell:
            yield from sheet.planes.with_output(step.at)
    if every_cell:
        yield from sheet.planes.with_output()
    if working.left:
        noun = "cell is" if working.left == 1 else "cells are"
        yield sheet.say(
            f"{working.left} more {noun} left: --steps all, or --at for one of them", NOTE
        )


def in_short(step: Step, style: Style, *, short: bool, lead: str = "") -> Part:
    """Write a cell's working in one line.

    Parameters
    ----------
    step : Step
    style : Style
    short : bool
        Whether numbers are rounded for eyes.
    lead : str
        What stands before it.
    """
    hand = ByHand(style, short)
    return _say(f"{lead}[{show_index(step.at)}] {EQUALS.join(sides(step, hand))}", style)


def _say(text: str, style: Style, colour: str = "", indent: str = "") -> Part:
    """Write a text, broken into lines where a terminal needs it."""
    lines = wrapped(text, style.width, colour, indent)
    return [line._replace(text=line.text.replace(GLUE, " ")) for line in lines]


def _in_full(step: Step, sheet: Sheet) -> Iterator[Part]:
    yield sheet.say(title(step, sheet.result), indent="")
    strips = step.strips if all(step.reach) else ()
    for strip in _chosen(strips):
        if strip is None:
            yield sheet.say("the channels between are left out; their sums are below", NOTE)
            continue
        name = heading(strip, sheet.result)
        drawn = strip_lines(step, strip, sheet.working.sides, sheet.hand)
        yield [*([Line(name, LABEL)] if name else []), *drawn]
        if isinstance(step.how, ByProducts):
            left = sheet.hand.plus(products_of(strip, sheet.hand))
            yield sheet.say(f"{left}{EQUALS}{sheet.hand.number(strip.sum)}")
    closing = _closing(step, sheet)
    if closing:
        yield closing


def _chosen(strips: Sequence[Strip]) -> list[Strip | None]:
    """Choose the strips to draw: those of the first two channels and the last one of many."""
    channels = sorted({strip.channel for strip in strips})
    if len(channels) <= STRIPS_MOST:
        return list(strips)
    first, last = channels[:2], channels[-1]
    return [
        *(strip for strip in strips if strip.channel in first),
        None,
        *(strip for strip in strips if strip.channel == last),
    ]


def _closing(step: Step, sheet: Sheet) -> Part:
    """Say what becomes of the sums, or of the cells that are pooled."""
    if isinstance(step.how, ByPooling):
        rounded = rounding(step, sheet.hand)
        texts = [EQUALS.join(sides(step, sheet.hand)), *remarks(step, step.how)]
        texts += [": ".join(rounded)] if rounded else []
        return [line for text in texts for line in sheet.say(text)]
    sums = _channel_sums(step.strips, step.how, sheet.hand)
    lines = [*sums, *_after_the_sum(step, step.how, sheet.hand)]
    across = max((len(label) for label, _ in lines), default=0)
    return [line for label, text in lines for line in sheet.say(f"{label.ljust(across)}  {text}")]


def _channel_sums(
    strips: Sequence[Strip], how: ByProducts, hand: ByHand
) -> Iterator[tuple[str, str]]:
    """Add the planes of each channel up, then the channels."""
    planes: dict[int, list[str]] = {}
    for strip in strips:
        planes.setdefault(strip.channel, []).append(hand.factor(strip.sum))
    several = len(how.channels) > 1
    drawn = {strip.channel for strip in _chosen(strips) if strip is not None}
    for channel, total in zip(how.channels, how.channel_sums, strict=True):
        parts = planes.get(channel, [])
        if len(parts) > 1 and channel in drawn:
            label = f"planes of channel {channel}" if several else "sum of the planes"
            yield label, f"{hand.plus(parts)}{EQUALS}{hand.number(total)}"
    if several:
        parts = [hand.factor(total) for total in how.channel_sums]
        yield "sum of the channels", f"{hand.plus(parts)}{EQUALS}{hand.number(how.products)}"


def _after_the_sum(step: Step, how: ByProducts, hand: ByHand) -> Iterator[tuple[str, str]]:
    """Add the bias, then do what the activation does."""
    if how.bias is not None:
        addends = [hand.factor(how.products), hand.factor(how.bias)]
        yield "bias", f"{hand.plus(addends)}{EQUALS}{hand.number(how.sum)}"
    if how.activation is not None:
        inside = hand.call(how.activation, hand.number(how.sum))
        yield "activation", f"{inside}{EQUALS}{hand.number(step.recomputed)}"
    rounded = rounding(step, hand)
    if rounded:
        yield rounded
