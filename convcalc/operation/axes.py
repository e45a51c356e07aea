"""Which axis is which: ranks and layouts in, the engine's ``N x C x spatial`` out, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.errors import ConvcalcError, quote
from convcalc.geometry import LAYOUTS
from convcalc.notation.sizes import show
from convcalc.records import Record
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.tensor import Array

MOST_COLOURS = 4  # red, green, blue, alpha
SLIDING_NAMES = {1: ("cell",), 2: ("row", "column"), 3: ("plane", "row", "column")}


class Arrangement(Record):
    """How many axes slide, and how channels and batches are laid out around them.

    Attributes
    ----------
    axes : int
        D, the number of sliding axes.
    channels_last : bool
        Layout ``hwc``.
    """

    axes: int
    channels_last: bool = False

    @classmethod
    def find(cls, dim: int | None, layout: str, *, vectors: bool) -> Arrangement:
        """Use what ``--dim`` says; else 1 for vectors, else 2."""
        if layout not in LAYOUTS:
            raise ConvcalcError(f"layout is {quote(layout)}: expected one of {', '.join(LAYOUTS)}")
        if dim is None:
            dim = 1 if vectors else 2
        if dim not in SLIDING_NAMES:
            raise ConvcalcError(f"dim is {dim}: expected 1, 2 or 3 sliding axes")
        return cls(dim, layout == "hwc")

    def names(self, *, batch: bool, channel: bool) -> tuple[str, ...]:
        """Name the axes of an input or output, outermost first."""
        sliding = SLIDING_NAMES[self.axes]
        inner = (*sliding, "channel") if self.channels_last else ("channel", *sliding)
        return (("item",) if batch else ()) + (inner if channel else sliding)

    def put_input(self, tensor: Tensor) -> Tensor:
        """Arrange an input as ``N x C x spatial``."""
        extra = tensor.ndim - self.axes
        if extra > 2:
            raise ConvcalcError(
                f"the input {show(tensor.shape)} has {tensor.ndim} axes: with {self.axes} sliding"
                f" {'axes' if self.axes > 1 else 'axis'} expected at most {self.axes + 2},"
                " batch and channels included; --dim changes how many slide"
            )
        if extra >= 1 and self.channels_last:
            tensor = tensor.with_values(np.moveaxis(tensor.values, -1, -self.axes - 1))
        return tensor.reshape(*(1,) * (2 - extra), *tensor.shape)

    def hint(self, shape: tuple[int, ...]) -> str:
        """Ask whether the channels come last where it looks so: a photo, height x width x 3."""
        found = len(shape) > self.axes and not self.channels_last
        likely = found and shape[-1] <= MOST_COLOURS < shape[-self.axes - 1]
        return (
            f"the channels of {show(shape)} seem to come last: add --layout hwc" if likely else ""
        )

    def flat_order(self, shape: tuple[int, ...]) -> Array:
        """Return where each cell of a flattened user's array stands in ``N x C x spatial``."""
        places = np.arange(np.prod(shape)).reshape(shape)
        return self.put_output(Tensor(places), batch=True, channel=True).values.ravel()

    def output_shape(
        self, items: int, filters: int, sizes: tuple[int, ...], *, batch: bool, channel: bool
    ) -> tuple[int, ...]:
        """Return the shape that :meth:`put_output` gives."""
        inner = (*sizes, filters) if self.channels_last else (filters, *sizes)
        return ((items,) if batch else ()) + (inner if channel else sizes)

    def to_place(self, index: Sequence[int], *, batch: bool, channel: bool) -> tuple[int, ...]:
        """Turn the index of a cell the user sees into item, channel and place.

        >>> Arrangement(2, channels_last=True).to_place((4, 5, 1), batch=False, channel=True)
        (0, 1, 4, 5)
        """
        item, inner = (index[:1], index[1:]) if batch else ((0,), index)
        if not channel:
            return (*item, 0, *inner)
        if self.channels_last:
            return (*item, inner[-1], *inner[:-1])
        return (*item, *inner)

    def to_index(self, place: Sequence[int], *, batch: bool, channel: bool) -> tuple[int, ...]:
        """Turn item, channel and place into the index the user sees.

        >>> Arrangement(2, channels_last=True).to_index((0, 1, 4, 5), batch=False, channel=True)
        (4, 5, 1)
        """
        item, number, *sliding = place
        inner = sliding
        if channel:
            inner = [*sliding, number] if self.channels_last else [number, *sliding]
        return (item, *inner) if batch else tuple(inner)

    def put_output(self, tensor: Tensor, *, batch: bool, channel: bool) -> Tensor:
        """Turn ``N x C x spatial`` into the axes the user sees."""
        if not channel:
            return tensor.reshape(*tensor.shape[2:])
        values = tensor.values
        if self.channels_last:
            values = np.ascontiguousarray(np.moveaxis(values, 1, -1))
        return tensor.with_values(values if batch else values[0])
