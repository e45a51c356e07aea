"""One plane of the working: the input with its window, the window times the kernel, the sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.explain.working import PoolStep, SumStep
from convcalc.output.grids import PAD, aligned_rows, kept
from convcalc.output.input_plane import InputPlane
from convcalc.output.lines import GAP, INDENT, LABEL, SKIPPED, Line, beside, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Step, Strip, Term
    from convcalc.output.equations import ByHand

NARROW = 60  # columns; below them the parts stand under each other
BESIDE = 5  # blanks between the input and the window
COMMON = 3  # digits up to which window, kernel and products share one width
SUMS_GAP = 3


class Panel(NamedTuple):
    """A grid without indices: its label, the sign that stands before it, and its cells."""

    label: str
    sign: str
    cells: Sequence[Sequence[str]]

    @property
    def rows(self) -> list[str]:
        """Each row as one text."""
        return [GAP.join(row) for row in self.cells]

    def column(self) -> list[str]:
        """Return label and rows as texts of one width, centred under each other."""
        inner = max(map(len, self.rows))
        width = max(len(self.label), inner)
        shift = -(-(width - inner) // 2)
        rows = [(" " * shift + row).ljust(width) for row in self.rows]
        return [self.label.center(width), *rows]

    def cut(self, room: int | None) -> Panel:
        """Leave out columns in the middle where there is no room for all."""
        widths = [max(map(len, column)) for column in zip(*self.cells, strict=True)]
        chosen = kept(widths, room)
        rows = [[SKIPPED if i is None else row[i] for i in chosen] for row in self.cells]
        return self._replace(cells=rows)


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
    if width + len(INDENT) < NARROW or width_of(tail) > width:
        lines = _stacked(plane.draw(width), panels, sums, hand.style.width and width)
    elif plane.fits(room):
        lines = beside(plane.draw(room), _row(panels, sums, 1 + plane.rows_above(room)), BESIDE)
    else:
        above = plane.draw(width)
        lines = [*above, *([Line("")] if above else []), *tail]
    return [line.indented(len(INDENT)).trimmed() for line in lines]


def _panels(step: Step, strip: Strip, hand: ByHand) -> list[Panel]:
    """Put window, kernel and products side by side."""
    window = [[_seen(term, hand) for term in row] for row in strip.terms]
    products = [[hand.number(term.product) for term in row] for row in strip.terms]
    if isinstance(step, SumStep):
        weights = [[hand.number(term.weight) for term in row] for row in strip.terms]
        label = "weights" if step.transposed else "rotated" if step.flipped else "kernel"
        panels = [("window", "", window), (label, "x", weights), ("products", "=", products)]
    elif isinstance(step, PoolStep) and step.kind.pooling.contribution:
        powers = f"|x|^{step.kind.parameter:g}"
        panels = [("window", "", window), (powers, "", products)]
    else:
        panels = [("window", "", _picked(step, strip, hand))]
    least = max(len(text) for *_, rows in panels for row in rows for text in row)
    if least > COMMON:
        least = 0
    return [Panel(label, sign, aligned_rows(rows, least)) for label, sign, rows in panels]


def _picked(step: Step, strip: Strip, hand: ByHand) -> list[list[str]]:
    """Put the picked cell of a window in brackets."""
    assert isinstance(step, PoolStep)  # noqa: S101 - only pooling picks
    return [
        [
            f"[{_seen(term, hand)}]" if term.place == step.winner else f"{_seen(term, hand)} "
            for term in row
        ]
        for row in strip.terms
    ]


def _seen(term: Term, hand: ByHand) -> str:
    """Write what stands in the window: padding of zeros is no number."""
    return PAD if term.is_padding and not term.x else hand.number(term.x)


def _sums(step: Step, strip: Strip, hand: ByHand) -> Sums:
    if isinstance(step, PoolStep) and step.kind.pooling.picks:
        return Sums()
    rows = [hand.number(total) for total in strip.row_sums]
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


def _stacked(
    above: list[Line], panels: Sequence[Panel], sums: Sums, room: int | None
) -> list[Line]:
    """Draw the input, then each panel with its sign, then the sums beside the last one."""
    parts = [above] if above else []
    column = sums.column()
    if room is not None and sums.rows:
        room -= SUMS_GAP + len(column[0])
    for panel in panels:
        label = f"{panel.sign} {panel.label}".strip()
        parts.append([Line(label, LABEL), *(Line(row) for row in panel.cut(room).rows)])
    if sums.rows:
        width = width_of(parts[-1]) + SUMS_GAP + len(column[0])
        summed = beside(parts[-1], [Line(text) for text in column], SUMS_GAP)
        parts[-1] = [*summed, *([Line(sums.total.rjust(width))] if sums.total else [])]
    return [line for i, part in enumerate(parts) for line in ([Line("")] if i else []) + part]
