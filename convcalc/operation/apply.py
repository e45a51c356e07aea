"""``apply``: slide a kernel over an input."""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.ending import Ending
from convcalc.errors import ConvcalcError
from convcalc.limits import check_memory
from convcalc.mixing import add, promote
from convcalc.notation.numbers import read_number
from convcalc.operation.apply_options import Apply
from convcalc.operation.apply_result import ApplyResult
from convcalc.operation.plan import make_plan
from convcalc.sources import as_tensor
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convcalc.engine.ending import OpenStore
    from convcalc.explain.working import Working
    from convcalc.operation.plan import Plan
    from convcalc.sources import Source


def apply(
    input: Source, kernel: Source, *more_kernels: Source, bias: Source | None = None, **options: Any
) -> ApplyResult:
    """Slide a kernel over an input.

    out[o, i, j] = bias[o] + the sum over c, a, b of
    kernel[o, c, a, b] * padded[c, i stride + a dilation, j stride + b dilation]

    Parameters
    ----------
    input : str, number, nested list, array or Tensor
        Rows x columns, channels x rows x columns, or a batch of those. Text is a literal or a
        preset, as on the command line (``convcalc.read`` also takes files).
    kernel, more_kernels : the same
        A plane, planes, or filters x channels x rows x columns.
    bias : the same, optional
        One number, or one per filter.
    **options
        The command's flags: ``stride``, ``padding``, ``padding_mode``, ``pad_value``, ``dilation``,
        ``groups``, ``per_channel``, ``flip``, ``transposed``, ``output_padding``, ``activation``,
        ``matrix``, ``at``, ``steps``, ``uses``, ``dim``, ``layout``, ``float``, ``exact``,
        ``method``, ``check``, ``tol``, ``no_answer``.

    Returns
    -------
    ApplyResult
        With ``output``, a Tensor (``tolist()``, ``numpy.asarray``), ``to_dict()``, ``working``
        where ``at``, ``steps`` or ``uses`` ask for it, and ``check`` where an answer is checked.

    Raises
    ------
    ConvcalcError
        With what was got, what was expected and what to give instead.

    Notes
    -----
    The formula is PyTorch's ``conv2d``; with ``flip`` it is the convolution of signal processing.

    Examples
    --------
    >>> apply("0 1 2; 3 4 5; 6 7 8", "0 1; 2 3").output.tolist()
    [[19, 25], [37, 43]]
    """
    return run(Apply(**options), input, [kernel, *more_kernels], bias)


def run(
    options: Apply,
    input: Source,
    kernels: Sequence[Source],
    bias: Source | None = None,
    opened: OpenStore | None = None,
) -> ApplyResult:
    """Calculate.

    Parameters
    ----------
    options : Apply
    input, bias : Source
        Text, nested lists, an array or a tensor.
    kernels : sequence of Source
        All of one size; each adds filters.
    opened : callable, optional
        Makes a store in a file for an output: from its shape as the user sees it, its shape
        N x O x spatial, and its type. It is not asked where these are known only at the end.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    plan = decide(options, input, kernels, bias)
    if options.matrix:
        from convcalc.operation.apply_matrix import write_matrix

        return write_matrix(plan)
    return _calculate(plan, opened)


def decide(
    options: Apply, input: Source, kernels: Sequence[Source], bias: Source | None = None
) -> Plan:
    """Decide everything that can be before a number is multiplied.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    options.validate()
    kernel_tensors = [as_tensor(kernel, "kernel") for kernel in kernels]
    plan = make_plan(options, as_tensor(input, "input"), kernel_tensors)
    if bias is not None:
        plan = plan._replace(bias=_read_bias(bias, plan.places.filters))
    if options.pad_value is not None:
        plan = plan._replace(pad_value=_read_pad_value(options.pad_value))
    return plan


def _calculate(plan: Plan, opened: OpenStore | None) -> ApplyResult:
    """Calculate sums of products, the bias and the activation."""
    options = plan.options
    in_order = options.layout == "chw" or not plan.places.channel
    stored = partial(opened, plan.places.output_shape) if opened and in_order else None
    check_memory(8 * (plan.band_cells + (0 if stored else plan.places.output_cells)))
    tensors, dtype = plan.of_one_kind()
    x, weights, around, bias = tensors
    work_out = _prepare(plan, tensors, dtype)
    ending = Ending(_finish(plan, bias, dtype), stored)
    sums = plan.sliding.calculate(x, weights, around, ending)
    notes = (sums.note,) if sums.note else ()
    result = ApplyResult(plan, plan.places.put_output(sums.output), sums.method, notes)
    if options.check is not None:
        from convcalc.operation.apply_check import check_apply

        return check_apply(result)
    return result._replace(working=work_out(result.output)) if work_out else result


def _finish(plan: Plan, bias: Tensor, dtype: np.dtype[Any]) -> Callable[[Tensor], Tensor] | None:
    """Return what is done to each block of sums: the bias, the activation, the output's type."""
    steps: list[Callable[[Tensor], Tensor]] = []
    if plan.bias is not None:
        column = bias.reshape(-1, *(1,) * len(plan.sliding.windows))
        steps.append(lambda block: add(*promote([block, column])))
    if plan.options.activation is not None:
        from convcalc.activations import read_activation

        steps.append(read_activation(plan.options.activation))
    if dtype == np.float16:
        steps.append(lambda block: block.floats(dtype))
    if not steps:
        return None
    return lambda block: reduce(lambda done, step: step(done), steps, block)


def _prepare(
    plan: Plan, tensors: Sequence[Tensor], dtype: np.dtype[Any]
) -> Callable[[Tensor], Working] | None:
    """Prepare the working if it is asked for; what it needs is not loaded before."""
    options = plan.options
    if not options.asked.anything:
        return None
    from convcalc.explain.sums import SumsOfProducts
    from convcalc.operation.working import prepare

    x, weights, around, bias = tensors
    if not weights.is_exact:
        x = x.floats(weights.values.dtype)
    case = SumsOfProducts(
        sliding=plan.sliding,
        x=x,
        weights=weights,
        around=around,
        bias=None if plan.bias is None else bias,
        activation=options.activation,
        flipped=options.flip,
        dtype=dtype,
    )
    return prepare(options.asked, case, plan.places)


def _read_bias(source: Source, filters: int) -> Tensor:
    bias = as_tensor(source, "bias")
    if bias.values.size not in (1, filters):
        expected = "1" if filters == 1 else f"1, or {filters} (one per filter)"
        raise ConvcalcError(f"bias has {bias.values.size} numbers: expected {expected}")
    return bias.reshape(-1)


def _read_pad_value(source: Source) -> Tensor:
    if isinstance(source, str):
        try:
            return Tensor.from_numbers([read_number(source.strip())], (1,))
        except ConvcalcError as error:
            raise error.within("pad value") from None
    value = as_tensor(source, "pad value")
    if value.values.size != 1:
        raise ConvcalcError(f"pad value has {value.values.size} numbers: expected one")
    return value.reshape(1)
