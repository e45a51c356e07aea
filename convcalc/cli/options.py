"""Options that several commands share, and what they mean for the output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from click.shell_completion import CompletionItem

from convcalc.activations import ACTIVATIONS
from convcalc.cli.sink import write_file, write_stdout
from convcalc.cli.terminal import COLOURS, columns, is_terminal, remark, wants_colour
from convcalc.errors import ConvcalcError
from convcalc.output import FORMATS, Style, format_for, render
from convcalc.padding import MODES, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from convcalc.output import Result

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])
    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

STDIN = STDOUT = "-"


class Destination(NamedTuple):
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
        destination.check()
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

    def check(self) -> None:
        """Refuse what cannot work before anything is calculated."""
        name = self.resolved
        if not FORMATS[name].binary:
            return
        if self.fractions:
            raise ConvcalcError(
                f"{name} has no fractions: leave out --fractions, or use json or csv"
            )
        if not self.to_file and is_terminal(sys.stdout):
            raise ConvcalcError(f"{name} is not for a terminal: use -o FILE.{name} or a pipe")

    def emit(self, result: Result) -> None:
        """Write a result, and its notes to standard error."""
        page = render(result, self.resolved, self._style())
        if self.to_file:
            write_file(self.output or "", page)
        else:
            write_stdout(page)
        for note in [*result.notes, *page.notes]:
            remark(note)

    def _style(self) -> Style:
        looking = not self.to_file and is_terminal(sys.stdout)
        return Style(
            precision=self.precision,
            fractions=self.fractions,
            width=columns(sys.stdout) if looking and not self.full else None,
            colour=wants_colour(self.color, None if self.to_file else sys.stdout),
        )


def complete(words: Iterable[str]) -> Completer:
    """Make a shell completion from the keys of a registry, and from files where none fits."""
    known = list(words)

    def completer(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        words = [CompletionItem(word) for word in known if word.startswith(incomplete)]
        return words or [CompletionItem(incomplete, type="file")]

    return completer


def stack(*decorators: Callable[[Decorated], Decorated]) -> Callable[[Decorated], Decorated]:
    """Put several option decorators into one."""

    def decorate(function: Decorated) -> Decorated:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def padding_tables() -> dict[str, list[tuple[str, str]]]:
    """List the padding words, and the modes with their aliases, for the end of a help."""
    modes = [("=".join((*mode.aliases, name)), mode.example) for name, mode in MODES.items()]
    return {
        "Padding words": [(name, word.meaning) for name, word in WORDS.items()],
        "Padding modes (1 2 3 4 padded by 2)": modes,
    }


def activation_help() -> str:
    """List the activations with their parameters."""
    return ", ".join(name + a.parameters for name, a in ACTIVATIONS.items())


output_options = stack(
    click.option(
        "-f",
        "--format",
        type=click.Choice(["auto", *FORMATS], case_sensitive=False),
        default="auto",
        metavar="NAME",
        help=f"{', '.join(FORMATS)}; auto, the default, is pretty on a terminal, else plain.",
    ),
    click.option(
        "-o",
        "--output",
        metavar="FILE",
        shell_complete=complete(()),
        help="Write here instead; the name chooses the format. - is standard output.",
    ),
    click.option(
        "--precision",
        type=click.IntRange(1, 17),
        default=6,
        metavar="N",
        help="Significant digits in pretty (6); the other formats give every digit.",
    ),
    click.option("--fractions", is_flag=True, help="Write 14/9, not 1.5555555555555556."),
    click.option(
        "--full", is_flag=True, help="Show every column of a grid wider than the terminal."
    ),
    click.option("--color", type=click.Choice(COLOURS), default="auto", help="Colour in pretty."),
)
