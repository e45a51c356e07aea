"""The same layers as other programs would run them: a registry of conventions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.convolutions import Conv, Depthwise
from convcalc.networks.pools import Pool
from convcalc.networks.window_plan import WindowPlan
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.networks.graph import Network
    from convcalc.networks.layer import Layer


class Convention(Record):
    """How a program sizes its outputs.

    Attributes
    ----------
    change : callable
        From a layer to the layer that follows the convention; gets whether a layer whose kind is
        not said rounds up.
    meaning : str
        One line for the help.
    """

    change: Callable[[Layer, bool], Layer]
    meaning: str


def _as_written(layer: Layer, kind_is_open: bool) -> Layer:
    window = getattr(layer, "window", None)
    if isinstance(window, WindowPlan) and window.padding == "same" and max(window.stride) > 1:
        raise ConvcalcError(f"{layer.text}: padding same with a stride; numbers work")
    return layer


def _same(layer: Layer, kind_is_open: bool) -> Layer:
    if isinstance(layer, Conv | Depthwise | Pool):
        window = layer.window._replace(padding="same", output_padding=(0,), ceil=False)
        return layer._replace(window=window)
    return layer


def _rounded_up(layer: Layer, kind_is_open: bool) -> Layer:
    if isinstance(layer, Pool | Conv) and (kind_is_open or layer.type.endswith("pool")):
        if layer.type == "transposed":
            return layer
        return layer._replace(window=layer.window._replace(ceil=True))
    return layer


CONVENTIONS: Mapping[str, Convention] = {
    "pytorch": Convention(_as_written, "as written: rounded down, but for :ceil"),
    "tensorflow-same": Convention(_same, "padding SAME everywhere: ceil(n / stride)"),
    "caffe-ceil": Convention(_rounded_up, "pools, and a window given by flags, rounded up"),
}


def follow_convention(network: Network, name: str, *, kind_is_open: bool) -> Network:
    """Return the layers as a convention has them."""
    change = CONVENTIONS[name].change
    nodes = (node._replace(layer=change(node.layer, kind_is_open)) for node in network.nodes)
    return network._replace(nodes=tuple(nodes))
