"""Markdown tables: every line starts with ``|``; a rule line is skipped, the first row is data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.notation.blocks import GROUP, ITEM, PLANE, Block, Misread, Row, cell, matrix, nest

if TYPE_CHECKING:
    from collections.abc import Iterator

_is_rule = re.compile(r"\|[\s:|-]*-[\s:|-]*").fullmatch
_is_separator = re.compile(r"-{3,}|={3,}").fullmatch
_cells = re.compile(r"[^|]+|(?<=\|)(?=\|)")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Give the offset and the stripped text of each line that is not a comment."""
    start = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if not line.startswith(("#", "%")):
            yield start + len(raw) - len(raw.lstrip()), line
        start += len(raw) + 1


def read_tables(text: str) -> Block:
    r"""Read one table, or several with blank lines, ``---`` or ``===`` between them.

    >>> read_tables("| 1 | 2 |\n|---|---|\n| 3 | 4 |").values
    [1, 2, 3, 4]
    """
    blocks: list[Block] = []
    breaks: list[int] = []
    rows: list[Row] = []
    level = 0
    for start, line in _lines(text):
        if line.startswith("|"):
            if level and blocks and not rows:
                breaks.append(level)
            level = 0
            _add_row(rows, start, line)
            continue
        if line and not _is_separator(line):
            raise Misread("a line of a table must start with '|'", start)
        if rows:
            blocks.append(matrix(rows))
            rows = []
        level = max(level, {"": PLANE, "-": ITEM, "=": GROUP}[line[:1]])
    if rows:
        blocks.append(matrix(rows))
    if not blocks:
        raise Misread("the table has no numbers", 0)
    if level > PLANE:
        raise Misread("nothing follows the last line", len(text.rstrip()) - 1)
    return nest(blocks, breaks)


def _add_row(rows: list[Row], start: int, line: str) -> None:
    """Read a line of cells, unless it is a rule or the empty header above one."""
    if _is_rule(line):
        return
    cells = [(m.start(), m[0]) for m in _cells.finditer(line.removesuffix("|"), 1)]
    if not rows and not any(text.strip() for _, text in cells):
        return
    numbers = [
        cell(text.strip(), start + at + len(text) - len(text.lstrip())) for at, text in cells
    ]
    rows.append(Row(start, numbers))
