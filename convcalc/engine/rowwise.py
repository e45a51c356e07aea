"""Matrix products of whole rows: the kernel's columns are gathered, its rows lie there already.

Every row is copied once for each kernel column. The rows under an output row follow each other, so
they are a matrix in place, kernel cells x columns, that its neighbours share.
"""

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

WORKSPACE = 2**18  # cells gathered at a time: what the second cache holds
HEIGHTS = (
    6  # output rows at a time, at least, in heights of the kernel: the rows above are gathered
)
UNDER = 2**17  # of them under a row of outputs, which is cut into shorter ones where there are more


def _unfit(task: Task) -> str:
    if task.dilation[0] > 1:
        return "it is for kernels whose rows are not dilated"
    return in_floats(task)


def _prepare(task: Task) -> Run:
    groups, filters, channels, height, width = task.weights.shape
    depth = width * channels  # gathered rows for one row of the input
    matrix = task.weights.transpose(0, 1, 3, 4, 2).reshape(groups, 1, filters, height * depth)
    (down, right), further = task.stride, task.dilation[1]

    def run(x: Array, out: Array, room: Room) -> None:
        columns = min(max(UNDER // (height * depth), 256), out.shape[3])
        rows = max(WORKSPACE // (groups * depth * columns * down), HEIGHTS * (height - 1), 1)
        along = x.strides
        shifts = (along[0], along[2], further * along[3], along[1], right * along[3])
        for start, left in product(range(0, out.shape[2], rows), range(0, out.shape[3], columns)):
            block = out[:, :, start : start + rows, left : left + columns]
            count, across = block.shape[2:]
            shape = (groups, (count - 1) * down + height, width, channels, across)
            lines = view(x[:, :, start * down :, left * right :], shape, shifts)
            if depth > 1 or right > 1:
                gathered = room.array("gathered", shape, task.dtype)
                np.copyto(gathered, lines)
                lines = gathered
            by_group, by_row, _, by_line, by_cell = lines.strides
            under = (groups, count, height * depth, across)
            step = by_line if depth > 1 else by_row
            windows = view(lines, under, (by_group, down * by_row, step, by_cell))
            np.matmul(matrix, windows, out=block.swapaxes(1, 2))

    return run


def _cost(task: Task) -> float:
    height, width = task.kernel
    depth = task.channels * height * width
    in_place = task.channels == width == task.stride[1] == 1
    copies = 0 if in_place else COPY * task.stride[0] * task.channels * width
    # Short rows make small products; a single filter makes vectors, which are read, not calculated.
    small = 1 + 4 / task.size[1]
    products = max(task.filters * depth / task.rate * small, task.reading * depth)
    return 0.3 + copies + products


METHOD = Method(_unfit, _cost, _prepare, local=True)
