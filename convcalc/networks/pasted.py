"""Pasted modules as a network: which layers they are, and which of them nobody can count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ECHO, ConvcalcError, Misread, quote, shorten
from convcalc.networks import keras_input
from convcalc.networks.catalogue import Catalogue, axes_of_name, is_refused, walk
from convcalc.networks.convolutions import Conv
from convcalc.networks.dense import Dense
from convcalc.networks.given import Given
from convcalc.networks.graph import Network, Node
from convcalc.networks.pointwise import Unchanged
from convcalc.notation.code import read_code
from convcalc.notation.forms import looks_printed, without_comments
from convcalc.notation.modules import CALLS_MOST, CONTAINERS, LARGEST
from convcalc.notation.printed import read_printed
from convcalc.notation.sizes import DIGITS_MOST
from convcalc.notation.written import LAYERS_MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.networks.given import Module
    from convcalc.networks.layer import Layer
    from convcalc.networks.maps import Map
    from convcalc.notation.modules import Call, Pasted, Value

KEEPING = {"_SpectralNorm", "_Orthogonal", "ParametrizationList", "ModuleDict"}  # no more weights


def read_pasted(text: str) -> Network:
    """Read pasted PyTorch or Keras: code, or what ``print(model)`` shows; and VGG lists.

    Raises
    ------
    Misread
        With the place, and the module's name and number.
    """
    bare = without_comments(text)
    printed = looks_printed(bare)
    try:
        pasted = read_printed(bare) if printed else read_code(text)
        reader = _Reader(pasted)
    except RecursionError:
        raise Misread("this is nested too deep to be layers", 0) from None
    if not reader.nodes:
        raise Misread("no layers here: expected some, such as nn.Conv2d(3, 64, 3)", 0)
    notes = [*pasted.notes, *reader.notes, *_flatten_notes(reader)]
    if not reader.is_chain:
        hidden = "; parameters that print(model) does not show are not counted" if printed else ""
        name = shorten(reader.outer, ECHO)
        chain = f"{name} is read as a chain, in the order in which it is written{hidden}"
        notes.insert(0, chain)
    return Network(tuple(reader.nodes), reader.input, reader.is_chain, tuple(notes))


def _flatten_notes(reader: _Reader) -> list[str]:
    """Say where a dense layer flattens that would not in PyTorch."""
    has_axes = False
    for number, node in enumerate(reader.nodes, 1):
        layer = node.layer
        if isinstance(layer, Dense) and has_axes and layer.features and reader.is_chain:
            return [
                f"layer {number} ({layer.text}) flattens first; in PyTorch nn.Flatten() must stand"
                " before it"
            ]
        if layer.type in ("flatten", "dense"):
            has_axes = False
        elif layer.axes or layer.type == "unflatten":
            has_axes = True
    return []


class _Reader:
    """Lays modules, and what is inside them, after each other."""

    def __init__(self, pasted: Pasted) -> None:
        self.nodes: list[Node] = []
        self.notes: list[str] = []
        self.input: Map | None = None
        self.is_chain = pasted.is_chain
        self.outer = "the class"  # until one is named
        self._visited = 0
        self._catalogue = Catalogue(pasted.calls)
        formats = {call.kwargs.get("data_format") for call in walk(pasted.calls)}
        self._channels_first = "channels_first" in formats
        self._lay(pasted.calls, "")

    def _lay(self, calls: Sequence[Call], path: str) -> None:
        for call in calls:
            for _ in range(call.times):
                self._visited += 1
                if len(self.nodes) >= LAYERS_MOST or self._visited >= CALLS_MOST:
                    raise Misread(f"more than {LAYERS_MOST:,} layers", call.start)
                self._one(call, f"{path}.{call.label}".strip("."))

    def _one(self, call: Call, path: str) -> None:
        module = self._catalogue.find(call)
        if call.children is not None and module is None and not is_refused(call):
            if call.name not in CONTAINERS and self.outer == "the class":
                self.is_chain, self.outer = False, call.name
            self._lay(call.children, path)
            return
        label = f"layer {len(self.nodes) + 1} ({shorten(call.name, ECHO)})"
        try:
            _check_numbers([*call.args, *call.kwargs.values()])
            self._take_input(call)
            layers = () if call.name in keras_input.INPUTS else self._layers(call, module)
        except ConvcalcError as error:
            raise Misread(error.reason, call.start).within(label) from None
        for layer in layers:
            self._append(layer, call, path)

    def _append(self, layer: Layer, call: Call, path: str) -> None:
        if not self.nodes and self.input and isinstance(layer, Conv):
            layer = layer._replace(channels=self.input.channels)  # which the SHAPE has to have
        self.nodes.append(Node(layer, (len(self.nodes),), call.start, path))

    def _layers(self, call: Call, module: Module | None) -> tuple[Layer, ...]:
        if call.name in CONTAINERS:  # one that is empty
            return ()
        if module is None:
            return self._unknown(call)
        _check_inside(call)
        if call.is_printed and call.name.startswith("Lazy"):
            call = _without_first(call)
        if module.signature is None:
            call = call._replace(args=(), kwargs={})
        axes = axes_of_name(call.name)
        made = module.build(Given(call, module.signature or "", axes, module.ignored))
        layers = made if isinstance(made, tuple) else (made,)
        self._check_forward(layers[0])
        return layers

    def _check_forward(self, layer: Layer) -> None:
        """Refuse to guess what comes in where only the class's forward() knows."""
        if (
            not self.is_chain
            and isinstance(layer, Dense)
            and layer.features is None
            and layer.flattens
        ):
            raise ConvcalcError(
                "its in_features depend on what forward() does, which is not read: write the"
                " number, as in nn.Linear(400, 120)"
            )

    def _unknown(self, call: Call) -> tuple[Layer, ...]:
        """Let a printed module pass that shows no sign of weights; refuse any other."""
        sizes = any(map(_is_size, [*call.args, *call.kwargs.values()]))
        if sizes or not call.is_printed or is_refused(call):
            raise self._catalogue.unknown(call)
        note = f"{shorten(call.name, ECHO)} is not known: taken for a layer that changes nothing"
        if note not in self.notes:
            self.notes.append(note)
        return (Unchanged("identity", call.name),)

    def _take_input(self, call: Call) -> None:
        """Take what comes in from Keras's Input, or from the first layer's input_shape."""
        shape = keras_input.input_shape(call)
        if shape is None:
            return
        if self.nodes or (self.input is not None and call.name in keras_input.INPUTS):
            raise ConvcalcError("a second input: paste one model at a time")
        self.input = keras_input.input_map(shape, channels_first=self._channels_first)


def _check_numbers(values: Sequence[Value]) -> None:
    for value in values:
        if isinstance(value, tuple):
            _check_numbers(value)
        elif isinstance(value, int) and abs(value) > LARGEST:
            raise ConvcalcError(f"a number has more than {DIGITS_MOST} digits")


def _is_size(value: Value) -> bool:
    """Tell whether an argument may be the size of something that is trained."""
    if isinstance(value, tuple):
        return any(map(_is_size, value))
    return isinstance(value, int) and not isinstance(value, bool)


def _check_inside(call: Call) -> None:
    """Refuse a known module that holds others which may have weights."""
    for inner in walk(call.children or ()):
        if inner.name not in KEEPING:
            raise ConvcalcError(
                f"{quote(inner.name)} inside it is not known: its weights cannot be told"
            )


def _without_first(call: Call) -> Call:
    """Leave out the 0 that ``print`` shows where a lazy module does not know its input yet."""
    kwargs = {k: v for k, v in call.kwargs.items() if k not in ("in_features", "num_features")}
    return call._replace(args=call.args[1:], kwargs=kwargs)
