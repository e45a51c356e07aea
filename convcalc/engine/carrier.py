"""Which number type carries a sum of products: the smallest one that is provably exact."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from convcalc.tensor import Array, Tensor

# Types and the bounds below which integers are exact in them, in any order of summation.
CARRIERS: dict[np.dtype[Any], int] = {
    np.dtype(np.float32): 2**24,
    np.dtype(np.float64): 2**53,
    np.dtype(np.int64): 2**63,
}
_PYTHON: np.dtype[Any] = np.dtype(object)
_ROUNDING = 1 + 2**-20  # covers the rounding of the bound itself


def exact_carrier(most: int, weights: Tensor, axes: tuple[int, ...]) -> np.dtype[Any]:
    """Choose the type in which sums of numerators cannot overflow or round.

    Parameters
    ----------
    most : int
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
        bound = most * max(_largest_sum(weights.values, axes), 1) * _ROUNDING
    except OverflowError:  # an integer past the largest float
        bound = math.inf
    return next((c for c, limit in CARRIERS.items() if bound < limit), _PYTHON)


def _largest_sum(weights: Array, axes: tuple[int, ...]) -> float:
    return float(np.abs(weights.astype(np.float64)).sum(axis=axes).max())
