"""Transposed convolutions with weights that are nan or infinite.

The others are calculated as cross-correlations of an input with zeros around it, which such a
weight would turn into nan. Here it meets the cells of the input only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import Window
    from convcalc.tensor import Array


def lay(x: Array, weights: Array, windows: Sequence[Window], groups: int, out: Array) -> None:
    """Add the products with the weights that are not finite to an output.

    Parameters
    ----------
    x : array, N x C x spatial
    weights : array, C x O/groups x spatial
    windows : sequence of Window
    groups : int
    out : array, N x O x spatial
    """
    channels, filters = weights.shape[:2]
    lengths, sizes = x.shape[2:], out.shape[2:]
    for channel, filter, *taps in np.argwhere(~np.isfinite(weights)).tolist():
        places = [
            _places(window, tap, n, size)
            for window, tap, n, size in zip(windows, taps, lengths, sizes, strict=True)
        ]
        group = channel // (channels // groups)
        under: Any = (slice(None), channel, *(cells for cells, _ in places))
        onto: Any = (slice(None), group * filters + filter, *(cells for _, cells in places))
        out[onto] += x[under] * weights[channel, filter, *taps]


def _places(window: Window, tap: int, n: int, size: int) -> tuple[slice, slice]:
    """Return the input cells that a kernel cell lays onto the output, and where it lays them.

    >>> from convcalc.geometry import Window
    >>> _places(Window(3, stride=2, before=1), tap=0, n=4, size=7)
    (slice(1, 4, None), slice(1, 6, 2))
    """
    offset = tap * window.dilation - window.before
    first = max(-(offset // window.stride), 0)
    last = min((size - 1 - offset) // window.stride, n - 1)
    start = first * window.stride + offset
    count = max(last - first + 1, 0)
    stop = start + (count - 1) * window.stride + 1 if count else start
    return slice(first, first + count), slice(start, stop, window.stride)
