"""Cross-correlation by shifted views: a pass per kernel cell, in row blocks that fit the cache."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.trailing import trailing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.geometry import Window
    from convcalc.tensor import Array

BLOCK_CELLS = 2**16  # output cells worked on at a time: half a megabyte of int64 stays in the cache


def correlate(x: Array, weights: Array, windows: Sequence[Window], groups: int) -> Array:
    """Slide a kernel over a padded input.

    out[n, o, i, j] = sum over c, a, b of weights[o, c, a, b] * x[n, c, i s + a d, j s + b d]

    Parameters
    ----------
    x : ndarray, N x C x spatial
        The input with its padding, in the type to calculate in.
    weights : ndarray, O x C/groups x spatial
        The kernels, in the same type.
    windows : sequence of Window
        Stride and dilation of each axis.
    groups : int
        Output channels of group g see the input channels of group g only.

    Returns
    -------
    ndarray, N x O x spatial

    Examples
    --------
    >>> from convcalc.geometry import Window
    >>> x, w = np.arange(9).reshape(1, 1, 3, 3), np.arange(4).reshape(1, 1, 2, 2)
    >>> correlate(x, w, [Window(2), Window(2)], 1)
    array([[[[19, 25],
             [37, 43]]]])
    """
    batch, channels, *lengths = x.shape
    filters, depth, *kernel = weights.shape
    sizes = [(n - w.extent) // w.stride + 1 for n, w in zip(lengths, windows, strict=True)]
    x = x.reshape(batch, groups, channels // groups, *lengths)
    weights = weights.reshape(groups, filters // groups, depth, *kernel)
    out = np.empty((batch, groups, filters // groups, *sizes), dtype=x.dtype)
    for rows in _row_blocks(out.shape):
        _correlate_rows(x, weights, windows, rows, out[:, :, :, rows])
    return out.reshape(batch, filters, *sizes)


def _row_blocks(shape: tuple[int, ...]) -> Iterator[slice]:
    """Cut the first sliding axis, the fourth here, into blocks of about ``BLOCK_CELLS``."""
    height = shape[3]
    step = max(BLOCK_CELLS // (math.prod(shape) // height), 1)
    for start in range(0, height, step):
        yield slice(start, min(start + step, height))


def _correlate_rows(
    x: Array, weights: Array, windows: Sequence[Window], rows: slice, out: Array
) -> None:
    """Fill one block of output rows, adding one kernel cell's contribution at a time."""
    term = np.empty_like(out)
    total = out
    for number, tap in enumerate(product(*(range(w.kernel) for w in windows))):
        under = [
            w.under(a, size, rows.start if axis == 0 else 0)
            for axis, (a, w, size) in enumerate(zip(tap, windows, out.shape[3:], strict=True))
        ]
        view = x[trailing(under)]
        multiply(weights[trailing(tap)], view, total if number == 0 else term)
        if number:
            np.add(total, term, out=total)


def multiply(weights: Array, x: Array, out: Array) -> None:
    """Multiply ``g x O x C`` weights of one kernel cell with ``N x g x C x spatial`` cells."""
    spatial = (1,) * (x.ndim - 3)
    if weights.shape[2] == 1:
        np.multiply(weights.reshape(*weights.shape[:2], *spatial), x, out=out)
        return
    columns = x.reshape(*x.shape[:3], -1)
    np.copyto(out, np.matmul(weights, columns).reshape(out.shape))
