"""The type of number that a snippet calculates with, so that it gives convcalc's numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from convcalc.mixing import common_type
from convcalc.records import Record
from convcalc.tensor import INT64_MOST, Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.exact import Number
    from convcalc.operation.plan import Plan
    from convcalc.snippets.pool_job import PoolJob

KEEP_WHOLE = ("", "relu", "abs", "clip")  # activations that leave whole numbers whole


class Kind(Record):
    """A type of number.

    Attributes
    ----------
    name : str
        ``int64``, ``object`` (Python's integers), ``float64`` or ``float32``.
    forced : bool
        Whether whole numbers have to be turned into it; else they are when they meet others.
    narrow : bool
        Whether the output is rounded to float16.
    """

    name: str
    forced: bool = False
    narrow: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether numbers are integers."""
        return self.name in ("int64", "object")

    @property
    def as_float(self) -> Kind:
        """The same for a library that calculates with floats only."""
        return Kind("float64", forced=True) if self.is_whole else self


FLOAT64 = Kind("float64", forced=True)


def _float_kind(tensors: Sequence[Tensor]) -> Kind | None:
    """Return the widest float type among tensors; None if all are exact."""
    dtype = common_type(tensors)
    if dtype.kind != "f":
        return None
    if dtype == np.float16:
        return Kind("float32", forced=True, narrow=True)
    return Kind("float32", forced=True) if dtype == np.float32 else FLOAT64


def apply_kind(plan: Plan, activation: tuple[str, Sequence[Number]]) -> Kind:
    """Return what the sums of products are calculated with."""
    options = plan.options
    if options.float:
        return FLOAT64
    others = [t for t in (plan.pad_value, plan.bias) if t is not None]
    tensors = [plan.places.x, plan.weights, *others]
    kind = _float_kind(tensors)
    if kind:
        return FLOAT64 if options.exact else kind
    name, parameters = activation
    stays = name in KEEP_WHOLE and not any(
        isinstance(p, float) or p.denominator > 1 for p in parameters
    )
    is_whole = all(tensor.denominator == 1 for tensor in tensors)
    if _bound(plan) > INT64_MOST:
        return Kind("object") if stays and is_whole else FLOAT64
    return Kind("int64") if is_whole else Kind("float64")


def _bound(plan: Plan) -> int:
    """Return what no sum of numerators exceeds."""
    weights, windows = plan.kernels.weights, plan.sliding.windows
    depth = plan.places.x.shape[1] // plan.sliding.groups
    most = max(t.most() for t in (plan.places.x, plan.pad_value) if t is not None)
    products = depth * math.prod(w.kernel for w in windows)
    return most * weights.most() * products + (plan.bias.most() if plan.bias else 0)


def pool_kind(job: PoolJob) -> Kind:
    """Return what cells are picked from, or added up in."""
    x, options = job.places.x, job.options
    if options.float or (job.name == "lp" and x.is_exact):
        return FLOAT64
    kind = _float_kind([x])
    if kind:
        return FLOAT64 if options.exact else kind
    if job.picks and job.has_empty and not options.indices:
        return FLOAT64
    if x.denominator > 1:
        return Kind("float64", forced=x.dtype == object)
    under = 1 if job.picks else job.cells
    if x.most() * under > INT64_MOST:
        return FLOAT64 if job.name == "avg" else Kind("object")
    return Kind("int64")
