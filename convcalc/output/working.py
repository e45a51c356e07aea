"""The working as text: what a window covers, its products, their sums, and the output."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from convcalc.explain.working import PoolStep, SumStep, Working
from convcalc.notation.sizes import show_index
from convcalc.output.equations import GLUE, ByHand, products_of, sides
from convcalc.output.grids import aligned_rows
from convcalc.output.lines import HEADLINE, INDENT, LABEL, NOTE, Line, beside, width_of, wrapped
from convcalc.output.planes import OutputPlanes
from convcalc.output.strips import strip_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.explain.working import Step, Strip, Uses
    from convcalc.output import Style
    from convcalc.results import GridResult

STRIPS_MOST = 4  # channels that are all drawn; of more, the first two and the last
SLIDING = {1: ("cell",), 2: ("row", "column"), 3: ("plane", "row", "column")}

Part = list[Line]


class Sheet(NamedTuple):
    """What the working is written on.

    Attributes
    ----------
    result : GridResult
    working : Working
    hand : ByHand
    """

    result: GridResult
    working: Working
    hand: ByHand

    @property
    def planes(self) -> OutputPlanes:
        """The output."""
        return OutputPlanes(self.result, self.hand)

    def say(self, text: str, colour: str = "", indent: str = INDENT) -> Part:
        """Write a text, broken into lines where a terminal needs it."""
        lines = wrapped(text, self.hand.style.width, colour, indent)
        return [line._replace(text=line.text.replace(GLUE, " ")) for line in lines]


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
    sheet = Sheet(result, working, ByHand(style, short))
    parts = [wrapped(result.headline, style.width, HEADLINE), *_steps(sheet)]
    if working.uses:
        parts += _used(working.uses, sheet)
    return [line for i, part in enumerate(parts) for line in ([Line("")] if i else []) + part]


def _steps(sheet: Sheet) -> Iterator[Part]:
    working, count = sheet.working, sheet.result.shown.values.size
    if working.in_short:
        yield [line for step in working.steps for line in _in_short(step, sheet)]
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


def _in_short(step: Step, sheet: Sheet) -> Part:
    """Write a cell's working in one line."""
    return sheet.say(f"[{show_index(step.at)}] {' = '.join(sides(step, sheet.hand))}", indent="")


def _in_full(step: Step, sheet: Sheet) -> Iterator[Part]:
    yield sheet.say(title(step), indent="")
    if isinstance(step, SumStep) and step.flipped:
        yield from _rotation(step, sheet)
    strips = step.strips if all(step.reach) else ()
    for strip in _chosen(strips):
        if strip is None:
            yield sheet.say("the channels between are left out; their sums are below", NOTE)
            continue
        heading = _strip_heading(strip, step)
        yield [*heading, *strip_lines(step, strip, sheet.working.sides, sheet.hand)]
        if isinstance(step, SumStep):
            left = sheet.hand.plus(products_of(strip, sheet.hand))
            yield sheet.say(f"{left} = {sheet.hand.number(strip.sum)}")
    closing = _closing(step, sheet)
    if closing:
        yield closing


def title(step: Step) -> str:
    """Say where the window of a cell lies: ``output[1,2]  <-  input rows 1..3, columns 2..4``."""
    if not all(step.reach):
        return f"output[{show_index(step.at)}]  <-  no input cell reaches it"
    names = SLIDING[len(step.reach)]
    covered = [
        f"{_plural(name, len(meetings))} {_places([m.position for m in meetings])}"
        for name, meetings in zip(names, step.reach, strict=True)
    ]
    if isinstance(step, SumStep) and len(step.channels) > 1:
        covered.append(f"channels {_places(step.channels)}")
    text = f"output[{show_index(step.at)}]  <-  input {', '.join(covered)}"
    if isinstance(step, SumStep) and step.transposed:
        taps = [
            f"{_plural(name, len(meetings))} {_places([m.tap for m in meetings])}"
            for name, meetings in zip(names, step.reach, strict=True)
        ]
        text += f", through kernel {', '.join(taps)}"
    return text


def _plural(name: str, count: int) -> str:
    return name if count == 1 else f"{name}s"


def _places(places: Sequence[int]) -> str:
    """Write places on an axis: ``1..3`` for neighbours, else ``1, 3, 5``."""
    steps = {after - before for before, after in pairwise(places)}
    if len(places) > 1 and steps in ({1}, {-1}):
        return f"{places[0]}..{places[-1]}"
    listed = [str(place) for place in places]
    return ", ".join(listed if len(listed) < 6 else [*listed[:2], "...", listed[-1]])


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


def _strip_heading(strip: Strip, step: Step) -> Part:
    parts = []
    if len({s.channel for s in step.strips}) > 1:
        parts.append(f"channel {strip.channel}")
    if strip.plane is not None:
        place = f"plane {strip.plane}"
        parts.append(place if strip.x is not None else f"{place} (padding)")
    return [Line(", ".join(parts), LABEL)] if parts else []


def _rotation(step: SumStep, sheet: Sheet) -> Iterator[Part]:
    """Show the kernel before and after it was rotated, channel by channel."""
    for strip in _chosen(step.strips):
        if strip is None or strip.kernel is None:
            continue
        after = strip.kernel
        before = after.with_values(after.values[::-1, ::-1])
        blocks = []
        for label, kernel in (("kernel", before), ("rotated by 180 degrees", after)):
            texts, width = sheet.hand.numbers(kernel), kernel.shape[1]
            rows = aligned_rows([texts[i : i + width] for i in range(0, len(texts), width)])
            blocks.append([Line(label, LABEL), *(Line("  ".join(row)) for row in rows)])
        both = beside(blocks[0], blocks[1], 5)
        if width_of(both) > sheet.hand.style.columns - len(INDENT):
            both = [*blocks[0], Line(""), *blocks[1]]
        yield [line.indented(len(INDENT)).trimmed() for line in both]


def _closing(step: Step, sheet: Sheet) -> Part:
    """Add the channels up, then the bias; then the activation, or what pooling makes of it."""
    if isinstance(step, PoolStep):
        equation = sheet.say(" = ".join(sides(step, sheet.hand)))
        return equation + (sheet.say(_divisor(step)) if step.divisor is not None else [])
    assert isinstance(step, SumStep)  # noqa: S101 - there is no other kind
    hand = sheet.hand
    lines = []
    parts = step.channel_sums
    label = "sum of the channels"
    if len(parts) == 1 and len(step.strips) > 1:
        parts, label = tuple(strip.sum for strip in step.strips), "sum of the planes"
    if len(parts) > 1:
        total = hand.number(step.products)
        lines.append((label, f"{hand.plus([hand.factor(part) for part in parts])} = {total}"))
    if step.bias is not None:
        addends = [hand.factor(step.products), hand.factor(step.bias)]
        lines.append(("bias", f"{hand.plus(addends)} = {hand.number(step.sum)}"))
    if step.activation is not None:
        inside = hand.number(step.sum)
        lines.append(
            ("activation", f"{hand.call(step.activation, inside)} = {hand.number(step.value)}")
        )
    across = max((len(label) for label, _ in lines), default=0)
    return [line for label, text in lines for line in sheet.say(f"{label.ljust(across)}  {text}")]


def _divisor(step: PoolStep) -> str:
    """Say what an average divides by, where it is not simply the size of the window."""
    terms = [term for strip in step.strips for term in strip.flat]
    padding = sum(term.is_padding for term in terms)
    count = len(terms) - (padding if step.exclude_pad else 0)
    if step.divisor != count:
        return f"divisor {step.divisor}: as given, not the {count} cells under the window"
    if not padding:
        return f"divisor {step.divisor}: the cells under the window"
    if step.exclude_pad:
        return f"divisor {step.divisor}: the cells of the input, not the {padding} of the padding"
    real = len(terms) - padding
    cells = "1 cell" if real == 1 else f"{real} cells"
    return f"divisor {step.divisor}: {cells} of the input, {padding} of the padding"


def _used(uses: Uses, sheet: Sheet) -> Iterator[Part]:
    """Show which output cells use an input cell: their weights, where those cells are."""
    count = len(uses.uses)
    noun = "output cell uses" if count == 1 else "output cells use"
    text = (
        f"input[{show_index(uses.cell)}] = {sheet.hand.number(uses.x)}: {count or 'no'} {noun} it"
    )
    if count:
        text += ", 1 where it is picked, else 0" if uses.picked else ", with these weights"
    yield sheet.say(text, indent="")
    yield from sheet.planes.with_weights(uses)
