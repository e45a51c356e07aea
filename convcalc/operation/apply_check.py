"""The parts of ``apply`` that may be wrong in an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.diagnose.grids.after import After
from convcalc.diagnose.grids.mistakes import SUMS
from convcalc.diagnose.grids.parts import Geometry, Kernel
from convcalc.diagnose.grids.sums_exercise import Sums
from convcalc.operation.checking import check
from convcalc.padding import word_in

if TYPE_CHECKING:
    from convcalc.operation.apply_result import ApplyResult


def exercise_of(result: ApplyResult) -> Sums:
    """Take an operation apart."""
    plan, options = result.plan, result.plan.options
    (x, weights, around, bias), dtype = plan.of_one_kind()
    return Sums(
        x,
        Kernel(weights, plan.kernels.groups),
        Geometry(
            tuple(plan.sliding.windows),
            plan.sliding.padding_mode,
            around,
            word=word_in(options.padding),
        ),
        After(None if plan.bias is None else bias, options.activation),
        transposed=options.transposed,
        flipped=options.flip,
        channels_last=options.layout == "hwc",
        dtype=dtype,
    )


def check_apply(result: ApplyResult) -> ApplyResult:
    """Check the answer that the options name, and add what came out of it."""
    options = result.plan.options
    return result._replace(check=check(result, options, exercise_of(result), SUMS))
