"""``convcalc pool``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from convcalc.cli.check_options import check_options, tolerance_option, with_answer
from convcalc.cli.code_option import code_option, libraries_table, npy_paths, write_code
from convcalc.cli.command import Command
from convcalc.cli.destination import Destination
from convcalc.cli.grid_options import (
    axes_options,
    input_argument,
    working_options,
)
from convcalc.cli.options import (
    STDIN,
    complete,
    needs_input,
    output_options,
    padding_words_table,
)
from convcalc.operation.pool_options import Pool
from convcalc.padding import WORDS
from convcalc.poolings import POOLINGS

if TYPE_CHECKING:
    from convcalc.engine.ending import OpenStore
    from convcalc.operation.pool_result import PoolResult

EXAMPLES = """
$ convcalc pool "1 2 3 0; 4 5 6 1; 7 8 9 0; 1 2 3 4" -k 2
5 6
8 9

$ convcalc pool "1 2 3; 4 5 6" -k 2 -s 1 -t avg
3 4

$ convcalc pool "1 7 2 7" -k 2 --indices -f plain
1 3

$ convcalc apply photo.npy -k sobel-x | convcalc pool --adaptive 3x2 -t avg

$ convcalc pool "1 2 3 4" -k 2 -t avg --at 1

$ convcalc pool "1 2 3 5" -k 2 -t avg --check "1.5 4"
CORRECT
"""


def _types() -> list[tuple[str, str]]:
    return [(name + pooling.parameters, pooling.summary) for name, pooling in POOLINGS.items()]


@click.command(
    "pool",
    cls=Command,
    examples=EXAMPLES,
    tables=lambda: {"Types": _types(), **padding_words_table(), **libraries_table()},
    options_metavar="-k SIZE [OPTIONS]",
)
@input_argument
@click.option(
    "-k",
    "--kernel",
    metavar="SIZE",
    help="The window: 2, or 3,2 (height, width). Required but for --global and --adaptive.",
)
@click.option(
    "-t",
    "--type",
    default="max",
    metavar="TYPE",
    shell_complete=complete(POOLINGS),
    help="What is made of the cells under the window (below): max.",
)
@click.option("-s", "--stride", metavar="N", help="Steps of the window: its own size.")
@click.option(
    "-p",
    "--padding",
    default="0",
    metavar="P",
    shell_complete=complete(WORDS),
    help="Cells around the input (0), at most half the window: a word (below), one number, one per"
    " axis, or before,after for each axis. max never picks them, min neither; they add 0 to sums,"
    " and avg counts them.",
)
@click.option(
    "-d", "--dilation", default="1", metavar="N", help="Distance between the window's cells (1)."
)
@click.option(
    "--ceil",
    is_flag=True,
    help="Round the size up: the last window may reach past the padded input, but not begin in the"
    " padding after it. Cells past it never count.",
)
@click.option("--exclude-pad", is_flag=True, help="With avg: do not count the padding.")
@click.option("--divisor", metavar="N", help="With avg: divide by N instead, padding or not.")
@click.option("--global", "global_", is_flag=True, help="One window over the whole plane.")
@click.option(
    "--adaptive",
    metavar="SIZE",
    help="Give the output's size instead: cell i of m is made of cells floor(i n/m) to"
    " ceil((i+1) n/m) - 1 of n.",
)
@click.option(
    "--indices",
    is_flag=True,
    help="With max, min: print where the picked cells stand, the first of equals, counted row by"
    " row from 0 in the unpadded plane.",
)
@working_options
@check_options
@tolerance_option
@code_option
@axes_options
@output_options
@click.pass_context
def command(ctx: click.Context, /, input: str | None, **flags: Any) -> int:
    """Make one cell of the cells under a window, channel by channel.

    INPUT is numbers ("1 2; 3 4", a paste from NumPy, MATLAB or LaTeX), a preset such as
    arange:4x4, a file (@NAME if the name could be something else), or - for standard input. | or a
    blank line starts the next channel, --- the next batch item. Averages are exact: 11/4 stays
    11/4; only lp gives floats. The rules are PyTorch's.

    The output has floor((n + before + after - d(k-1) - 1) / s) + 1 cells on each axis; --ceil
    rounds the quotient up.
    """
    needs_input(ctx, input, EXAMPLES)
    destination = Destination.take(flags)
    source = STDIN if input is None else input
    code = flags.pop("code")
    if code is not None:
        return write_code(code, flags, destination, lambda name: _snippet(name, source, flags))
    return destination.deliver(lambda opened: _calculate(source, flags, opened))


def _calculate(input: str, flags: dict[str, Any], opened: OpenStore | None) -> PoolResult:
    options = Pool(**flags)
    options.validate()
    from convcalc.operation.pool import run  # numpy is loaded from here on
    from convcalc.sources import Reader

    reader = Reader(sys.stdin.buffer if sys.stdin else None)
    tensor = reader.read(input, "input")
    return run(with_answer(options, reader), tensor, opened)


def _snippet(library: str, input: str, flags: dict[str, Any]) -> str:
    options = Pool(**flags)
    options.validate()
    from convcalc.snippets import pool_snippet  # numpy is loaded from here on
    from convcalc.sources import Reader

    tensor = Reader(sys.stdin.buffer if sys.stdin else None).read(input, "input")
    return pool_snippet(library, options, tensor, npy_paths({"input": input}))
