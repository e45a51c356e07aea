"""What every layer tells: where its output comes from, and what it costs.

A new kind of layer is one class below ``Kind``, with its numbers as annotations; written on one
line it also gets an entry in ``ops.OPS``, pasted one in ``pytorch.MODULES`` or ``keras.MODULES``.
``shape``, ``receptive-field`` and ``params`` then know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convcalc.errors import ConvcalcError
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import AnyWindow
    from convcalc.networks.maps import Map


class Placed(Record):
    """What a layer makes of its input.

    Attributes
    ----------
    output : Map
    windows : tuple of windows, or None
        One per sliding axis; empty if every cell is made of the cell in its place, None if of all
        cells.
    transposed : bool
        Whether the windows are those of a transposed convolution.
    aligned : bool
        Whether it is known where the windows start: ``same`` with a stride needs the input's size.
    mode : str
        What stands in the padding, a key of ``padding.MODES``.
    untraced : bool
        Where there are no windows: whether it is not known which cells a cell is made of.
    """

    output: Map
    windows: tuple[AnyWindow, ...] | None = ()
    transposed: bool = False
    aligned: bool = True
    mode: str = "zeros"
    untraced: bool = False


class Cost(Record):
    """What a layer keeps and calculates, for one item of a batch.

    Attributes
    ----------
    weights, biases : int
        What is trained.
    buffers : int
        What is kept beside it, such as running means.
    uses : int or None
        How often each weight is multiplied; None if the size is not known.
    writes : bool
        Whether the output is memory of its own, or takes the place of the input.
    """

    weights: int = 0
    biases: int = 0
    buffers: int = 0
    uses: int | None = 0
    writes: bool = True

    @property
    def params(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def macs(self) -> int | None:
        """Multiply-accumulates: one for each use of each weight."""
        if not self.weights:
            return 0
        return None if self.uses is None else self.weights * self.uses


IN_PLACE = Cost(writes=False)


class Layer(Protocol):
    """A kind of layer with its numbers."""

    @property
    def type(self) -> str:
        """The kind, as JSON calls it."""

    @property
    def text(self) -> str:
        """The layer as it is written on one line."""

    @property
    def axes(self) -> int | None:
        """How many sliding axes its own sizes show; None if they fit any number."""

    @property
    def features(self) -> int | None:
        """How many values in a row it was made for, where it says so."""

    def place(self, *inputs: Map) -> Placed:
        """Work out the output.

        Raises
        ------
        ConvcalcError
            If the layer cannot work on this, with what would fit.
        """

    def cost(self, x: Map, y: Map) -> Cost:
        """Count for an input and its output.

        Raises
        ------
        ConvcalcError
            If something is missing that the count depends on.
        """


class Kind(Record):
    """What most layers have in common."""

    @property
    def axes(self) -> int | None:
        """Any number of axes."""
        return None

    @property
    def features(self) -> int | None:
        """No row of values."""
        return None

    def cost(self, x: Map, y: Map) -> Cost:
        """Count nothing: there is nothing to train, and nothing is multiplied."""
        return Cost()


def need_channels(x: Map, own: int | None = None) -> int:
    """Return the channels that a count depends on."""
    channels = own if x.channels is None else x.channels
    if channels is None:
        raise ConvcalcError(
            "the number of channels is not known: give the SHAPE of the input, as in 3@224x224"
        )
    return channels


def fit_channels(x: Map, own: int | None) -> Map:
    """Return the input with the channels that the layer was made for.

    Raises
    ------
    ConvcalcError
        If others come in.
    """
    if own is None:
        return x
    if x.channels not in (None, own):
        raise ConvcalcError(f"it is made for {own} channels, but {x.channels} come in ({x})")
    return x._replace(channels=own)


def axes_shown(sizes: Sequence[float], dims: int | None = None) -> int | None:
    """Return how many axes sizes are for, None if they fit any number."""
    return dims or (len(sizes) if len(sizes) > 1 else None)


def check_axes(x: Map, axes: int | None) -> None:
    """Refuse an input without rows and columns, or with another number of axes.

    Raises
    ------
    ConvcalcError
    """
    if x.is_flat:
        raise ConvcalcError(
            f"it works on rows and columns, but {x} values without them come in: put it before the"
            " first dense layer or flatten"
        )
    if axes and axes != len(x.size):
        given = "1 axis" if len(x.size) == 1 else f"{len(x.size)} axes"
        own = f"its sizes are for {axes} sliding axes" if axes > 1 else "it is for 1 sliding axis"
        raise ConvcalcError(f"{own}, but the input {x} has {given}")
