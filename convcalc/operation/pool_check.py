"""The parts of ``pool`` that may be wrong in an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.diagnose.grids.after import After
from convcalc.diagnose.grids.mistakes import POOLS
from convcalc.diagnose.grids.pool_exercise import Pooled, PoolExercise, PoolGeometry
from convcalc.mixing import wide
from convcalc.operation.checking import check
from convcalc.padding import word_in

if TYPE_CHECKING:
    from convcalc.operation.pool_result import PoolResult

EXACT = np.dtype(np.int64)


def exercise_of(result: PoolResult, dtype: np.dtype[Any] = EXACT) -> PoolExercise:
    """Take a pooling apart.

    Parameters
    ----------
    result : PoolResult
    dtype : dtype
        What numbers are shown as, if it is a float type.
    """
    options, x = result.options, result.places.x
    return PoolExercise(
        x.floats(wide(dtype)) if dtype.kind == "f" else x,
        Pooled(options.kind, options.exclude_pad, options.divided_by),
        PoolGeometry(tuple(result.windows), word=word_in(options.padding)),
        After(),
        indices=options.indices,
        whole=options.global_,
        dtype=dtype,
    )


def check_pool(result: PoolResult, dtype: np.dtype[Any]) -> PoolResult:
    """Check the answer that the options name, and add what came out of it."""
    checked = check(result, result.options, exercise_of(result, dtype), POOLS)
    return result._replace(check=checked)
