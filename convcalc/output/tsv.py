"""tsv: tabs between numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.output.plain import lines

if TYPE_CHECKING:
    from convcalc.output import Page, Style
    from convcalc.results import GridResult, TableResult


def grid(result: GridResult, style: Style) -> Page:
    """Write rows as lines."""
    from convcalc.output.layout import separated

    return separated(result, style, "\t")


def table(result: TableResult, style: Style) -> Page:
    """Write a heading line and a line per row."""
    return lines(result, style)
