"""The matrix A with output = A x input, both flattened row by row."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.room import Room
from convcalc.engine.rows import Padded
from convcalc.tensor import Band, Tensor

if TYPE_CHECKING:
    from convcalc.engine.sliding import Sliding
    from convcalc.tensor import Array

OUTSIDE = -1  # marks a cell of zero padding in an array of positions


def matrix_of(sliding: Sliding, shape: tuple[int, ...], weights: Array) -> Array:
    """Write a cross-correlation or its transpose as a matrix, padding included.

    Parameters
    ----------
    sliding : Sliding
    shape : tuple of int
        The input's N x C x spatial, without padding.
    weights : ndarray
        As ``sliding`` takes them.

    Returns
    -------
    ndarray, output cells x input cells
        Modes that repeat cells add their weights up.

    Examples
    --------
    >>> from convcalc.engine.sliding import Sliding
    >>> from convcalc.geometry import Window
    >>> matrix_of(Sliding([Window(2)]), (1, 1, 3), np.array([[[1, 2]]]))
    array([[1, 2, 0],
           [0, 1, 2]])
    """
    sizes = sliding.sizes(shape[2:])
    if not sliding.transposed:
        return _correlation(sliding, shape, sizes, weights)
    # The transpose of the cross-correlation that goes the other way.
    filters = weights.shape[1] * sliding.groups
    return _correlation(sliding, (shape[0], filters, *sizes), shape[2:], weights).T


def _correlation(
    sliding: Sliding, shape: tuple[int, ...], sizes: tuple[int, ...], weights: Array
) -> Array:
    windows = sliding.windows
    cells = np.arange(math.prod(shape)).reshape(shape)
    padded = Padded(Tensor(cells), sliding.padding_mode, OUTSIDE)
    spans = [(-w.before, n + w.after) for w, n in zip(windows, shape[2:], strict=True)]
    items = [
        padded.read(Band(item, 0, 0), spans, cells.dtype, Room()) for item in range(len(cells))
    ]
    cells = np.stack(items)
    filters, depth = weights.shape[:2]
    rows = np.arange(shape[0] * filters * math.prod(sizes)).reshape(shape[0], filters, -1)
    matrix = np.zeros((rows.size + 1, math.prod(shape)), dtype=weights.dtype)
    for o, c, *tap in product(*map(range, weights.shape)):
        channel = o // (filters // sliding.groups) * depth + c
        under = [w.under(a, size) for a, w, size in zip(tap, windows, sizes, strict=True)]
        columns = cells[(slice(None), channel, *under)].reshape(shape[0], -1)
        # What meets zero padding goes to the spare last row.
        target = np.where(columns == OUTSIDE, rows.size, rows[:, o])
        np.add.at(matrix, (target, columns), weights[(o, c, *tap)])
    return matrix[:-1]
