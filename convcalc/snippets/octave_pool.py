"""``pool`` by Octave and MATLAB: loops over windows, of which only cells of the input are read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.geometry import Window
from convcalc.snippets.octave_apply import under
from convcalc.snippets.octave_arrays import (
    INDENT,
    array_line,
    element,
    nested,
    outer_loops,
    printing_lines,
    scalar,
    sliding_axes,
)
from convcalc.snippets.parts import joined
from convcalc.snippets.pool_job import PICKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.snippets.octave_arrays import Axis
    from convcalc.snippets.pool_job import PoolJob


def write(job: PoolJob) -> str:
    """Write the snippet."""
    axes = sliding_axes(job, job.windows or [Window(1)] * job.axes)
    data = [array_line("x", job.places.x, "input", job.axes)]
    if job.options.indices:
        data.append(_cells(job))
    items, channels = job.places.x.shape[:2]
    shape = [axis.size for axis in axes] + [channels, items]
    while len(shape) > 2 and shape[-1] == 1:
        shape.pop()
    loops = [
        *outer_loops(job, channels, "o"),
        *((axis.place, str(axis.size)) for axis in axes if not job.options.global_),
    ]
    body = [
        f"out = zeros({', '.join(map(str, shape))});",
        *nested(loops, _body(job, axes)),
    ]
    if job.kind.name == "float32" and not job.options.indices:
        body.append("out = single(out);")
    return joined(data, body, printing_lines(job, axes))


def _cells(job: PoolJob) -> str:
    """Return the line that numbers the cells, row by row."""
    if job.axes == 1:
        return f"cells = 0:{job.cells - 1};"
    *planes, height, width = job.lengths
    if planes:
        shape = f"{width}, {height}, {planes[0]}"
        return f"cells = permute(reshape(0:{job.cells - 1}, {shape}), [2 1 3]);"
    return f"cells = reshape(0:{job.cells - 1}, {width}, {height}).';"


def _body(job: PoolJob, axes: Sequence[Axis]) -> list[str]:
    """Make one cell of the output."""
    items, channels = job.places.x.shape[:2]
    behind = ["o" if channels > 1 else "", "n" if items > 1 else ""]
    places = ["1" if job.options.global_ else axis.place for axis in axes]
    inside = [":" if job.options.global_ else axis.under for axis in axes]
    target = element("out", [*places, *behind])
    lines = [] if job.options.global_ else _under(job, axes)
    lines.append(f"w = {element('x', [*inside, *behind])};")
    if not job.options.indices:
        lines.append(f"{target} = {_value(job)};")
        if job.picks and job.has_nan:  # which max and min pass over
            lines.append(f"if any(isnan(w(:))), {target} = NaN; end")
        return lines
    found = [f"q = {element('cells', inside)};", f"hit = w == {PICKS[job.picks]}(w(:));"]
    if job.has_nan:
        found.append("if any(isnan(w(:))), hit = isnan(w); end")
    found.append(f"{target} = min(q(hit));  % the first of equals")
    if job.has_empty:
        inner = [INDENT + line for line in found]
        found = ["if isempty(w)", f"{INDENT}{target} = -1;", "else", *inner, "end"]
    return lines + found


def _under(job: PoolJob, axes: Sequence[Axis]) -> list[str]:
    """Name the cells under a window, and count them where the divisor differs."""
    if job.is_adaptive:
        return [
            f"{a.under} = floor(({a.place} - 1) * {a.length} / {a.size}) + 1"
            f" : ceil({a.place} * {a.length} / {a.size});"
            for a in axes
        ]
    lines = []
    for axis in axes:
        before = f" - {axis.window.before}" if axis.window.before else ""
        lines.append(f"{axis.under} = {under(axis)}{before};")
    if job.uneven and not job.options.exclude_pad:
        ends = [(a, a.length + a.window.after) for a in axes]
        lines += [f"{a.under} = {a.under}({a.under} <= {end});" for a, end in ends]
        counts = " * ".join(f"numel({a.under})" for a in axes)
        lines.append(f"count = {counts};  % cells past the padded input do not count")
        if not job.is_padded:
            return lines
    if job.is_padded or job.reaches_past:
        lines += [f"{a.under} = {a.under}({a.under} >= 1 & {a.under} <= {a.length});" for a in axes]
    return lines


def _value(job: PoolJob) -> str:
    """Return what is made of the cells."""
    if job.picks:
        nothing = "-Inf" if job.picks > 0 else "Inf"
        return f"{PICKS[job.picks]}({f'[w(:); {nothing}]' if job.has_empty else 'w(:)'})"
    if job.name == "lp":
        p = job.pooling.parameter
        return f"sum(abs(w(:)) .^ {p}) ^ (1 / {p})"
    return f"sum(w(:)) / {_divisor(job)}" if job.name == "avg" else "sum(w(:))"


def _divisor(job: PoolJob) -> str:
    """Return what an average divides by."""
    if job.options.divided_by is not None:
        return scalar(job.options.divided_by)
    if job.options.exclude_pad:
        return "numel(w)"
    if job.uneven:
        return "count"
    return str(math.prod(w.kernel for w in job.windows)) if job.is_padded else "numel(w)"
