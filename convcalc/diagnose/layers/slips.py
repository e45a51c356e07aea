"""Slips with a window, as layers that do it in another way: a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.diagnose.layers.miscounted import Miscounted
from convcalc.exact import quotient
from convcalc.networks.convolutions import Conv, Depthwise, Transposed
from convcalc.networks.pointwise import Unchanged
from convcalc.networks.pools import Adaptive, Pool
from convcalc.notation.sizes import spread
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from convcalc.geometry import Window
    from convcalc.networks.layer import Layer
    from convcalc.networks.window_plan import WindowPlan

WITH_WINDOW = (Conv, Depthwise, Pool)
PADDING_MOST, STRIDE_MOST = 99, 4  # that are tried


class Slip(Record):
    """Something about a layer that is easily done in another way.

    Attributes
    ----------
    cause : str
        One of ``CAUSES``.
    text : str
        What was done, so that "112 is what ... gives" is a sentence.
    change : callable
        From the layer to the layer that does it like this; None where it makes no difference.
    """

    cause: str
    text: str
    change: Callable[[Layer], Layer | None]


def _window(change: Callable[[WindowPlan], WindowPlan | None]) -> Callable[[Layer], Layer | None]:
    """Lift a change of the window to the layer."""

    def lifted(layer: Layer) -> Layer | None:
        if not isinstance(layer, WITH_WINDOW):
            return None
        plan = change(layer.window)
        if plan is None or plan == layer.window:
            return None
        changed: Layer = layer._replace(window=plan)
        return changed

    return lifted


def _formula(
    sliding: Callable[[Window, int], Any] | None,
    transposed: Callable[[Window, int], Any] | None = None,
) -> Callable[[Layer], Layer | None]:
    """Return a change to a wrong formula: one for windows that slide, one for transposed ones."""

    def lifted(layer: Layer) -> Layer | None:
        size = transposed if isinstance(layer, Transposed) else sliding
        return Miscounted(layer, size) if size and isinstance(layer, WITH_WINDOW) else None

    return lifted


def _room(window: Window, n: int) -> int:
    return n + window.before + window.after - window.extent


def _padding(plan: WindowPlan) -> WindowPlan | None:
    return plan._replace(padding=((0, 0),)) if plan.padding != "valid" else None


def _once(plan: WindowPlan) -> WindowPlan | None:
    if isinstance(plan.padding, str) or any(before != after for before, after in plan.padding):
        return None
    return plan._replace(padding=tuple((before, 0) for before, _ in plan.padding))


def _exchanged(plan: WindowPlan) -> WindowPlan | None:
    return plan._replace(kernel=plan.kernel[::-1]) if len(plan.kernel) == 2 else None


def _cells_under(plan: WindowPlan) -> WindowPlan | None:
    if set(plan.dilation) == {1}:
        return None
    axes = max(len(plan.kernel), len(plan.dilation))
    pairs = zip(spread(plan.kernel, axes), spread(plan.dilation, axes), strict=True)
    return plan._replace(kernel=tuple(k * d for k, d in pairs), dilation=(1,))


def _ordinary(layer: Layer) -> Layer | None:
    if not isinstance(layer, Transposed):
        return None
    window = layer.window._replace(output_padding=(0,))
    return Conv(layer.filters, window, layer.groups, layer.bias, layer.channels, layer.mode)


def _transposed(layer: Layer) -> Layer | None:
    if type(layer) is not Conv:
        return None
    return Transposed(layer.filters, layer.window, layer.groups, layer.bias, layer.channels)


def _left_out(layer: Layer) -> Layer | None:
    return Unchanged("identity", "I") if isinstance(layer, Pool | Adaptive) else None


def _rounded_up(layer: Layer) -> Layer | None:
    up = _window(lambda plan: plan._replace(ceil=True))
    return None if isinstance(layer, Transposed) else up(layer)


# What is forgotten most often comes first.
FORGOTTEN: Mapping[str, Slip] = {
    "no-padding": Slip("padding", "leaving out the padding", _window(_padding)),
    "no-stride": Slip(
        "stride", "leaving out the stride", _window(lambda plan: plan._replace(stride=(1,)))
    ),
    "no-dilation": Slip(
        "dilation", "leaving out the dilation", _window(lambda plan: plan._replace(dilation=(1,)))
    ),
    "no-pool": Slip("pool-type", "leaving out the pooling", _left_out),
    "no-output-padding": Slip(
        "padding",
        "leaving out the output padding",
        _window(lambda plan: plan._replace(output_padding=(0,))),
    ),
}
# What makes a size a little larger or smaller: less likely than that something is forgotten.
SLIGHT: Mapping[str, Slip] = {
    "padding-once": Slip("padding-side", "counting the padding on one side only", _window(_once)),
    "ceil": Slip("ceil", "rounding up", _rounded_up),
    "floor": Slip("ceil", "rounding down", _window(lambda plan: plan._replace(ceil=False))),
    "no-last-one": Slip(
        "slip",
        "leaving out the + 1 at the end",
        _formula(lambda w, n: w.output(n) - 1, lambda w, n: w.transposed(n) - 1),
    ),
    "no-rounding": Slip(
        "ceil",
        "not rounding the quotient",
        _formula(lambda w, n: quotient(_room(w, n), w.stride) + 1),
    ),
}
MISTAKEN: Mapping[str, Slip] = {
    "same": Slip("padding", "padding same", _window(lambda plan: plan._replace(padding="same"))),
    "ordinary": Slip("slip", "the formula of an ordinary convolution", _ordinary),
    "transposed": Slip("slip", "the formula of a transposed convolution", _transposed),
    "kernel-swapped": Slip(
        "transposed-kernel", "exchanging the kernel's height and width", _window(_exchanged)
    ),
    "padding-added": Slip(
        "padding",
        "adding the padding instead of cropping it",
        _formula(None, lambda w, n: w.transposed(n) + 2 * (w.before + w.after)),
    ),
    "n-for-n-1": Slip(
        "slip",
        "taking n instead of n - 1",
        _formula(None, lambda w, n: w.transposed(n) + w.stride),
    ),
    "cells-under": Slip(
        "dilation", "counting the kernel as dilation times its size", _window(_cells_under)
    ),
    "no-inner-one": Slip(
        "slip",
        "leaving out the - 1 inside the fraction",
        _formula(lambda w, n: (_room(w, n) + 1) // w.stride + 1),
    ),
    "last-window": Slip(
        "ceil",
        "rounding up without dropping the window that starts in the padding",
        _formula(lambda w, n: -(-_room(w, n) // w.stride) + 1 if w.ceil else w.output(n)),
    ),
}


def other_numbers(layer: Layer) -> Iterator[Iterator[Slip]]:
    """Yield other paddings, and other strides, for a layer, the smallest first."""
    if isinstance(layer, WITH_WINDOW):
        extent = max(layer.window.kernel) * max(layer.window.dilation)
        yield (_other("padding", p, ((p, p),)) for p in range(1, min(extent, PADDING_MOST + 1)))
        yield (_other("stride", s, (s,)) for s in range(2, STRIDE_MOST + 1))


def _other(name: str, number: int, value: Any) -> Slip:
    return Slip(name, f"{name} {number}", _window(lambda plan: plan._replace(**{name: value})))
