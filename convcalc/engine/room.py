"""Room for arrays that are needed for a moment, kept from one block to the next.

Memory that is new costs more than what is done in it: the system has to find and clear each page.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from convcalc.tensor import Array

KEPT = 2**23  # bytes; larger pieces are given back to the system


class Room:
    """Arrays by name, one for each; only one thread uses a room at a time."""

    def __init__(self) -> None:
        self._pieces: dict[str, Array] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
        """Return an array that holds anything, in the place of the last one of that name.

        >>> Room().array("tiles", (2, 3), float).shape
        (2, 3)
        """
        dtype = np.dtype(dtype)
        if dtype.hasobject:
            return np.empty(shape, dtype)
        size = math.prod(shape) * dtype.itemsize
        piece = self._pieces.get(name)
        if piece is None or piece.nbytes < size:
            piece = self._pieces[name] = np.empty(size, np.uint8)
        return piece[:size].view(dtype).reshape(shape)

    def tidy(self) -> None:
        """Keep what is small."""
        self._pieces = {n: piece for n, piece in self._pieces.items() if piece.nbytes <= KEPT}


_spare: list[Room] = []  # that no thread uses at the moment


@contextmanager
def lent() -> Iterator[Room]:
    """Lend a room to a thread."""
    try:
        room = _spare.pop()
    except IndexError:
        room = Room()
    yield room
    room.tidy()
    _spare.append(room)
