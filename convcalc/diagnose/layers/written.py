"""How a layer that was changed is written: the flags for a single one, else its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.networks.convolutions import Transposed
from convcalc.networks.pools import Pool
from convcalc.notation.sizes import show_index, show_short, spread

if TYPE_CHECKING:
    from convcalc.networks.layer import Layer
    from convcalc.networks.window_plan import WindowPlan
    from convcalc.notation.written import Sides

CEIL = ":ceil"


def flags(right: Layer, changed: Layer) -> tuple[str, ...]:
    """Return the flags of ``shape`` that make the changed layer of the right one.

    >>> from convcalc.networks.convolutions import Conv
    >>> from convcalc.networks.window_plan import WindowPlan
    >>> flags(Conv(None, WindowPlan((3,), (2,))), Conv(None, WindowPlan((3,))))
    ('-s 1',)
    """
    old, new = getattr(right, "window", None), getattr(changed, "window", None)
    if old is None or new is None or (new.ceil and _pads_too_much(new)):
        return ()
    kinds = [isinstance(layer, Transposed) for layer in (right, changed)]
    found = _switch("--transposed", *kinds) + _numbers(old, new)
    return tuple(found + _switch("--ceil", old.ceil, new.ceil))


def _pads_too_much(plan: WindowPlan) -> bool:
    """Tell whether a pooling, which --ceil means, would refuse the padding."""
    if isinstance(plan.padding, str):
        return plan.padding == "full"
    return max(side for pair in plan.padding for side in pair) > min(plan.kernel) // 2


def _switch(flag: str, before: bool, after: bool) -> list[str]:
    if before == after:
        return []
    return [flag if after else f"without {flag}"]


def _numbers(old: WindowPlan, new: WindowPlan) -> list[str]:
    sizes = {
        "-k": (old.kernel, new.kernel),
        "-s": (old.stride, new.stride),
        "-d": (old.dilation, new.dilation),
        "--output-padding": (old.output_padding, new.output_padding),
    }
    found = [f"{flag} {show_short(new)}" for flag, (old, new) in sizes.items() if old != new]
    if old.padding != new.padding:
        found.append(f"-p {_padding(new.padding, new.dims)}")
    return found


def _padding(padding: str | Sides, dims: int | None) -> str:
    if isinstance(padding, str):
        return padding
    if all(before == after for before, after in padding):
        return show_short([before for before, _ in padding])
    sides = spread(padding, dims or 1)
    return show_index([side for pair in sides for side in pair])


def written(number: int, right: Layer, changed: Layer) -> str:
    """Say how a layer of a network is to be written; empty where the notation has no way.

    >>> from convcalc.networks.convolutions import Conv
    >>> from convcalc.networks.window_plan import WindowPlan
    >>> written(3, Conv(8, WindowPlan((3,), (2,))), Conv(8, WindowPlan((3,))))
    'layer 3 as C8k3'
    """
    if changed.type == "identity":
        return f"without layer {number}"
    rounds_up = CEIL in changed.text and not isinstance(changed, Pool)
    return "" if rounds_up or changed.text == right.text else f"layer {number} as {changed.text}"
