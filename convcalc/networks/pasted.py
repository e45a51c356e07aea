"""Pasted modules as a network: which layers they are, and which of them nobody can count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, Misread, quote
from convcalc.networks import keras, pytorch
from convcalc.networks.convolutions import Conv
from convcalc.networks.given import Given
from convcalc.networks.graph import LAYERS_MOST, Network, Node
from convcalc.networks.maps import Map
from convcalc.networks.pointwise import Unchanged
from convcalc.networks.pools import Pool
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.code import VGG, read_code
from convcalc.notation.modules import CONTAINERS
from convcalc.notation.printed import looks_printed, read_printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.networks.layer import Layer
    from convcalc.notation.modules import Call

MODULES = {**pytorch.MODULES, **keras.MODULES}
# Modules with weights, or with another shape of output, that are not layers of a chain.
REFUSED = """
    Add Attention AdditiveAttention Average Bilinear Concatenate Cropping#D Embedding EmbeddingBag
    Fold FractionalMaxPool#d GLU GRU GRUCell LPPool#d LSTM LSTMCell MaxUnpool#d Multiply
    MultiHeadAttention MultiheadAttention Normalization PixelUnshuffle RNN RNNCell Resizing
    SimpleRNN Transformer TransformerDecoderLayer TransformerEncoderLayer Unfold concatenate
    multiply
""".split()  # noqa: SIM905 - a list of words reads better as one
USUAL_DIMS = 2
NOT_SHOWN = "parameters that print(model) does not show are not counted"

_dims = re.compile(r"([123])([dD])(?![a-z])")
_tells_weights = re.compile(
    r"^(in|out|num|n|hidden|embed|input|output)_|features|channels|dim|size"
)


def read_pasted(text: str) -> Network:
    """Read pasted PyTorch or Keras: code, or what ``print(model)`` shows; and VGG lists.

    Raises
    ------
    Misread
        With the place, and the module's name and number.
    """
    try:
        pasted = read_printed(text) if looks_printed(text) else read_code(text)
    except RecursionError:
        raise Misread("this is nested too deep to be layers", 0) from None
    reader = _Reader(_first_dims(pasted.calls))
    reader.lay(pasted.calls, "")
    if not reader.nodes:
        raise Misread("no layers here: expected some, such as nn.Conv2d(3, 64, 3)", 0)
    if not pasted.is_chain and not reader.outer:
        reader.outer = "the class"
    notes = list(pasted.notes)
    if reader.outer:
        notes.insert(
            0,
            f"{reader.outer} is read as a chain, in the order in which it is written; {NOT_SHOWN}",
        )
    return Network(tuple(reader.nodes), reader.input, not reader.outer, (*notes, *reader.notes))


def _first_dims(calls: Sequence[Call]) -> int:
    """Return the dimensions of the first module that names them: for those that do not."""
    for call in calls:
        if match := _dims.search(call.name):
            return int(match[1])
        if call.children and (inner := _first_dims(call.children)):
            return inner
    return 0


def _general(name: str) -> str:
    """Return a name for any number of dimensions: ``Conv#d`` for ``Conv2d``."""
    return _dims.sub(r"#\2", name)


def _is_refused(call: Call) -> bool:
    return _general(call.name) in REFUSED


class _Reader:
    def __init__(self, dims: int) -> None:
        self.dims = dims or USUAL_DIMS
        self.nodes: list[Node] = []
        self.notes: list[str] = []
        self.input: Map | None = None
        self.outer = ""

    def lay(self, calls: Sequence[Call], path: str) -> None:
        """Append modules, and what is inside them, after each other."""
        for call in calls:
            for _ in range(call.times):
                self._one(call, f"{path}.{call.label}".strip("."))

    def _one(self, call: Call, path: str) -> None:
        label = f"layer {len(self.nodes) + 1} ({call.name})"
        if len(self.nodes) >= LAYERS_MOST:
            raise Misread(f"more than {LAYERS_MOST:,} layers", call.start)
        if call.children is not None and not _is_refused(call):
            if call.name not in CONTAINERS and not self.outer:
                self.outer = call.name
            self.lay(call.children, path)
            return
        try:
            if call.name in keras.INPUTS or _input_argument(call):
                self._take_input(call)
            layers = () if call.name in keras.INPUTS else self._layers(call)
        except ConvcalcError as error:
            misread = Misread(error.reason, call.start)
            raise misread.within(label) from None
        for layer in layers:
            self.nodes.append(Node(layer, (len(self.nodes),), call.start, path))

    def _layers(self, call: Call) -> tuple[Layer, ...]:
        if call.name == VGG:
            return (_from_list(call.args[0]),)
        digit = _dims.search(call.name)
        module = MODULES.get(_general(call.name))
        if module is None:
            return self._unknown(call)
        if module.signature is None:
            call = call._replace(args=(), kwargs={})
        dims = int(digit[1]) if digit else self.dims
        made = module.build(Given(call, module.signature or "", dims, module.ignored))
        return made if type(made) is tuple else (made,)  # type: ignore[return-value]

    def _unknown(self, call: Call) -> tuple[Layer, ...]:
        """Let a module pass that surely has no weights; refuse any other."""
        weights = call.args or any(map(_tells_weights.search, call.kwargs))
        if weights or _is_refused(call):
            raise ConvcalcError(
                f"{quote(call.name)} is not known: its weights and its output cannot be told; take"
                " it out, or write what it does in layers that are"
            )
        note = f"{call.name} is not known: taken for a layer that changes nothing"
        if note not in self.notes:
            self.notes.append(note)
        return (Unchanged("identity", call.name),)

    def _take_input(self, call: Call) -> None:
        """Take what comes in from Keras's Input, or from the first layer's input_shape."""
        shape = _input_argument(call) or (call.args[0] if call.args else None)
        sizes = [n for n in shape if isinstance(n, int)] if isinstance(shape, tuple) else []
        if self.nodes or not isinstance(shape, tuple) or len(sizes) < len(shape) or not sizes:
            return
        if len(sizes) == 1:
            self.input = Map(sizes[0], ())
        elif call.kwargs.get("data_format") == "channels_first":
            self.input = Map(sizes[0], tuple(sizes[1:]))
        else:
            self.input = Map(sizes[-1], tuple(sizes[:-1]))


def _input_argument(call: Call) -> object:
    """Return the shape of the input that a Keras layer was given."""
    for name in ("input_shape", "shape", "batch_shape", "batch_input_shape"):
        if name in call.kwargs:
            value = call.kwargs[name]
            return value[1:] if name.startswith("batch") and isinstance(value, tuple) else value
    return None


def _from_list(entry: object) -> Layer:
    """Make a layer of an entry of a VGG list: filters of 3x3, or a pooling."""
    if isinstance(entry, int) and entry > 0:
        return Conv(entry, WindowPlan((3, 3), padding=((1, 1),), dims=2))
    kinds = {"M": "max", "A": "avg"}
    if entry in kinds:
        return Pool(kinds[str(entry)], WindowPlan((2, 2), (2, 2), dims=2))
    raise ConvcalcError(
        f"{quote(str(entry))} in a VGG list: expected numbers of filters, 'M' or 'A'"
    )
