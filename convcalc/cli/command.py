"""A click command whose input may begin with a minus sign, and whose help begins with examples."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import click

from convcalc.cli.terminal import columns, is_terminal
from convcalc.errors import ECHO, ConvcalcError, quote, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

BAD_INPUT = 2
WIDEST, NARROW = 80, 60  # columns of the help

# What begins with a minus and is a number all the same: no flag is a digit.
_STARTS_NUMBER = r"-\s*(?:[0-9.]|[¼-¾]|[⅐-⅞]|[iI][nN][fF]|[nN][aA][nN]|\\[dt]?frac)"
_ONLY_NUMBERS = r"[-+0-9.,;/eE\s]+"


def _starts_number(text: str) -> bool:
    return re.match(_STARTS_NUMBER, text) is not None  # compiled when it is needed


def _is_positional(arg: str) -> bool:
    return arg == "-" or not arg.startswith("-") or _starts_number(arg)


class Formatter(click.HelpFormatter):
    """Help as wide as the terminal; where it is narrow, meanings stand under their words."""

    def __init__(self, *_: Any, **__: Any) -> None:
        width = columns(sys.stdout) if is_terminal(sys.stdout) else WIDEST
        super().__init__(width=min(width, WIDEST) - 1)

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **settings: Any) -> None:
        """Write words and their meanings."""
        if self.width >= NARROW:
            super().write_dl(list(rows), *args, **settings)
            return
        for word, meaning in rows:
            self.write(f"{' ' * self.current_indent}{word}\n")
            with self.indentation():
                self.write_text(meaning)


class Context(click.Context):
    """A context whose help has our format."""

    formatter_class = Formatter


class ExamplesFirst(click.Command):
    """A command whose help begins with examples and may end with tables.

    Parameters
    ----------
    examples : str
        Command lines, each followed by the lines it prints.
    tables : callable
        Returns a dict from headings to rows of a word and its meaning; called for the help only.
    """

    context_class = Context

    def __init__(
        self,
        *args: Any,
        examples: str = "",
        tables: Callable[[], Mapping[str, Sequence[tuple[str, str]]]] = dict,
        **settings: Any,
    ) -> None:
        super().__init__(*args, **settings)
        # Click's own asks for a translation, which takes as long as all the parsing.
        self.add_help_option = False
        self.params.append(_help_option())
        self.examples = examples.strip()
        self.tables = tables

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples first."""
        lines = (f"  {line}" if line else "" for line in self.examples.splitlines())
        formatter.write("\n".join(["Examples:", *lines, "", ""]))
        super().format_help(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the tables last."""
        for heading, rows in self.tables().items():
            with formatter.section(heading):
                formatter.write_dl(rows)
        super().format_epilog(ctx, formatter)


def _help_option() -> click.Option:
    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help="Show this message and exit.",
        callback=_show_help,
    )


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


class Command(ExamplesFirst):
    """A subcommand whose positionals may begin with a minus sign.

    Parameters
    ----------
    too_many : str
        What to write instead of more positionals than there are.
    """

    def __init__(self, *args: Any, too_many: str = "", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.too_many = too_many

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Sort options from positionals before click does, which takes ``-1 0 1`` for an option."""
        if ctx.resilient_parsing:  # shell completion
            return super().parse_args(ctx, args)
        options, positionals = self._sort(args)
        self._check_count(positionals)
        return super().parse_args(ctx, [*options, "--", *positionals])

    def _known(self) -> dict[str, click.Option]:
        """Map each spelling to its option."""
        options = [p for p in self.params if isinstance(p, click.Option)]
        return {name: option for option in options for name in option.opts}

    def _sort(self, args: list[str]) -> tuple[list[str], list[str]]:
        known = self._known()
        options: list[str] = []
        positionals: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                positionals.extend(rest)
            elif arg not in known and _is_positional(arg):
                positionals.append(arg)
            else:
                self._check_known(arg, known)
                # Click tries -k as a long option first and looks for others that are spelt like it.
                options.append(max(known[arg].opts, key=len) if arg in known else arg)
                name = _waiting(arg, known)
                if name:
                    options.extend(_value(name, rest, known))
        return options, positionals

    def _check_known(self, arg: str, known: dict[str, click.Option]) -> None:
        """Refuse an unknown option before its value is taken for a positional."""
        name = arg.partition("=")[0]
        if name in known or (name[:2] in known and f"-{name}" not in known):
            return
        from difflib import get_close_matches

        near = get_close_matches(f"--{name.lstrip('-')}", known, cutoff=0.7)
        hint = f"did you mean {near[0]}?" if near else f"convcalc {self.name} -h lists them"
        raise ConvcalcError(f"no such option: {quote(name)}; {hint}")

    def _check_count(self, positionals: list[str]) -> None:
        expected = sum(isinstance(p, click.Argument) for p in self.params)
        if len(positionals) <= expected:
            return
        listed = quote(" ".join(positionals))
        if not self.too_many and all(re.fullmatch(_ONLY_NUMBERS, text) for text in positionals):
            raise ConvcalcError(
                f"got {len(positionals)} arguments ({listed}): put quotes around a matrix,"
                f' as in convcalc {self.name} "1 2; 3 4"'
            )
        raise ConvcalcError(
            f"got {len(positionals)} arguments ({listed}), expected {expected}:"
            f" {self.too_many or 'put quotes around what holds blanks'}"
        )


def _waiting(arg: str, known: dict[str, click.Option]) -> str:
    """Return the option in ``--name`` or ``-abc`` that takes the next argument as its value."""
    if arg.startswith("--"):
        return arg if _takes_value(arg, known) else ""
    for position, letter in enumerate(arg[1:], 2):
        if _takes_value(f"-{letter}", known):
            return f"-{letter}" if position == len(arg) else ""
    return ""


def _takes_value(name: str, known: dict[str, click.Option]) -> bool:
    return name in known and not known[name].is_flag


def _value(name: str, rest: Iterator[str], known: dict[str, click.Option]) -> list[str]:
    """Take an option's value; another option in its place means it was forgotten."""
    value = next(rest, None)
    if value is None:
        raise ConvcalcError(f"{name} needs a value after it")
    spelling = value.partition("=")[0]
    is_cluster = value[:2] in known and not _starts_number(value)
    if spelling in known or is_cluster or (value[:2] == "--" and "a" <= value[2:3] <= "z"):
        raise ConvcalcError(
            f"{name} needs a value, but {quote(value)} follows it: write {name} VALUE"
            f" {shorten(spelling, ECHO)}"
        )
    return [value]
