"""Rows and brackets: ``1 2; 3 4``, CSV, ``[[1, 2], [3, 4]]``, ``np.array(...)``, MATLAB, NumPy.

One pass over the tokens with a stack of open frames. The text itself is the outermost frame; only
there do blank lines, ``|``, ``---`` and ``===`` separate blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import Misread, quote
from convcalc.notation.blocks import GROUP, ITEM, MAX_DEPTH, PLANE, SEPARATORS, Block, cell, nest
from convcalc.notation.frames import Frame, refuse_european
from convcalc.notation.numbers import is_number
from convcalc.notation.tokens import INVISIBLE, TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.exact import Number


_is_array_call = re.compile(
    r"(?:\w+\.)*(?:(?:as)?array|tensor|matrix|(?:float|int|uint)[0-9]+)", re.IGNORECASE
).fullmatch
split_cells = re.compile(r"[,\s]+").split


class _Parser:
    """The state of one pass: the frames that are open, the blocks that are done."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = self.position = start
        self.frames = [Frame("", start)]
        self.blocks: list[Block] = []
        self.breaks: list[int] = []
        self.pending = 0  # the separator that waits for its next block
        self.typed_at: int | None = None  # where it was typed; a blank line is not
        self.fresh_line = True  # no token yet on this line

    def parse(self) -> Block:
        while self.position < len(self.text):
            match = TOKENS.match(self.text, self.position)
            assert match is not None  # noqa: S101 - the last alternative takes any character
            kind = match.lastgroup or ""
            self.position = _HANDLERS[kind](self, match) or match.end()
            self.fresh_line = kind == "newline" or (self.fresh_line and kind in INVISIBLE)
        return self._finish()

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    def _finish(self) -> Block:
        if len(self.frames) > 1:
            raise Misread(
                f"{self.frame.opener!r} is never closed: add {self.frame.closer!r}",
                self.frame.start,
            )
        self._end_block()
        if not self.blocks:
            raise Misread("there are no numbers: expected a matrix such as 1 2; 3 4", self.start)
        if self.typed_at is not None:
            raise Misread(f"nothing follows {SEPARATORS[self.pending]}", self.typed_at)
        return nest(self.blocks, self.breaks)

    def _end_block(self) -> None:
        if self.frame.rows:
            refuse_european(self.frame, self.text, self.position)
            self.blocks.append(self.frame.close())
            self.frames = [Frame("", self.start)]

    def _value(self, item: Number | Block, start: int) -> None:
        if len(self.frames) == 1 and self.pending:
            if self.blocks:
                self.breaks.append(self.pending)
            self.pending, self.typed_at = 0, None
        self.frame.add(item, start)

    def _push(self, opener: str, start: int) -> None:
        if len(self.frames) > MAX_DEPTH:
            raise Misread(f"brackets nested more than {MAX_DEPTH} deep", start)
        self.frames.append(Frame(opener, start))

    def _number(self, text: str, start: int) -> None:
        try:
            number = cell(text, start)
        except Misread:
            self._explain_word(text, start)
            raise
        self._value(number, start)

    def _explain_word(self, text: str, start: int) -> None:
        """Give the better reason for a word, where its surroundings tell one."""
        if (
            self.frame.open_row
            and self.frame.holds_blocks
            and text.startswith(("*", "/", "×", "·"))
        ):
            raise Misread("a scale stands in front, as in 1/9 * [1 1; 1 1]", start)
        line, newline, rest = self.text[start:].partition("\n")
        first = len(self.frames) == 1 and not self.blocks and not self.frame.rows
        if first and newline and rest.strip() and not any(map(is_number, split_cells(line))):
            raise Misread(
                f"the first line is words ({quote(line, 20)}): skip it, as in"
                " tail -n +2 FILE | convcalc ...",
                start,
            )

    # One handler a kind of token. One that reads further returns the place to go on from.

    def skip(self, match: re.Match[str]) -> None:
        pass

    def word(self, match: re.Match[str]) -> int | None:
        text, start = match[0], match.start()
        if self.text.startswith("(", match.end()) and _is_array_call(text):
            self._push(f"{text}(", start)
            return match.end() + 1
        if self.frame.is_call and self.frame.rows and "=" in text:
            return self._end_of_keywords(start)
        self._number(text, start)
        return None

    def _end_of_keywords(self, start: int) -> int:
        """Find the bracket that closes a call, past ``dtype=float32, grad_fn=<X>``."""
        self.frame.comma = False
        depth = 0
        for position in range(start, len(self.text)):
            depth += {"(": 1, ")": -1}.get(self.text[position], 0)
            if depth < 0:
                return position
        return len(self.text)

    def quoted(self, match: re.Match[str]) -> None:
        neighbours = self.text[match.start() - 1 : match.start()] if match.start() else ""
        neighbours += self.text[match.end() : match.end() + 1]
        if neighbours.strip(" \t\n,;|[](){}"):
            raise Misread("a quote inside a number: put a blank or a comma between", match.start())
        self._number(match[0][1:-1].strip(), match.start())

    def opening(self, match: re.Match[str]) -> None:
        self._push(match[0], match.start())

    def closing(self, match: re.Match[str]) -> None:
        if len(self.frames) == 1:
            raise Misread(f"{match[0]!r} closes nothing: remove it", match.start())
        if match[0] != self.frame.closer:
            raise Misread(
                f"{match[0]!r} cannot close {self.frame.opener!r}: expected {self.frame.closer!r}",
                match.start(),
            )
        frame = self.frames.pop()
        self._value(frame.call_value() if frame.is_call else frame.close(), frame.start)

    def comma(self, match: re.Match[str]) -> None:
        if self.frame.comma or not self.frame.open_row:
            raise Misread("an empty cell: give a number before this comma", match.start())
        self.frame.comma = True

    def gap(self, match: re.Match[str]) -> None:
        ends = self.text.startswith("\n", match.end()) or match.end() == len(self.text)
        if not self.fresh_line and not ends:
            raise Misread("an empty cell between two tabs: give a number", match.start())

    def semicolon(self, match: re.Match[str]) -> None:
        if self.frame.comma or not self.frame.open_row:
            what = "cell" if self.frame.comma else "row"
            raise Misread(f"an empty {what} before this ';': give numbers", match.start())
        self.frame.end_row()

    def newline(self, match: re.Match[str]) -> None:
        if len(self.frames) == 1:
            self.frame.end_row()
            if self.fresh_line:
                self._break(PLANE)
        elif self.frame.is_matlab(len(self.frames)):
            self.frame.end_row()

    def bar(self, match: re.Match[str]) -> None:
        self._separator(match, PLANE)

    def rule(self, match: re.Match[str]) -> None:
        self._separator(match, ITEM if "-" in match[0] else GROUP)

    def _separator(self, match: re.Match[str], level: int) -> None:
        text = quote(match[0].strip())
        if len(self.frames) > 1:
            raise Misread(
                f"{text} inside brackets: close {self.frame.opener!r} first", match.start()
            )
        self._break(level)
        if not self.blocks or self.typed_at is not None:
            raise Misread(f"nothing stands before {text}: give numbers", match.start())
        self.typed_at = match.start()

    def _break(self, level: int) -> None:
        self._end_block()
        self.pending = max(self.pending, level)

    def columns(self, match: re.Match[str]) -> None:
        raise Misread(
            f"{quote(match[0].strip())}: the paste is split into groups of columns;"
            " print it in one piece, in MATLAB and Octave with disp(mat2str(A))",
            match.start(),
        )

    def stray(self, match: re.Match[str]) -> None:
        raise Misread(f"{match[0]!r} has no partner: close or remove it", match.start())


_HANDLERS: dict[str, Callable[[_Parser, re.Match[str]], int | None]] = {
    "comment": _Parser.skip,
    "rule": _Parser.rule,
    "columns": _Parser.columns,
    "newline": _Parser.newline,
    "gap": _Parser.gap,
    "blank": _Parser.skip,
    "quoted": _Parser.quoted,
    "number": _Parser.word,
    "open": _Parser.opening,
    "close": _Parser.closing,
    "comma": _Parser.comma,
    "semicolon": _Parser.semicolon,
    "bar": _Parser.bar,
    "word": _Parser.word,
    "stray": _Parser.stray,
}


def read_rows(text: str, start: int = 0) -> Block:
    """Read rows and brackets from an offset on.

    >>> read_rows("[1, 2; 3, 4];").shape
    (2, 2)
    >>> read_rows("1 2 | 3 4").shape
    (2, 1, 2)
    """
    return _Parser(text, start).parse()
