"""``convcalc nets``."""

from __future__ import annotations

from typing import Any

import click

from convcalc.cli.command import Command
from convcalc.cli.destination import Destination
from convcalc.cli.options import complete, output_options
from convcalc.networks.nets import NETS
from convcalc.operation.nets import list_nets, show_net

EXAMPLES = """
$ convcalc nets

$ convcalc nets lenet5 -f plain
C6k5 A2 C16k5 A2 F FC120 FC84 FC10

$ convcalc nets vgg16 | convcalc params 3@64x64 -
"""


@click.command("nets", cls=Command, examples=EXAMPLES, too_many="name one network")
@click.argument("name", required=False, shell_complete=complete(NETS))
@output_options
def command(name: str | None, **flags: Any) -> None:
    """List the networks that have names, or show the one called NAME.

    A name can be the LAYERS of shape, receptive-field and params, and brings its usual input. The
    text of one is its layers on one line, to be read again; activations and dropout are left out,
    since they change neither shapes nor counts.
    """
    destination = Destination.take(flags)
    destination.emit(list_nets() if name is None else show_net(name))
