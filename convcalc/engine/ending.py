"""What becomes of sums: what is done to them, block by block, and where they go."""

from __future__ import annotations

import math
from _thread import allocate_lock
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from convcalc.limits import check_memory
from convcalc.records import Record
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.tensor import Array, Band


class Store(Protocol):
    """Takes the blocks of an output N x O x spatial, in any order and from several threads."""

    def block(self, band: Band) -> Array:
        """Return what to fill, O x rows x ..., of the output's type."""

    def put(self, band: Band, block: Array) -> None:
        """Take a filled block, or another one in its place."""

    def tensor(self, denominator: int) -> Tensor:
        """Return all of them."""


if TYPE_CHECKING:
    OpenStore: TypeAlias = Callable[[tuple[int, ...], tuple[int, ...], np.dtype[Any]], Store]
    """Makes a store: from the shape that the user sees, N x O x spatial, and the type."""


class Memory:
    """An array in memory; ``block`` gives views of it."""

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self.array = np.empty(shape, dtype)
        self._lock = allocate_lock()

    def block(self, band: Band) -> Array:
        """Return a view of a band."""
        block: Array = self.array[band.item, band.channels, band.start : band.stop]
        return block

    def put(self, band: Band, block: Array) -> None:
        """Copy a block that is no view."""
        with self._lock:  # nobody may write into an array that another one is about to replace
            if block.base is self.array:
                return
            if block.dtype == object and self.array.dtype != object:
                self.array = self.array.astype(object)
            self.block(band)[...] = block

    def tensor(self, denominator: int) -> Tensor:
        """Return the array, exact numbers over a denominator."""
        return Tensor(self.array, denominator)


class Ending(Record):
    """What becomes of sums.

    Attributes
    ----------
    finish : callable or None
        What is done to each block, 1 x O x rows x ..., before it is stored. The denominator that
        comes out must not depend on the cells.
    opened : callable or None
        Makes a store, of a shape and a type, for an output whose type is known before.
    """

    finish: Callable[[Tensor], Tensor] | None = None
    opened: Callable[[tuple[int, ...], np.dtype[Any]], Store] | None = None

    def done(self, sums: Tensor) -> Tensor:
        """Finish some sums."""
        return self.finish(sums) if self.finish else sums

    def store(self, shape: tuple[int, ...], sample: Tensor, largest: int) -> tuple[Store, int]:
        """Return where an output goes, and its denominator.

        Parameters
        ----------
        shape : tuple of int
        sample : Tensor
            Some sums that are zero: what is done to them tells what comes out.
        largest : int
            No exact sum is larger.
        """
        made = self.done(sample)
        if self.opened and made.is_plain:
            most = self.done(sample.with_values(sample.values + sample.dtype.type(largest)))
            if most.dtype == made.dtype:  # else some may become Python integers
                return self.opened(shape, made.dtype), 1
        check_memory(8 * math.prod(shape))  # a store in a file would have needed none
        return Memory(shape, made.dtype), made.denominator


PLAIN = Ending()
