"""A network as a list of layers, each with those its input comes from, and what goes through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ECHO, ConvcalcError, shorten
from convcalc.networks.layer import Kind, Placed
from convcalc.networks.maps import Map
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convcalc.networks.layer import Cost, Layer

INPUT = 0  # the parent of the first layer; the i-th layer is parent i

LISTED_MOST = 3  # of what differs
WANTED = {
    "add": "the same from each; change a stride, a padding or the filters of one",
    "cat": "the same size from each; change a stride or a padding of one",
}


class Node(Record):
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


class Join(Kind):
    """The end of branches.

    Attributes
    ----------
    type : str
        ``add`` or ``cat``.
    """

    type: str

    @property
    def text(self) -> str:
        """As it is written."""
        return f":{self.type}"

    def place(self, *inputs: Map) -> Placed:
        """Check that the branches agree: in everything to be added, else in size."""
        sizes = [x.size for x in inputs if x.lengths is not None]
        self._check_alike(sizes, inputs)
        self._check_alike([len(x.size) for x in inputs], inputs)
        size = sizes[0] if sizes else inputs[0].size
        channels = [x.channels for x in inputs if x.channels is not None]
        if self.type == "cat":
            return Placed(Map(sum(channels) if len(channels) == len(inputs) else None, size))
        self._check_alike(channels, inputs)
        return Placed(Map(channels[0] if channels else None, size))

    def _check_alike(self, values: Sequence[object], inputs: Sequence[Map]) -> None:
        if len(set(values)) > 1:
            raise ConvcalcError(f"its branches give {listed(inputs)}: expected {WANTED[self.type]}")


def listed(items: Iterable[object]) -> str:
    """Name what differs, but not all of many.

    >>> listed([2, 2, 1]), listed([1, 2, 3, 4, 5])
    ('2 and 1', '1, 2, 3 and 2 others')
    """
    texts = list(dict.fromkeys(map(str, items)))
    rest = len(texts) - LISTED_MOST
    if rest > 0:
        texts = [*texts[:LISTED_MOST], f"{rest} others" if rest > 1 else "1 other"]
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last


class Step(Record):
    """A layer with what comes in and what goes out.

    Attributes
    ----------
    number : int
        Counted from 1.
    node : Node
    inputs : tuple of Map
    placed : Placed or None
        None after the first layer of a class that does not fit: its place is not known.
    """

    number: int
    node: Node
    inputs: tuple[Map, ...]
    placed: Placed | None

    @property
    def layer(self) -> Layer:
        """The layer."""
        return self.node.layer

    @property
    def output(self) -> Map | None:
        """What goes out, if that is known."""
        return self.placed.output if self.placed else None

    @property
    def cost(self) -> Cost:
        """What the layer keeps and calculates."""
        x = self.inputs[0]
        return self.layer.cost(x, self.output or x)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"layer {self.number} ({self.node.label})"


class StopError(ConvcalcError):
    """A layer at which a network does not go on, and why, and the layers before it."""

    def __init__(self, step: Step, error: ConvcalcError, before: Sequence[Step] = ()) -> None:
        super().__init__(error.reason)
        self.step, self.error, self.before = step, error, before
