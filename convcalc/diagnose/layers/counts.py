"""Slips in counting the parameters of a layer: three registries."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.diagnose.layers.count_slip import CountSlip, of
from convcalc.diagnose.layers.factors import CONV, DENSE, DEPTHWISE, NORM, SLIDING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.diagnose.layers.factors import Factors

_weighted = of(CONV, DEPTHWISE, DENSE)
_sliding = of(*SLIDING)
_conv = of(CONV)
_norm = of(NORM)
_dense = of(DENSE)


def _one_side(f: Factors) -> Factors:
    return f._replace(kernel=f.kernel[:1])


def _square(axis: int) -> Callable[[Factors], Factors]:
    """Take one side of a kernel for the other one too."""
    return lambda f: f._replace(kernel=(f.kernel[axis],) * 2) if len(f.kernel) == 2 else f


def _flattened(more: int) -> Callable[[Factors], Factors]:
    """Flatten some cells more, or less, on each axis."""

    def other(f: Factors) -> Factors:
        if not f.sides or min(f.sides) + more < 1:
            return f
        return f._replace(depth=f.channels * math.prod(side + more for side in f.sides))

    return other


def _multiplied(times: int) -> Callable[[Factors], Factors]:
    """Count how often weights are multiplied."""
    return lambda f: f._replace(
        filters=times * f.filters * f.positions * (f.kind != NORM), biases=0
    )


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
    "square-height": CountSlip(
        "slip", "taking the kernel's height for its width too", _sliding(_square(0))
    ),
    "square-width": CountSlip(
        "slip", "taking the kernel's width for its height too", _sliding(_square(1))
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
        of(DEPTHWISE)(lambda f: f._replace(depth=f.channels)),
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
    "no-convs": CountSlip("slip", "leaving out the convolutions", of(*SLIDING)(_nothing)),
    "no-dense": CountSlip("slip", "leaving out the dense layers", _dense(_nothing)),
    "multiplications": CountSlip(
        "slip",
        "counting multiplications (MACs) instead of parameters",
        _multiplied(1),
    ),
    "flops": CountSlip(
        "slip",
        "counting floating-point operations (FLOPs) instead of parameters",
        _multiplied(2),
    ),
    "positions": CountSlip(
        "slip",
        "counting separate weights for each output cell",
        _sliding(
            lambda f: f._replace(filters=f.filters * f.positions, biases=f.biases * f.positions)
        ),
    ),
}
# What dense layers have after maps of a wrong size: likely only where nothing was forgotten.
SIZE_SLIPS: Mapping[str, CountSlip] = {
    "flatten-less": CountSlip(
        "slip", "flattening one cell too few on each axis", _dense(_flattened(-1))
    ),
    "flatten-more": CountSlip(
        "slip", "flattening one cell too many on each axis", _dense(_flattened(1))
    ),
}
