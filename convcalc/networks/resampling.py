"""Pasted layers that change the shape without weights: padding, upsampling, reshaping."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.geometry import Window
from convcalc.networks.layer import IN_PLACE, Cost, Kind, Placed, check_axes
from convcalc.networks.maps import Map
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.sizes import gather, show, spread
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


class Upsample(Kind):
    """Every cell several times.

    Attributes
    ----------
    factors : tuple of int
        How many times: once for all axes, or once per axis.
    neighbours : int or None
        Of how many cells along each axis a new one is made: 1, 2 for bilinear, 4 for bicubic; None
        if that is not the same everywhere.
    dims : int or None
        How many axes it is for, if that is known.
    """

    factors: Sizes
    neighbours: int | None = 1
    dims: int | None = None

    type = "upsample"

    @property
    def text(self) -> str:
        """As messages show it."""
        return f"Upsample(scale_factor={_short(self.factors)})"

    @property
    def axes(self) -> int | None:
        """How many axes the factors show."""
        return self.dims or (len(self.factors) if len(self.factors) > 1 else None)

    def place(self, *inputs: Map) -> Placed:
        """Repeat the cells: what a transposed convolution of the factor's size does."""
        (x,) = inputs
        made = WindowPlan(self.factors, self.factors, dims=self.axes)
        placed = made.slide(x, x.channels, transposed=True)
        if self.neighbours == 1:
            return placed
        if self.neighbours is None:
            return placed._replace(windows=None, transposed=False, untraced=True)
        factors = spread(self.factors, len(x.size))
        return placed._replace(windows=tuple(_between(f, self.neighbours) for f in factors))


def _between(factor: int, neighbours: int) -> Window:
    """Return the window of cells between others: centre (o + 1/2) / factor - 1/2, as in PyTorch.

    >>> _between(2, neighbours=2)
    Window(kernel=4, stride=2, dilation=1, before=1, after=1, output_padding=0, ceil=False)
    """
    kernel = neighbours * factor - factor % 2  # with an odd factor some lie on a cell
    crop = (kernel - factor) // 2
    return Window(kernel, factor, before=crop, after=crop)


class Resize(Kind):
    """Cells made from their neighbours, as many as are asked for.

    Attributes
    ----------
    size : tuple of int
        The output's: once for all axes, or once per axis.
    neighbours : int or None
        As in Upsample.
    dims : int or None
        How many axes it is for, if that is known.
    """

    size: Sizes
    neighbours: int | None = 1
    dims: int | None = None

    type = "upsample"

    @property
    def text(self) -> str:
        """As messages show it."""
        return f"Upsample(size={_short(self.size)})"

    @property
    def axes(self) -> int | None:
        """How many axes the size shows."""
        return self.dims or (len(self.size) if len(self.size) > 1 else None)

    def place(self, *inputs: Map) -> Placed:
        """Bring the input to the size; what a unit sees is known for whole factors only."""
        (x,) = inputs
        check_axes(x, self.axes)
        size = spread(self.size, len(x.size))
        lengths = x.lengths
        if lengths and not any(m % n for m, n in zip(size, lengths, strict=True)):
            factors = tuple(m // n for m, n in zip(size, lengths, strict=True))
            return Upsample(factors, self.neighbours, len(factors)).place(x)
        return Placed(Map(x.channels, size), None, untraced=True)


def _short(sizes: Sizes) -> str:
    return show(gather(sizes))


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


class PixelShuffle(Kind):
    """Channels laid out as cells: r^2 channels become one of r times the height and width.

    Attributes
    ----------
    factor : int
        r. Shi et al. 2016.
    """

    factor: int

    type = "pixel-shuffle"

    @property
    def text(self) -> str:
        """As messages show it."""
        return f"PixelShuffle({self.factor})"

    @property
    def axes(self) -> int:
        """Height and width."""
        return 2

    def place(self, *inputs: Map) -> Placed:
        """Spread the channels."""
        (x,) = inputs
        channels, rest = divmod(x.channels or 0, self.factor**2)
        if rest:
            raise ConvcalcError(
                f"{x.channels} channels do not part into squares of {self.factor}x{self.factor}:"
                f" expected a multiple of {self.factor**2}"
            )
        spread = WindowPlan((self.factor,), (self.factor,), dims=2)
        return spread.slide(x, channels or None, transposed=True)
