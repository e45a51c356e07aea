"""The command line: one file per subcommand, one line in ``COMMANDS``."""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

import click

from convcalc import __version__
from convcalc.cli.command import BAD_INPUT, Command, ExamplesFirst
from convcalc.cli.terminal import caret_room, complain
from convcalc.errors import ECHO, ConvcalcError, quote, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# From each subcommand to the module whose ``command`` it is; they are loaded when they are used.
COMMANDS: Mapping[str, str] = {
    "apply": "convcalc.cli.apply",
    "pool": "convcalc.cli.pool",
    "shape": "convcalc.cli.shape",
    "receptive-field": "convcalc.cli.receptive_field",
    "params": "convcalc.cli.params",
    "kernels": "convcalc.cli.kernels",
    "nets": "convcalc.cli.nets",
}
ALIASES: Mapping[str, str] = {"rf": "receptive-field"}


EXAMPLES = """
$ convcalc apply "0 1 2; 3 4 5; 6 7 8" -k "0 1; 2 3"
19 25
37 43

$ convcalc pool "1 2 3 5" -k 2 -t avg --steps sums
input 4, window 2, stride 2, padding 0, avg pooling -> output 2

[0] (1 + 2) / 2 = 3 / 2 = 1.5
[1] (3 + 5) / 2 = 8 / 2 = 4

$ convcalc shape 224 -k 7 -s 2 -p 3
112
"""


class Main(ExamplesFirst, click.Group):
    """The group of subcommands, none of which is loaded before it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the subcommands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> Command | None:
        """Load a subcommand."""
        path = COMMANDS.get(ALIASES.get(name, name))
        if path is None:
            return None
        command: Command = import_module(path).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands with the first sentence of their help, however narrow it is."""
        commands = ((name, self.get_command(ctx, name)) for name in COMMANDS)
        with formatter.section("Commands"):
            formatter.write_dl([(n, c.get_short_help_str(limit=200)) for n, c in commands if c])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand; say which there are if it is none of them."""
        if args[0] not in (*COMMANDS, *ALIASES) and not args[0].startswith("-"):
            known = ", ".join(COMMANDS)
            raise ConvcalcError(
                f"{quote(args[0])} is not a command: expected one of {known},"
                ' as in convcalc apply "1 2; 3 4" -k "0 1; 2 3"'
            )
        return super().resolve_command(ctx, args)


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"convcalc {__version__}")
        ctx.exit()


# click.version_option asks for a translation of its help, which takes as long as all the parsing.
@click.group(cls=Main, examples=EXAMPLES, invoke_without_command=True)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Calculate convolutions: exact answers, every convention named.

    convcalc COMMAND -h shows each command's examples and options.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(BAD_INPUT)


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code: the one place where errors become a line.

    >>> run(["--version"])
    convcalc 0.1.0
    0
    """
    sys.set_int_max_str_digits(0)
    try:
        code = main.main(list(arguments), "convcalc", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.Abort:
        raise KeyboardInterrupt from None
    except ConvcalcError as error:
        message = error.text(caret_room())
    except click.ClickException as error:
        message = " ".join(shorten(word, ECHO) for word in error.format_message().split())
    except MemoryError:
        message = "there is not enough memory for this: give a smaller input"
    except OSError as error:
        message = f"cannot write: {error.strerror or error}"
    plain = "--color=never" in arguments or ("--color", "never") in pairwise(arguments)
    complain(message, "never" if plain else "auto")
    return BAD_INPUT
