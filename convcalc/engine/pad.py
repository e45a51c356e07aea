"""Put the padding around an input, in any mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.trailing import trailing
from convcalc.padding import MODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.padding import Sides
    from convcalc.tensor import Array


def pad(x: Array, sides: Sequence[Sides], mode: str = "zeros", value: object = 0) -> Array:
    """Pad the last axes, one pair of sides each.

    Parameters
    ----------
    x : ndarray
        Any leading axes, then as many as there are sides.
    sides : sequence of (before, after)
        Cells to add on each of the last axes.
    mode : str
        A key of ``padding.MODES``.
    value : number
        What stands in the padding in mode ``zeros``.

    Examples
    --------
    >>> pad(np.array([1, 2, 3, 4]), [(2, 2)], "reflect")
    array([3, 2, 1, 2, 3, 4, 3, 2])
    """
    if not any(map(any, sides)):
        return x
    lead = x.ndim - len(sides)
    grown = [n + before + after for n, (before, after) in zip(x.shape[lead:], sides, strict=True)]
    padded = np.full((*x.shape[:lead], *grown), value, dtype=x.dtype)
    core = [slice(before, before + n) for n, (before, _) in zip(x.shape[lead:], sides, strict=True)]
    padded[trailing(core)] = x
    source = MODES[mode].source
    if source is None:
        return padded
    for axis, (before, after) in enumerate(sides):
        n = x.shape[lead + axis]
        outside = [*range(-before, 0), *range(n, n + after)]
        # The axes before are whole already, those after are filled by their own turn.
        line = np.moveaxis(padded, lead + axis, 0)
        line[[before + i for i in outside]] = line[[before + source(i, n) for i in outside]]
    return padded
