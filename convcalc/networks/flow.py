"""What flows through a network: the maps between its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.graph import Step, StopError
from convcalc.notation.sizes import DIGITS_MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcalc.networks.graph import Network
    from convcalc.networks.layer import Layer, Placed
    from convcalc.networks.maps import Map

LARGEST = 10**DIGITS_MOST


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
