"""One layer of a network with what comes in and what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.errors import ConvcalcError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.networks.graph import Node
    from convcalc.networks.layer import Cost, Layer, Placed
    from convcalc.networks.maps import Map


class Step(NamedTuple):
    """A layer with what comes in and what goes out.

    Attributes
    ----------
    number : int
        Counted from 1.
    node : Node
    inputs : tuple of Map
    placed : Placed or None
        None after the first layer of a class that does not fit: its place is not known.
    """

    number: int
    node: Node
    inputs: tuple[Map, ...]
    placed: Placed | None

    @property
    def layer(self) -> Layer:
        """The layer."""
        return self.node.layer

    @property
    def output(self) -> Map | None:
        """What goes out, if that is known."""
        return self.placed.output if self.placed else None

    @property
    def cost(self) -> Cost:
        """What the layer keeps and calculates."""
        x = self.inputs[0]
        return self.layer.cost(x, self.output or x)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"layer {self.number} ({self.node.label})"


class StopError(ConvcalcError):
    """A layer at which a network does not go on, and why, and the layers before it."""

    def __init__(self, step: Step, error: ConvcalcError, before: Sequence[Step] = ()) -> None:
        super().__init__(error.reason)
        self.step, self.error, self.before = step, error, before
