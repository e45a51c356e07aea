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
    if len(tensors) == 1:
        return tensors[0]
    tensors = promote(tensors)
    denominator = math.lcm(*(tensor.denominator for tensor in tensors))
    parts = [tensor.numerators(denominator) for tensor in tensors]
    return Tensor(np.concatenate(parts, axis), denominator)


def promote(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Bring tensors to one kind of number: exact if all are, else the widest float type."""
    dtype = common_type(tensors)
    return [tensor.floats(dtype) if dtype.kind == "f" else tensor for tensor in tensors]


def common_type(tensors: Sequence[Tensor]) -> np.dtype[Any]:
    """Return the widest float type among tensors; the type of integers if all are exact."""
    floats = [tensor.dtype for tensor in tensors if not tensor.is_exact]
    return np.result_type(*floats).newbyteorder("=") if floats else np.dtype(np.int64)


def one_kind(
    x: Tensor, others: Sequence[Tensor], *, float: bool = False, exact: bool = False
) -> tuple[Tensor, list[Tensor], np.dtype[Any]]:
    """Bring all numbers of a calculation to one kind; also return the type the result is to have.

    Parameters
    ----------
    x : Tensor
        The large one: integers and floats keep the type they are stored in, since whoever
        calculates with floats converts them block by block.
    others : sequence of Tensor
    float, exact : bool
        Whether all are to be float64, or the fractions that floats stand for.
    """
    tensors = [x, *others]
    if exact:
        tensors = [tensor.as_exact() for tensor in tensors]
    dtype = np.dtype(np.float64) if float else common_type(tensors)
    if dtype.kind != "f":
        return tensors[0], tensors[1:], dtype
    if not x.is_plain:
        x = x.floats(wide(dtype))
    return x, [tensor.floats(wide(dtype)) for tensor in others], dtype


def wide(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type to sum floats of a type in: float16 is too short for it."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def add(left: Tensor, right: Tensor) -> Tensor:
    """Add two tensors of one kind, broadcasting as NumPy does; exact sums are not reduced."""
    if not left.is_exact:
        with np.errstate(all="ignore"):  # inf - inf is nan, and that is the answer
            return Tensor(left.values + right.values)
    denominator = math.lcm(left.denominator, right.denominator)
    a, b = (t.numerators(denominator) for t in (left, right))
    return Tensor(roomy(a, most(a) + most(b)) + b, denominator)
