"""The parts of ``pool`` that may be wrong in an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.diagnose.after import After
from convcalc.diagnose.mistakes import POOLS
from convcalc.diagnose.pool_exercise import Pooled, PoolExercise, PoolGeometry
from convcalc.operation.checking import check

if TYPE_CHECKING:
    import numpy as np

    from convcalc.operation.pool_result import PoolResult
    from convcalc.tensor import Tensor


def check_pool(result: PoolResult, x: Tensor, dtype: np.dtype[Any]) -> PoolResult:
    """Check the answer that the options name, and add what came out of it.

    Parameters
    ----------
    result : PoolResult
    x : Tensor, N x C x spatial
    dtype : dtype
        What numbers are shown as, if it is a float type.
    """
    options = result.options
    exercise = PoolExercise(
        x,
        Pooled(options.kind, options.exclude_pad, options.divided_by),
        PoolGeometry(tuple(result.windows)),
        After(),
        indices=options.indices,
        dtype=dtype,
    )
    return result._replace(check=check(result, options, exercise, POOLS))
