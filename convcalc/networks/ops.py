"""Layers as they are written on one line: a new one is one entry in ``OPS``.

The help, the messages and the tests read the registry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from convcalc.errors import Misread, quote
from convcalc.networks.convolutions import Conv, Depthwise, Transposed
from convcalc.networks.dense import Dense, Flatten
from convcalc.networks.pointwise import BatchNorm, Unchanged
from convcalc.networks.pools import Adaptive, Pool
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.layers import KEYS
from convcalc.padding import WORDS
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.networks.layer import Layer
    from convcalc.notation.layers import Part, Sides, Sizes, Written

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
        spelled=("relu", "act", "activation", "sigmoid", "tanh", "softmax", "gelu", "silu"),
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

SPELLED: Mapping[str, str] = {word: op for op, entry in OPS.items() for word in entry.spelled}

_EXAMPLES = {"filters": "64", "window": "2", "size": "6", "units": "10"}


def build(written: Written) -> Layer:
    """Make a layer of what is written.

    Raises
    ------
    Misread
        If it has a number, a key or a word that it does not know, or lacks one.
    """
    op = OPS[written.op]
    _check_out(written, op)
    for part in written.keys:
        if part.name not in op.keys:
            _fail(_unknown(f"{KEYS[part.name]} ({part.name})", written.op, op.keys), part.start)
        if part.name not in ("p", "op") and min(part.sizes) < 1:
            _fail(f"{KEYS[part.name]} ({part.name}) is 0: expected 1 or more", part.start)
        if part.name == "g" and len(part.sizes) > 1:
            _fail("groups (g) are one number: g2", part.start)
    _check_words(written, op)
    return op.build(Arguments(written))


def _fail(reason: str, offset: int) -> NoReturn:
    raise Misread(reason, offset)


def _unknown(what: str, name: str, known: tuple[str, ...]) -> str:
    if not known:
        return f"{what} does not belong to {name}, which carries none"
    return f"{what} does not belong to {name}: expected {', '.join(known)}"


def _check_out(written: Written, op: Op) -> None:
    name, out = written.op, written.out
    if not out:
        if op.needs_out:
            example = f"{name}{_EXAMPLES[op.out]}"
            _fail(f"{name} needs its {op.out} after it, as in {example}", written.start)
        return
    if not op.out:
        _fail(f"{name} carries no number: write {name}", written.start)
    if op.out == "ignored":
        return
    if "." in out:
        _fail(f"{quote(out)} is not whole: write {name}{_EXAMPLES[op.out]}", written.start)
    numbers = [int(part) for part in out.lower().split("x")]
    if min(numbers) < 1:
        _fail(f"{name}{out} has none: expected 1 or more", written.start)
    if len(numbers) > 1 and op.out in ("filters", "units"):
        _fail(
            f"{name}{out} has {len(numbers)} numbers where the {op.out} stand: write"
            f" {name}{numbers[0]}, and a kernel as k{out}",
            written.start,
        )
    if op.out == "window" and any(part.name == "k" for part in written.keys):
        _fail(f"the window is given twice: write {name}{out} without k", written.start)


def _check_words(written: Written, op: Op) -> None:
    padding: list[Part] = [part for part in written.keys if part.name == "p"]
    for part in written.words:
        if part.name not in op.words:
            from difflib import get_close_matches

            near = get_close_matches(part.name, op.words)
            hint = f"did you mean :{near[0]}?" if near else ""
            known = _unknown(f":{part.name}", written.op, tuple(f":{word}" for word in op.words))
            _fail(f":{part.name} is unknown here; {hint}" if near else known, part.start)
        if part.name in PADDING:
            padding.append(part)
    if len(padding) > 1:
        _fail("padding is given twice: leave one out", padding[1].start)
    if {"bias", "nobias"} <= {part.name for part in written.words}:
        _fail("bias and nobias contradict each other: leave one out", written.words[-1].start)
