"""``convcalc kernels``."""

from __future__ import annotations

from typing import Any

import click

from convcalc.cli.command import Command
from convcalc.cli.destination import Destination
from convcalc.cli.options import complete, output_options
from convcalc.presets import PRESETS

EXAMPLES = """
$ convcalc kernels

$ convcalc kernels sobel-x -f plain
-1 0 1
-2 0 2
-1 0 1

$ convcalc kernels gaussian:5:1.4 -o blur.npy
"""


@click.command("kernels", cls=Command, examples=EXAMPLES)
@click.argument("name", required=False, shell_complete=complete(PRESETS))
@output_options
def command(name: str | None, **flags: Any) -> None:
    """List the presets, or show the one called NAME.

    Each is a name, or a name with arguments after colons (box:5, gaussian:5:1.4). It can be the
    KERNEL or the INPUT of every command. A kernel of rank 1 is separable: two passes with a column
    and a row give the same. One that a half turn leaves the same gives the same with --flip.
    """
    destination = Destination.take(flags)
    from convcalc.operation.kernels import list_kernels, show_kernel  # numpy is loaded here

    destination.emit(list_kernels() if name is None else show_kernel(name))
