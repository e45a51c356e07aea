"""Kernels of one row: pieces of a signal times a band matrix that holds the kernel, shifted.

Each row is cut into pieces, as wide as some neighbouring windows; a product with a matrix that has
a column for each of them, the kernel shifted by one more in each, gives their outputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.method import COPY, Method, in_floats
from convcalc.engine.views import view

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array

TILES = (16, 32, 64, 128)  # outputs of a piece: fewer copy more, more multiply more zeros
PIECE = 8  # nanoseconds to copy a piece, beside its cells
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
    matrix = band.reshape(groups, filters, 1, channels * width, tile)

    def run(x: Array, out: Array, room: Room) -> None:
        ends = range(out.shape[3] // tile)
        at_once = max(WORKSPACE // (groups * channels * out.shape[2] * width), 1)
        for start in ends[::at_once]:
            count = min(at_once, len(ends) - start)
            _multiply(
                x[..., start * tile * task.stride[1] :], out[..., start * tile :], count, room
            )
        rest = out.shape[3] - tile
        if out.shape[3] % tile:  # a last piece that repeats some outputs
            _multiply(x[..., rest * task.stride[1] :], out[..., rest:], 1, room)

    def _multiply(x: Array, out: Array, count: int, room: Room) -> None:
        by_group, by_channel, by_row, by_cell = x.strides
        shape = (groups, out.shape[2], count, channels, width)
        pieces = room.array("pieces", shape, task.dtype)
        apart = tile * task.stride[1] * by_cell
        shifts = (by_group, task.stride[0] * by_row, apart, by_channel, by_cell)
        np.copyto(pieces, view(x, pieces.shape, shifts))
        tiles = view(
            out,
            (*out.shape[:3], count, tile),
            (*out.strides[:3], tile * out.itemsize, out.itemsize),
        )
        rows = pieces.reshape(groups, 1, out.shape[2], count, channels * width)
        np.matmul(rows, matrix, out=tiles)

    return run


def _best_tile(task: Task) -> int:
    return min(TILES, key=lambda tile: _cost_with(task, tile))


def _cost(task: Task) -> float:
    return _cost_with(task, _best_tile(task))


def _cost_with(task: Task, tile: int) -> float:
    width = (tile - 1) * task.stride[1] + task.extent[1]
    pieces = task.channels * (PIECE + COPY * width) / tile
    return 0.3 + pieces + task.filters * task.channels * width / (0.7 * task.rate)


METHOD = Method(_unfit, _cost, _prepare)
