"""markdown: one table per plane, with an empty heading, since every row is data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.layout import planes, table_cells
from convcalc.output.texts import full_texts

if TYPE_CHECKING:
    from convcalc.results import GridResult, TableResult

# Markdown takes a rule for part of the table unless a blank line stands before it.
BREAKS = ("\n\n", "\n\n---\n\n", "\n\n===\n\n")


def grid(result: GridResult, style: Style) -> Page:
    """Write tables of numbers."""
    tensor = result.output
    return Page(planes(full_texts(tensor, style), tensor.shape, _numbers, BREAKS) + "\n")


def _numbers(rows: list[list[str]]) -> str:
    return _write([[""] * len(rows[0]), *rows], "---:")


def table(result: TableResult, style: Style) -> Page:
    """Write a table with its headings."""
    cells = [[text.replace("|", "\\|") for text in row] for row in table_cells(result, style)]
    return Page(_write(cells, "---") + "\n")


def _write(rows: list[list[str]], rule: str) -> str:
    heading, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([heading, f"|{'|'.join([rule] * len(rows[0]))}|", *body])
