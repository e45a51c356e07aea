"""Shift and add: one pass over the output per kernel cell, in any number type."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.method import Method

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array

BLOCK_CELLS = 2**16  # output cells worked on at a time: half a megabyte of int64 stays in the cache


def _prepare(task: Task) -> Run:
    """Add one kernel cell's contribution after the other, a few rows at a time."""

    def run(x: Array, out: Array, room: Room) -> None:
        down = task.stride[0]
        rows = max(BLOCK_CELLS * out.shape[2] // out.size, 1)
        for start in range(0, out.shape[2], rows):
            _add_up(task, x[:, :, start * down :], out[:, :, start : start + rows], room)

    return run


def _add_up(task: Task, x: Array, out: Array, room: Room) -> None:
    height, width = out.shape[2:]
    (down, right), (lower, further) = task.stride, task.dilation
    term: Array | None = None
    for a, b in product(*map(range, task.kernel)):
        rows = slice(a * lower, a * lower + (height - 1) * down + 1, down)
        columns = slice(b * further, b * further + (width - 1) * right + 1, right)
        cells = x[:, :, rows, columns]
        if term is None:
            _multiply(task.weights[..., a, b], cells, out)
            term = room.array("term", out.shape, out.dtype)
        else:
            _multiply(task.weights[..., a, b], cells, term)
            np.add(out, term, out=out)


def _multiply(weights: Array, x: Array, out: Array) -> None:
    """Multiply ``g x O x C`` weights of one kernel cell with ``g x C x rows x columns`` cells."""
    if weights.shape[2] == 1:
        np.multiply(weights[..., None], x, out=out)
    else:
        columns = x.reshape(*x.shape[:2], -1)
        np.copyto(out, np.matmul(weights, columns).reshape(out.shape))


def _cost(task: Task) -> float:
    channels, (height, width) = task.channels, task.kernel
    size = task.dtype.itemsize / 4 if task.dtype.kind == "f" else 2
    return task.filters * height * width * (0.6 * size + (channels > 1) * channels / task.rate)


METHOD = Method(lambda task: "", _cost, _prepare, local=True)
