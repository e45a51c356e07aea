"""Matrix products of gathered windows: every window a column (im2col)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.method import COPY, Method, in_floats
from convcalc.engine.views import view

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array

WORKSPACE = 2**19  # cells gathered at a time: what the second cache holds


def _prepare(task: Task) -> Run:
    groups, filters, channels, height, width = task.weights.shape
    depth = channels * height * width
    matrix = task.weights.reshape(groups, filters, depth)
    (down, right), (lower, further) = task.stride, task.dilation

    def run(x: Array, out: Array, room: Room) -> None:
        rows_out, columns = out.shape[2:]
        at_once = min(max(WORKSPACE // (groups * depth * columns), 1), rows_out)
        gathered = room.array("gathered", (groups * depth * at_once * columns,), task.dtype)
        by_group, by_channel, by_row, by_cell = x.strides
        shifts = (by_group, by_channel, lower * by_row, further * by_cell)
        for start in range(0, rows_out, at_once):
            block = out[:, :, start : start + at_once]
            rows = block.shape[2]
            shape = (groups, channels, height, width, rows, columns)
            cells = gathered[: groups * depth * rows * columns].reshape(shape)
            windows = view(
                x[:, :, start * down :], shape, (*shifts, down * by_row, right * by_cell)
            )
            np.copyto(cells, windows)
            product = (groups, filters, rows * columns)
            np.matmul(matrix, cells.reshape(groups, depth, -1), out=flat(block, product))

    return run


def flat(block: Array, shape: tuple[int, int, int]) -> Array:
    """Return a view of a block, whose rows follow each other, with rows and columns in one.

    Unlike ``reshape`` it never copies.
    """
    return view(block, shape, (*block.strides[:2], block.strides[3]))


def _cost(task: Task) -> float:
    depth = task.channels * task.kernel[0] * task.kernel[1]
    # One filter makes a vector times a matrix: as slow as reading the gathered cells again.
    products = max(task.filters * depth / task.rate, task.reading * depth)
    return 0.3 + COPY * depth + products


METHOD = Method(in_floats, _cost, _prepare, local=True, large_products=True)
