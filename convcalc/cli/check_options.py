"""Options for checking an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convcalc.cli.options import complete, stack

if TYPE_CHECKING:
    from typing import TypeVar

    from convcalc.operation.apply_options import Apply
    from convcalc.operation.pool_options import Pool
    from convcalc.sources import Reader

    Options = TypeVar("Options", Apply, Pool)

check_options = stack(
    click.option(
        "--check",
        metavar="ANSWER",
        shell_complete=complete(()),
        help="Compare with ANSWER instead of printing the result: CORRECT and exit 0, or what"
        " explains the difference and exit 1.",
    ),
    click.option(
        "--no-answer",
        is_flag=True,
        help="With --check: say what is wrong and why, but not what is right.",
    ),
)
tolerance_option = click.option(
    "--tol",
    metavar="T",
    help="With --check: how far off each number may be. Without it whole numbers and fractions"
    " have to be exact, a number with a point may be off by half a unit of its last digit, and"
    " float arrays by 1e-5 (float32) or 1e-9 of each number.",
)


def with_answer(options: Options, reader: Reader) -> Options:
    """Read the answer, if there is one to check."""
    if options.check is None:
        return options
    from convcalc.answers import take_answer  # most calls do without

    return options._replace(check=take_answer(options.check, reader, options.tol))
