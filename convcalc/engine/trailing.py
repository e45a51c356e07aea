"""Indexing the last axes of an array, whatever stands before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def trailing(index: Iterable[int | slice]) -> Any:
    """Return what to put in brackets to index the last axes only.

    >>> trailing([slice(1, 3), 0])
    (Ellipsis, slice(1, 3, None), 0)
    """
    return (..., *index)
