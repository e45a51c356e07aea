"""pretty: for a terminal. Data grids are our own, since Rich's tables cut numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.grids import aligned, kept
from convcalc.output.layout import cell_text, table_cells
from convcalc.output.lines import (
    GAP,
    HEADLINE,
    INDENT,
    LABEL,
    NOTE,
    NUMBERS,
    SKIPPED,
    Line,
    paint,
    print_rich,
    wrapped,
)
from convcalc.output.texts import pretty_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from convcalc.results import GridResult, TableResult

LAST_COLUMN = 20  # the least room for a table's last column, of words


def grid(result: GridResult, style: Style) -> Page:
    """Write the headline, the grid plane by plane, and the facts."""
    lines = [*wrapped(result.headline, style.width, HEADLINE), Line(""), *_planes(result, style)]
    if result.facts:
        lines.append(Line(""))
    for name, value in result.facts:
        lines += wrapped(f"{name}: {cell_text(value, style)}", style.width, LABEL)
    return Page(paint(lines, style))


def _planes(result: GridResult, style: Style) -> Iterator[Line]:
    tensor = result.shown
    height, width = (1, *tensor.shape)[-2:]
    texts = pretty_texts(tensor, style)
    rows = [texts[i : i + width] for i in range(0, len(texts), width)]
    columns = [aligned(column) for column in zip(*rows, strict=True)]
    room = None if style.width is None or style.full else style.width - len(INDENT)
    chosen = kept([len(column[0]) for column in columns], room)
    leading = tensor.shape[:-2]
    for plane in range(math.prod(leading)):
        if leading:
            if plane:
                yield Line("")
            yield Line(_label(plane, leading, result.axes), LABEL)
        for row in range(plane * height, (plane + 1) * height):
            cells = [SKIPPED if i is None else columns[i][row] for i in chosen]
            yield Line((INDENT + GAP.join(cells)).rstrip())
    if None in chosen:
        left_out = width - len(chosen) + 1
        yield Line("")
        note = f"{left_out} of {width} columns left out in the middle; --full shows them"
        yield from wrapped(note, style.width, NOTE)


def _label(plane: int, leading: tuple[int, ...], axes: tuple[str, ...]) -> str:
    """Name a plane by its place on the leading axes: ``item 0, channel 2``."""
    parts = []
    for name, length in zip(reversed(axes[: len(leading)]), reversed(leading), strict=True):
        plane, index = divmod(plane, length)
        parts.append(f"{name} {index}")
    return ", ".join(reversed(parts))


def table(result: TableResult, style: Style) -> Page:
    """Write a table of words whose last column may go on in the next line.

    Where the others leave it no room, each row becomes a paragraph: Rich would cut them.
    """
    heading, *rows = table_cells(result, style)
    fixed = sum(max(map(len, column)) + len(GAP) for column in list(zip(*rows, strict=True))[:-1])
    if style.width is not None and style.width - fixed < LAST_COLUMN:
        return Page(paint(list(_paragraphs(heading, rows, style)), style))
    lines = print_rich(_rich_table(heading, rows), style).splitlines()
    return Page("".join(f"{line.rstrip()}\n" for line in lines))


def _rich_table(heading: list[str], rows: list[list[str]]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style=HEADLINE)
    for name in heading:
        made.add_column(Text(name), overflow="fold", no_wrap=name != heading[-1])
    for row in rows:
        made.add_row(*map(Text, row))
    return made


def _paragraphs(heading: list[str], rows: list[list[str]], style: Style) -> Iterator[Line]:
    for first, *rest in rows:
        yield Line(first, HEADLINE)
        known = [f"{name} {text}" for name, text in zip(heading[1:-1], rest, strict=False) if text]
        for text in (", ".join(known), rest[-1]):
            for line in wrapped(text, (style.width or 0) - len(INDENT), NUMBERS):
                yield line.indented(len(INDENT))


def working(result: GridResult, style: Style) -> Page:
    """Write how single cells come about."""
    from convcalc.output.working import working_lines

    return Page(paint(working_lines(result, style, short=True), style))
