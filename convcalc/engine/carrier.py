"""Which number type carries a sum of products: the smallest one that is provably exact."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.threads import processors, share
from convcalc.tensor import Band, most

if TYPE_CHECKING:
    from convcalc.tensor import Array, Tensor

BLOCK_CELLS = 2**18  # looked through at a time: what the cache holds

# Types and the bounds below which integers are exact in them, in any order of summation.
CARRIERS: dict[np.dtype[Any], int] = {
    np.dtype(np.float32): 2**24,
    np.dtype(np.float64): 2**53,
    np.dtype(np.int64): 2**63,
}
_PYTHON: np.dtype[Any] = np.dtype(object)
_ROUNDING = 1 + 2**-20  # covers the rounding of the bound itself


def exact_carrier(bound: int, weights: Tensor, axes: tuple[int, ...]) -> np.dtype[Any]:
    """Choose the type in which sums of numerators cannot overflow or round.

    Parameters
    ----------
    bound : int
        No absolute numerator of the input and its padding is larger.
    weights : Tensor
        Exact numbers.
    axes : tuple of int
        The axes of the weights that one output cell sums over.

    Returns
    -------
    dtype
        float32 below 2^24 and float64 below 2^53, since matrix products are for floats; int64 below
        2^63, else Python integers.
    """
    try:
        sums = bound * max(_largest_sum(weights.values, axes), 1) * _ROUNDING
    except OverflowError:  # an integer past the largest float
        sums = math.inf
    return next((c for c, limit in CARRIERS.items() if sums < limit), _PYTHON)


def largest(x: Tensor) -> int:
    """Return a bound of the absolute numerator of exact numbers N x C x spatial, at least 1."""
    cells = math.prod(x.shape)
    if cells < BLOCK_CELLS or x.dtype.kind == "O" or x.dtype.itemsize <= 2:
        return x.most()
    items, _, height = x.shape[:3]
    rows = -(-height * items * BLOCK_CELLS // cells)
    bands = [
        Band(item, start, min(start + rows, height))
        for item in range(items)
        for start in range(0, height, rows)
    ]
    found: list[int] = []
    share(bands, lambda band: found.append(most(x.rows(band))), processors(), "looking through")
    return max(found)


def _largest_sum(weights: Array, axes: tuple[int, ...]) -> float:
    return float(np.abs(weights.astype(np.float64)).sum(axis=axes).max())
