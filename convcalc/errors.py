"""The one exception family: what was got, what was expected, and where it stood in the input."""

from __future__ import annotations

from convcalc.records import Record

ECHO = 40  # characters of input that a message repeats
WINDOW = 70  # characters of input on the line above the caret


def quote(text: str, limit: int = ECHO) -> str:
    r"""Repeat a piece of input inside a message: quoted, printable, and never long.

    >>> quote("1 2\n3")
    "'1 2 3'"
    >>> quote("x" * 50)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"
    """
    return f"'{shorten(text, limit)}'"


def shorten(text: str, limit: int = WINDOW) -> str:
    """Repeat the start of a piece of input, printable, without quotes."""
    return printable(text if len(text) <= limit else text[: limit - 3] + "...")


def printable(text: str) -> str:
    """Replace whatever would move the cursor, one character for one, so that carets still fit."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)


class Place(Record):
    """A position in some text: its offset, and the file the text came from, if it was one."""

    text: str
    offset: int
    name: str = ""

    @property
    def line(self) -> str:
        """The line that holds the position."""
        end = self.text.find("\n", self.offset)
        return self.text[self._line_start : end if end >= 0 else None]

    @property
    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.offset) + 1

    def __str__(self) -> str:
        """Name file, line and column, counted from 1; nothing for one line typed by hand."""
        if not self.name and "\n" not in self.text.strip():
            return ""
        line = self.text.count("\n", 0, self.offset) + 1
        where = f"line {line}, column {self.offset - self._line_start + 1}"
        return f"{shorten(self.name)}, {where}" if self.name else where

    def caret(self, width: int = WINDOW) -> str:
        """Draw the line around the position, and a caret under it, on two lines."""
        line, column = self.line, self.offset - self._line_start
        first = max(0, min(column - width // 2, len(line) - width))
        return f"  {printable(line[first : first + width])}\n  {' ' * (column - first)}^"


class ConvcalcError(Exception):
    """Something the user can put right.

    ``str()`` gives one line, plus the caret lines where a place is known. Code deep down gives the
    short reason; :meth:`within` adds the situation on the way up, once.
    """

    def __init__(self, reason: str, *, place: Place | None = None, situation: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.situation = situation

    def within(self, situation: str) -> ConvcalcError:
        """Put the situation that the error arose in, such as ``kernel``, in front; return it."""
        self.situation = ", ".join(part for part in (situation, self.situation) if part)
        return self

    def __str__(self) -> str:
        return self.text()

    def text(self, width: int = WINDOW) -> str:
        """Write it, with so much of the input above the caret."""
        where = str(self.place) if self.place else ""
        head = ", ".join(part for part in (self.situation, where) if part)
        line = printable(f"{head}: {self.reason}" if head else self.reason)
        return f"{line}\n{self.place.caret(width)}" if self.place else line


class Misread(ConvcalcError):  # noqa: N818 - a step on the way to the error the user sees
    """A reason and an offset; the reader that knows the whole text makes a place of them."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset
