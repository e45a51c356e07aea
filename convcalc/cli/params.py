"""``convcalc params``."""

from __future__ import annotations

import sys
from typing import Any

import click

from convcalc.cli.check_options import check_options
from convcalc.cli.command import Command
from convcalc.cli.destination import Destination
from convcalc.cli.layer_options import LAYERS_HELP, layers_argument, layers_table
from convcalc.cli.options import layout_option, needs_input, output_options
from convcalc.operation.params import Params, run
from convcalc.operation.params_result import MAC_RULE, MEMORY_RULE

EXAMPLES = """
$ convcalc params -i 3 -c 128 -k 7
index	layer	type	weights	biases	params	share	buffers
1	C128k7	conv	18816	128	18944	1	0

$ convcalc params vgg16

$ convcalc params 3@224x224 "C32k5" -f pretty

$ convcalc params resnet50 --check 25,557,032
CORRECT

$ convcalc params 1@32x32 "C6k5 A2 C16k5 A2 F FC120 FC84 FC10" -f csv -o lenet.csv
"""


@click.command(
    "params",
    cls=Command,
    too_many="put quotes around layers; a single one is given by -i, -c and -k",
    examples=EXAMPLES,
    tables=layers_table,
    options_metavar="",
    help=f"""Count parameters and multiply-accumulates, layer by layer.

    SHAPE is channels@height x width (3@224x224); without it the MACs are left out. The layers come
    after it, or -i, -c and -k give a single convolution.

    {LAYERS_HELP}

    {MAC_RULE} {MEMORY_RULE}

    ANSWER is the number of parameters in all, as in 25557032 or 25,557,032, or - for standard
    input.
    """,
)
@layers_argument("shape")
@layers_argument("layers")
@click.option("-i", "--in-channels", metavar="N", help="Channels that come in.")
@click.option("-c", "--out-channels", metavar="N", help="Filters: channels that go out.")
@click.option("-k", "--kernel", metavar="N", help="The kernel: 7, or 3,5 (height, width).")
@click.option("-s", "--stride", metavar="N", help="Steps of the window (1), for the MACs.")
@click.option("-p", "--padding", metavar="P", help="Cells around the input (0), for the MACs.")
@click.option("-d", "--dilation", metavar="N", help="Distance between cells (1), for the MACs.")
@click.option("-g", "--groups", metavar="N", help="Groups of channels (1).")
@click.option("--no-bias", is_flag=True, help="Without biases.")
@click.option("--flops", is_flag=True, help="Show floating-point operations too: 2 per MAC.")
@check_options
@layout_option
@output_options
@click.pass_context
def command(ctx: click.Context, /, shape: str | None, layers: str | None, **flags: Any) -> int:
    """Count parameters; the help stands in the decorator."""
    destination = Destination.take(flags)
    if layers is None:  # one positional is LAYERS
        shape, layers = None, shape
    options = Params(layers, shape, **flags)
    if not options.flags:
        needs_input(ctx, layers, EXAMPLES, "LAYERS")
    result = run(options, sys.stdin.buffer if sys.stdin else None)
    return destination.emit(result)
