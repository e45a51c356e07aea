"""A click command whose input may begin with a minus sign, and whose help begins with examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from convcalc.errors import ConvcalcError, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

BAD_INPUT = 2
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

# What begins with a minus and is a number all the same: no flag is a digit.
_starts_number = re.compile(r"-\s*(?:[0-9.¼-¾⅐-⅞]|inf|nan|\\[dt]?frac)", re.IGNORECASE).match
_only_numbers = re.compile(r"[-+0-9.,;/eE\s]+").fullmatch


class Command(click.Command):
    """A subcommand.

    Parameters
    ----------
    examples : str
        Command lines, each followed by the lines it prints, for the top of the help.
    """

    def __init__(self, *args: Any, examples: str = "", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Sort options from positionals before click does, which takes ``-1 0 1`` for an option."""
        if ctx.resilient_parsing:  # shell completion
            return super().parse_args(ctx, args)
        options, positionals = self._sort(args)
        self._check_count(positionals)
        return super().parse_args(ctx, [*options, "--", *positionals])

    def _sort(self, args: list[str]) -> tuple[list[str], list[str]]:
        takes_value = self._takes_value()
        options: list[str] = []
        positionals: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                positionals.extend(rest)
            elif arg == "-" or not arg.startswith("-") or _starts_number(arg):
                positionals.append(arg)
            else:
                options.append(arg)
                name = _waiting(arg, takes_value)
                if name:
                    options.extend(_value(name, rest, takes_value))
        return options, positionals

    def _takes_value(self) -> dict[str, bool]:
        """Tell for each spelling of each option whether a value follows it."""
        options = [p for p in self.params if isinstance(p, click.Option)]
        known = {name: not option.is_flag for option in options for name in option.opts}
        return {**known, "-h": False, "--help": False}

    def _check_count(self, positionals: list[str]) -> None:
        expected = sum(isinstance(p, click.Argument) for p in self.params)
        if len(positionals) <= expected:
            return
        listed = quote(" ".join(positionals))
        if all(map(_only_numbers, positionals)):
            raise ConvcalcError(
                f"got {len(positionals)} arguments ({listed}): put quotes around a matrix,"
                f' as in convcalc {self.name} "1 2; 3 4"'
            )
        raise ConvcalcError(
            f"got {len(positionals)} arguments ({listed}), expected {expected}: put quotes around"
            " what holds blanks"
        )

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples first."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples.strip().splitlines():
                    formatter.write(f"{' ' * formatter.current_indent}{line}\n" if line else "\n")
            formatter.write_paragraph()
        super().format_help(ctx, formatter)


def _waiting(arg: str, takes_value: dict[str, bool]) -> str:
    """Return the option in ``--name`` or ``-abc`` that takes the next argument as its value."""
    if arg.startswith("--"):
        return arg if takes_value.get(arg) else ""
    for position, letter in enumerate(arg[1:], 2):
        if takes_value.get(f"-{letter}"):
            return f"-{letter}" if position == len(arg) else ""
    return ""


def _value(name: str, rest: Iterator[str], takes_value: dict[str, bool]) -> list[str]:
    """Take an option's value; another option in its place means it was forgotten."""
    value = next(rest, None)
    if value is None:
        raise ConvcalcError(f"{name} needs a value after it")
    spelling = value.partition("=")[0]
    if spelling in takes_value or re.match(r"--[a-z]", value):
        raise ConvcalcError(
            f"{name} needs a value, but {quote(value)} follows it: write {name} VALUE {spelling}"
        )
    return [value]
