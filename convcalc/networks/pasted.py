"""Pasted modules as a network: which layers they are, and which of them nobody can count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ECHO, ConvcalcError, Misread, printable, shorten
from convcalc.networks import keras_input
from convcalc.networks.catalogue import Catalogue, axes_of_name, is_refused, walk
from convcalc.networks.convolutions import Conv
from convcalc.networks.dense import Dense
from convcalc.networks.given import Given
from convcalc.networks.graph import Network, Node
from convcalc.networks.pointwise import Unchanged
from convcalc.notation.code import read_code
from convcalc.notation.forms import looks_printed, without_comments
from convcalc.notation.modules import CALLS_MOST, CHAINS, CONTAINERS, LARGEST, Unread
from convcalc.notation.printed import read_printed
from convcalc.notation.sizes import DIGITS_MOST
from convcalc.notation.written import LAYERS_MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.networks.layer import Layer
    from convcalc.networks.maps import Map
    from convcalc.notation.modules import Call, Pasted, Value

MADE_FOR = ("in_channels", "in_features", "num_features")  # 0 in a lazy module that was not run


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
    if reader.outer:
        hidden = "; parameters that print(model) does not show are not counted" if printed else ""
        name = shorten(reader.outer, ECHO)
        chain = f"{name} is read as a chain, in the order in which it is written{hidden}"
        notes.insert(0, chain)
    is_sure = pasted.is_chain and not reader.notes
    return Network(tuple(reader.nodes), reader.input, is_sure, tuple(notes))


def _flatten_notes(reader: _Reader) -> list[str]:
    """Say where a dense layer flattens that would not in PyTorch."""
    has_axes = False
    for number, node in enumerate(reader.nodes, 1):
        layer = node.layer
        if isinstance(layer, Dense) and has_axes and layer.features and not reader.outer:
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
        self.outer = ""  # the first module that need not run what it holds in order
        self._around: list[str] = []
        self._laid: set[int] = set()  # calls by identity: code may use a layer again
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
            self._laid.add(id(call))

    def _one(self, call: Call, path: str) -> None:
        label = f"layer {len(self.nodes) + 1} ({shorten(call.name, ECHO)})"
        try:
            is_container = self._catalogue.is_container(call)
            if not is_container or "NormAct" in call.name:
                self._take_input(call)
                for layer in self._layers(call):
                    self._append(layer, call, path)
        except ConvcalcError as error:
            raise Misread(error.reason, call.start).within(label) from None
        if is_container:
            self._hold(call, call.children or (), path)

    def _hold(self, call: Call, children: Sequence[Call], path: str) -> None:
        """Lay what a module holds; what it is besides, only its author knows."""
        if call.name not in CHAINS and not self.outer:
            self.outer = call.name
        has_sizes = any(map(_is_size, [*call.args, *call.kwargs.values()]))
        if has_sizes and call.name not in CONTAINERS and self._catalogue.find(call) is None:
            self._note(f"{call.name} has sizes of its own: weights that it makes are not counted")
        self._around.append(call.name)
        self._lay(children, path)
        self._around.pop()

    def _note(self, note: str) -> None:
        if printable(note) not in self.notes:
            self.notes.append(printable(note))

    def _append(self, layer: Layer, call: Call, path: str) -> None:
        if not self.nodes and self.input and isinstance(layer, Conv):
            layer = layer._replace(channels=self.input.channels)  # which the SHAPE has to have
        is_again = not call.is_printed and id(call) in self._laid
        self.nodes.append(Node(layer, (len(self.nodes),), call.start, path, is_again))

    def _layers(self, call: Call) -> tuple[Layer, ...]:
        if call.name in CONTAINERS or call.name in keras_input.INPUTS:  # one that is empty
            return ()
        _check_numbers([*call.args, *call.kwargs.values()])
        module = self._catalogue.find(call)
        if module is None:
            return self._unknown(call)
        if call.name.startswith("Lazy"):
            call = _without_zero(call)
        if module.signature is None:
            call = call._replace(args=(), kwargs={})
        axes = axes_of_name(call.name)
        made = module.build(Given(call, module.signature or "", axes, module.ignored))
        layers = made if isinstance(made, tuple) else (made,)
        self._check_forward(layers[0])
        return layers

    def _check_forward(self, layer: Layer) -> None:
        """Refuse to guess what comes in where only the class's forward() knows."""
        is_lazy = isinstance(layer, Dense) and layer.features is None and layer.flattens
        if is_lazy and self._around and self._around[-1] not in CHAINS:
            raise ConvcalcError(
                "its in_features depend on what forward() does, which is not read: write the"
                " number, as in nn.Linear(400, 120)"
            )

    def _unknown(self, call: Call) -> tuple[Layer, ...]:
        """Let a printed module pass that shows no sign of weights; refuse any other."""
        sizes = any(map(_is_size, [*call.args, *call.kwargs.values()]))
        if sizes or not call.is_printed or is_refused(call):
            raise self._catalogue.unknown(call)
        name = shorten(call.name, ECHO)
        self._note(f"{name} is not known: taken for a layer that changes nothing")
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
    if isinstance(value, Unread):
        return re.search(r"[0-9]", re.sub(r"<.*>|0x\w+", "", value.text)) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _without_zero(call: Call) -> Call:
    """Leave out the 0 that ``print`` shows where a lazy module does not know its input yet."""
    kwargs = {k: v for k, v in call.kwargs.items() if v != 0 or k not in MADE_FOR}
    return call._replace(args=call.args[call.args[:1] == (0,) :], kwargs=kwargs)
