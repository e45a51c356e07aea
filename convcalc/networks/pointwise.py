"""Layers that leave every value in its place: activations, dropout, normalization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.networks.layer import (
    IN_PLACE,
    Cost,
    Kind,
    Placed,
    check_axes,
    fit_channels,
    need_channels,
)

if TYPE_CHECKING:
    from convcalc.networks.maps import Map


class Unchanged(Kind):
    """A layer without weights that changes no shape.

    Attributes
    ----------
    type, text : str
        The kind; as it is written.
    """

    type: str
    text: str

    def place(self, *inputs: Map) -> Placed:
        """Leave the shape as it is."""
        return Placed(inputs[0])

    def cost(self, x: Map, y: Map) -> Cost:
        """Count nothing: it can work in place."""
        return IN_PLACE


class BatchNorm(Kind):
    """Normalization of every channel over the batch: a scale and a shift to train.

    Attributes
    ----------
    scale, shift : bool
        Whether there are scales and shifts to train.
    tracked : bool
        Whether running means and variances are kept.
    channels : int or None
        The channels it was made for, where it says so.
    name : str
        How it is written where it differs from the usual.
    dims : int or None
        How many axes it is for, if that is known; for 1, none will do too.
    """

    scale: bool = True
    shift: bool = True
    tracked: bool = True
    channels: int | None = None
    name: str = "BN"
    dims: int | None = None

    @property
    def type(self) -> str:
        """The kind."""
        return "instance-norm" if self.name.startswith("Instance") else "batch-norm"

    @property
    def text(self) -> str:
        """As it is written."""
        return self.name

    @property
    def axes(self) -> int | None:
        """How many axes it is for; for one, it may as well have none."""
        return self.dims if self.dims and self.dims > 1 else None

    def place(self, *inputs: Map) -> Placed:
        """Leave the shape as it is."""
        (x,) = inputs
        if self.dims and (x.size or self.dims > 1):
            check_axes(x, self.dims)
        is_checked = self.scale or self.shift or self.tracked
        return Placed(fit_channels(x, self.channels) if is_checked else x)

    def cost(self, x: Map, y: Map) -> Cost:
        """Count one scale and one shift a channel, and one mean and one variance beside."""
        if not (self.scale or self.shift or self.tracked):
            return Cost()
        channels = need_channels(x, self.channels)
        return Cost(channels * self.scale, channels * self.shift, 2 * channels * self.tracked)
