"""The lines of Python that make the arrays: x, k and b, written out or loaded from a file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.snippets.apply_job import ApplyJob
    from convcalc.snippets.dialects import Dialect
    from convcalc.snippets.jobs import Job
    from convcalc.snippets.kinds import Kind
    from convcalc.tensor import Tensor


def reshaped(shape: Sequence[int]) -> str:
    """Return the call that changes the axes of an array."""
    return f".reshape({', '.join(map(str, shape))})"


def input_lines(job: Job, dialect: Dialect, kind: Kind, *, floats: bool = False) -> list[str]:
    """Make x: items, channels, sliding axes, as far as there are such.

    ``floats`` asks for an array that takes fractions.
    """
    kind = dialect.kind(kind)
    if floats and kind.name == "float64":
        kind = kind._replace(forced=True)
    path = job.paths.get("input")
    line = dialect.declared("x", job.x, path, kind)
    given = job.places.input_given
    if path is not None and (given != job.places.input_shape or given == (1,)):
        line += reshaped(job.places.input_shape)
    lines = [line]
    if job.input_channels_last:
        lines.append(f"x = {dialect.move}(x, -1, {-job.axes - 1})  # channels first")
    return lines


def kernel_lines(job: ApplyJob, dialect: Dialect) -> list[str]:
    """Make k, of the job's ``kernel_shape``, not yet rotated."""
    kind = dialect.kind(job.kind)
    paths = [job.paths.get(f"kernel {i}") for i in range(1, len(job.kernels) + 1)]
    if not any(paths):
        return [dialect.declared("k", job.kernel, None, kind)]
    if len(paths) == 1:
        return _alone(job, dialect, paths[0] or "", kind)
    lines = []
    names = [f"k{i}" for i in range(1, len(paths) + 1)]
    for name, tensor, path in zip(names, job.kernels, paths, strict=True):
        made = dialect.declared(name, tensor, path, kind)
        lines.append(made + _moved(tensor, job, dialect) + reshaped(_part_shape(tensor, job)))
    axis = f", {dialect.axis}=1" if job.plan.options.transposed else ""
    joined = f"k = {dialect.concatenate}([{', '.join(names)}]{axis})"
    if job.kernel_shape != job.weights.shape:
        joined += reshaped(job.kernel_shape)
    return [*lines, joined]


def _alone(job: ApplyJob, dialect: Dialect, path: str, kind: Kind) -> list[str]:
    (tensor,) = job.kernels
    line = dialect.loaded("k", path, tensor, kind) + _moved(tensor, job, dialect)
    shape = tensor.shape
    if job.places.arrangement.channels_last and tensor.ndim > job.axes:
        extra = tensor.ndim - job.axes
        shape = (*shape[: -extra - 1 : -1], *shape[:-extra])
    if shape != job.kernel_shape or shape == (1,):
        line += reshaped(job.kernel_shape)
    return [line]


def _moved(tensor: Tensor, job: ApplyJob, dialect: Dialect) -> str:
    """Put the channels of a kernel first, where they are last."""
    extra = tensor.ndim - job.axes
    if not job.places.arrangement.channels_last or extra < 1:
        return ""
    order = [*range(tensor.ndim - 1, job.axes - 1, -1), *range(job.axes)]
    method = "permute" if dialect.floats else "transpose"
    return f".{method}({', '.join(map(str, order))})"


def _part_shape(tensor: Tensor, job: ApplyJob) -> tuple[int, ...]:
    """Return the shape that one of several kernels has with both its axes for channels."""
    planes = tensor.values.size // math.prod(job.plane)
    if job.plan.options.transposed:
        channels = job.weights.shape[0]
        return (channels, planes // channels, *job.plane)
    return (planes // job.depth, job.depth, *job.plane)


def bias_lines(job: ApplyJob, dialect: Dialect) -> list[str]:
    """Make b where there is one number per filter, or a file."""
    bias, path = job.plan.bias, job.paths.get("bias")
    if bias is None or (bias.values.size == 1 and path is None):
        return []
    return [dialect.declared("b", bias, path, dialect.kind(job.kind))]


def bias_text(job: ApplyJob, dialect: Dialect) -> str:
    """Return what is added to an output whose channels are in front of the sliding axes."""
    bias, kind = job.plan.bias, dialect.kind(job.kind)
    if bias is None:
        return ""
    if bias.values.size > 1:
        ones = (1,) * job.axes
        if "bias" in job.paths:
            return f"b{reshaped((-1, *ones))}"
        return f"b[:, {', '.join(['None'] * job.axes)}]"
    if "bias" in job.paths:
        return "b.item()"
    (number,) = bias.tolist()
    return dialect.scalar(number, kind)
