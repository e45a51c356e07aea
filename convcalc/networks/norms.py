"""Pasted layers with weights of their own that leave every value in its place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.layer import Cost, Kind, Placed, fit_channels, need_channels

if TYPE_CHECKING:
    from convcalc.networks.maps import Map


class Norm(Kind):
    """Layer or group normalization: as many scales, and as many shifts, as it says.

    Attributes
    ----------
    type, text : str
    shape : tuple of int
        What it normalizes over, and has a scale and a shift for each of: the last axes, of the
        channels and the size. Empty for one per channel.
    channels : int or None
        The channels it was made for, where it says so.
    scale, shift : bool
        Whether there are scales and shifts to train.
    """

    type: str
    text: str
    shape: tuple[int, ...] = ()
    channels: int | None = None
    scale: bool = True
    shift: bool = True

    def place(self, *inputs: Map) -> Placed:
        """Leave the shape as it is."""
        (x,) = inputs
        last = (x.channels, *x.size)[-len(self.shape) :] if self.shape else ()
        known = len(last) == len(self.shape) and None not in last
        if (self.shape and len(last) < len(self.shape)) or (known and last != self.shape):
            raise ConvcalcError(
                f"it is made for {'x'.join(map(str, self.shape))}, but {x} comes in"
            )
        return Placed(fit_channels(x, self.channels))

    def cost(self, x: Map, y: Map) -> Cost:
        """Count the scales and the shifts."""
        if not (self.scale or self.shift):
            return Cost()
        count = math.prod(self.shape) if self.shape else need_channels(x, self.channels)
        return Cost(count * self.scale, count * self.shift)


class Slopes(Kind):
    """PReLU: a slope for negative values that is trained.

    Attributes
    ----------
    slopes : int or None
        1 for all channels, or one per channel; None for one per value, as Keras has it.
    shared : bool
        Whether one per value is one per channel after all.
    """

    slopes: int | None = 1
    shared: bool = False

    type = "activation"

    @property
    def text(self) -> str:
        """As it is written."""
        return "PReLU" if self.slopes in (1, None) else f"PReLU({self.slopes})"

    def place(self, *inputs: Map) -> Placed:
        """Leave the shape as it is."""
        (x,) = inputs
        return Placed(x if self.slopes in (1, None) else fit_channels(x, self.slopes))

    def cost(self, x: Map, y: Map) -> Cost:
        """Count the slopes."""
        if self.slopes is not None:
            return Cost(self.slopes, writes=False)
        values = need_channels(x) if self.shared else x.values
        if values is None:
            raise ConvcalcError(
                "how many values come in? Give the SHAPE of the input, as in 3@224x224"
            )
        return Cost(values, writes=False)
