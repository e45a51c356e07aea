"""plain: numbers with one blank between them; tables with one tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.output import Page, Style

if TYPE_CHECKING:
    from convcalc.results import Checked, GridResult, TableResult


def grid(result: GridResult, style: Style) -> Page:
    """Write rows as lines."""
    from convcalc.output.layout import separated

    return separated(result, style, " ")


def table(result: TableResult, style: Style) -> Page:
    """Write the one value, or a heading line and a line per row."""
    if result.value is not None:
        return Page(f"{result.value}\n")
    return lines(result, style)


def lines(result: TableResult, style: Style) -> Page:
    """Write a heading line, where there is one, and a line per row."""
    from convcalc.output.cells import plain_cells  # a single value does without

    return Page("".join("\t".join(row) + "\n" for row in plain_cells(result.table, style)))


def working(result: GridResult, style: Style) -> Page:
    """Write how single cells come about."""
    from convcalc.output.lines import paint
    from convcalc.output.working import working_lines

    return Page(paint(working_lines(result, style, short=False), style._replace(colour=False)))


def check(result: Checked, style: Style) -> Page:
    """Write the verdict and what explains it."""
    from convcalc.output.check import check_lines
    from convcalc.output.lines import paint

    return Page(paint(check_lines(result, style, short=False), style._replace(colour=False)))
