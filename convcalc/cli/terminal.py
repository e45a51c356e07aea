"""What the standard streams are: terminals or pipes, how wide, with colour or without."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

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


def complain(message: str) -> None:
    """Write an error to standard error, on one line plus its caret lines."""
    _tell("Error:", message, red=True)


def remark(message: str) -> None:
    """Write a note to standard error."""
    _tell("note:", message, red=False)


def _tell(head: str, message: str, *, red: bool) -> None:
    if sys.stderr is None:
        return
    if red and wants_colour("auto", sys.stderr):
        head = f"\x1b[1;31m{head}\x1b[0m"
    sys.stderr.write(f"{head} {message}\n")
    sys.stderr.flush()
