"""Layers whose size comes from a wrong formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from convcalc.networks.layer import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.geometry import Window
    from convcalc.networks.layer import Layer, Placed
    from convcalc.networks.maps import Map


class Miscounted(Kind):
    """A layer whose size comes from a wrong formula.

    Attributes
    ----------
    layer : Layer
        The right one.
    size : callable
        From its window on one axis and the input's size to what comes out.
    """

    layer: Layer
    size: Callable[[Window, int], Any]

    @property
    def type(self) -> str:
        """The layer's own."""
        return self.layer.type

    @property
    def text(self) -> str:
        """The layer's own."""
        return self.layer.text

    def place(self, *inputs: Map) -> Placed:
        """Slide the window, and count wrongly."""
        placed, lengths = self.layer.place(*inputs), inputs[0].lengths
        pairs = zip(cast("tuple[Window, ...]", placed.windows or ()), lengths or (), strict=True)
        size = tuple(self.size(window, n) for window, n in pairs)
        return placed._replace(output=placed.output._replace(size=size))
