"""One plane of the working: the input with its window, the window times the kernel, the sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.explain.working import ByPooling, ByProducts
from convcalc.output.grids import PAD, aligned, aligned_rows
from convcalc.output.input_plane import InputPlane
from convcalc.output.kernel_block import kernel_lines
from convcalc.output.lines import GAP, INDENT, LABEL, Line, beside, spaced, width_of
from convcalc.output.panels import Panel, room_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Step, Strip, Term
    from convcalc.output.equations import ByHand

NARROW = 60  # columns; below them the parts stand under each other
BESIDE = 5  # blanks between the input and the window
COMMON = 3  # digits up to which window, kernel and products share one width
SUMS_GAP = 3


class Sums(NamedTuple):
    """What the rows of the last panel come to, and all of them; empty for no sums."""

    label: str = ""
    rows: Sequence[str] = ()
    total: str = ""

    def column(self) -> list[str]:
        """Return label and sums as texts of one width."""
        width = max(map(len, (self.label, *self.rows)), default=0)
        return [text.rjust(width) for text in (self.label, *self.rows)]


def strip_lines(
    step: Step, strip: Strip, sides: Sequence[tuple[int, int]], hand: ByHand
) -> list[Line]:
    """Draw one plane: its parts side by side if there is room, else under each other.

    Parameters
    ----------
    step, strip : Step, Strip
        The cell, and the part of its window to draw.
    sides : sequence of (before, after)
        The padding along each sliding axis.
    hand : ByHand
        How numbers are written.
    """
    width = hand.style.columns - len(INDENT)
    plane = InputPlane(step, strip, sides, hand)
    panels, sums = _panels(step, strip, hand), _sums(step, strip, hand)
    tail = _row(panels, sums)
    room = width - BESIDE - width_of(tail)
    kernel = kernel_lines(step, strip, hand, width)
    if width + len(INDENT) < NARROW or width_of(tail) > width:
        parts = [plane.draw(width), *_stacked(panels, sums, room_for(hand, width))]
    elif plane.fits(room, width):
        tail = _row(panels, sums, 1 + plane.rows_above)
        parts = [beside(plane.draw(room), tail, BESIDE)]
    else:
        parts = [plane.draw(width), tail]
    lines = spaced([kernel, *parts])
    return [line.indented(len(INDENT)).trimmed() for line in lines]


def _panels(step: Step, strip: Strip, hand: ByHand) -> list[Panel]:
    """Put window, kernel and products side by side."""
    window = [[_seen(step, term, hand) for term in row] for row in strip.terms]
    products = [[hand.number(term.product) for term in row] for row in strip.terms]
    how = step.how
    if isinstance(how, ByProducts):
        weights = [[hand.number(term.weight) for term in row] for row in strip.terms]
        label = "weights" if how.transposed else "rotated" if how.flipped else "kernel"
        panels = [("window", "", window), (label, "x", weights), ("products", "=", products)]
    elif how.kind.pooling.contribution:
        powers = f"|x|^{hand.number(how.kind.parameter)}"
        panels = [("window", "", window), (powers, "", products)]
    else:
        panels = [("window", "", window)]
    least = max(len(text) for *_, rows in panels for row in rows for text in row)
    if least > COMMON:
        least = 0
    made = [Panel(label, sign, aligned_rows(rows, least)) for label, sign, rows in panels]
    if isinstance(how, ByPooling) and how.kind.pooling.picks:
        return [_with_winner(made[0], how, strip)]
    return made


def _with_winner(window: Panel, how: ByPooling, strip: Strip) -> Panel:
    """Put the picked cell of a window in brackets."""
    cells = []
    for texts, terms in zip(window.cells, strip.terms, strict=True):
        picked = [term.place == how.winner for term in terms]
        row = zip(texts, picked, strict=True)
        cells.append([_bracketed(text) if chosen else f" {text} " for text, chosen in row])
    return window._replace(cells=cells)


def _bracketed(text: str) -> str:
    """Put brackets close around a number, in the blanks at its sides.

    >>> _bracketed("  5 ")
    '  [5] '
    """
    padded = f" {text} "
    number = text.strip()
    start = padded.index(number)
    return f"{padded[: start - 1]}[{number}]{padded[start + len(number) + 1 :]}"


def _seen(step: Step, term: Term, hand: ByHand) -> str:
    """Write what stands in the window: padding of zeros is no number."""
    return PAD if term.is_padding and step.blank_padding else hand.number(term.x)


def _sums(step: Step, strip: Strip, hand: ByHand) -> Sums:
    if isinstance(step.how, ByPooling) and step.how.kind.pooling.picks:
        return Sums()
    rows = aligned([hand.number(total) for total in strip.row_sums])
    if len(rows) == 1:
        return Sums("sum", rows)
    return Sums("row sum", rows, f"sum{GAP}{hand.number(strip.sum)}")


def _row(panels: Sequence[Panel], sums: Sums, lead: int = 0) -> list[Line]:
    """Draw panels side by side; ``lead`` lines between their labels and their rows stay empty."""
    middle = (len(panels[0].cells) + 1) // 2  # the row that the signs stand in; 0 is the labels
    texts = [""] * (len(panels[0].cells) + 1)
    for panel in panels:
        gap = f"  {panel.sign or ' '}  "
        for i, part in enumerate(panel.column()):
            between = gap if i == middle else " " * len(gap)
            texts[i] += (between if texts[i] else "") + part
    if sums.rows:
        texts = [t + " " * SUMS_GAP + s for t, s in zip(texts, sums.column(), strict=True)]
    width = max(map(len, texts))
    label, *rows = texts
    total = [sums.total.rjust(width)] if sums.total else []
    return [Line(label, LABEL), *[Line("")] * lead, *(Line(row) for row in [*rows, *total])]


def _stacked(panels: Sequence[Panel], sums: Sums, room: int | None) -> list[list[Line]]:
    """Draw each panel with its sign, then the sums, beside the last one if there is room."""
    parts = []
    for panel in panels:
        label = f"{panel.sign} {panel.label}".strip()
        parts.append([Line(label, LABEL), *(Line(row) for row in panel.cut(room).rows)])
    if not sums.rows:
        return parts
    label, *rows = sums.column()
    across = max(len(label), len(sums.total))
    column = [Line(label.rjust(across), LABEL), *(Line(text.rjust(across)) for text in rows)]
    if sums.total:
        column.append(Line(sums.total.rjust(across)))
    beside_it = beside(parts[-1], column, SUMS_GAP)
    if room is None or width_of(beside_it) <= room:
        return [*parts[:-1], beside_it]
    return [*parts, column]
