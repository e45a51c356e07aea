"""Layers as they are written on one line: a new one is one entry in ``OPS``.

The help, the messages and the tests read the registry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.networks.convolutions import Conv, Depthwise, Transposed
from convcalc.networks.dense import Dense, Flatten
from convcalc.networks.pointwise import BatchNorm, Unchanged
from convcalc.networks.pools import Adaptive, Pool
from convcalc.networks.window_plan import WindowPlan
from convcalc.padding import WORDS
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.networks.layer import Layer
    from convcalc.notation.written import Sides, Sizes, Written

SLIDING = "kspd"
PADDING = tuple(WORDS)  # the words that say how much


class Arguments:
    """What is written of one layer, looked up by name."""

    def __init__(self, written: Written) -> None:
        self._keys = {part.name: part for part in written.keys}
        self.words = {part.name for part in written.words}
        ignored = OPS[written.op].out == "ignored" or not written.out
        self.out = () if ignored else tuple(map(int, written.out.lower().split("x")))

    def sizes(self, key: str, default: Sizes = (1,)) -> Sizes:
        """Return what a key was given."""
        return self._keys[key].sizes if key in self._keys else default

    @property
    def filters(self) -> int | None:
        """The number of filters, if it is written."""
        return self.out[0] if self.out else None

    @property
    def bias(self) -> bool:
        """Whether there are biases."""
        return "nobias" not in self.words

    def window(self, kernel: Sizes, stride: Sizes = (1,)) -> WindowPlan:
        """Put together the window."""
        padding: str | Sides = self._keys["p"].sides if "p" in self._keys else ((0, 0),)
        for word in self.words & set(PADDING):
            padding = word
        return WindowPlan(
            kernel,
            self.sizes("s", stride),
            padding,
            self.sizes("d"),
            self.sizes("op", (0,)),
            ceil="ceil" in self.words,
        )


class Op(Record):
    """How a kind of layer is written.

    Attributes
    ----------
    build : callable
        From the arguments to the layer.
    summary : str
        One line for the help.
    out : str
        What the number after it is: ``filters``, ``window``, ``size``, ``units`` or ``ignored``;
        empty if it carries none.
    keys : str
        The keys that it knows.
    words : tuple of str
        The words that it knows.
    needs_out : bool
        Whether the number cannot be left out.
    spelled : tuple of str
        What people also write.
    """

    build: Callable[[Arguments], Layer]
    summary: str
    out: str = ""
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needs_out: bool = False
    spelled: tuple[str, ...] = ()


def _conv(a: Arguments) -> Conv:
    return Conv(a.filters, a.window(a.sizes("k", (3,))), a.sizes("g")[0], a.bias)


def _depthwise(a: Arguments) -> Depthwise:
    return Depthwise(a.filters, a.window(a.sizes("k", (3,))), a.bias)


def _transposed(a: Arguments) -> Transposed:
    return Transposed(a.filters, a.window(a.sizes("k", (3,))), a.sizes("g")[0], a.bias)


def _pool(kind: str) -> Callable[[Arguments], Pool]:
    def build(a: Arguments) -> Pool:
        kernel = a.out or a.sizes("k", (2,))
        return Pool(kind, a.window(kernel, stride=kernel))

    return build


def _adaptive(kind: str) -> Callable[[Arguments], Adaptive]:
    return lambda a: Adaptive(kind, a.out)


def _unchanged(kind: str, text: str) -> Callable[[Arguments], Unchanged]:
    return lambda a: Unchanged(kind, text)


_BIAS = ("bias", "nobias")
_POOL = ("ceil", *PADDING)
_DENSE = Op(
    lambda a: Dense(a.out[0], a.bias),
    "dense: every output from every input; flattens first",
    "units",
    words=_BIAS,
    needs_out=True,
    spelled=("linear", "fully", "affine", "dense"),
)
_MAX = Op(
    _pool("max"),
    "max-pool; the stride is the window unless s is given: M2, M3s2, M2x3",
    "window",
    tuple(SLIDING),
    _POOL,
    spelled=("pool", "maxpool", "max", "maxpooling"),
)
_AVG = Op(
    _pool("avg"),
    "average-pool, written like M",
    "window",
    tuple(SLIDING),
    _POOL,
    spelled=("avgpool", "avg", "average", "mean", "averagepooling"),
)

OPS: Mapping[str, Op] = {
    "C": Op(
        _conv,
        "convolution: C64k7s2p3 has 64 filters of 7x7; k3 s1 p0 d1 g1 and a bias unless said",
        "filters",
        (*SLIDING, "g"),
        (*PADDING, *_BIAS),
        spelled=("conv", "convolution", "cnn"),
    ),
    "DW": Op(
        _depthwise,
        "depthwise convolution; a number, if any, is a multiple of the channels",
        "filters",
        tuple(SLIDING),
        (*PADDING, *_BIAS),
        spelled=("depthwise", "dwconv", "dconv"),
    ),
    "T": Op(
        _transposed,
        "transposed convolution: T32k4s2p1op0",
        "filters",
        (*SLIDING, "g", "op"),
        (*(word for word in PADDING if WORDS[word].cropped), *_BIAS),
        spelled=("deconv", "transposed", "convt", "upconv", "tconv", "convtranspose"),
    ),
    "M": _MAX,
    "MP": _MAX._replace(summary="the same as M", spelled=()),
    "A": _AVG,
    "AP": _AVG._replace(summary="the same as A", spelled=()),
    "FC": _DENSE,
    "L": _DENSE._replace(summary="the same as FC", spelled=()),
    "GAP": Op(
        lambda a: Adaptive("avg", (1,)),
        "global average-pool: one value per channel",
        spelled=("globalaveragepool", "globalavgpool", "globalpool", "global"),
    ),
    "AAP": Op(
        _adaptive("avg"),
        "average-pool to a size: AAP6, AAP6x5",
        "size",
        needs_out=True,
        spelled=("adaptive", "adaptiveavgpool"),
    ),
    "AMP": Op(
        _adaptive("max"),
        "max-pool to a size",
        "size",
        needs_out=True,
        spelled=("adaptivemaxpool",),
    ),
    "BN": Op(
        lambda a: BatchNorm(),
        "batch normalization",
        spelled=("batchnorm", "batchnormalization", "norm", "bnorm"),
    ),
    "F": Op(lambda a: Flatten(), "flatten", spelled=("flatten", "flat", "view")),
    "R": Op(
        _unchanged("activation", "R"),
        "ReLU, or any activation",
        spelled=(
            *("relu", "leakyrelu", "elu", "gelu", "silu", "swish", "mish", "sigmoid", "tanh"),
            *("softmax", "act", "activation"),
        ),
    ),
    "D": Op(
        _unchanged("dropout", "D"),
        "dropout; a number is ignored: D0.5",
        "ignored",
        spelled=("dropout", "drop", "do"),
    ),
    "I": Op(
        _unchanged("identity", "I"),
        "identity: a branch that changes nothing",
        spelled=("identity", "id", "skip", "shortcut"),
    ),
}

SPELLED: Mapping[str, str] = {
    word: name + "{}" * bool(op.out) for name, op in OPS.items() for word in op.spelled
}
