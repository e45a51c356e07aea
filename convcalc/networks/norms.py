"""Pasted layers with weights of their own that leave every value in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.networks.layer import Cost, Kind, Placed, fit_channels, need_channels

if TYPE_CHECKING:
    from convcalc.networks.maps import Map


class Norm(Kind):
    """Layer or group normalization: as many scales, and as many shifts, as it says.

    Attributes
    ----------
    type, text : str
    each : int or None
        How many scales, and shifts; None for one per channel.
    channels : int or None
        The channels it was made for, where it says so.
    scale, shift : bool
        Whether there are scales and shifts to train.
    """

    type: str
    text: str
    each: int | None = None
    channels: int | None = None
    scale: bool = True
    shift: bool = True

    def place(self, *inputs: Map) -> Placed:
        """Leave the shape as it is."""
        return Placed(fit_channels(inputs[0], self.channels))

    def cost(self, x: Map, y: Map) -> Cost:
        """Count the scales and the shifts."""
        if not (self.scale or self.shift):
            return Cost()
        count = need_channels(x, self.channels) if self.each is None else self.each
        return Cost(count * self.scale, count * self.shift)


class Slopes(Kind):
    """PReLU: a slope for negative values that is trained.

    Attributes
    ----------
    slopes : int
        1 for all channels, or one per channel.
    """

    slopes: int = 1

    type = "activation"

    @property
    def text(self) -> str:
        """As it is written."""
        return "PReLU" if self.slopes == 1 else f"PReLU({self.slopes})"

    def place(self, *inputs: Map) -> Placed:
        """Leave the shape as it is."""
        return Placed(inputs[0] if self.slopes == 1 else fit_channels(inputs[0], self.slopes))

    def cost(self, x: Map, y: Map) -> Cost:
        """Count the slopes."""
        return Cost(self.slopes, writes=False)
