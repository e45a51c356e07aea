"""Matrix products of gathered windows: every window a column (im2col)."""

from __future__ import annotations

from itertools import product
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
        across = min(max(WORKSPACE // (groups * depth), 64), columns)
        gathered = room.array("gathered", (groups * depth * at_once * across,), task.dtype)
        by_group, by_channel, by_row, by_cell = x.strides
        shifts = (by_group, by_channel, lower * by_row, further * by_cell)
        steps = (*shifts, down * by_row, right * by_cell)
        for start, left in product(range(0, rows_out, at_once), range(0, columns, across)):
            block = out[:, :, start : start + at_once, left : left + across]
            shape = (groups, channels, height, width, *block.shape[2:])
            outputs = block.shape[2] * block.shape[3]
            cells = gathered[: groups * depth * outputs].reshape(shape)
            np.copyto(cells, view(x[:, :, start * down :, left * right :], shape, steps))
            sums = flat(block, (groups, filters, outputs))
            np.matmul(matrix, cells.reshape(groups, depth, -1), out=sums)

    return run


def flat(block: Array, shape: tuple[int, int, int]) -> Array:
    """Return a view of a block, one row or rows that follow each other, as one line.

    Unlike ``reshape`` it never copies.
    """
    return view(block, shape, (*block.strides[:2], block.strides[3]))


def _cost(task: Task) -> float:
    depth = task.channels * task.kernel[0] * task.kernel[1]
    # One filter makes a vector times a matrix: as slow as reading the gathered cells again.
    products = max(task.filters * depth / task.rate, task.reading * depth)
    return 0.3 + COPY * depth + products


METHOD = Method(in_floats, _cost, _prepare, local=True, large_products=True)
