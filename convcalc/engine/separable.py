"""Kernels of rank 1, a column times a row: a pass down the columns, then one along the rows.

The first reads the rows of the input where they are, the second has kernels of one row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine import rowwise, strips
from convcalc.engine.method import Method, in_floats

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array


WORKSPACE = 2**19  # cells of the first pass at a time: about what the second cache holds


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
    if in_floats(task) or task.dilation[0] > 1:
        return in_floats(task) or "it is for kernels whose rows are not dilated"
    if not np.isfinite(task.weights).all() or split(task.weights, exact=task.exact) is None:
        return "it is for kernels of rank 1, a column times a row"
    return ""


def _prepare(task: Task) -> Run:
    factors = split(task.weights[:, :, 0], exact=task.exact)
    assert factors is not None  # noqa: S101 - a task that is not of rank 1 is refused before
    column, row = (factor.astype(task.dtype) for factor in factors)
    down = rowwise.METHOD.prepare(_down(task)._replace(weights=column[:, :, None, :, None]))
    groups, filters, _ = row.shape
    alone = row.reshape(groups * filters, 1, 1, 1, -1)  # every filter has its own sums of columns
    along = strips.METHOD.prepare(_along(task)._replace(weights=alone))

    def run(x: Array, out: Array, room: Room) -> None:
        rows = max(WORKSPACE * out.shape[2] // x.size, 1)
        for start in range(0, out.shape[2], rows):
            block = out[:, :, start : start + rows]
            count = block.shape[2]
            first = start * task.stride[0]
            under = x[:, :, first : first + (count - 1) * task.stride[0] + task.extent[0]]
            between = room.array("between", (*block.shape[:3], x.shape[3]), task.dtype)
            down(under, between, room)
            lines, sums = (array.reshape(-1, 1, *array.shape[2:]) for array in (between, block))
            along(lines, sums, room)

    return run


def _down(task: Task) -> Task:
    """Return the task of the first pass, down the columns; its weights stand for the right ones."""
    width = (task.size[1] - 1) * task.stride[1] + task.extent[1]
    return task._replace(
        weights=task.weights[..., :1],
        stride=(task.stride[0], 1),
        dilation=(task.dilation[0], 1),
        size=(task.size[0], width),
    )


def _along(task: Task) -> Task:
    """Return the task of the second pass, along the rows, for one filter."""
    return task._replace(
        weights=task.weights[:1, :1, :, :1],
        stride=(1, task.stride[1]),
        dilation=(1, task.dilation[1]),
    )


def _cost(task: Task) -> float:
    along = task.filters * strips.METHOD.cost(_along(task))
    return rowwise.METHOD.cost(_down(task)) * task.stride[1] + along


METHOD = Method(_unfit, _cost, _prepare)
