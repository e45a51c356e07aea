"""Pasted layers that put values in other places without weights: padding, unflattening."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.layer import IN_PLACE, Cost, Kind, Placed, check_axes
from convcalc.networks.maps import Map
from convcalc.networks.window_plan import WindowPlan
from convcalc.padding import check_limit

if TYPE_CHECKING:
    from convcalc.notation.written import Sides, Sizes


class Pad(Kind):
    """Cells around every channel.

    Attributes
    ----------
    sides : tuple of pairs
        Before and after, per axis.
    name : str
        What it is called.
    mode : str
        What stands there, a key of ``padding.MODES``.
    """

    sides: Sides
    name: str = "ZeroPad"
    mode: str = "zeros"

    type = "pad"

    @property
    def text(self) -> str:
        """As messages show it: before and after per axis."""
        alike = len({side for pair in self.sides for side in pair}) == 1
        inner = self.sides[0][0] if alike else ",".join(f"{b}+{a}" for b, a in self.sides)
        return f"{self.name}({inner})"

    @property
    def axes(self) -> int:
        """One pair per axis."""
        return len(self.sides)

    def place(self, *inputs: Map) -> Placed:
        """Put the cells around the input."""
        (x,) = inputs
        check_axes(x, self.axes)
        for n, sides in zip(x.size, self.sides, strict=True):
            if n is not None:
                check_limit(self.mode, sides, n)
        placed = WindowPlan((1,), padding=self.sides, dims=self.axes).slide(x, x.channels)
        return placed._replace(mode=self.mode)


class Unflatten(Kind):
    """A row of values as a feature map.

    Attributes
    ----------
    channels : int
    size : tuple of int
    of_a_row : bool
        Whether only a row is taken, as PyTorch has it.
    """

    channels: int
    size: Sizes
    of_a_row: bool = True

    type = "unflatten"

    @property
    def text(self) -> str:
        """As messages show it."""
        return f"Unflatten({Map(self.channels, self.size)})"

    def place(self, *inputs: Map) -> Placed:
        """Put the values into channels, rows and columns."""
        values, wanted = inputs[0].values, self.channels * math.prod(self.size)
        if self.of_a_row and inputs[0].size not in ((), (1,)):
            raise ConvcalcError(
                f"it parts a row of values, but {inputs[0]} comes in: flatten first"
            )
        if values not in (None, wanted):
            raise ConvcalcError(
                f"{values} values come in, and {Map(self.channels, self.size)} holds {wanted}"
            )
        return Placed(Map(self.channels, self.size), None, untraced=True)

    def cost(self, x: Map, y: Map) -> Cost:
        """Count nothing: it only looks at the values in another way."""
        return IN_PLACE
