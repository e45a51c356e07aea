"""How far apart units are, in cells of the input: only branches that agree can be joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from convcalc.errors import ConvcalcError
from convcalc.exact import quotient, whole_if_possible
from convcalc.geometry import AdaptiveWindow
from convcalc.networks.graph import StopError, listed
from convcalc.notation.sizes import gather

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.geometry import AnyWindow
    from convcalc.networks.graph import Step

    Exact: TypeAlias = int | Fraction
    Jumps: TypeAlias = tuple[Exact, ...] | None


def factor(window: AnyWindow, n: int | None, *, transposed: bool) -> Exact:
    """Return by how much a window over an axis of length n moves units apart.

    >>> from convcalc.geometry import Window
    >>> factor(Window(3, stride=2), None, transposed=False)
    2
    """
    if isinstance(window, AdaptiveWindow):
        return quotient(n or 1, window.size)
    return quotient(1, window.stride) if transposed else window.stride


def check_jumps(steps: Sequence[Step], axes: int) -> None:
    """Refuse branches whose units stand at other distances in the input: they do not meet.

    Where a unit sees everything there is no distance.

    Parameters
    ----------
    steps : sequence of Step
        All layers of a network.
    axes : int
        Of the input.

    Raises
    ------
    StopError
        At the step where they should.
    """
    jumps: list[Jumps] = [(1,) * axes]
    for step in steps:
        before = [jumps[parent] for parent in step.node.parents]
        known = [found for found in before if found is not None]
        if any(found != known[0] for found in known):
            raise StopError(step, _apart(known), steps[: step.number - 1])
        jumps.append(_after(known[0], step) if len(known) == len(before) else None)


def _apart(jumps: Sequence[tuple[Exact, ...]]) -> ConvcalcError:
    texts = ("x".join(map(str, gather(found))) for found in jumps)
    return ConvcalcError(
        f"its branches have jumps of {listed(texts)} input cells: expected the same; change the"
        " strides of one"
    )


def _after(jumps: tuple[Exact, ...], step: Step) -> Jumps:
    """Return how far apart the units of a layer are."""
    placed = step.placed
    if placed is None or placed.windows is None or placed.output.is_flat:
        return None
    if not placed.windows:
        return jumps
    transposed = placed.transposed
    factors = [
        factor(window, n, transposed=transposed)
        for window, n in zip(placed.windows, step.inputs[0].size, strict=True)
    ]
    if all(f == 1 for f in factors):
        return jumps
    return tuple(whole_if_possible(j * f) for j, f in zip(jumps, factors, strict=True))
