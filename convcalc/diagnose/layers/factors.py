"""What the parameters of a layer are the product of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.networks.convolutions import Conv, Depthwise
from convcalc.networks.dense import Dense
from convcalc.networks.pointwise import BatchNorm
from convcalc.notation.sizes import spread
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.networks.graph import Step

CONV, DEPTHWISE, DENSE, NORM, OTHER = "conv", "depthwise", "dense", "norm", "other"
SLIDING = (CONV, DEPTHWISE)


class Factors(Record):
    """What a layer's parameters are the product of.

    Attributes
    ----------
    kind : str
    filters, depth : int
        How many filters, or outputs; and how many channels, or inputs, each of them has.
    kernel : tuple of int
        Per axis; empty for a dense layer.
    biases : int
    channels : int
        All that come in.
    sides : tuple of int
        The size of what comes in, where it is flattened.
    buffers, positions : int
        What is kept beside, and how often each weight is used, if that is known.
    """

    kind: str
    filters: int
    depth: int = 1
    kernel: tuple[int, ...] = ()
    biases: int = 0
    channels: int = 0
    sides: tuple[int, ...] = ()
    buffers: int = 0
    positions: int = 0

    @property
    def weights(self) -> int:
        """The product."""
        return self.filters * self.depth * math.prod(self.kernel)

    @property
    def params(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def product(self) -> str:
        """The same with its numbers put in.

        >>> Factors("conv", 64, 3, (7, 7), 64).product
        '64*3*7*7 + 64'
        """
        deep = (self.depth,) if self.kind in (CONV, DENSE) else ()
        weights = "*".join(map(str, (self.filters, *deep, *self.kernel)))
        return f"{weights} + {self.biases}" if self.biases else weights


def factors_of(step: Step) -> Factors:
    """Take the parameters of a layer apart."""
    layer, cost, x = step.layer, step.cost, step.inputs[0]
    if step.node.is_again:  # its weights are counted already
        return Factors(OTHER, 0)
    uses = cost.uses or 0
    if isinstance(layer, Conv | Depthwise) and cost.weights:
        kernel = spread(layer.window.kernel, len(x.size))
        deep = isinstance(layer, Conv)
        filters = layer.filters or cost.weights // math.prod(kernel)
        depth = cost.weights // (filters * math.prod(kernel))
        channels = depth * layer.groups if isinstance(layer, Conv) else x.channels or 0
        kind = CONV if deep else DEPTHWISE
        return Factors(kind, filters, depth, kernel, cost.biases, channels, positions=uses)
    if isinstance(layer, Dense) and cost.weights:
        flattened = x.flattened or (x.channels or 0, *(x.lengths or ()))
        inputs = cost.weights // layer.units
        channels, *sides = flattened
        return Factors(
            DENSE, layer.units, inputs, (), cost.biases, channels, tuple(sides), positions=uses
        )
    kind = NORM if isinstance(layer, BatchNorm) else OTHER
    return Factors(kind, cost.weights, biases=cost.biases, buffers=cost.buffers)
