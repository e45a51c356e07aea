"""Tensors of several kinds together: exact numbers beside floats of several types."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.tensor import Tensor, most, roomy

if TYPE_CHECKING:
    from collections.abc import Sequence


def concatenate(tensors: Sequence[Tensor], axis: int) -> Tensor:
    """Join tensors along an axis; floats win over exact numbers, the wider float wins."""
    tensors = promote(tensors)
    denominator = math.lcm(*(tensor.denominator for tensor in tensors))
    parts = [tensor.numerators(denominator) for tensor in tensors]
    return Tensor(np.concatenate(parts, axis), denominator)


def promote(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Bring tensors to one kind of number: exact if all are, else the widest float type."""
    floats = [tensor.values.dtype for tensor in tensors if not tensor.is_exact]
    if not floats:
        return list(tensors)
    dtype = np.result_type(*floats).newbyteorder("=")
    return [tensor.floats(dtype) for tensor in tensors]


def one_kind(
    tensors: Sequence[Tensor], *, float: bool = False, exact: bool = False
) -> tuple[list[Tensor], np.dtype[Any]]:
    """Bring all numbers of a calculation to one kind; also return the type the result is to have.

    Parameters
    ----------
    tensors : sequence of Tensor
    float, exact : bool
        Whether all are to be float64, or the fractions that floats stand for.
    """
    if exact:
        tensors = [tensor.as_exact() for tensor in tensors]
    elif float:
        tensors = [tensor.floats(np.float64) for tensor in tensors]
    tensors = promote(tensors)
    dtype = tensors[0].values.dtype
    if dtype == np.float16:  # too short to sum in
        tensors = [tensor.floats(np.float32) for tensor in tensors]
    return list(tensors), dtype


def add(left: Tensor, right: Tensor) -> Tensor:
    """Add two tensors of one kind, broadcasting as NumPy does."""
    if not left.is_exact:
        with np.errstate(all="ignore"):  # inf - inf is nan, and that is the answer
            return Tensor(left.values + right.values)
    denominator = math.lcm(left.denominator, right.denominator)
    a, b = (t.numerators(denominator) for t in (left, right))
    return Tensor.exact(roomy(a, most(a) + most(b)) + b, denominator)
