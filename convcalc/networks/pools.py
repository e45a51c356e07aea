"""Pooling layers, with windows of a given size or for a given output."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from convcalc.geometry import AdaptiveWindow, Window
from convcalc.networks.layer import Kind, Placed, axes_shown, check_axes
from convcalc.networks.maps import Map
from convcalc.notation.sizes import gather, show, spread

if TYPE_CHECKING:
    from convcalc.networks.window_plan import WindowPlan
    from convcalc.notation.written import Sizes

LETTERS = {"max": "M", "avg": "A"}


class Pool(Kind):
    """A pooling with a window.

    Attributes
    ----------
    kind : str
        ``max`` or ``avg``.
    window : WindowPlan
    """

    kind: str
    window: WindowPlan

    @property
    def type(self) -> str:
        """The kind."""
        return f"{self.kind}-pool"

    @cached_property
    def text(self) -> str:
        """As it is written on one line."""
        return self.window.text(kernel=LETTERS[self.kind], stride=self.window.kernel)

    @property
    def axes(self) -> int | None:
        """How many axes its sizes show."""
        return self.window.axes

    def place(self, *inputs: Map) -> Placed:
        """Slide the window over every channel."""
        (x,) = inputs
        return self.window.slide(x, x.channels, pool=True)


class Adaptive(Kind):
    """A pooling that gives an output of a given size; of size 1 it is global.

    Attributes
    ----------
    kind : str
        ``max`` or ``avg``.
    size : tuple of int
        Once for all axes, or once per axis; 0 for the input's own.
    dims : int or None
        How many axes it is for, if that is known.
    flat : bool
        Whether the output has no axes left, as Keras has it.
    """

    kind: str
    size: Sizes
    dims: int | None = None
    flat: bool = False

    @property
    def type(self) -> str:
        """The kind."""
        return f"adaptive-{self.kind}-pool"

    @property
    def text(self) -> str:
        """As it is written on one line."""
        size = gather(self.size)
        if size == (1,) and self.kind == "avg":
            return "GAP"
        return f"A{LETTERS[self.kind]}P{show(size).replace('0', '?') if 0 in size else show(size)}"

    @property
    def axes(self) -> int | None:
        """How many axes its sizes show."""
        return axes_shown(self.size, self.dims)

    def place(self, *inputs: Map) -> Placed:
        """Share the input among the output's cells."""
        (x,) = inputs
        check_axes(x, self.axes)
        asked = spread(self.size, len(x.size))
        size = tuple(m or n for m, n in zip(asked, x.size, strict=True))
        output = Map(x.channels, () if self.flat else size)
        known = x.lengths
        if known is None or set(size) == {1}:
            return Placed(output, None)
        pairs = zip(asked, known, strict=True)
        return Placed(output, tuple(_window(m or n, n) for m, n in pairs))


def _window(size: int, n: int) -> Window | AdaptiveWindow:
    """Return plain windows where all are alike."""
    return Window(n // size, n // size) if n % size == 0 else AdaptiveWindow(size)
