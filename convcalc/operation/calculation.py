"""The numbers of ``apply``, once the plan is made: the output, or the matrix that gives it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.activations import read_activation
from convcalc.engine.matrix import matrix_of
from convcalc.engine.sliding import Sliding
from convcalc.errors import ConvcalcError
from convcalc.limits import check_memory
from convcalc.operation.apply_result import ApplyResult
from convcalc.tensor import Tensor, add, promote, roomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.operation.apply import Apply
    from convcalc.operation.plan import Plan

MATRIX_MOST = 2**24  # cells


def calculate_output(
    operation: Apply, plan: Plan, pad_value: Tensor | None, bias: Tensor | None
) -> ApplyResult:
    """Calculate sums of products, the bias and the activation."""
    check_memory(plan.cells * 8)
    around = Tensor(np.array([0])) if pad_value is None else pad_value
    given = [plan.x, _weights(operation, plan), around, *([] if bias is None else [bias])]
    tensors, dtype = _one_kind(operation, given)
    sums = _sliding(operation, plan).calculate(*tensors[:3])
    output = sums.output
    if bias is not None:
        output, addend = promote([output, tensors[3]])
        output = add(output, addend.reshape(-1, *(1,) * len(plan.windows)))
    if operation.activation is not None:
        output = read_activation(operation.activation)(output)
    if dtype == np.float16:
        output = output.floats(dtype)
    notes = (sums.note,) if sums.note else ()
    output = plan.put_output(output)
    return ApplyResult(operation, plan, output, sums.method, bias, pad_value, notes)


def write_matrix(
    operation: Apply, plan: Plan, pad_value: Tensor | None, bias: Tensor | None
) -> ApplyResult:
    """Write the operation as a matrix, without bias and activation.

    Raises
    ------
    ConvcalcError
        If the output is no matrix times the input, or the matrix would be too large.
    """
    if pad_value is not None and pad_value.values.any():
        raise ConvcalcError(
            "with a pad value the output is not a matrix times the input: leave it out"
        )
    width = math.prod(plan.x.shape)
    height = plan.x.shape[0] * plan.filters * math.prod(plan.sizes)
    if height * width > MATRIX_MOST:
        raise ConvcalcError(
            f"the matrix {height}x{width} has {height * width:,} cells:"
            f" expected at most {MATRIX_MOST:,}; give a smaller input"
        )
    unused = bias is not None or operation.activation is not None
    notes = ("the matrix leaves out bias and activation",) if unused else ()
    return ApplyResult(operation, plan, _matrix(operation, plan), "matrix", notes=notes)


def _matrix(operation: Apply, plan: Plan) -> Tensor:
    (weights,), dtype = _one_kind(operation, [_weights(operation, plan)])
    values = weights.values
    if weights.is_exact:  # modes that repeat a cell add its weights up
        values = roomy(values, weights.most() * values.size)
    matrix = matrix_of(_sliding(operation, plan), plan.x.shape, values)
    # The engine flattens channels first, the user as the layout says.
    order = plan.arrangement.flat_order
    rows = order((plan.x.shape[0], plan.filters, *plan.sizes))
    matrix = matrix[rows][:, order(plan.x.shape)]
    if weights.is_exact:
        return Tensor.exact(matrix, weights.denominator)
    return Tensor(matrix).floats(dtype)


def _sliding(operation: Apply, plan: Plan) -> Sliding:
    return Sliding(
        plan.windows,
        plan.kernels.groups,
        transposed=operation.transposed,
        padding_mode=plan.padding_mode,
        insist=operation.exact,
    )


def _weights(operation: Apply, plan: Plan) -> Tensor:
    weights = plan.kernels.weights
    if not operation.flip:
        return weights
    return weights.with_values(np.flip(weights.values, tuple(range(2, weights.ndim))))


def _one_kind(operation: Apply, tensors: Sequence[Tensor]) -> tuple[list[Tensor], np.dtype[Any]]:
    """Bring all numbers to one kind; also return the type that the output is to have."""
    if operation.exact:
        tensors = [tensor.as_exact() for tensor in tensors]
    elif operation.float:
        tensors = [tensor.floats(np.float64) for tensor in tensors]
    tensors = promote(tensors)
    dtype = tensors[0].values.dtype
    if dtype == np.float16:  # too short to sum in
        tensors = [tensor.floats(np.float32) for tensor in tensors]
    return tensors, dtype
