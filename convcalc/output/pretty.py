"""pretty: for a terminal. No number is ever cut: columns go, or rows become paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.cells import cell_text, table_cells
from convcalc.output.lines import (
    GAP,
    HEADLINE,
    INDENT,
    NOTE,
    NUMBERS,
    Line,
    paint,
    print_rich,
    wrapped,
)
from convcalc.output.pictures import draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from convcalc.results import Checked, Drawn, GridResult, TableResult

NUMBER = "#"  # the heading of a column that counts the rows; the next one names them
SENTENCES = {"how", "source", "summary"}  # columns whose cells speak for themselves
LAST_COLUMN = 20  # the least room for a table's last column, of words

_is_number = re.compile(r"[-+]?[0-9][-0-9,.x/]*%?|").fullmatch


def grid(result: GridResult, style: Style) -> Page:
    """Write the headline, the grid plane by plane, and the facts."""
    from convcalc.output.pretty_grid import grid_lines

    return Page(paint(grid_lines(result, style), style))


def working(result: GridResult, style: Style) -> Page:
    """Write how single cells come about."""
    from convcalc.output.working import working_lines

    return Page(paint(working_lines(result, style, short=True), style))


def check(result: Checked, style: Style) -> Page:
    """Write the verdict, both grids, and what explains the answer."""
    from convcalc.output.check import check_lines

    return Page(paint(check_lines(result, style, short=True), style))


def table(result: TableResult, style: Style) -> Page:
    """Write the headline, the table, and the remarks.

    Where the terminal is too narrow for a row, columns are left out; where even that does not
    help, each row becomes a paragraph: Rich would cut its numbers.
    """
    drawn = result.drawn
    headline = cell_text(drawn.headline, style, short=True)
    remarks = [line for text in drawn.remarks for line in wrapped(text, style.width, NUMBERS)]
    parts = [
        paint(wrapped(headline, style.width, HEADLINE), style) if headline else "",
        _table(drawn, style) if drawn.table.rows else "",
        paint(remarks, style) if remarks else "",
    ]
    if drawn.picture:
        lines, legend = draw(drawn.picture, style.columns)
        parts += [paint(map(Line, lines), style), paint(wrapped(legend, style.width, NOTE), style)]
    return Page("\n".join(part for part in parts if part))


def _table(drawn: Drawn, style: Style) -> str:
    columns, gone = list(drawn.table.columns), []
    rows = table_cells(drawn.table, style, short=True)
    for name in () if style.full else drawn.spare:
        if _fits(rows, style.width):
            break
        place = columns.index(name)
        columns.remove(name)
        gone.append(name.replace("_", " "))
        rows = [row[:place] + row[place + 1 :] for row in rows]
    if not _fits(rows, style.width):
        return paint(list(_paragraphs(table_cells(drawn.table, style, short=True), style)), style)
    lines = print_rich(_rich_table(rows), style).splitlines()
    text = "".join(f"{line.rstrip()}\n" for line in lines)
    if not gone:
        return text
    note = f"left out for want of room: {', '.join(gone)}; --full shows all"
    return f"{text}\n{paint(wrapped(note, style.width, NOTE), style)}"


def _fits(rows: Sequence[Sequence[str]], width: int | None) -> bool:
    """Tell whether the columns fit; the last may go on in the next line, if there is room."""
    *fixed, last = (max(map(len, column)) for column in zip(*rows, strict=True))
    room = sum(fixed) + len(GAP) * len(fixed) + min(last, LAST_COLUMN)
    return width is None or room <= width


def _rich_table(rows: Sequence[Sequence[str]]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    heading, *body = rows
    made = Table(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style=HEADLINE)
    for place, name in enumerate(heading):
        numbers = all(_is_number(row[place]) for row in body)
        is_last = place == len(heading) - 1
        made.add_column(
            Text(name),
            justify="right" if numbers else "left",
            overflow="fold",
            no_wrap=numbers or not is_last,
        )
    for row in body:
        made.add_row(*map(Text, row))
    return made


def _paragraphs(rows: Sequence[Sequence[str]], style: Style) -> Iterator[Line]:
    if rows[0][0] == NUMBER:
        rows = [[f"{row[0]} {row[1]}".strip(), *row[2:]] for row in rows]
    heading, *body = rows
    for first, *rest in body:
        yield Line(f"{heading[0]} {first}" if first and _is_number(first) else first, HEADLINE)
        cells = [(name, text) for name, text in zip(heading[1:], rest, strict=True) if text]
        figures = [f"{name} {text}" for name, text in cells if name not in SENTENCES]
        sentences = [text for name, text in cells if name in SENTENCES]
        for text in (", ".join(figures), *sentences):
            for line in wrapped(text, (style.width or 0) - len(INDENT), NUMBERS):
                yield line.indented(len(INDENT))
