"""A network as a list of layers, each with the layers that its input comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.errors import ECHO, shorten
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.networks.layer import Layer
    from convcalc.networks.maps import Map

INPUT = 0  # the parent of the first layer; the i-th layer is parent i


class Node(NamedTuple):
    """A layer in its place.

    Attributes
    ----------
    layer : Layer
    parents : tuple of int
        Where its inputs come from, counted from 1; 0 is the input of the network.
    start : int
        Where it is written in the text.
    name : str
        What it is called there, if it has a name.
    is_again : bool
        Whether it stands for a layer that came before, and shares its weights.
    """

    layer: Layer
    parents: tuple[int, ...]
    start: int = 0
    name: str = ""
    is_again: bool = False

    @property
    def label(self) -> str:
        """How messages call it."""
        text = shorten(self.layer.text, ECHO)
        return f"{text}, {shorten(self.name, ECHO)}" if self.name else text


class Network(Record):
    """Layers, unrolled.

    Attributes
    ----------
    nodes : tuple of Node
    input : Map or None
        What usually comes in, where the text or the name says so; the size may be open.
    is_chain : bool
        Whether the layers are known to follow each other as written. The layers of a printed class
        may not: then the first that does not fit ends the calculation of shapes.
    notes : tuple of str
    text, source : str
        What was read, for carets, and the file it comes from.
    """

    nodes: tuple[Node, ...]
    input: Map | None = None
    is_chain: bool = True
    notes: tuple[str, ...] = ()
    text: str = ""
    source: str = ""

    @property
    def axes(self) -> int | None:
        """How many sliding axes the layers' sizes show, None if they fit any number."""
        shown = (node.layer.axes for node in self.nodes)
        return next((axes for axes in shown if axes), None)

    @property
    def channels(self) -> int | None:
        """How many usually come in, or the first layer was made for, if one of them is said."""
        if self.input is not None and self.input.channels:
            return self.input.channels
        return getattr(self.nodes[0].layer, "channels", None) if self.nodes else None
