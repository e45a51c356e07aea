"""Where a result goes and what it looks like: the flags of ``output_options``, decided."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from convcalc.cli.sink import Draft, write_file, write_stdout
from convcalc.cli.terminal import columns, is_terminal, remark, wants_colour
from convcalc.errors import ConvcalcError
from convcalc.output import FORMATS, Style, format_for, render
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from convcalc.engine.ending import OpenStore
    from convcalc.output import Result
    from convcalc.results import Calculated

STDOUT = "-"
DIFFERS = 1


def exit_code(result: Result) -> int:
    """Return 0, or 1 for an answer that was checked and differs."""
    return 0 if getattr(result, "correct", True) else DIFFERS


class Destination(Record):
    """Where a result goes and what it is to look like.

    The fields are the flags; ``-f auto`` asks the file's name, else whether someone is looking.
    """

    format: str = "auto"
    output: str | None = None
    precision: int = 6
    fractions: bool = False
    color: str = "auto"
    full: bool = False

    @classmethod
    def take(cls, flags: dict[str, Any]) -> Destination:
        """Take the flags of ``output_options`` out of a command's flags."""
        destination = cls(**{name: flags.pop(name) for name in cls._fields})
        destination.validate(checked=flags.get("check") is not None)
        return destination

    @property
    def to_file(self) -> bool:
        """Whether there is a file to write."""
        return self.output not in (None, STDOUT)

    @property
    def resolved(self) -> str:
        """The format, with ``auto`` decided."""
        if self.format != "auto":
            return self.format
        if self.to_file:
            return format_for(self.output or "")
        return "pretty" if is_terminal(sys.stdout) else "plain"

    def validate(self, *, checked: bool = False) -> None:
        """Refuse what cannot work before anything is calculated.

        Parameters
        ----------
        checked : bool
            Whether an answer is to be checked.
        """
        name = self.resolved
        if checked and not FORMATS[name].checks:
            forms = ", ".join(known for known in FORMATS if FORMATS[known].checks)
            raise ConvcalcError(f"{name} has no form for a check: use one of {forms}")
        if not FORMATS[name].binary:
            return
        if self.fractions:
            raise ConvcalcError(
                f"{name} has no fractions: leave out --fractions, or use json or csv"
            )
        if not self.to_file and is_terminal(sys.stdout):
            raise ConvcalcError(f"{name} is not for a terminal: use -o FILE.{name} or a pipe")

    def emit(self, result: Result) -> int:
        """Write a result, and its notes to standard error; return the exit code."""
        for note in self._write(result):
            remark(note)
        return exit_code(result)

    def _write(self, result: Result) -> tuple[str, ...]:
        """Write a result, and return its notes."""
        page = render(result, self.resolved, self._style())
        if self.to_file:
            write_file(self.output or "", page)
        else:
            write_stdout(page)
        return (*result.notes, *page.notes)

    def deliver(self, calculate: Callable[[OpenStore | None], Calculated]) -> int:
        """Calculate a result, right into its file where that can be, and write it.

        Returns the exit code: an answer that was checked and differs is 1.
        """
        path = self.output or ""
        drafted = self.to_file and self.resolved == "npy" and Draft.is_possible(path)
        with self._bar():
            with Draft(path) if drafted else nullcontext() as draft:
                calculated = calculate(draft.store if draft else None)
            result = calculated.check or calculated
            notes = result.notes
            if self.to_file and not (draft and draft.used):
                notes = self._write(result)
        if not self.to_file:  # on a terminal, when the bar is gone
            notes = self._write(result)
        for note in notes:
            remark(note)
        return exit_code(result)

    def _bar(self) -> AbstractContextManager[None]:
        """Return what shows how far the work is; never where an answer goes into a pipe."""
        looking = is_terminal(sys.stderr) and (self.to_file or is_terminal(sys.stdout))
        if not looking:
            return nullcontext()
        from convcalc.cli.progress import progress_bar

        return progress_bar()

    def _style(self) -> Style:
        looking = not self.to_file and is_terminal(sys.stdout)
        return Style(
            precision=self.precision,
            fractions=self.fractions,
            width=columns(sys.stdout) if looking else None,
            colour=wants_colour(self.color, None if self.to_file else sys.stdout),
            full=self.full,
        )
