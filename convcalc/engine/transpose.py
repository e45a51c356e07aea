"""Transposed convolution: every input cell lays its weighted kernel onto the output."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.correlate import multiply
from convcalc.engine.trailing import trailing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import Window
    from convcalc.tensor import Array


def transpose(x: Array, weights: Array, windows: Sequence[Window], groups: int) -> Array:
    """Spread an input through a kernel: the adjoint of cross-correlation.

    full[n, o, i s + a d, j s + b d] += weights[c, o, a, b] * x[n, c, i, j], then cropped:
    ``before`` cells at the start, and at the end whatever is past the output's size.

    Parameters
    ----------
    x : ndarray, N x C x spatial
    weights : ndarray, C x O/groups x spatial
        In-channels first, as PyTorch keeps them.
    windows : sequence of Window
        Here ``before`` and ``after`` crop, and ``output_padding`` uncovers cells at the end.
    groups : int

    Returns
    -------
    ndarray, N x O x spatial

    Examples
    --------
    >>> from convcalc.geometry import Window
    >>> x, w = np.array([[[1, 2]]]), np.array([[[1, 10, 100]]])
    >>> transpose(x, w, [Window(3, stride=2)], 1)
    array([[[  1,  10, 102,  20, 200]]])
    """
    batch, channels, *lengths = x.shape
    _, depth, *kernel = weights.shape
    sizes = [w.transposed(n) for n, w in zip(lengths, windows, strict=True)]
    covered = [(n - 1) * w.stride + w.extent for n, w in zip(lengths, windows, strict=True)]
    whole = [max(c, w.before + s) for c, s, w in zip(covered, sizes, windows, strict=True)]
    x = x.reshape(batch, groups, channels // groups, *lengths)
    weights = weights.reshape(groups, channels // groups, depth, *kernel).swapaxes(1, 2)
    full = np.zeros((batch, groups, depth, *whole), dtype=x.dtype)
    term = np.empty((batch, groups, depth, *lengths), dtype=x.dtype)
    for tap in product(*(range(k) for k in kernel)):
        reached = [w.under(a, n) for a, w, n in zip(tap, windows, lengths, strict=True)]
        multiply(weights[trailing(tap)], x, term)
        full[trailing(reached)] += term
    kept = [slice(w.before, w.before + size) for w, size in zip(windows, sizes, strict=True)]
    cropped: Array = full[trailing(kept)]
    return cropped.reshape(batch, groups * depth, *sizes)
