"""csv: commas between numbers, and the separators of plain between planes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.cells import table_cells

if TYPE_CHECKING:
    from convcalc.results import GridResult, TableResult


def grid(result: GridResult, style: Style) -> Page:
    """Write rows as lines."""
    from convcalc.output.layout import separated

    return separated(result, style, ",")


def table(result: TableResult, style: Style) -> Page:
    """Write a heading line and a line per row, quoted where needed."""
    import csv
    import io

    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(table_cells(result.table, style))
    return Page(file.getvalue())
