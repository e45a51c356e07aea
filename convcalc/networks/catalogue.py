"""Which modules are known by name: PyTorch's, Keras's, and those that nobody can count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.networks import keras, keras_input, pytorch
from convcalc.networks.convolutions import Conv
from convcalc.networks.given import Module
from convcalc.networks.pools import Pool
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.modules import VGG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from convcalc.networks.given import Given
    from convcalc.networks.layer import Layer
    from convcalc.notation.modules import Call

# Modules with weights, or with another shape of output, that are not layers of a chain.
PYTORCH_REFUSED = """
    Bilinear Embedding EmbeddingBag Fold FractionalMaxPool#d GLU GRU GRUCell LPPool#d LSTM LSTMCell
    MaxUnpool#d MultiheadAttention RNN RNNCell Unfold
""".split()  # noqa: SIM905 - a list of words reads better as one
KERAS_REFUSED = """
    Add Attention AdditiveAttention Average Concatenate Cropping#D Embedding GRU GRUCell LSTM
    LSTMCell MultiHeadAttention Multiply Normalization RNN Resizing SimpleRNN concatenate
""".split()  # noqa: SIM905
# What makes weights from others inside a module, and adds none.
KEEPING = {"_SpectralNorm", "_Orthogonal", "ParametrizationList", "ModuleDict"}
WRAPPED = "Parametrized"  # PyTorch's prefix for a module whose weights are made from others
HIDING = "MultiheadAttention"  # PyTorch's only module that holds others and has weights beside
PYTORCH_ONLY = ("nn", "torch.nn")  # what stands before a module that is surely PyTorch's

_dims = re.compile(r"([123])([dD])(?![a-z])")


class Catalogue:
    """The modules that calls may mean: Keras's names count where code uses one of them.

    Parameters
    ----------
    calls : sequence of Call
        All of a text.
    """

    def __init__(self, calls: Sequence[Call]) -> None:
        lists = {VGG: Module(_vgg_entry, "entry")}
        self._modules: Mapping[str, Module] = {**pytorch.MODULES, **lists}
        names = {_general(call.name) for call in walk(calls) if not call.is_printed}
        if names & (set(keras.MODULES) | keras_input.INPUTS) - set(pytorch.MODULES):
            self._modules = {**self._modules, **keras.MODULES}

    def find(self, call: Call) -> Module | None:
        """Return what a call means, None if that is not known."""
        known = pytorch.MODULES if call.path in PYTORCH_ONLY else self._modules
        name = call.name.removeprefix(WRAPPED).replace(
            "NormAct", "Norm"
        )  # timm's, with more inside
        return known.get(name) or known.get(_general(name))

    def is_container(self, call: Call) -> bool:
        """Tell whether a module is the sum of what it holds.

        Raises
        ------
        ConvcalcError
            If it holds something that makes weights nobody can count.
        """
        if call.children is None or call.name == HIDING:
            return False
        if not call.name.startswith(WRAPPED):
            return True
        for inner in walk(call.children):
            if inner.name not in KEEPING:
                raise ConvcalcError(
                    f"{quote(inner.name)} inside it is not known: its weights cannot be told"
                )
        return False

    def unknown(self, call: Call) -> ConvcalcError:
        """Say that a call is not known, and what comes nearest to it."""
        from difflib import get_close_matches  # only an error needs it

        is_torch = call.path in PYTORCH_ONLY
        known = pytorch.MODULES if is_torch else {**pytorch.MODULES, **keras.MODULES}
        names = [name.replace("#", digit) for name in known for digit in "123"]
        near = get_close_matches(call.name.lower(), map(str.lower, names), n=1, cutoff=0.8)
        meant = [name for name in names if near == [name.lower()]]
        if meant and not is_refused(call):
            prefix = f"{call.path}." if call.path else ""
            hint = f"did you mean {prefix}{meant[0]}?"
        else:
            hint = (
                "its weights and its output cannot be told; take it out, or write what it does in"
                " layers that are"
            )
        return ConvcalcError(f"{quote(call.name)} is not known: {hint}")


def is_refused(call: Call) -> bool:
    """Tell whether a module is known to be no layer of a chain."""
    refused = PYTORCH_REFUSED if call.is_printed else {*PYTORCH_REFUSED, *KERAS_REFUSED}
    return _general(call.name) in refused


def axes_of_name(name: str) -> int:
    """Return how many axes a module slides along by its name, 0 if that does not tell.

    >>> axes_of_name("Conv2d"), axes_of_name("Linear")
    (2, 0)
    """
    digit = _dims.search(name)
    return int(digit[1]) if digit else 0


def walk(calls: Sequence[Call]) -> Iterator[Call]:
    """Go through calls and all that is inside them."""
    for call in calls:
        yield call
        yield from walk(call.children or ())


def _general(name: str) -> str:
    """Return a name for any number of dimensions: ``Conv#d`` for ``Conv2d``."""
    return _dims.sub(r"#\2", name)


def _vgg_entry(g: Given) -> Layer:
    """Make a layer of an entry of a VGG list: filters of 3x3, or a pooling."""
    entry = g.get("entry")
    if isinstance(entry, int) and not isinstance(entry, bool) and entry > 0:
        return Conv(entry, WindowPlan((3, 3), padding=((1, 1),), dims=2))
    kinds = {"M": "max", "A": "avg"}
    if isinstance(entry, str) and entry in kinds:
        return Pool(kinds[entry], WindowPlan((2, 2), (2, 2), dims=2))
    raise ConvcalcError(
        f"{quote(str(entry))} in a VGG list: expected numbers of filters, 'M' or 'A'"
    )
