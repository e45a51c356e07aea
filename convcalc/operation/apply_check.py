"""The parts of ``apply`` that may be wrong in an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.diagnose.after import After
from convcalc.diagnose.exercise import Geometry, Kernel, Sums
from convcalc.diagnose.mistakes import SUMS
from convcalc.operation.checking import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from convcalc.operation.apply_result import ApplyResult
    from convcalc.tensor import Tensor


def check_apply(
    result: ApplyResult, tensors: Sequence[Tensor], dtype: np.dtype[Any]
) -> ApplyResult:
    """Check the answer that the options name, and add what came out of it.

    Parameters
    ----------
    result : ApplyResult
    tensors : sequence of Tensor
        The input, the weights as they are multiplied, what stands in the padding, and the bias, all
        of one kind.
    dtype : dtype
        What numbers are shown as, if it is a float type.
    """
    plan, (x, weights, around, bias) = result.plan, tensors
    exercise = Sums(
        x,
        Kernel(weights, plan.kernels.groups),
        Geometry(tuple(plan.sliding.windows), plan.sliding.padding_mode, around),
        After(None if plan.bias is None else bias, plan.options.activation),
        transposed=plan.options.transposed,
        flipped=plan.options.flip,
        dtype=dtype,
    )
    options = plan.options
    return result._replace(check=check(result, options, exercise, SUMS))
