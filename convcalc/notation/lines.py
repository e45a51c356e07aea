"""The short way through plain rows of numbers: a large CSV, or ``1 2; 3 4`` in a hurry.

It reads what :mod:`convcalc.notation.brackets` would read in the same text, and leaves to it
whatever has another sign, a blank line, an empty cell or a mistake in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.notation.blocks import Block
from convcalc.notation.numbers import NotANumber, read_number

if TYPE_CHECKING:
    from convcalc.exact import Number

_other_sign = re.compile(r"[^-+0-9.eE/,; \t\n]").search
_special_line = re.compile(  # empty cells, blank lines and ---
    r"(?:^|[\n,;])[ \t]*[,;]|\t[ \t]*\t|\n[ \t]*\n|---"
).search


class _Known(dict[str, "Number"]):
    """Numbers by their text: an image has few that differ."""

    def __missing__(self, text: str) -> Number:
        number = self[text] = read_number(text)
        return number


def read_lines(text: str, start: int) -> Block | None:
    r"""Read plain lines of numbers; None where the text is anything else.

    >>> read_lines("1,2\n3,4\n", 0)
    Block(shape=(2, 2), values=[1, 2, 3, 4], start=0)
    """
    body = text[start:].strip()
    if not body or _other_sign(body) or _special_line(body):
        return None
    if ";" in body and ("\n" in body or body.endswith(";")):
        return None
    known = _Known()
    lines = body.split(";" if ";" in body else "\n")
    try:
        rows = [[known[cell] for cell in line.replace(",", " ").split()] for line in lines]
    except NotANumber:
        return None
    if len(set(map(len, rows))) > 1:
        return None
    shape = (len(rows), len(rows[0])) if len(rows) > 1 else (len(rows[0]),)
    return Block(shape, [number for row in rows for number in row], start)
