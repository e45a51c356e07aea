"""``apply`` by Octave and MATLAB: ``conv2`` for a plane, else loops over windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.padding import MODES
from convcalc.snippets.octave_arrays import (
    array_line,
    element,
    nested,
    outer_loops,
    printing_lines,
    scalar,
    sliding_axes,
)
from convcalc.snippets.octave_endings import ending_lines
from convcalc.snippets.parts import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.snippets.apply_job import ApplyJob
    from convcalc.snippets.octave_arrays import Axis


def write(job: ApplyJob) -> str:
    """Write the snippet."""
    axes = sliding_axes(job, job.windows)
    data = [
        array_line("x", job.places.x, "input", job.axes),
        array_line("k", job.kernel, "kernel", job.axes),
    ]
    bias = job.plan.bias
    if bias is not None and bias.values.size > 1:
        data.append(array_line("b", bias, "bias", 1))
    if job.plan.options.transposed:
        body = _transposed(job, axes)
    else:
        body = _conv2(job, axes) if _is_conv2(job) else _sliding(job, axes)
    return joined(data, [*body, *ending_lines(job)], printing_lines(job, axes))


def _is_conv2(job: ApplyJob) -> bool:
    one = job.places.filters * job.places.x.shape[0] * job.places.x.shape[1] == 1
    dilated = any(w.dilation > 1 for w in job.windows)
    # conv2 may skip the zeros of a kernel, but 0 times inf is nan.
    return one and job.axes < 3 and not dilated and job.is_finite


def _conv2(job: ApplyJob, axes: Sequence[Axis]) -> list[str]:
    """Let ``conv2`` do it, which rotates the kernel."""
    k = "k" if job.plan.options.flip else "rot90(k, 2)"
    lines = _padding(job, axes) if job.overlap == "valid" else []
    lines.append(f"out = conv2(x, {k}, '{job.overlap}');")
    strides = [axis.window.stride for axis in axes]
    if max(strides) > 1:
        steps = ", ".join(f"1:{s}:end" if s > 1 else ":" for s in strides)
        lines.append(f"out = out({steps});")
    return lines


def _padding(job: ApplyJob, axes: Sequence[Axis]) -> list[str]:
    """Pad x: with a value around it, or with its own cells."""
    if not job.is_padded:
        return []
    source = MODES[job.plan.sliding.padding_mode].source
    rest = _rest(job)
    if source is not None:
        parts = []
        for axis in axes:
            n, w = axis.length, axis.window
            outside = [*range(-w.before, 0)], [*range(n, n + w.after)]
            first, last = ([str(source(cell, n) + 1) for cell in cells] for cells in outside)
            kept = " ".join([*first, f"1:{n}", *last])
            parts.append(f"[{kept}]" if first or last else ":")
        return [f"x = x({', '.join(parts + [':'] * len(rest))});"]
    sizes = [axis.length + axis.window.before + axis.window.after for axis in axes]
    shape = ", ".join(map(str, [*sizes, *rest]))
    filled = f"zeros({shape})"
    if job.plan.pad_value is not None:
        (number,) = job.plan.pad_value.tolist()
        filled = f"{scalar(number)} * ones({shape})"
    inside = [f"{a.window.before + 1}:{a.window.before + a.length}" for a in axes]
    cells = ", ".join(inside + [":"] * len(rest))
    return [f"padded = {filled};", f"padded({cells}) = x;", "x = padded;"]


def _rest(job: ApplyJob) -> list[int]:
    """Return the axes of x behind the sliding ones: channels, items."""
    items, channels = job.places.x.shape[:2]
    return [channels, items] if items > 1 else [channels] if channels > 1 else []


def _rotated(job: ApplyJob, axes: Sequence[Axis]) -> list[str]:
    """Rotate the kernels if they are to be."""
    if not job.plan.options.flip:
        return []
    behind = len(job.kernel_shape) - job.axes
    parts = ", ".join(["end:-1:1"] * len(axes) + [":"] * behind)
    return [f"k = k({parts});  % convolution: rotated by 180 degrees"]


def _zeros(job: ApplyJob, sizes: Sequence[int]) -> str:
    shape = [*sizes, job.places.filters, job.places.x.shape[0]]
    while len(shape) > 2 and shape[-1] == 1:
        shape.pop()
    return f"out = zeros({', '.join(map(str, shape))});"


def _loops(job: ApplyJob, counts: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    return [
        *outer_loops(job, job.places.filters, "o"),
        *((counter, str(count)) for counter, count in counts),
    ]


def _names(job: ApplyJob) -> tuple[str, str]:
    """Name the filter and the item that the loops are at; nothing where there is one."""
    return "o" if job.places.filters > 1 else "", "n" if job.places.x.shape[0] > 1 else ""


def _group(job: ApplyJob) -> str:
    return "o" if job.fan == 1 else f"ceil(o / {job.fan})"


def _sliding(job: ApplyJob, axes: Sequence[Axis]) -> list[str]:
    """Multiply every window by the kernel."""
    filter_name, item = _names(job)
    if job.places.x.shape[1] == 1:
        channels = ""
    elif job.groups == 1:
        channels = ":"
    elif job.depth == 1:
        channels = _group(job)
    else:
        channels = f"({_group(job)} - 1) * {job.depth} + (1:{job.depth})"
    w = element("x", [*(axis.under for axis in axes), channels, item])
    body = [f"{axis.under} = {under(axis)};" for axis in axes]
    q = "k" if job.is_shared else _kernel(job, axes, ":", filter_name)
    if q != "k":
        body += [f"w = {w};", f"q = {q};"]
        total = "sum(w(:) .* q(:))"
    else:
        body += [f"w = {w} .* k;"]
        total = "sum(w(:))"
    target = element("out", [*(axis.place for axis in axes), filter_name, item])
    counts = [(axis.place, axis.size) for axis in axes]
    return [
        *_padding(job, axes),
        *_rotated(job, axes),
        _zeros(job, [axis.size for axis in axes]),
        *nested(_loops(job, counts), [*body, f"{target} = {total};"]),
    ]


def _kernel(job: ApplyJob, axes: Sequence[Axis], inner: str, outer: str) -> str:
    """Write the part of k for a place on its two axes for channels, the inner one first."""
    parts = [inner, outer][: len(job.kernel_shape) - job.axes]
    if not any(part not in ("", ":") for part in parts):
        return "k"
    return f"k({', '.join([':'] * len(axes) + [part or '1' for part in parts])})"


def under(axis: Axis) -> str:
    """Name the cells under a window."""
    w = axis.window
    start = f"({axis.place} - 1) * {w.stride}" if w.stride > 1 else f"{axis.place} - 1"
    if w.extent == 1:
        return axis.place if w.stride == 1 else f"{start} + 1"
    steps = f"1:{w.dilation}:{w.extent}" if w.dilation > 1 else f"1:{w.extent}"
    return f"{start} + ({steps})"


def _transposed(job: ApplyJob, axes: Sequence[Axis]) -> list[str]:
    """Lay the kernels, weighted by the input, onto the output."""
    filter_name, item = _names(job)
    full = [a.size + a.window.before + a.window.after for a in axes]
    channel = "m"
    if job.places.x.shape[1] == 1:
        channel = ""
    elif job.groups > 1:
        group = _group(job)
        channel = group if job.depth == 1 else f"({group} - 1) * {job.depth} + m"
    own = filter_name if job.groups == 1 else "" if job.fan == 1 else f"mod(o - 1, {job.fan}) + 1"
    x = element("x", [*(axis.place for axis in axes), channel, item])
    q = "k" if job.is_shared else _kernel(job, axes, own, channel)
    target = element("out", [*(axis.under for axis in axes), filter_name, item])
    counts = [(axis.place, axis.length) for axis in axes]
    if job.depth > 1:
        counts.insert(0, ("m", job.depth))
    body = [f"{axis.under} = {under(axis)};" for axis in axes]
    return [
        *_rotated(job, axes),
        _zeros(job, full),
        *nested(_loops(job, counts), [*body, f"{target} = {target} + {x} * {q};"]),
        *_cropped(job, axes),
    ]


def _cropped(job: ApplyJob, axes: Sequence[Axis]) -> list[str]:
    if not job.is_padded:
        return []
    kept = [f"{a.window.before + 1}:{a.window.before + a.size}" for a in axes]
    behind = 2 if job.places.x.shape[0] > 1 else int(job.places.filters > 1)
    return [f"out = out({', '.join(kept + [':'] * behind)});"]
