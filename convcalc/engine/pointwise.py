"""1x1 kernels: the input is the matrix already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.gemm import flat
from convcalc.engine.method import Method, in_floats

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array


def _unfit(task: Task) -> str:
    if task.kernel != (1, 1) or task.stride != (1, 1):
        return "it is for 1x1 kernels with stride 1"
    return in_floats(task)


def _prepare(task: Task) -> Run:
    groups, filters, channels = task.weights.shape[:3]
    matrix = task.weights.reshape(groups, filters, channels)

    def run(x: Array, out: Array, room: Room) -> None:
        columns = x.reshape(groups, channels, -1)
        np.matmul(matrix, columns, out=flat(out, (groups, filters, columns.shape[2])))

    return run


def _cost(task: Task) -> float:
    # A vector times a single number is what BLAS is slow at.
    return 0.3 + task.filters * (task.channels / task.rate if task.channels > 1 else 4)


METHOD = Method(_unfit, _cost, _prepare, local=True, large_products=True)
