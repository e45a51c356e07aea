"""The parts of a sum of products: what slides, and where windows stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.geometry import Window
    from convcalc.tensor import Tensor


class Kernel(Record):
    """All kernels as they are multiplied, and into how many groups the channels are split."""

    weights: Tensor
    groups: int = 1

    def in_floats(self) -> Kernel:
        """Return the same in floats."""
        return self._replace(weights=self.weights.floats(np.float64))


class Geometry(Record):
    """Where windows stand.

    Attributes
    ----------
    windows : tuple of Window
        One per sliding axis; how long their kernels are is for the kernel to say.
    mode : str
        A key of ``padding.MODES``.
    around : Tensor
        What stands in the padding in mode ``zeros``.
    cut : tuple of range or None
        Which windows are left on each axis, where some at an end are left out.
    blank : bool
        Whether results are 0 where the window reaches over the edge.
    word : str
        The word that the padding is given by, such as "same"; nothing for numbers.
    """

    windows: tuple[Window, ...]
    mode: str
    around: Tensor
    cut: tuple[range, ...] | None = None
    blank: bool = False
    word: str = ""

    def in_floats(self) -> Geometry:
        """Return the same: what stands in the padding is one number."""
        return self

    @property
    def key(self) -> object:
        """What makes it the same as another one."""
        around = self.around.tolist()[0]
        return self.windows, self.mode, around, self.cut, self.blank, self.word


def left_of(sizes: tuple[int, ...], cut: tuple[range, ...]) -> tuple[int, ...]:
    """Return how many windows are left on each axis; 0 where there are not so many."""
    pairs = zip(sizes, cut, strict=True)
    return tuple(len(places) if places.stop <= size else 0 for size, places in pairs)
