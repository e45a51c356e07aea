"""Options that several commands share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from convcalc.activations import ACTIVATIONS
from convcalc.cli.command import BAD_INPUT
from convcalc.cli.terminal import COLOURS, is_terminal
from convcalc.geometry import LAYOUTS
from convcalc.operation.asked import STEPS
from convcalc.output import FORMATS
from convcalc.padding import MODES, WORDS
from convcalc.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])
    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

STDIN = "-"


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


def padding_words_table() -> dict[str, list[tuple[str, str]]]:
    """List the padding words, for the end of a help."""
    return {"Padding words": [(name, word.meaning) for name, word in WORDS.items()]}


def padding_modes_table() -> dict[str, list[tuple[str, str]]]:
    """List the padding modes with their aliases, for the end of a help."""
    modes = [("=".join((*mode.aliases, name)), mode.example) for name, mode in MODES.items()]
    return {"Padding modes (1 2 3 4 padded by 2)": modes}


def needs_input(ctx: click.Context, input: str | None, examples: str) -> None:
    """Show how it is done where there is no input and nobody pipes one in."""
    if input is None and is_terminal(sys.stdin):
        click.echo(f"{ctx.get_usage()}\n\n{examples.strip()}\n\nINPUT is missing.", err=True)
        ctx.exit(BAD_INPUT)


def activation_help() -> str:
    """List the activations with their parameters."""
    return ", ".join(name + a.parameters for name, a in ACTIVATIONS.items())


input_argument = click.argument("input", required=False, shell_complete=complete(PRESETS))

axes_options = stack(
    click.option(
        "--dim",
        type=click.IntRange(1, 3),
        metavar="D",
        help="How many axes slide: 1 if all are vectors (in pool, with a window of one number),"
        " else 2.",
    ),
    click.option(
        "--layout",
        type=click.Choice(LAYOUTS),
        default="chw",
        help="Where the channels are, first or last.",
    ),
    click.option("--float", is_flag=True, help="Calculate in float64 from the start."),
    click.option(
        "--exact",
        is_flag=True,
        help="Stay exact at any price; float arrays count as the fractions they are.",
    ),
)

working_options = stack(
    click.option(
        "--at",
        multiple=True,
        metavar="R,C",
        help="Show how this output cell comes about, counted from 0; repeat for more. Leading axes"
        " of length 1 may be left out.",
    ),
    click.option(
        "--steps",
        type=click.Choice(STEPS),
        help="Show how cells come about: the first in full, all in full, or a line for each. The"
        " working is for pretty, plain, json, latex and markdown.",
    ),
    click.option(
        "--uses",
        multiple=True,
        metavar="R,C",
        help="Show which output cells use this input cell, and with which weights; once.",
    ),
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
        help="Show every column of a grid wider than the terminal, and whole grids in the working.",
    ),
    click.option("--color", type=click.Choice(COLOURS), default="auto", help="Colour in pretty."),
)
