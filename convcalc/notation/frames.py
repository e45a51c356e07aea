"""What stands between a pair of brackets: rows of numbers, or brackets again."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from convcalc.errors import Misread, quote
from convcalc.notation.blocks import Block, Row, matrix, stack

if TYPE_CHECKING:
    from convcalc.exact import Number

_CLOSERS = {"[": "]", "(": ")", "{": "}"}


class Frame:
    """An open bracket, a call such as ``np.array(``, or the text itself, and what it holds so far.

    Parameters
    ----------
    opener : str
        The bracket, the call up to its bracket, or nothing for the text itself.
    start : int
        Where it stands in the text.
    """

    def __init__(self, opener: str, start: int) -> None:
        self.opener = opener
        self.start = start
        self.rows: list[list[Number | Block]] = []
        self.starts: list[int] = []  # of the rows, for carets
        self.open_row = False
        self.comma = False  # a comma that no value has followed yet

    @property
    def closer(self) -> str:
        """The bracket that closes this one."""
        return _CLOSERS[self.opener[-1]]

    @property
    def is_call(self) -> bool:
        """Whether this is ``np.array(`` or its like."""
        return len(self.opener) > 1

    @property
    def holds_blocks(self) -> bool:
        """Whether the last thing read was a bracket."""
        return bool(self.rows) and isinstance(self.rows[-1][-1], Block)

    def is_matlab(self, depth: int) -> bool:
        """Whether a newline here ends a row.

        So it does in MATLAB's single pair of brackets; but after a comma a JSON list goes on.
        """
        return depth == 2 and not (self.is_call or self.comma or self.holds_blocks)

    def add(self, item: Number | Block, start: int) -> None:
        """Take a number, or a bracket that has been closed."""
        if not self.open_row:
            self.rows.append([])
            self.starts.append(start)
            self.open_row = True
        self.rows[-1].append(item)
        self.comma = False

    def end_row(self) -> None:
        """End the row, and forget one comma at its end."""
        self.open_row = self.comma = False

    def call_value(self) -> Number | Block:
        """Return the one argument of a call."""
        items = [item for row in self.rows for item in row]
        if len(items) != 1:
            raise Misread(f"expected one array in {quote(self.opener)}...)", self.start)
        return items[0]

    def close(self) -> Block:
        """Turn what was read into one block: a vector, rows, or blocks stacked."""
        items = [item for row in self.rows for item in row]
        blocks = [item for item in items if isinstance(item, Block)]
        if not items:
            raise Misread("empty brackets: put numbers inside", self.start)
        if not blocks:
            return self._numbers()
        if len(blocks) < len(items):
            raise Misread("numbers and brackets side by side: give one or the other", self.start)
        if self.opener:
            return stack(blocks, "row")._replace(start=self.start)
        return self._lines_of_brackets(blocks)

    def _numbers(self) -> Block:
        rows = [
            Row(start, [item for item in row if not isinstance(item, Block)])
            for start, row in zip(self.starts, self.rows, strict=True)
        ]
        block = matrix(rows)._replace(start=self.start if self.opener else self.starts[0])
        return block._replace(shape=block.shape[1:]) if len(rows) == 1 else block

    def _lines_of_brackets(self, blocks: list[Block]) -> Block:
        if len(blocks) == 1:
            return blocks[0]
        if len(blocks) > len(self.rows) or any(len(block.shape) > 1 for block in blocks):
            raise Misread(
                "several brackets side by side: put one pair around them all for rows,"
                " or | between them for channels",
                blocks[1].start,
            )
        return stack(blocks, "row")


_is_one_number = re.compile(r"[^\s,]+|[+-]?[0-9]+,[0-9]+").fullmatch


def refuse_european(frame: Frame, text: str, end: int) -> None:
    """Refuse lines such as ``1;2;3`` and ``1,5;2,5``: a CSV of another country, or columns.

    On one line, ``1,5;2,5`` can only be rows of two. ``end`` is where the frame's rows end.
    """
    per_line: list[int] = []
    previous = end
    for row, (start, stop) in zip(frame.rows, pairwise([*frame.starts, end]), strict=True):
        written = text[start:stop].strip(" ;\n\t")
        if len(row) > 2 or isinstance(row[0], Block) or not _is_one_number(written):
            return
        if not per_line or "\n" in text[previous:start]:
            per_line.append(0)
        per_line[-1] += 1
        previous = start
    if sum(n > 1 for n in per_line) > 1:
        raise Misread(
            "';' between single numbers on several lines: is it a CSV with ';' for columns?"
            " Put commas there (and points in decimals), or each row on a line of its own",
            frame.starts[0],
        )
