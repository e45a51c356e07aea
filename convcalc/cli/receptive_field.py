"""``convcalc receptive-field``, ``rf`` for short."""

from __future__ import annotations

import sys
from typing import Any

import click

from convcalc.cli.check_options import check_options
from convcalc.cli.command import Command
from convcalc.cli.destination import Destination
from convcalc.cli.layer_options import LAYERS_HELP, layers_argument, layers_table
from convcalc.cli.options import layout_option, needs_input, output_options
from convcalc.errors import ConvcalcError
from convcalc.operation.receptive_field import ReceptiveField, run

EXAMPLES = """
$ convcalc receptive-field "C8k3 C8k3" -f plain
index	layer	type	receptive field	jump	start	padding
1	C8k3	conv	3x3	1,1	1,1	0,0
2	C8k3	conv	5x5	1,1	2,2	0,0

$ convcalc rf "C64k11s4p2 M3s2 C192k5p2 M3s2" -f json -o fields.json

$ convcalc rf "C8k3 M2 C8k3" --check 8
CORRECT

$ convcalc rf "C8k3p1 M2 C8k3p1" --input 16x16 --at 0,3

$ convcalc rf "C8k3s2" --input 9x9 --uses 4,4
axis	units	places
row	2	1..2
column	2	1..2
"""


def _once(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> str | None:
    """Refuse a question that is asked several times, where click would take the last."""
    if len(values) > 1:
        raise ConvcalcError(
            f"{option.opts[0]} is given {len(values)} times: ask for one place at a time"
        )
    return values[0] if values else None


@click.command(
    "receptive-field",
    cls=Command,
    too_many="put quotes around layers; what comes in is given by --input",
    examples=EXAMPLES,
    tables=layers_table,
    options_metavar="",
    help=f"""Work out how much of the input a unit of every layer sees.

    convcalc rf is the same. {LAYERS_HELP}

    All figures are in cells of the input. The jump is the distance from one unit to the next, the
    effective stride; the start is the centre of the first unit, counted from the centre of the
    first cell; the padding is how far the first unit sees past the edge. Branches take the widest.
    From the first dense or global layer on a unit sees everything: the totals are those of the
    last layer before it.

    ANSWER is the size of the last receptive field in cells, as in 212 or 212x180, or - for standard
    input.
    """,
)
@layers_argument("layers")
@click.option(
    "--input",
    metavar="SHAPE",
    help="What comes in, as 3@224x224: for padding that depends on it, and for --at and --uses.",
)
@click.option(
    "--at",
    metavar="R,C",
    multiple=True,
    callback=_once,
    help="Show what this unit sees, counted from 0, in the last layer before the dense ones.",
)
@click.option(
    "--uses",
    metavar="R,C",
    multiple=True,
    callback=_once,
    help="Show which units of that layer see this input cell.",
)
@check_options
@layout_option
@output_options
@click.pass_context
def command(ctx: click.Context, /, layers: str | None, **flags: Any) -> int:
    """Work out receptive fields; the help stands in the decorator."""
    needs_input(ctx, layers, EXAMPLES, "LAYERS")
    destination = Destination.take(flags)
    if layers is None:
        raise ConvcalcError(
            'the layers are missing: give them, as in convcalc rf "C64k7s2p3 M2", or - for standard'
            " input"
        )
    result = run(ReceptiveField(layers, **flags), sys.stdin.buffer if sys.stdin else None)
    return destination.emit(result)
