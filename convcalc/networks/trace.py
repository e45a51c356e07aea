"""Follow an input through the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, Place
from convcalc.lengths import TooSmallError
from convcalc.networks.convolutions import Conv
from convcalc.networks.flow import flow
from convcalc.networks.graph import Step, StopError
from convcalc.networks.maps import Map
from convcalc.notation.shapes import read_shape
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.networks.graph import Network
    from convcalc.notation.sizes import Sizes

USUAL_AXES = 2  # where nothing shows how many there are


class Trace(Record):
    """Everything that happens to an input.

    Attributes
    ----------
    network : Network
    input : Map
    steps : tuple of Step
    stop : StopError or None
        The first layer of a class that does not fit; None if all do.
    """

    network: Network
    input: Map
    steps: tuple[Step, ...]
    stop: StopError | None = None

    @property
    def misfit(self) -> str:
        """Which layer of a class does not fit, and why; empty if all do."""
        return f"{self.stop.step.label}: {self.stop.reason}" if self.stop else ""

    def refusal(self, error: ConvcalcError, step: Step) -> ConvcalcError:
        """Say of what is wrong with a layer which one it is, and where it is written."""
        return _located(error.reason, step, self.network)

    @property
    def output(self) -> Map:
        """What comes out at the end.

        Raises
        ------
        ConvcalcError
            If a layer does not fit, so that nobody knows.
        """
        if self.stop:
            reason = (
                f"{self.stop.reason}. Only forward() tells how its layers hang together: take the"
                " part that is a chain, or write branches as (... | ...):add; params counts them"
                " anyway"
            )
            raise _located(reason, self.stop.step, self.network)
        return self.steps[-1].output or self.input if self.steps else self.input


def find_input(network: Network, shape: Sizes | None = None, layout: str = "chw") -> Map:
    """Decide what goes in: the SHAPE given, else what usually does, else something unknown.

    Raises
    ------
    ConvcalcError
        If the shape cannot be read.
    """
    axes = network.axes or USUAL_AXES
    if shape is None:
        return network.input or Map(network.channels, (None,) * axes)
    channels, sizes = read_shape(shape, layout)
    bare = channels is None and len(sizes) == 1
    first = network.nodes[0].layer if network.nodes else None
    if bare and first and first.features == sizes[0]:
        return Map(first.features, ())
    return Map(channels or network.channels, sizes * axes if bare else sizes)


def check_filters(network: Network) -> None:
    """Refuse convolutions that do not say how many filters they have.

    Raises
    ------
    ConvcalcError
        With the first of them.
    """
    for index, node in enumerate(network.nodes, 1):
        layer = node.layer
        if isinstance(layer, Conv) and layer.filters is None:
            reason = f"how many filters? Write them after the {layer.op}, as in {layer.op}64"
            raise _located(reason, Step(index, node, (), None), network)


def trace(network: Network, x: Map) -> Trace:
    """Follow an input through the layers.

    Raises
    ------
    ConvcalcError
        If a layer cannot work on what comes in: with its number, and the least input that works.
    """
    try:
        return Trace(network, x, tuple(flow(network, x)))
    except StopError as stop:
        if network.is_chain:
            raise refusal(stop, network, x) from None
        # The layers of a class may hang together in another way than they are written.
        rest = _unplaced(network, stop.step.number, x)
        return Trace(network, x, (*stop.before, *rest), stop)


def _unplaced(network: Network, first: int, x: Map) -> list[Step]:
    """Return the layers from one on, with nothing known of what comes in."""
    unknown = Map(None, (None,) * (network.axes or len(x.size) or USUAL_AXES))
    nodes = network.nodes[first - 1 :]
    return [Step(index, node, (unknown,), None) for index, node in enumerate(nodes, first)]


def refusal(stop: StopError, network: Network, x: Map) -> ConvcalcError:
    """Say which layer stops, where it stands, and for which input it would work."""
    error, reason = stop.error, stop.reason
    if isinstance(error, TooSmallError):
        from convcalc.networks.least_input import advice

        reason = f"{error.fact}: {advice(network, x)}, or here {error.advice}"
    return _located(reason, stop.step, network)


def _located(reason: str, step: Step, network: Network) -> ConvcalcError:
    place = None
    if network.text:
        place = Place(network.text, step.node.start, network.source)
    return ConvcalcError(reason, place=place).within(step.label)
