"""Kernels of one row: pieces of a signal times a band matrix that holds the kernel, shifted.

Each row is cut into pieces, as wide as some neighbouring windows; a product with a matrix that has
a column for each of them, the kernel shifted by one more in each, gives their outputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.method import COPY, Method, in_floats
from convcalc.engine.views import view
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array

TILES = (16, 32, 64, 128)  # outputs of a piece: fewer copy more, more multiply more zeros
PIECE = 8  # nanoseconds for a piece, beside its cells
WORKSPACE = 2**18  # cells gathered at a time: what the second cache holds


def shifted(weights: Array, tile: int, stride: int, dilation: int) -> Array:
    """Write lines as band matrices: ... x cells becomes ... x (cells under a tile) x tile.

    >>> shifted(np.array([1, 2]), 3, 1, 1)
    array([[1, 0, 0],
           [2, 1, 0],
           [0, 2, 1],
           [0, 0, 2]])
    """
    extent = (weights.shape[-1] - 1) * dilation + 1
    band = np.zeros((*weights.shape[:-1], (tile - 1) * stride + extent, tile), weights.dtype)
    for place in range(tile):
        band[..., place * stride : place * stride + extent : dilation, place] = weights
    return band


def _unfit(task: Task) -> str:
    return "it is for kernels of one row" if task.kernel[0] > 1 else in_floats(task)


def _prepare(task: Task) -> Run:
    groups, filters, channels = task.weights.shape[:3]
    tile = min(_best_tile(task), task.size[1])
    band = shifted(task.weights[:, :, :, 0], tile, task.stride[1], task.dilation[1])
    width = band.shape[3]
    return Pieces(task, tile, width, band.reshape(groups, filters, 1, channels * width, tile)).run


class Pieces(Record):
    """Rows cut into pieces, each the cells under some neighbouring outputs.

    Attributes
    ----------
    task : Task
    tile, width : int
        The outputs of a piece, and the cells under them.
    matrix : ndarray, g x O x 1 x (C width) x tile
        The kernel, shifted by one more in each column.
    """

    task: Task
    tile: int
    width: int
    matrix: Array

    def run(self, x: Array, out: Array, room: Room) -> None:
        """Fill a block; a last piece may repeat some outputs."""
        pieces = range(out.shape[3] // self.tile)
        if self.task.channels > 1:
            at_once = max(WORKSPACE // (x.shape[0] * x.shape[1] * out.shape[2] * self.width), 1)
            sets = [pieces[first : first + at_once] for first in pieces[::at_once]]
        else:  # in place: those that overlap are no matrix, but every second or third of them are
            apart = -(-self.width // (self.tile * self.task.stride[1]))
            sets = [pieces[first::apart] for first in pieces[:apart]]
        for some in sets:
            self._multiply(x, out, some, room)
        if out.shape[3] % self.tile:
            rest = out.shape[3] - self.tile
            self._multiply(x[..., rest * self.task.stride[1] :], out[..., rest:], range(1), room)

    def _multiply(self, x: Array, out: Array, pieces: range, room: Room) -> None:
        groups, _, rows, _ = out.shape
        down, right = self.task.stride
        by_group, by_channel, by_row, by_cell = x.strides
        shape = (groups, rows, len(pieces), self.task.channels, self.width)
        step = pieces.step * self.tile * right * by_cell
        cells = view(
            x[..., pieces.start * self.tile * right :],
            shape,
            (by_group, down * by_row, step, by_channel, by_cell),
        )
        if self.task.channels > 1:
            gathered = room.array("pieces", shape, self.task.dtype)
            np.copyto(gathered, cells)
            cells = gathered
        sums = view(
            out[..., pieces.start * self.tile :],
            (*out.shape[:3], len(pieces), self.tile),
            (*out.strides[:3], pieces.step * self.tile * out.itemsize, out.itemsize),
        )
        np.matmul(cells.reshape(groups, 1, rows, len(pieces), -1), self.matrix, out=sums)


def _best_tile(task: Task) -> int:
    return min(TILES, key=lambda tile: _cost_with(task, tile))


def _cost(task: Task) -> float:
    return _cost_with(task, _best_tile(task))


def _cost_with(task: Task, tile: int) -> float:
    width = (tile - 1) * task.stride[1] + task.extent[1]
    copies = COPY * task.channels * width if task.channels > 1 else 0
    pieces = (PIECE * task.channels + copies) / tile
    return 0.3 + pieces + task.filters * task.channels * width / (0.7 * task.rate)


METHOD = Method(_unfit, _cost, _prepare)
