"""What a method of the engine is given to do, and what it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.engine.room import Room
    from convcalc.tensor import Array

    Run: TypeAlias = Callable[[Array, Array, Room], None]
    """Fills an output block, g x O x rows x columns, from the padded input under it, g x C x rows
    x columns; a row of the output is contiguous. The room is for arrays on the way."""

# Multiply-and-add pairs a nanosecond and thread in large matrix products, by number type: what
# costs are weighed by. Only their ratio to the costs of copying matters, which machines share.
RATES = {np.dtype(np.float32): 32.0, np.dtype(np.float64): 16.0}
COPY = 0.25  # nanoseconds to copy a cell from one place in the cache to another


class Task(Record):
    """A cross-correlation of planes whose padding is in place.

    out[g, o, i, j] = sum over c, a, b of weights[g, o, c, a, b] * x[g, c, i s + a d, j s + b d]

    Attributes
    ----------
    weights : ndarray, g x O x C x height x width
        Of the type to calculate in.
    stride, dilation : tuple of int
        Of rows and columns.
    size : tuple of int
        Rows and columns of the output that are calculated at a time.
    most : float
        No cell of the input is larger; infinite where that is not known.
    exact : bool
        Whether the cells are integers and the sums have to be too.
    """

    weights: Array
    stride: tuple[int, int]
    dilation: tuple[int, int]
    size: tuple[int, int]
    most: float = math.inf
    exact: bool = False

    @property
    def dtype(self) -> np.dtype[Any]:
        """The number type to calculate in."""
        return self.weights.dtype

    @property
    def filters(self) -> int:
        """Output channels of a group."""
        return int(self.weights.shape[1])

    @property
    def channels(self) -> int:
        """Input channels of a group."""
        return int(self.weights.shape[2])

    @property
    def kernel(self) -> tuple[int, int]:
        """Rows and columns of the kernel."""
        height, width = self.weights.shape[3:]
        return int(height), int(width)

    @property
    def extent(self) -> tuple[int, int]:
        """Rows and columns from the first cell under the kernel to the last."""
        (height, width), (down, right) = self.kernel, self.dilation
        return (height - 1) * down + 1, (width - 1) * right + 1

    @property
    def reading(self) -> float:
        """Nanoseconds to read a cell from the second cache."""
        return 0.03 * self.dtype.itemsize

    @property
    def rate(self) -> float:
        """Multiply-and-add pairs a nanosecond."""
        return RATES.get(self.dtype, 0.5)


class Method(Record):
    """A way to calculate.

    Attributes
    ----------
    unfit : callable
        Says why a task is not for this method; empty if it is. It begins with "it is for".
    cost : callable
        About how many nanoseconds a thread needs for one output cell of all filters of a group.
    prepare : callable
        Makes what all blocks of a task share.
    adapt : callable
        Brings a task to the type that the method needs for it.
    local : bool
        Whether each output cell is made of the cells under its window only: then nan and inf stay
        where they belong. The others multiply cells beside the window by zero.
    spreads : bool
        Whether what is rounded away at one cell changes others.
    large_products : bool
        Whether its matrix products are so large that BLAS shares them among threads, if it may.
    """

    unfit: Callable[[Task], str]
    cost: Callable[[Task], float]
    prepare: Callable[[Task], Run]
    adapt: Callable[[Task], Task] = lambda task: task
    local: bool = False
    spreads: bool = False
    large_products: bool = False


def in_floats(task: Task) -> str:
    """Refuse the types that matrix products are slow in."""
    return "" if task.dtype in RATES else "it is for float32 and float64, and integers they hold"
