"""``apply --matrix``: the matrix A with output = A x input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.engine.matrix import matrix_of
from convcalc.errors import ConvcalcError
from convcalc.mixing import one_kind
from convcalc.operation.apply_result import ApplyResult
from convcalc.tensor import Tensor, roomy

if TYPE_CHECKING:
    from convcalc.operation.plan import Plan

MATRIX_MOST = 2**24  # cells


def write_matrix(plan: Plan) -> ApplyResult:
    """Write the operation as a matrix, without bias and activation.

    Raises
    ------
    ConvcalcError
        If the output is no matrix times the input, or the matrix would be too large.
    """
    if plan.pad_value is not None and plan.pad_value.values.any():
        raise ConvcalcError(
            "with a pad value the output is not a matrix times the input: leave it out"
        )
    width, height = math.prod(plan.places.x.shape), plan.places.output_cells
    if height * width > MATRIX_MOST:
        raise ConvcalcError(
            f"the matrix {height}x{width} has {height * width:,} cells:"
            f" expected at most {MATRIX_MOST:,}; give a smaller input"
        )
    unused = plan.bias is not None or plan.options.activation is not None
    notes = ("the matrix leaves out bias and activation",) if unused else ()
    matrix = _matrix(plan)
    return ApplyResult(plan._replace(bias=None), matrix, "matrix", notes)


def _matrix(plan: Plan) -> Tensor:
    options = plan.options
    _, (weights,), dtype = one_kind(
        plan.weights, [plan.weights], float=options.float, exact=options.exact
    )
    values = weights.values
    if weights.is_exact:  # modes that repeat a cell add its weights up
        values = roomy(values, weights.most() * values.size)
    matrix = matrix_of(plan.sliding, plan.places.x.shape, values)
    # The engine flattens channels first, the user as the layout says.
    places = plan.places
    order = places.arrangement.flat_order
    rows = order((places.x.shape[0], places.filters, *places.sizes))
    matrix = matrix[rows][:, order(places.x.shape)]
    if weights.is_exact:
        return Tensor.exact(matrix, weights.denominator)
    return Tensor(matrix).floats(dtype)
