"""The least input on which every layer works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.lengths import TooSmallError

if TYPE_CHECKING:
    from convcalc.networks.graph import Network
    from convcalc.networks.maps import Map

SIDE_MOST = 2**40  # cells; an input of that size is nobody's
NEAR = 64  # how far sizes are tried one by one, where branches fit for some sizes only


def least_input(network: Network, x: Map) -> Map | None:
    """Return the least input that is large enough for every layer.

    Sides that are equal are kept equal.

    Parameters
    ----------
    network : Network
    x : Map
        An input that is too small.

    Returns
    -------
    Map or None
        None if no input works.
    """
    least = x
    for axes in _groups(x):
        found = _least_side(network, x, axes)
        if found is None:
            return None
        least = _with_side(least, axes, found)
    for more in range(NEAR):
        tried = least._replace(size=tuple((n or 0) + more for n in least.size))
        if _problem(network, tried) is None:
            return tried
    return None


def _groups(x: Map) -> list[list[int]]:
    """Return the axes that change together: all if they are equal, else each alone."""
    axes = list(range(len(x.size)))
    return [axes] if len(set(x.size)) == 1 else [[axis] for axis in axes]


def _with_side(x: Map, axes: list[int], side: int) -> Map:
    return x._replace(size=tuple(side if i in axes else n for i, n in enumerate(x.size)))


def _least_side(network: Network, x: Map, axes: list[int]) -> int | None:
    """Find the least side by doubling and halving: what is large enough stays so."""
    others = [i for i in range(len(x.size)) if i not in axes]

    def fits(side: int) -> bool:
        tried = _with_side(_with_side(x, others, SIDE_MOST), axes, side)
        return not isinstance(_problem(network, tried), TooSmallError)

    enough = 1
    while not fits(enough):
        enough *= 2
        if enough > SIDE_MOST:
            return None
    too_small = enough // 2
    while enough - too_small > 1:
        middle = (enough + too_small) // 2
        enough, too_small = (middle, too_small) if fits(middle) else (enough, middle)
    return enough


def _problem(network: Network, x: Map) -> ConvcalcError | None:
    """Return what goes wrong with an input."""
    outputs = [x]
    try:
        for node in network.nodes:
            inputs = (outputs[parent] for parent in node.parents)
            outputs.append(node.layer.place(*inputs).output)
    except ConvcalcError as error:
        return error
    return None
