"""Dense layers, and the flattening before them."""

from __future__ import annotations

import math

from convcalc.errors import ConvcalcError
from convcalc.networks.layer import IN_PLACE, Cost, Kind, Placed, need_channels
from convcalc.networks.maps import Map


class Dense(Kind):
    """Every output is a weighted sum of all inputs.

    Attributes
    ----------
    units : int
        The number of outputs.
    bias : bool
    features : int or None
        The number of inputs it was made for, where it says so.
    flattens : bool
        Whether it flattens first, or works on the channels of every cell alone, as Keras has it.
    """

    units: int
    bias: bool = True
    features: int | None = None
    flattens: bool = True

    type = "dense"

    @property
    def text(self) -> str:
        """As it is written on one line."""
        return f"FC{self.units}{'' if self.bias else ':nobias'}"

    def place(self, *inputs: Map) -> Placed:
        """Flatten, and multiply."""
        (x,) = inputs
        if not self.flattens and x.size:
            return Placed(Map(self.units, x.size))
        if self.features is not None and x.values not in (None, self.features):
            product = f" = {x.product}" if "*" in x.product else ""
            raise ConvcalcError(f"its in_features must be {x.values}{product}, got {self.features}")
        _check_channels(x)
        return Placed(Map(self.units, ()), None)

    def cost(self, x: Map, y: Map) -> Cost:
        """Count inputs x outputs; each weight is used once, or once per cell."""
        if not self.flattens and x.size:
            lengths = x.lengths
            uses = None if lengths is None else math.prod(lengths)
            return Cost(need_channels(x) * self.units, self.units * self.bias, uses=uses)
        inputs = x.values or self.features
        if inputs is None:
            raise ConvcalcError(
                "how many values come in? Give the SHAPE of the input, as in 3@224x224"
            )
        return Cost(inputs * self.units, self.units if self.bias else 0, uses=1)


def _check_channels(x: Map) -> None:
    """Refuse an input whose values cannot be counted although its size is known."""
    if x.channels is None and x.size and x.lengths:
        raise ConvcalcError(
            f"how many values come in? The channels of {x.short} are not known: give the SHAPE as"
            " C@HxW, as in 3@224x224, or as 784@1 for 784 values in a row"
        )


class Flatten(Kind):
    """All values in one row; or all cells of every channel.

    Attributes
    ----------
    start, end : int
        The first and the last axis that is flattened, counted as PyTorch does: the batch is 0.
    """

    start: int = 1
    end: int = -1

    type = "flatten"

    @property
    def text(self) -> str:
        """As it is written on one line, if it is."""
        usual = (self.start, self.end) == (1, -1)
        return "F" if usual else f"Flatten({self.start},{self.end})"

    def place(self, *inputs: Map) -> Placed:
        """Make channels of all values, or one axis of all cells."""
        (x,) = inputs
        last = len(x.size) + 1
        start, end = (axis % (last + 1) for axis in (self.start, self.end))
        if end != last or start not in (1, 2) or abs(self.start) > last + 1:
            raise ConvcalcError(
                f"only all axes of {x} are flattened, or all but the channels: Flatten() or"
                " Flatten(2)"
            )
        if start == 2:
            cells = None if x.lengths is None else math.prod(x.lengths)
            return Placed(Map(x.channels, (cells,)), None, untraced=True)
        _check_channels(x)
        lengths = x.lengths
        factors = (x.channels, *lengths) if x.channels and lengths else x.flattened
        return Placed(Map(x.values, (), factors))

    def cost(self, x: Map, y: Map) -> Cost:
        """Count nothing: it only looks at the values in another way."""
        return IN_PLACE
