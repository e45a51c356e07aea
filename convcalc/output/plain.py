"""plain: numbers with one blank between them; tables with one tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.layout import lines, separated, table_cells

if TYPE_CHECKING:
    from convcalc.results import GridResult, TableResult


def grid(result: GridResult, style: Style) -> Page:
    """Write rows as lines."""
    return separated(result, style, " ")


def table(result: TableResult, style: Style) -> Page:
    """Write a heading line and a line per row."""
    return Page(lines("\t")(table_cells(result, style)) + "\n")


def working(result: GridResult, style: Style) -> Page:
    """Write how single cells come about."""
    from convcalc.output.lines import paint
    from convcalc.output.working import working_lines

    return Page(paint(working_lines(result, style, short=False), style._replace(colour=False)))
