"""Which number type carries a sum of products: the smallest one that is provably exact."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from convcalc.tensor import Array, Tensor

FLOAT_EXACT = 2**53  # integers below it are exact in float64, in any order of summation
INT_EXACT = 2**63
_ROUNDING = 1 + 2**-20  # covers the rounding of the bound itself


def exact_carrier(
    most: int, weights: Tensor, axes: tuple[int, ...], *, matrices: bool
) -> np.dtype[Any]:
    """Choose the type in which sums of numerators cannot overflow or round.

    Parameters
    ----------
    most : int
        The largest absolute numerator of the input and its padding.
    weights : Tensor
        Exact numbers.
    axes : tuple of int
        The axes of the weights that one output cell sums over.
    matrices : bool
        Whether the work is matrix products, for which BLAS has floats only.

    Returns
    -------
    dtype
        float64 below 2^53 (matrix products only), int64 below 2^63, else Python integers.
    """
    try:
        bound = most * max(_largest_sum(weights.values, axes), 1) * _ROUNDING
    except OverflowError:  # an integer past the largest float
        bound = math.inf
    if matrices and bound < FLOAT_EXACT:
        return np.dtype(np.float64)
    return np.dtype(np.int64 if bound < INT_EXACT else object)


def _largest_sum(weights: Array, axes: tuple[int, ...]) -> float:
    return float(np.abs(weights.astype(np.float64)).sum(axis=axes).max())
