"""Markdown tables: every line starts with ``|``; a rule line is skipped, the first row is data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import Misread, quote
from convcalc.notation.blocks import GROUP, ITEM, PLANE, Block, Row, cell, matrix, nest

if TYPE_CHECKING:
    from collections.abc import Iterator

_is_rule = re.compile(r"\|[\s:|-]+").fullmatch
_is_separator = re.compile(r"-{3,}|={3,}").fullmatch
_cells = re.compile(r"[^|]+|(?<=\|)(?=\|)")


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Give the offset and the stripped text of each line that is not a comment."""
    for raw in text[start:].split("\n"):
        line = raw.strip()
        if not line.startswith(("#", "%")):
            yield start + len(raw) - len(raw.lstrip()), line
        start += len(raw) + 1


def read_tables(text: str, begin: int = 0) -> Block:
    r"""Read one table, or several with blank lines, ``---`` or ``===`` between them.

    >>> read_tables("| 1 | 2 |\n|---|---|\n| 3 | 4 |").values
    [1, 2, 3, 4]
    """
    blocks: list[Block] = []
    breaks: list[int] = []
    rows: list[Row] = []
    level, typed_at = 0, -1  # the separator since the last table, and where it was typed
    for start, line in [*_lines(text, begin), (len(text), "")]:
        if line.startswith("|"):
            _add_row(rows, start, line)
            continue
        if line and not _is_separator(line):
            raise Misread("a line of a table must start with '|'", start)
        if rows:
            blocks.append(matrix(rows))
            breaks += [level] if len(blocks) > 1 else []
            rows, level, typed_at = [], 0, -1
        if line and (typed_at >= 0 or not blocks):
            raise Misread(f"no table stands before {quote(line)}", start)
        if line:
            typed_at = start
        level = max(level, {"": PLANE, "-": ITEM, "=": GROUP}[line[:1]])
    if not blocks:
        raise Misread("the table has no numbers", 0)
    if typed_at >= 0:
        raise Misread("no table follows", typed_at)
    return nest(blocks, breaks)


def _add_row(rows: list[Row], start: int, line: str) -> None:
    """Read a line of cells, unless it is a rule or the empty header above one."""
    if "-" in line and _is_rule(line):
        return
    cells = [(m.start(), m[0]) for m in _cells.finditer(line.removesuffix("|"), 1)]
    if not rows and not any(text.strip() for _, text in cells):
        return
    numbers = [
        cell(text.strip(), start + at + len(text) - len(text.lstrip())) for at, text in cells
    ]
    rows.append(Row(start, numbers))
