"""Options of the commands that calculate with arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convcalc.cli.options import complete, layout_option, stack
from convcalc.engine.registry import METHODS
from convcalc.operation.asked import STEPS
from convcalc.padding import MODES

if TYPE_CHECKING:
    from collections.abc import Iterable


def padding_modes_table() -> dict[str, list[tuple[str, str]]]:
    """List the padding modes with their aliases, for the end of a help."""
    modes = [("=".join((*mode.aliases, name)), mode.example) for name, mode in MODES.items()]
    return {"Padding modes (1 2 3 4 padded by 2)": modes}


def methods_table() -> dict[str, list[tuple[str, str]]]:
    """List the methods of the engine, for the end of a help."""
    return {"Methods": [(name, entry.summary) for name, entry in METHODS.items()]}


def activations_table() -> dict[str, list[tuple[str, str]]]:
    """List the activations, for the end of a help."""
    from convcalc.activations import ACTIVATIONS

    return {"Activations": [(name + a.parameters, a.summary) for name, a in ACTIVATIONS.items()]}


def preset_names() -> Iterable[str]:
    """Name the presets."""
    from convcalc.presets import PRESETS

    return PRESETS


def activation_names() -> Iterable[str]:
    """Name the activations."""
    from convcalc.activations import ACTIVATIONS

    return ACTIVATIONS


input_argument = click.argument("input", required=False, shell_complete=complete(preset_names))

axes_options = stack(
    click.option(
        "--dim",
        type=click.IntRange(1, 3),
        metavar="D",
        help="How many axes slide: 1 if all are vectors (in pool, with a window of one number),"
        " else 2.",
    ),
    layout_option,
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
