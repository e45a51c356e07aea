"""Pasted layers that give pictures another size without weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.geometry import Window
from convcalc.networks.layer import Kind, Placed, axes_shown, check_axes
from convcalc.networks.maps import Map
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.sizes import gather, show, spread

if TYPE_CHECKING:
    from convcalc.notation.written import Sizes


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
        return axes_shown(self.factors, self.dims)

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
        The output's: once for all axes, or once per axis. Empty if there are factors.
    factors : tuple of float
        By which the input's size is multiplied, and rounded down.
    neighbours : int or None
        As in Upsample.
    dims : int or None
        How many axes it is for, if that is known.
    """

    size: Sizes = ()
    factors: tuple[float, ...] = ()
    neighbours: int | None = 1
    dims: int | None = None

    type = "upsample"

    @property
    def text(self) -> str:
        """As messages show it."""
        if self.factors:
            return f"Upsample(scale_factor={'x'.join(map(str, gather(self.factors)))})"
        return f"Upsample(size={_short(self.size)})"

    @property
    def axes(self) -> int | None:
        """How many axes the size shows."""
        return axes_shown(self.size or self.factors, self.dims)

    def place(self, *inputs: Map) -> Placed:
        """Bring the input to the size; what a unit sees is known for whole factors only."""
        (x,) = inputs
        check_axes(x, self.axes)
        if not self.size:
            return Placed(Map(x.channels, self._multiplied(x)), None, untraced=True)
        size = spread(self.size, len(x.size))
        lengths = x.lengths
        if lengths and not any(m % n for m, n in zip(size, lengths, strict=True)):
            factors = tuple(m // n for m, n in zip(size, lengths, strict=True))
            return Upsample(factors, self.neighbours, len(factors)).place(x)
        return Placed(Map(x.channels, size), None, untraced=True)

    def _multiplied(self, x: Map) -> tuple[int | None, ...]:
        factors = spread(self.factors, len(x.size))
        size = tuple(n and int(n * factor) for n, factor in zip(x.size, factors, strict=True))
        if 0 in size:
            raise ConvcalcError(f"its output is empty: the input {x} is too small")
        return size


def _short(sizes: Sizes) -> str:
    return show(gather(sizes))


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
        squares = WindowPlan((self.factor,), (self.factor,), dims=2)
        return squares.slide(x, channels or None, transposed=True)


class PixelUnshuffle(Kind):
    """Cells laid out as channels: squares of r times r cells become r^2 channels of one.

    Attributes
    ----------
    factor : int
        r. Shi et al. 2016.
    """

    factor: int

    type = "pixel-unshuffle"

    @property
    def text(self) -> str:
        """As messages show it."""
        return f"PixelUnshuffle({self.factor})"

    @property
    def axes(self) -> int:
        """Height and width."""
        return 2

    def place(self, *inputs: Map) -> Placed:
        """Gather the cells."""
        (x,) = inputs
        check_axes(x, self.axes)
        if any(n is not None and n % self.factor for n in x.size):
            raise ConvcalcError(f"its input {x} does not part into squares of {self.factor}")
        squares = WindowPlan((self.factor,), (self.factor,), dims=2)
        return squares.slide(x, x.channels and x.channels * self.factor**2)
