"""Kernels of rank 1, a column times a row: a pass down the columns, then one along the rows.

Each is a product with a band matrix that holds the line, shifted by one more in each column. What
the first gives lies turned, so that the second is the same again; nothing is gathered.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.method import Method, in_floats
from convcalc.engine.strips import shifted
from convcalc.engine.views import view
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array


WORKSPACE = 2**19  # sums of the first pass at a time: few large products, not many small ones
TILE = 16  # sums of a product in a line: with fewer it is slow, with more most of the band is zeros
TURN = 2.4  # nanoseconds for a sum of a pass, beside its multiplications


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
    else:  # so that no sum of the first pass is too small to be held while the last one is not
        largest = np.abs(rows).max(axis=1, keepdims=True)
        rows /= np.where(largest == 0, 1, largest)
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
    if task.channels > 1 or min(task.kernel) == 1:
        return "it is for kernels of one channel, of two rows and two columns or more"
    if in_floats(task):
        return in_floats(task)
    if not np.isfinite(task.weights).all() or split(task.weights, exact=task.exact) is None:
        return "it is for kernels of rank 1, a column times a row"
    return ""


def _prepare(task: Task) -> Run:
    factors = split(task.weights[:, :, 0], exact=task.exact)
    assert factors is not None  # noqa: S101 - a task that is not of rank 1 is refused before
    down, along = (
        Pass(shifted(factor.astype(task.dtype), TILE, stride, dilation), stride)
        for factor, stride, dilation in zip(factors, task.stride, task.dilation, strict=True)
    )
    planes = task.weights.shape[:2]

    def run(x: Array, out: Array, room: Room) -> None:
        rows = max(WORKSPACE // (math.prod(planes) * x.shape[3]) // TILE, 1) * TILE
        for start in range(0, out.shape[2], rows):
            block = out[:, :, start : start + rows]
            under = x[:, :, start * task.stride[0] :]
            turned = room.array("turned", (*planes, x.shape[3], block.shape[2]), task.dtype)
            down.slide(under, turned)
            along.slide(turned, block)

    return run


class Pass(Record):
    """Lines that slide along the first axis of a plane, and come out turned.

    Attributes
    ----------
    band : ndarray, g x O x cells under a tile x tile
        The line, shifted by one more in each column.
    stride : int
    """

    band: Array
    stride: int

    def slide(self, x: Array, out: Array) -> None:
        """Fill out, g x O x lines x sums, from x, g x (O or 1) x cells x lines.

        out[g, o, j, i] = sum over a of line[g, o, a] * x[g, o, i s + a d, j]
        """
        sums = out.shape[3]
        tile = min(TILE, sums)
        width = self.band.shape[2] - (TILE - tile) * self.stride
        band = self.band[:, :, :width, :tile]
        whole = sums // tile
        self._multiply(x, out, band, whole)
        if sums % tile:  # a last tile that repeats some sums
            rest = sums - tile
            self._multiply(x[:, :, rest * self.stride :], out[..., rest:], band, 1)

    def _multiply(self, x: Array, out: Array, band: Array, tiles: int) -> None:
        groups, filters, width, tile = band.shape
        lines = out.shape[2]
        by_group, by_filter, by_cell, by_line = x.strides
        to_group, to_filter, to_line, to_sum = out.strides
        by_filter *= x.shape[1] > 1  # all filters see the one channel
        under = view(
            x,
            (groups, filters, tiles, lines, width),
            (by_group, by_filter, tile * self.stride * by_cell, by_line, by_cell),
        )
        sums = view(
            out,
            (groups, filters, tiles, lines, tile),
            (to_group, to_filter, tile * to_sum, to_line, to_sum),
        )
        np.matmul(under, band[:, :, None], out=sums)


def _cost(task: Task) -> float:
    extents = zip(task.stride, task.extent, strict=True)
    widths = sum((TILE - 1) * stride + extent for stride, extent in extents)
    return task.filters * (2 * TURN + widths / task.rate)


METHOD = Method(_unfit, _cost, _prepare)
