"""The same layers as other programs would run them: a registry of conventions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.convolutions import Conv, Depthwise, Transposed
from convcalc.networks.layer import Kind
from convcalc.networks.pools import Pool
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.networks.graph import Network
    from convcalc.networks.layer import Layer, Placed
    from convcalc.networks.maps import Map


SYMMETRIC = ("valid", "full")  # padding words that are one number for both sides


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


class Refused(Kind):
    """A layer that a program does not have.

    Attributes
    ----------
    layer : Layer
    reason : str
    """

    layer: Layer
    reason: str

    @property
    def type(self) -> str:
        """The layer's own."""
        return self.layer.type

    @property
    def text(self) -> str:
        """The layer's own."""
        return self.layer.text

    def place(self, *inputs: Map) -> Placed:
        """Refuse it."""
        raise ConvcalcError(self.reason)


def _pytorch(layer: Layer, kind_is_open: bool) -> Layer:
    if not isinstance(layer, Conv | Depthwise | Pool):
        return layer
    word = layer.window.padding
    if not isinstance(word, str) or word in SYMMETRIC:
        return layer
    if word != "same" or isinstance(layer, Pool | Transposed):
        return Refused(layer, f"there is no padding {word} for it; numbers work")
    if max(layer.window.stride) > 1:
        return Refused(layer, "padding same is for stride 1; numbers work")
    return layer


def _same(layer: Layer, kind_is_open: bool) -> Layer:
    if isinstance(layer, Conv | Depthwise | Pool):
        window = layer.window._replace(padding="same", output_padding=(0,), ceil=False)
        return layer._replace(window=window)
    return layer


def _rounded_up(layer: Layer, kind_is_open: bool) -> Layer:
    if isinstance(layer, Transposed) or not isinstance(layer, Conv | Pool):
        return layer
    if isinstance(layer, Conv) and not kind_is_open:
        return layer
    return layer._replace(window=layer.window._replace(ceil=True))


CONVENTIONS: Mapping[str, Convention] = {
    "pytorch": Convention(_pytorch, "as written; rounded down unless it says :ceil"),
    "tensorflow-same": Convention(_same, "padding SAME everywhere: ceil(n / stride)"),
    "caffe-ceil": Convention(_rounded_up, "pools, and a window given by flags, rounded up"),
}


def follow_convention(network: Network, name: str, *, kind_is_open: bool) -> Network:
    """Return the layers as a convention has them."""
    change = CONVENTIONS[name].change
    nodes = (node._replace(layer=change(node.layer, kind_is_open)) for node in network.nodes)
    return network._replace(nodes=tuple(nodes))
