"""Winograd's F(4x4, 3x3): 36 products for 16 outputs where there were 144.

A tile of 6x6 cells and the kernel are polynomials; multiplied by their values at six points, four
outputs along an axis cost six products, not twelve (Lavin and Gray, "Fast algorithms for
convolutional neural networks"). All transforms are matrix products here, so that the points may be
odd ones: these are near 1 and their own reciprocals, and round far less than 0, 1, -1, 2, -2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.method import COPY, Method, in_floats
from convcalc.engine.views import view

if TYPE_CHECKING:
    from convcalc.engine.method import Run, Task
    from convcalc.tensor import Array

OUTPUTS, KERNEL = 4, 3  # along an axis
TILE = OUTPUTS + KERNEL - 1
POINTS = (0, 2 / 3, -2 / 3, 3 / 2, -3 / 2)  # and infinity
WORKSPACE = 2**19  # cells worked on at a time: what the second cache holds


def _values(length: int) -> Array:
    """Return the matrix from a polynomial's coefficients to its values at the points."""
    finite = np.vander(POINTS, length, increasing=True)
    return np.vstack([finite, np.eye(length)[-1]])  # at infinity, the highest coefficient counts


def _interpolation() -> Array:
    """Return the matrix from values to coefficients, transposed: what the tile is multiplied by."""
    rows = [np.poly(POINTS)[::-1]]
    for point in reversed(POINTS):
        others = [other for other in POINTS if other != point]
        rows.append(np.append(np.poly(others)[::-1] / np.prod(np.subtract(point, others)), 0))
    return np.array(rows[::-1])


def _both_axes(matrix: Array, dtype: np.dtype[Any]) -> Array:
    both: Array = np.kron(matrix, matrix).astype(dtype)
    return both


def _unfit(task: Task) -> str:
    plain = task.kernel == (KERNEL, KERNEL) and task.stride == task.dilation == (1, 1)
    if not plain or task.exact:
        return "it is for 3x3 kernels without stride and dilation, in floats"
    if not np.isfinite(task.weights).all():
        return "it is for finite kernels"
    return in_floats(task)


def _prepare(task: Task) -> Run:
    groups, filters, channels = task.weights.shape[:3]
    of_kernel = _both_axes(_values(KERNEL), task.dtype)
    of_tile = _both_axes(_interpolation(), task.dtype)
    of_product = np.ascontiguousarray(_both_axes(_values(OUTPUTS), task.dtype).T)
    flat = task.weights.reshape(groups, -1, KERNEL**2).swapaxes(1, 2)
    kernels = np.matmul(of_kernel, flat).reshape(groups, -1, filters, channels)

    def run(x: Array, out: Array) -> None:
        rows, columns = (-(-n // OUTPUTS) for n in out.shape[2:])
        x = _whole(x, rows, columns)
        at_once = max(WORKSPACE // (TILE**2 * (2 * channels + filters) * columns), 1)
        for start in range(0, rows, at_once):
            count = min(at_once, rows - start)
            for group in range(groups):
                tiles = _gather(x[group, :, start * OUTPUTS :], count, columns)
                there = np.matmul(of_tile, tiles.reshape(TILE**2, -1))
                products = np.matmul(kernels[group], there.reshape(TILE**2, channels, -1))
                back = np.matmul(of_product, products.reshape(TILE**2, -1))
                found = back.reshape(OUTPUTS, OUTPUTS, filters, count, columns)
                _scatter(found, out[group, :, start * OUTPUTS : (start + count) * OUTPUTS])

    return run


def _whole(x: Array, rows: int, columns: int) -> Array:
    """Put zeros behind an input that the tiles reach past."""
    need = (*x.shape[:2], rows * OUTPUTS + KERNEL - 1, columns * OUTPUTS + KERNEL - 1)
    if need == x.shape:
        return x
    larger = np.zeros(need, x.dtype)
    larger[:, :, : x.shape[2], : x.shape[3]] = x
    return larger


def _gather(x: Array, rows: int, columns: int) -> Array:
    """Copy tiles: 6 x 6 x C x rows x columns."""
    by_channel, by_row, by_cell = x.strides
    shape = (TILE, TILE, len(x), rows, columns)
    steps = (by_row, by_cell, by_channel, OUTPUTS * by_row, OUTPUTS * by_cell)
    return np.ascontiguousarray(view(x, shape, steps))


def _scatter(found: Array, out: Array) -> None:
    """Put 4 x 4 x O x rows x columns outputs in their places."""
    for i in range(OUTPUTS):
        for j in range(OUTPUTS):
            places = out[:, i::OUTPUTS, j::OUTPUTS]
            places[...] = found[i, j, :, : places.shape[1], : places.shape[2]]


def _cost(task: Task) -> float:
    filters, channels = task.filters, task.channels
    whole = [-(-n // OUTPUTS) * OUTPUTS / n for n in task.size]
    tile, outputs = TILE**2, OUTPUTS**2
    products = tile * (filters * channels + tile * channels + outputs * filters) / outputs
    kernels = tile * KERNEL**2 * filters * channels / (task.size[0] * task.size[1])
    copies = COPY * 2 * (tile / outputs * channels + filters)
    return 0.5 + whole[0] * whole[1] * (products / task.rate + copies) + kernels / task.rate


METHOD = Method(_unfit, _cost, _prepare, large_products=True)
