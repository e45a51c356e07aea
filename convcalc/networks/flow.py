"""What flows through a network: each layer with what comes in and what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.notation.sizes import DIGITS_MOST
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.networks.graph import Network, Node
    from convcalc.networks.layer import Cost, Layer, Placed
    from convcalc.networks.maps import Map

LARGEST = 10**DIGITS_MOST


class Step(Record):
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


def flow(network: Network, x: Map) -> Iterator[Step]:
    """Follow an input from layer to layer; at the end it is sure that branches meet.

    Raises
    ------
    StopError
        At the first layer that cannot work on what comes in.
    """
    outputs = [x]
    steps: list[Step] = []
    met: dict[tuple[int, tuple[Map, ...]], Placed] = {}  # blocks come again and again
    for index, node in enumerate(network.nodes, 1):
        inputs = tuple(outputs[parent] for parent in node.parents)
        key = (id(node.layer), inputs)
        placed = met.get(key)
        try:
            if placed is None:
                placed = met[key] = _place(node.layer, inputs)
            if not network.is_chain:
                _check_more_than_a_point(placed, inputs[0])
        except ConvcalcError as error:
            raise StopError(Step(index, node, inputs, None), error, steps) from None
        outputs.append(placed.output)
        step = Step(index, node, inputs, placed)
        steps.append(step)
        yield step
    if any(len(node.parents) > 1 for node in network.nodes):
        from convcalc.networks.jumps import check_jumps  # chains do without

        check_jumps(steps, len(x.size))


def _place(layer: Layer, inputs: tuple[Map, ...]) -> Placed:
    """Put a layer on its inputs, as long as its output is a size that anyone could mean."""
    placed = layer.place(*inputs)
    output = placed.output
    for number in (output.channels, *output.size):
        if number is not None and number > LARGEST:
            raise ConvcalcError(f"its output, {output}, is larger than 10^{DIGITS_MOST}")
    return placed


def _check_more_than_a_point(placed: Placed, x: Map) -> None:
    """Refuse a window of several cells over a single one, as after a squeeze-excitation.

    A class that holds one is no chain, though its channels may fit.
    """
    alone = set(x.size) == {1}
    if alone and any(w.most_cells(1) > 1 and w.before for w in placed.windows or ()):
        raise ConvcalcError("its window gets a single cell: these layers do not follow each other")
