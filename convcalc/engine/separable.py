"""Kernels of rank 1, a column times a row: a pass down the columns, then one along the rows.

Both are products with band matrices that hold the column and the row, shifted; the first reads the
input's rows where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.method import COPY, Method, in_floats
from convcalc.engine.strips import shifted
from convcalc.engine.views import view

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array

ROWS, COLUMNS = 32, 16  # outputs of a band matrix: fewer read more, more multiply more zeros


def split(weights: Array, *, exact: bool) -> tuple[Array, Array] | None:
    """Write planes as a column times a row each.

    Parameters
    ----------
    weights : ndarray, ... x height x width
        Finite floats.
    exact : bool
        Whether they are integers, and the factors have to be too. If not, each product may differ
        from the weight by as much as rounding a product does.

    Returns
    -------
    columns, rows : ndarray, ... x height and ... x width
        None where a plane is of a higher rank.

    Examples
    --------
    >>> split(np.array([[1.0, 2.0, 1.0], [3.0, 6.0, 3.0]]), exact=True)
    (array([1., 3.]), array([1., 2., 1.]))
    """
    wide = weights.astype(np.float64)
    height, width = wide.shape[-2:]
    flat = wide.reshape(-1, height, width)
    planes = np.arange(len(flat))
    pivots = np.abs(flat).reshape(len(flat), -1).argmax(axis=1)
    rows = flat[planes, pivots // width].copy()
    if exact:  # a row without a factor in common divides every other row in whole numbers
        common = np.gcd.reduce(rows.astype(np.int64), axis=1, keepdims=True)
        rows /= np.maximum(common, 1)
    tops = flat[planes, :, pivots % width]
    bottoms = rows[planes, pivots % width][:, None]
    columns = np.divide(tops, bottoms, out=np.zeros_like(tops), where=bottoms != 0)
    rounding = 0 if exact else 2 * np.finfo(weights.dtype).eps
    products = columns[:, :, None] * rows[:, None]
    if (np.abs(products - flat) > rounding * np.abs(flat)).any():
        return None
    lead = weights.shape[:-2]
    return columns.reshape(*lead, height), rows.reshape(*lead, width)


def _unfit(task: Task) -> str:
    if task.weights.shape[2] > 1 or min(task.kernel) == 1:
        return "it is for kernels of one channel, of two rows and two columns or more"
    if in_floats(task):
        return in_floats(task)
    if not np.isfinite(task.weights).all() or split(task.weights, exact=task.exact) is None:
        return "it is for kernels of rank 1, a column times a row"
    return ""


def _prepare(task: Task) -> Run:
    factors = split(task.weights[:, :, 0], exact=task.exact)
    assert factors is not None  # noqa: S101 - a task that is not of rank 1 is refused before
    column, row = (factor.astype(task.dtype) for factor in factors)
    height, width = (min(most, n) for most, n in zip((ROWS, COLUMNS), task.size, strict=True))
    down = shifted(column, height, task.stride[0], task.dilation[0]).swapaxes(2, 3).copy()
    along = shifted(row, width, task.stride[1], task.dilation[1])
    reach = down.shape[3]  # rows under ``height`` windows

    def run(x: Array, out: Array, room: Room) -> None:
        rows = out.shape[2]
        between = room.array("between", (*out.shape[:2], height, x.shape[3]), task.dtype)
        for start in range(0, rows, height):
            count = min(height, rows - start)
            first = start * task.stride[0]
            under = x[:, :, first : first + reach]
            seen = min(reach, under.shape[2])
            np.matmul(down[:, :, :count, :seen], under, out=between[:, :, :count])
            _along(between[:, :, :count], along, task.stride[1], out[:, :, start : start + count])

    return run


def _along(x: Array, band: Array, stride: int, out: Array) -> None:
    """Slide along the rows, ``tile`` outputs at a time, and once more at the end of the row."""
    reach, tile = band.shape[2:]
    columns = out.shape[3]
    whole = columns // tile
    _tiles(x, band, stride * tile, out, whole)
    if columns % tile:
        start = columns - tile
        _tiles(x[..., start * stride : start * stride + reach], band, 0, out[..., start:], 1)


def _tiles(x: Array, band: Array, step: int, out: Array, count: int) -> None:
    reach, tile = band.shape[2:]
    groups, filters, rows = out.shape[:3]
    *lead, by_row, by_cell = x.strides
    *to, to_row, to_cell = out.strides
    cells = view(x, (groups, filters, count, rows, reach), (*lead, step * by_cell, by_row, by_cell))
    outputs = view(
        out, (groups, filters, count, rows, tile), (*to, tile * to_cell, to_row, to_cell)
    )
    np.matmul(cells, band[:, :, None], out=outputs)


def _cost(task: Task) -> float:
    reach = [
        (most - 1) * stride + extent
        for most, stride, extent in zip((ROWS, COLUMNS), task.stride, task.extent, strict=True)
    ]
    products = (reach[0] * task.stride[1] + reach[1]) / (0.8 * task.rate)
    return task.filters * (0.3 + 2 * COPY + products)


METHOD = Method(_unfit, _cost, _prepare)
