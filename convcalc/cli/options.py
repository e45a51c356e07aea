"""Options that several commands share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from convcalc.cli.command import BAD_INPUT
from convcalc.cli.terminal import COLOURS, is_terminal
from convcalc.geometry import LAYOUTS
from convcalc.output import FORMATS
from convcalc.padding import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from click.shell_completion import CompletionItem

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])
    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

STDIN = "-"


def complete(words: Iterable[str] | Callable[[], Iterable[str]]) -> Completer:
    """Make a shell completion from the keys of a registry, and from files where none fits.

    A registry that costs time to load comes as a function.
    """

    def completer(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        known = words() if callable(words) else words
        found = [CompletionItem(word) for word in known if word.startswith(incomplete)]
        return found or [CompletionItem(incomplete, type="file")]

    return completer


def stack(*decorators: Callable[[Decorated], Decorated]) -> Callable[[Decorated], Decorated]:
    """Put several option decorators into one."""

    def decorate(function: Decorated) -> Decorated:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def padding_words_table() -> dict[str, list[tuple[str, str]]]:
    """List the padding words, for the end of a help."""
    return {"Padding words": [(name, word.meaning) for name, word in WORDS.items()]}


def needs_input(
    ctx: click.Context, input: str | None, examples: str, missing: str = "INPUT"
) -> None:
    """Show how it is done where there is no input and nobody pipes one in."""
    if input is None and is_terminal(sys.stdin):
        click.echo(f"{ctx.get_usage()}\n\n{examples.strip()}\n\n{missing} is missing.", err=True)
        ctx.exit(BAD_INPUT)


layout_option = click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default="chw",
    help="Where the channels are, first or last.",
)

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
        "--full",
        is_flag=True,
        help="Show every column, however narrow the terminal, and whole grids in the working.",
    ),
    click.option("--color", type=click.Choice(COLOURS), default="auto", help="Colour in pretty."),
)
