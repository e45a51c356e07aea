r"""LaTeX: ``\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}``, every ``*matrix`` and ``array``."""

from __future__ import annotations

import re

from convcalc.errors import Misread, quote
from convcalc.notation.blocks import GROUP, ITEM, PLANE, Block, Row, cell, matrix, nest

_environment = re.compile(
    r"""\\begin\{(?P<name>[a-zA-Z]*matrix\*?|array)\}
        (?:\[[^\]]*\])? (?:(?<=array\})\{(?:[^{}]|\{[^{}]*\})*\})?
        (?P<body>.*?)
        \\end\{(?P=name)\}""",
    re.DOTALL | re.VERBOSE,
)
_row = re.compile(r"((?:[^\\]|\\(?!\\))*)(?:\\\\(?:\[[^\]]*\])?|\Z)", re.DOTALL)
_nothing = re.compile(  # what may stand around a matrix without a meaning for its numbers
    r"""(?: \s | , | \$ | \\[\[\]()] | \\(?:left|right)\s*(?:[.|()\[\]]|\\[{}|])
          | \\[,;:!\ ] | \\q?quad\b | \\(?:displaystyle|[cd]dots)\b
          | \\(?:begin|end)\{(?:equation|displaymath)\*?\} )*""",
    re.VERBOSE,
)
_separator = re.compile(r"\s*%\s*(---|===)\s*\n")
_comment = re.compile(r"%[^\n]*")
_unseen = re.compile(r"%[^\n]*|\\hline\b|(?<!\\)\\[,;:!]|~")


def read_latex(text: str, start: int = 0) -> Block:
    r"""Read every matrix from an offset on; several are channels, ``% ---`` starts the next item.

    >>> read_latex(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}").shape
    (2, 2)
    """
    blocks: list[Block] = []
    breaks: list[int] = []
    position = start
    while True:
        position, level = _between(text, position)
        if position == len(text):
            break
        match = _environment.match(text, position)
        if match is None:
            raise Misread(_what_stands(text, position), position)
        if blocks:
            breaks.append(level)
        blocks.append(_read_body(text, *match.span("body")))
        position = match.end()
    if not blocks:
        raise Misread("there is no matrix", start)
    return nest(blocks, breaks)


def _what_stands(text: str, position: int) -> str:
    if text.startswith("\\begin{", position):
        return r"expected \begin{bmatrix} ... \end{bmatrix}, closed as it was opened"
    rest = quote(text[position:].split("\n", maxsplit=1)[0], 20)
    return f"{rest} beside a matrix: a scale stands in front, nothing else may"


def _between(text: str, position: int) -> tuple[int, int]:
    """Skip what stands between two matrices; return where it ends and the highest separator."""
    level = PLANE
    while True:
        begin = position
        if match := _separator.match(text, position):
            level = max(level, ITEM if match[1] == "---" else GROUP)
            position = match.end()
        for skipped in (_nothing, _comment):
            if match := skipped.match(text, position):
                position = match.end()
        if position == begin:
            return position, level


def _read_body(text: str, start: int, end: int) -> Block:
    body = _unseen.sub(lambda match: " " * len(match[0]), text[start:end])
    rows = []
    position = 0
    while position < len(body):
        match = _row.match(body, position)
        assert match is not None  # noqa: S101 - the pattern takes any text up to \\ or the end
        if match[1].strip() or match.end() < len(body):
            rows.append(_read_row(match[1], start + position))
        position = match.end()
        if not body[position:].strip():
            break
    if not rows:
        raise Misread("an empty matrix", start)
    return matrix(rows)


def _read_row(line: str, start: int) -> Row:
    numbers = []
    position = start
    for raw in line.split("&"):
        text = raw.strip()
        at = position + raw.find(text) if text else position
        inner = text[1:-1].strip() if text.startswith("{") and text.endswith("}") else text
        numbers.append(cell(inner, at))
        position += len(raw) + 1
    return Row(start + len(line) - len(line.lstrip()), numbers)
