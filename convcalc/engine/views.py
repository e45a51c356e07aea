"""Views of arrays: of their last axes, whatever stands before them, and of cells that overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numpy.lib.stride_tricks import as_strided

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.tensor import Array


def trailing(index: Iterable[int | slice | Array]) -> Any:
    """Return what to put in brackets to index the last axes only.

    >>> trailing([slice(1, 3), 0])
    (Ellipsis, slice(1, 3, None), 0)
    """
    return (..., *index)


def view(x: Array, shape: tuple[int, ...], strides: tuple[int, ...]) -> Array:
    """Return a view that may overlap itself; whoever asks for it stays within the array."""
    return as_strided(x, shape, strides)
