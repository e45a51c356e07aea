"""The least input on which every layer works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.geometry import AdaptiveWindow
from convcalc.networks.flow import flow
from convcalc.notation.sizes import DIGITS_MOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.networks.graph import Network
    from convcalc.networks.layer import Placed
    from convcalc.networks.maps import Map

NEAR = 64  # how far sizes are tried one by one, where branches fit for some sizes only
LAYERS_MOST = 100_000  # that are tried on the way


def advice(network: Network, x: Map) -> str:
    """Say which input is large enough for every layer. Sides that are equal stay equal.

    Parameters
    ----------
    network : Network
    x : Map
        An input that is too small.
    """
    try:
        sides = _least_sides(network, x)
    except ConvcalcError:  # even where nobody says how large the input is
        return "no input works"
    if max(sides) > 10**DIGITS_MOST:
        return f"no input up to 10^{DIGITS_MOST} cells works"
    least = x._replace(size=sides)
    for tried in _near(least, len(network.nodes)):
        if _works(network, tried):
            return f"the least input that works is {tried.short}"
    return f"no input from {least.short} to {tried.short} works"


def _near(least: Map, layers: int) -> Iterator[Map]:
    """Try sizes one by one; fewer where there are many layers."""
    for more in range(min(NEAR, LAYERS_MOST // layers) + 1):
        yield least._replace(size=tuple((n or 0) + more for n in least.size))


def _works(network: Network, x: Map) -> bool:
    try:
        return all(step.placed for step in flow(network, x))
    except ConvcalcError:
        return False


def _least_sides(network: Network, x: Map) -> tuple[int, ...]:
    """Go back from layer to layer: each output must have a cell, and what comes after it needs.

    Raises
    ------
    ConvcalcError
        If a layer does not fit what an adaptive layer gives, whatever comes in.
    """
    unknown = x._replace(size=(None,) * len(x.size))
    placed = [step.placed for step in flow(network, unknown) if step.placed]
    sides = [_least_side(network, placed, axis) for axis in range(len(x.size))]
    return (max(sides),) * len(sides) if len(set(x.size)) == 1 else tuple(sides)


def _least_side(network: Network, placed: Sequence[Placed], axis: int) -> int:
    need = [1] * (len(placed) + 1)
    for number in range(len(placed), 0, -1):
        least = _input_for(placed[number - 1], axis, need[number])
        for parent in network.nodes[number - 1].parents:
            need[parent] = max(need[parent], least)
    return need[0]


def _input_for(placed: Placed, axis: int, wanted: int) -> int:
    """Return the least input along an axis that gives as many cells as are wanted, or more."""
    if placed.windows is None or placed.output.is_flat:
        return 1
    if not placed.windows:
        return wanted
    window = placed.windows[axis]
    if isinstance(window, AdaptiveWindow):
        return 1
    if not placed.aligned:  # padding that makes ceil(n / s) cells
        return (wanted - 1) * window.stride + 1
    least = window.least_transposed(wanted) if placed.transposed else window.least_input(wanted)
    return max(least, 1)
