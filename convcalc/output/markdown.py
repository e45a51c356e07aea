"""markdown: one table per plane, with an empty heading, since every row is data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.cells import table_cells
from convcalc.output.markdown_table import write

if TYPE_CHECKING:
    from convcalc.results import GridResult, TableResult

# Markdown takes a rule for part of the table unless a blank line stands before it.
BREAKS = ("\n\n", "\n\n---\n\n", "\n\n===\n\n")

_special = re.compile(r"([|*_])")


def grid(result: GridResult, style: Style) -> Page:
    """Write tables of numbers."""
    from convcalc.output.layout import planes
    from convcalc.output.texts import full_texts

    tensor = result.shown
    return Page(planes(full_texts(tensor, style), tensor.shape, _numbers, BREAKS) + "\n")


def _numbers(rows: list[list[str]]) -> str:
    return write([[""] * len(rows[0]), *rows], "---:")


def table(result: TableResult, style: Style) -> Page:
    """Write a table with its headings."""
    rows = table_cells(result.table, style)
    cells = [[_special.sub(r"\\\1", text) for text in row] for row in rows]
    return Page(write(cells, "---") + "\n")


def working(result: GridResult, style: Style) -> Page:
    """Write a table of terms for each cell that was asked for, and the output."""
    from convcalc.output.markdown_working import parts

    return Page("\n\n".join([*parts(result, style), str(grid(result, style).data)]))
