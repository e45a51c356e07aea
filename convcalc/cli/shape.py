"""``convcalc shape``."""

from __future__ import annotations

import sys
from typing import Any

import click

from convcalc.cli.check_options import check_options
from convcalc.cli.command import Command
from convcalc.cli.destination import Destination
from convcalc.cli.layer_options import LAYERS_HELP, layers_argument, layers_table
from convcalc.cli.options import (
    complete,
    layout_option,
    needs_input,
    output_options,
    padding_words_table,
)
from convcalc.errors import ConvcalcError
from convcalc.operation.shape import run
from convcalc.operation.shape_options import Shape
from convcalc.operation.shape_result import ShapeResult
from convcalc.padding import WORDS

EXAMPLES = """
$ convcalc shape 224 -k 7 -s 2 -p 3
112

$ convcalc shape 3@224x224 "C64k7s2p3 M3s2p1" -q
64@56x56

$ convcalc shape vgg16

$ convcalc shape 7 -k 3 -s 2 -p 1 --transposed -f pretty
13

= (n-1)*stride - before - after + dilation*(kernel-1) + 1 + output padding
= (7-1)*2 - 1 - 1 + 1*(3-1) + 1 + 0 = 13
with this window a convolution's inputs 13 and 14 both map to 7: output padding chooses

$ convcalc shape 3@224x224 "C64k7s2p3 M3s2p1" --check 56
CORRECT

$ convcalc shape 224 -k 7 -s 2 --want 112
7	2	2,3	112	exact
7	2	3,2	112	exact
7	2	3	112	floor

$ convcalc shape 224 -k 3 -s 2 -p 1 --compare
"""


@click.command(
    "shape",
    cls=Command,
    too_many="put quotes around layers; a single one is given by flags, as in -k 7 -s 2 -p 3",
    examples=EXAMPLES,
    tables=lambda: {**layers_table(), **padding_words_table()},
    options_metavar="",
    help=f"""Work out the size of every feature map.

    SHAPE is channels@height x width (3@224x224), height x width, or one number for a square. The
    layers come after it, or -k and the other flags give a single one; a network's name alone brings
    its usual input.

    {LAYERS_HELP}

    A layer has floor((n + before + after - d(k-1) - 1) / s) + 1 cells on each axis; transposed,
    (n-1)s - before - after + d(k-1) + 1 + output padding. What PyTorch refuses is refused.

    ANSWER is a size as in 112, 112x110 or 64@112x110, or - for standard input; 112 is a square with
    any number of channels.
    """,
)
@layers_argument("shape")
@layers_argument("layers")
@click.option("-k", "--kernel", metavar="N", help="The window: 7, or 3,5 (height, width).")
@click.option("-s", "--stride", metavar="N", help="Steps of the window (1).")
@click.option(
    "-p",
    "--padding",
    metavar="P",
    shell_complete=complete(WORDS),
    help="Cells around the input (0): a word (below), one number, one per axis, or before,after for"
    " each axis; beside a SHAPE of one number, 2,3 is before,after on every axis.",
)
@click.option("-d", "--dilation", default="1", metavar="N", help="Distance between cells (1).")
@click.option("--transposed", is_flag=True, help="A transposed convolution; padding crops.")
@click.option("--output-padding", default="0", metavar="N", help="With --transposed only.")
@click.option("--ceil", is_flag=True, help="A pooling that rounds its size up.")
@click.option(
    "--want",
    metavar="SIZE",
    help="List the windows that give this size: what is not given of kernel (1 to 11), stride (1 to"
    " 4) and padding (before and after up to kernel - 1, at most 1 apart). Exact ones first; plain"
    " has kernel, stride, padding, output, exact or floor (ceil with --ceil).",
)
@click.option(
    "--compare",
    is_flag=True,
    help="Show PyTorch, TensorFlow's SAME and Caffe, which rounds pools up, side by side.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print the last size alone.")
@check_options
@layout_option
@output_options
@click.pass_context
def command(ctx: click.Context, /, shape: str | None, quiet: bool, **flags: Any) -> int:
    """Work out the size of every feature map; the help stands in the decorator."""
    needs_input(ctx, shape, EXAMPLES, "SHAPE")
    destination = Destination.take(flags)
    result = run(Shape(shape, **flags), sys.stdin.buffer if sys.stdin else None)
    if quiet:
        if not isinstance(result, ShapeResult) or destination.resolved not in ("plain", "pretty"):
            raise ConvcalcError(
                "-q prints one size alone: leave it out, or --want, --compare, --check and the"
                " format"
            )
        result = result._replace(quiet=True)
    return destination.emit(result)
