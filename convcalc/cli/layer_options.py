"""What the commands about layers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convcalc.cli.options import complete

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

LAYERS_HELP = """LAYERS are written on one line ("C64k7s2p3 BN R M3s2p1 2*(C64k3p1 R) FC10"), or
    are the name of a network (convcalc nets lists them), pasted PyTorch or Keras, a VGG list, what
    print(model) shows, @FILE, or - for standard input."""


def layers_table() -> dict[str, list[tuple[str, str]]]:
    """List what layers are made of, for the end of a help."""
    from convcalc.networks.ops import OPS
    from convcalc.notation.written import KEYS

    layers = [(name, op.summary) for name, op in OPS.items()]
    parts = [
        (key, f"{meaning}: {key}2, or {key}2x1 (height, width)") for key, meaning in KEYS.items()
    ]
    parts[2] = ("p", "padding: p1, p1x2, or p0+1 (before and after)")
    parts[4] = ("g", "groups: g2")
    parts += [
        (":same :valid :full", "padding in words: size ceil(n / stride), none, every overlap"),
        (":nobias :bias", "without biases, or with them"),
        (":ceil", "pooling rounds the size up"),
    ]
    groups = [
        ("2*(C64 R)", "layers that come again"),
        ("(C64 | I):add", "branches, added up; (... | ...):cat lays their channels together"),
    ]
    return {"Layers": layers, "After a layer": parts, "Around layers": groups}


def net_names() -> Iterable[str]:
    """Name the networks."""
    from convcalc.networks.nets import NETS

    return NETS


def layers_argument(name: str) -> Callable[[Decorated], Decorated]:
    """Return a positional that may be LAYERS, with the networks to complete."""
    return click.argument(name, required=False, shell_complete=complete(net_names))
