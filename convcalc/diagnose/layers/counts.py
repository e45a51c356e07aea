"""Slips in counting the parameters of a layer: two registries."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from convcalc.diagnose.layers.factors import CONV, DENSE, DEPTHWISE, NORM, SLIDING, Factors
from convcalc.networks.convolutions import Conv, Depthwise
from convcalc.networks.dense import Dense
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.networks.layer import Layer

WEIGHTED = (Conv, Depthwise, Dense)


class CountSlip(Record):
    """Something about a count that is easily done in another way.

    Attributes
    ----------
    cause : str
        One of ``CAUSES``.
    text : str
        What was done, so that "1728 is what ... gives" is a sentence.
    change : callable
        From the right factors to those that were multiplied; the same where it does not apply.
    is_forgotten : bool
        Whether it comes together with others of its kind.
    fields : dict
        What to change in the layer to count like this, as far as that can be written.
    flag : str
        The same as a flag, for a single layer.
    """

    cause: str
    text: str
    change: Callable[[Factors], Factors]
    is_forgotten: bool = False
    fields: Mapping[str, Any] = {}
    flag: str = ""

    def rewrite(self, layer: Layer) -> Layer | None:
        """Return the layer that counts like this; None if there is none, or it is the same."""
        known = set(getattr(layer, "_fields", ()))
        if not self.fields or not self.fields.keys() <= known or not isinstance(layer, WEIGHTED):
            return None
        changed = layer._replace(**self.fields)
        return None if changed == layer else changed


def _of(*kinds: str) -> Callable[[Callable[[Factors], Factors]], Callable[[Factors], Factors]]:
    """Let a change apply to some kinds of layers only."""

    def limited(change: Callable[[Factors], Factors]) -> Callable[[Factors], Factors]:
        return lambda f: change(f) if f.kind in kinds else f

    return limited


_weighted = _of(CONV, DEPTHWISE, DENSE)
_sliding = _of(*SLIDING)
_conv = _of(CONV)
_norm = _of(NORM)
_dense = _of(DENSE)


def _one_side(f: Factors) -> Factors:
    return f._replace(kernel=f.kernel[:1])


def _nothing(f: Factors) -> Factors:
    return f._replace(filters=0, biases=0)


COUNT_SLIPS: Mapping[str, CountSlip] = {
    "no-biases": CountSlip(
        "bias",
        "leaving out the biases",
        _weighted(lambda f: f._replace(biases=0)),
        True,
        {"bias": False},
        "--no-bias",
    ),
    "biases": CountSlip(
        "bias",
        "counting biases where there are none",
        _weighted(lambda f: f if f.biases else f._replace(biases=f.filters)),
        False,
        {"bias": True},
        "without --no-bias",
    ),
    "no-channels": CountSlip(
        "channels", "leaving out the input channels", _conv(lambda f: f._replace(depth=1)), True
    ),
    "side": CountSlip(
        "slip", "counting one side of the kernel, not its cells", _sliding(_one_side), True
    ),
    "one-filter": CountSlip(
        "channels",
        "counting one filter only",
        _sliding(lambda f: f._replace(filters=1, biases=min(f.biases, 1))),
    ),
    "no-filters": CountSlip(
        "channels",
        "leaving out the number of filters in the weights",
        _sliding(lambda f: f._replace(filters=1)),
        True,
    ),
    "no-groups": CountSlip(
        "groups",
        "leaving out the groups",
        _conv(lambda f: f._replace(depth=f.channels)),
        True,
        {"groups": 1},
        "-g 1",
    ),
    "full-depth": CountSlip(
        "groups",
        "counting a depthwise layer as a full convolution",
        _of(DEPTHWISE)(lambda f: f._replace(depth=f.channels)),
        True,
    ),
    "depthwise": CountSlip(
        "groups",
        "counting one channel for each group",
        _conv(lambda f: f if f.depth == f.channels else f._replace(depth=1)),
    ),
    "flatten-sizes": CountSlip(
        "channels",
        "flattening without the channels",
        _dense(lambda f: f._replace(depth=math.prod(f.sides)) if f.sides else f),
    ),
    "flatten-channels": CountSlip(
        "channels",
        "flattening without the sizes",
        _dense(lambda f: f._replace(depth=f.channels) if f.sides else f),
    ),
    "bias-per-channel": CountSlip(
        "bias",
        "counting a bias for each input channel, not for each filter",
        _weighted(lambda f: f._replace(biases=f.channels) if f.biases else f),
    ),
    "bias-per-plane": CountSlip(
        "bias",
        "counting a bias for each channel of each filter",
        _weighted(lambda f: f._replace(biases=f.filters * f.depth) if f.biases else f),
    ),
    "bias-per-weight": CountSlip(
        "bias",
        "counting a bias for each weight",
        _weighted(lambda f: f._replace(biases=f.weights) if f.biases else f),
    ),
    "one-bias": CountSlip(
        "bias",
        "counting a single bias for a whole layer",
        _weighted(lambda f: f._replace(biases=min(f.biases, 1))),
    ),
    "norm-once": CountSlip(
        "slip",
        "counting one parameter a channel in the batch normalization",
        _norm(lambda f: f._replace(biases=0)),
    ),
    "buffers": CountSlip(
        "slip",
        "counting the running means and variances too",
        _norm(lambda f: f._replace(biases=f.biases + f.buffers)),
    ),
}
# What is left out or put in for a whole network.
SUM_SLIPS: Mapping[str, CountSlip] = {
    "no-norm": CountSlip("slip", "leaving out the batch normalization", _norm(_nothing)),
    "no-convs": CountSlip("slip", "leaving out the convolutions", _of(*SLIDING)(_nothing)),
    "no-dense": CountSlip("slip", "leaving out the dense layers", _dense(_nothing)),
    "multiplications": CountSlip(
        "slip",
        "counting multiplications (MACs) instead of parameters",
        lambda f: f._replace(filters=f.filters * f.positions * (f.kind != NORM), biases=0),
    ),
    "positions": CountSlip(
        "slip",
        "counting weights of their own for each output cell",
        _sliding(
            lambda f: f._replace(filters=f.filters * f.positions, biases=f.biases * f.positions)
        ),
    ),
}
