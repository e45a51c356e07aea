"""What the standard streams are: terminals or pipes, how wide, with colour or without."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from convcalc.errors import WINDOW

if TYPE_CHECKING:
    from typing import TextIO

COLOURS = ("auto", "always", "never")


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a person reads or types at the other end."""
    return stream is not None and not stream.closed and stream.isatty()


def wants_colour(choice: str, stream: TextIO | None) -> bool:
    """Decide on colour: ``--color``, NO_COLOR, FORCE_COLOR, TERM, else whether it is a terminal.

    An empty variable is one that is not set; so is ``FORCE_COLOR=0``.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR", "") != "":
        return False
    if os.environ.get("FORCE_COLOR", "") not in ("", "0"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def columns(stream: TextIO) -> int:
    """Return the width of a terminal: COLUMNS if it is a number, else what the terminal says."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def complain(message: str, colour: str = "auto") -> None:
    """Write an error to standard error, on one line plus its caret lines.

    Where even that cannot be written, there is nobody left to tell.
    """
    text = _folded(f"Error: {message}")
    if wants_colour(colour, sys.stderr):
        text = text.replace("Error:", "\x1b[1;31mError:\x1b[0m", 1)
    with contextlib.suppress(OSError):
        _tell(text)


def caret_room() -> int:
    """Return how much input fits above a caret, behind its two blanks."""
    return min(WINDOW, max(columns(sys.stderr) - 3, 10)) if is_terminal(sys.stderr) else WINDOW


def remark(message: str) -> None:
    """Write a note to standard error."""
    _tell(_folded(f"note: {message}"))


def _folded(text: str) -> str:
    """Break the first line between words where a person reads it; carets stay where they are."""
    first, newline, rest = text.partition("\n")
    if not is_terminal(sys.stderr) or len(first) <= columns(sys.stderr):
        return text
    import textwrap  # pipes, and short lines, do without

    lines = textwrap.wrap(
        first,
        columns(sys.stderr),
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) + newline + rest


def _tell(text: str) -> None:
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        forget(sys.stderr)
        raise


def forget(stream: TextIO) -> None:
    """Point a stream that failed at nothing, or Python fails once more when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
