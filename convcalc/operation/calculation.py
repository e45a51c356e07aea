"""The numbers of ``apply``, once the plan is made: the output, or the matrix that gives it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.activations import read_activation
from convcalc.engine.matrix import matrix_of
from convcalc.errors import ConvcalcError
from convcalc.limits import check_memory
from convcalc.mixing import add, one_kind, promote
from convcalc.operation.apply_result import ApplyResult
from convcalc.tensor import Tensor, roomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.engine.sliding import Sliding
    from convcalc.explain.working import Working
    from convcalc.operation.apply import Apply
    from convcalc.operation.kernel_axes import Kernels
    from convcalc.operation.places import Places

MATRIX_MOST = 2**24  # cells
NOTHING = Tensor(np.array([0]))


class Plan(NamedTuple):
    """What an input, its kernels and the options come to, before a number is multiplied.

    Attributes
    ----------
    places : Places
    sliding : Sliding
    kernels : Kernels
    bias, pad_value : Tensor or None
    """

    places: Places
    sliding: Sliding
    kernels: Kernels
    bias: Tensor | None = None
    pad_value: Tensor | None = None

    @property
    def cells(self) -> int:
        """How many numbers the padded input and the output hold together."""
        items, channels, *padded = self.places.x.shape
        if not self.sliding.transposed:
            sides = [w.before + w.after for w in self.sliding.windows]
            padded = [n + more for n, more in zip(padded, sides, strict=True)]
        return items * channels * math.prod(padded) + self.places.output_cells


def calculate_output(operation: Apply, plan: Plan) -> ApplyResult:
    """Calculate sums of products, the bias and the activation."""
    check_memory(plan.cells * 8)
    given = [
        plan.places.x,
        _weights(operation, plan),
        NOTHING if plan.pad_value is None else plan.pad_value,
        NOTHING if plan.bias is None else plan.bias,
    ]
    tensors, dtype = one_kind(given, float=operation.float, exact=operation.exact)
    x, weights, around, bias = tensors
    working = _work_out(operation, plan, tensors)
    sums = plan.sliding.calculate(x, weights, around)
    output = sums.output
    if plan.bias is not None:
        output, bias = promote([output, bias])
        output = add(output, bias.reshape(-1, *(1,) * len(plan.sliding.windows)))
    if operation.activation is not None:
        output = read_activation(operation.activation)(output)
    if dtype == np.float16:
        output = output.floats(dtype)
    notes = (sums.note,) if sums.note else ()
    output = plan.places.put_output(output)
    return ApplyResult(operation, plan, output, sums.method, notes, working)


def _work_out(operation: Apply, plan: Plan, tensors: Sequence[Tensor]) -> Working | None:
    """Work out the cells that are asked for."""
    if not operation.asked.anything:
        return None
    from convcalc.explain.sums import SumsOfProducts  # loaded when it is asked for
    from convcalc.operation.working import work_out

    x, weights, around, bias = tensors
    case = SumsOfProducts(
        sliding=plan.sliding,
        x=x,
        weights=weights,
        around=around,
        bias=None if plan.bias is None else bias,
        activation=operation.activation,
        flipped=operation.flip,
    )
    return work_out(operation.asked, case, plan.places)


def write_matrix(operation: Apply, plan: Plan) -> ApplyResult:
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
    unused = plan.bias is not None or operation.activation is not None
    notes = ("the matrix leaves out bias and activation",) if unused else ()
    matrix = _matrix(operation, plan)
    return ApplyResult(operation, plan._replace(bias=None), matrix, "matrix", notes)


def _matrix(operation: Apply, plan: Plan) -> Tensor:
    given = [_weights(operation, plan)]
    (weights,), dtype = one_kind(given, float=operation.float, exact=operation.exact)
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


def _weights(operation: Apply, plan: Plan) -> Tensor:
    weights = plan.kernels.weights
    if not operation.flip:
        return weights
    return weights.with_values(np.flip(weights.values, tuple(range(2, weights.ndim))))
