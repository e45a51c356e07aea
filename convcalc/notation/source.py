"""Python that was pasted, parsed whatever its indentation, with the places in the text."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from convcalc.errors import Misread
from convcalc.notation.modules import parse
from convcalc.records import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

_PROBLEMS = (SyntaxError, ValueError, RecursionError, MemoryError)
# What a terminal or a page puts in front of code.
_PROMPTS = re.compile(r"^(?:>>> |\.\.\. |```\w*|(?:In|Out) ?\[[0-9]+\]: )", re.MULTILINE)


class Source(Record):
    """Parsed code, its lines, and where they begin in the text."""

    body: list[ast.stmt]
    lines: list[str]
    starts: list[int]

    def offset(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node stands in the text; ``ast`` counts the bytes of UTF-8."""
        line, column = self.lines[node.lineno - 1], node.col_offset
        if not line.isascii():
            column = len(line.encode()[:column].decode(errors="ignore"))
        return self.starts[node.lineno - 1] + column


def clean(text: str) -> str:
    """Blank out prompts and odd blanks, one sign for one, so that places stay."""
    text = text.replace("\r\n", " \n").replace("\r", "\n").replace("\u00a0", " ")
    return _PROMPTS.sub(lambda match: " " * len(match[0]), text)


def read_source(text: str) -> Source:
    """Parse code.

    Raises
    ------
    Misread
        If it is no Python: with what Python says, and where.
    """
    lines = clean(text).split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    problem: Exception | None = None
    for kept, indents in _ways(lines):
        try:
            body = parse("\n".join(kept))
        except _PROBLEMS as error:
            problem = problem or error
        else:
            begins = [start + indent for start, indent in zip(starts, indents, strict=False)]
            return Source(body, kept, begins)
    raise _no_python(problem, starts, len(text))


def _ways(lines: list[str]) -> Iterator[tuple[list[str], list[int]]]:
    """Return the lines as they are, without their common indentation, and without any.

    Pastes are often cut out of the middle of something, or begin in the middle of a line.
    """
    yield lines, [0] * len(lines)
    indents = [len(line) - len(line.lstrip()) for line in lines]
    common = min((i for i, line in zip(indents, lines, strict=True) if line.strip()), default=0)
    yield [line[common:] for line in lines], [common] * len(lines)
    yield [line.lstrip() for line in lines], indents


def _no_python(problem: Exception | None, starts: list[int], end: int) -> Misread:
    """Say what Python says, and where."""
    reason, place = "nested too deep, or no text", 0
    if isinstance(problem, SyntaxError):
        reason = problem.msg
        line = min(problem.lineno or 1, len(starts))
        place = starts[line - 1] + max((problem.offset or 1) - 1, 0)
    return Misread(
        f"this is no Python ({reason}): expected layers such as nn.Conv2d(3, 64, 3), one per line",
        min(place, end),
    )
