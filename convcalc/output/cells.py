"""The cells of a table as text. Without NumPy: the layer commands do not load it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.results import Each, Words

if TYPE_CHECKING:
    from convcalc.output import Style
    from convcalc.results import Table


def table_cells(table: Table, style: Style, *, short: bool = False) -> list[list[str]]:
    """Return the heading and the rows of a table as text; short for eyes, else in full."""
    columns = table.columns
    heading = [column.replace("_", " ") for column in columns]
    body = [
        [
            cell if type(cell) is str else cell_text(cell, style, short=short)
            for cell in map(row.get, columns)
        ]
        for row in table.rows
    ]
    return [heading, *body]


def plain_cells(table: Table, style: Style) -> list[list[str]]:
    """Return the rows, under their heading if the table wants one."""
    return table_cells(table, style)[0 if table.heading else 1 :]


def cell_text(value: Any, style: Style, *, short: bool = False) -> str:
    """Write one cell: sizes with ``x``, nothing for what is not known.

    >>> from convcalc.output import Style
    >>> cell_text([3, 2], Style()), cell_text(None, Style()), cell_text(7, Style())
    ('3x2', '', '7')
    """
    if type(value) is int:  # by far the most
        return str(value)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list | tuple):
        separator = "" if isinstance(value, Words) else "," if isinstance(value, Each) else "x"
        return separator.join([cell_text(item, style, short=short) for item in value])
    wants_digits = style.fractions or short
    if isinstance(value, float) and not (wants_digits and hasattr(value, "denominator")):
        return str(value).removesuffix(".0")
    from convcalc.output.numbers import exact_text  # integers do without

    return exact_text(value, style, short=short)
