"""``pool`` by NumPy: windows of the padded input, and what is made of their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.arrays import input_lines, reshaped
from convcalc.snippets.dialects import NUMPY
from convcalc.snippets.kinds import FLOAT64
from convcalc.snippets.numpy_apply import VIEWS
from convcalc.snippets.numpy_endings import printing_lines
from convcalc.snippets.numpy_padding import constant_text
from convcalc.snippets.parts import (
    PLACES,
    index,
    joined,
    last_axes,
    pad_pairs,
    pair,
    step,
)
from convcalc.snippets.pool_job import PICKS

if TYPE_CHECKING:
    from convcalc.snippets.pool_job import PoolJob


def write(job: PoolJob) -> str:
    """Write the snippet."""
    return joined(*blocks(job))


def blocks(job: PoolJob) -> list[list[str]]:
    """Return the imports, the input and the calculation."""
    imports = ["import numpy as np"]
    if job.is_adaptive:
        body = _shared(job)
    elif job.options.global_:
        body = [f"out = {global_text(job)}"]
    else:
        body = _sliding(job)
        imports.append(VIEWS)
    lines = input_lines(job, NUMPY, job.kind)
    return [imports, lines, [*body, *printing_lines(job, job.kind)]]


def reduced(job: PoolJob, windows: str, axes: str, *, keep: bool = False) -> str:
    """Return what is made of the cells along some axes."""
    kept = ", keepdims=True" if keep else ""
    if job.picks:
        return f"{windows}.{PICKS[job.picks]}(axis={axes}{kept})"
    if job.name == "lp":
        p = job.pooling.parameter
        return f"(np.abs({windows}) ** {p}).sum(axis={axes}{kept}) ** (1 / {p})"
    if job.name == "avg" and job.options.divisor is None:
        return f"{windows}.mean(axis={axes}{kept})"
    total = f"{windows}.sum(axis={axes}{kept})"
    return f"{total} / {divisor_text(job)}" if job.name == "avg" else total


def divisor_text(job: PoolJob) -> str:
    """Write the divisor that was given; one that is too long for an array as a float."""
    return NUMPY.scalar(job.options.divided_by or 1, job.kind)


def global_text(job: PoolJob) -> str:
    """Return what is made of whole planes."""
    if not job.options.indices:
        return reduced(job, "x", last_axes(job.axes), keep=True)
    flat = reshaped([*job.lead_shape, *(1,) * job.axes, -1])
    return f"x{flat}.arg{PICKS[job.picks]}(axis=-1)"


def _view(job: PoolJob, array: str) -> str:
    axis = f", axis={last_axes(job.axes)}" if job.lead else ""
    steps = [step(w.stride) for w in job.windows] + [step(w.dilation) for w in job.windows]
    extents = pair([w.extent for w in job.windows])
    return f"sliding_window_view({array}, {extents}{axis}){index(steps, job.lead)}"


def _padded(job: PoolJob, array: str, value: str = "") -> str:
    sides = [(w.before, end) for w, end in zip(job.windows, job.ends, strict=True)]
    if not any(map(any, sides)):
        return array
    kind = job.kind if array == "x" else FLOAT64
    return f"np.pad({array}, {pad_pairs(sides, job.lead)}{constant_text(value, kind)})"


def pad_lines(job: PoolJob) -> list[str]:
    """Pad x with what changes nothing: no cell of the padding is ever picked."""
    if _padded(job, "x") == "x":
        return []
    if not job.picks:
        return [f"x = {_padded(job, 'x')}"]
    far = PICKS[-job.picks]
    if job.kind.is_whole:
        beyond = (" - 1" if job.picks > 0 else " + 1") if job.options.indices else ""
        return [f"x = {_padded(job, 'x', f'x.{far}(){beyond}')}  # never picked"]
    lines = []
    if job.options.indices and job.has_worst:  # an infinite cell is picked before the padding
        clip = "np.maximum" if job.picks > 0 else "np.minimum"
        lines.append(f"x = {clip}(x, np.finfo(x.dtype).{far})")
    infinite = "-np.inf" if job.picks > 0 else "np.inf"
    return [*lines, f"x = {_padded(job, 'x', infinite)}"]


def _sliding(job: PoolJob) -> list[str]:
    if job.options.indices:
        return _places(job)
    lines = [*pad_lines(job), f"windows = {_view(job, 'x')}"]
    axes = last_axes(job.axes)
    if not job.uneven:
        return [*lines, f"out = {reduced(job, 'windows', axes)}"]
    return [
        *counted_lines(job),
        *lines,
        f"counts = {_view(job, 'counted')}.sum(axis={axes})",
        f"out = windows.sum(axis={axes}) / counts",
    ]


def counted_lines(job: PoolJob) -> list[str]:
    """Make an array that is 1 where cells count in the divisor, and 0 elsewhere."""
    shape = [*job.lead_shape, *job.lengths]
    if job.options.exclude_pad:
        ones = f"np.ones({pair(shape)})"
        return [f"counted = {_padded(job, ones)}  # the padding does not count"]
    lengths = [n + w.before + w.after for n, w in zip(job.lengths, job.windows, strict=True)]
    sides = [(0, end - w.after) for end, w in zip(job.ends, job.windows, strict=True)]
    ones = f"np.ones({pair([*job.lead_shape, *lengths])})"
    pads = pad_pairs(sides, job.lead)
    return [f"counted = np.pad({ones}, {pads})  # cells past the padded input do not count"]


def _places(job: PoolJob) -> list[str]:
    """Tell where the picked cells stand."""
    flat = reshaped([*job.lead_shape, *job.sizes, -1])
    cells = _cells_text(job)
    if job.lead:
        cells = f"np.broadcast_to({cells}, x.shape)"
    lines = [f"cells = {cells}  # where each cell stands"]
    padded = _padded(job, "cells", "-1")
    if padded != "cells":
        lines.append(f"cells = {padded}")
    return [
        *lines,
        *pad_lines(job),
        f"windows = {_view(job, 'x')}{flat}",
        f"best = windows.arg{PICKS[job.picks]}(axis=-1, keepdims=True)",
        f"cells = {_view(job, 'cells')}{flat}",
        "out = np.take_along_axis(cells, best, axis=-1)[..., 0]",
    ]


def _cells_text(job: PoolJob) -> str:
    """Return what numbers the cells of a plane, row by row."""
    return f"np.arange({job.cells}){reshaped(job.lengths) if job.axes > 1 else ''}"


def _shared(job: PoolJob) -> list[str]:
    """Let windows share the input."""
    letters = PLACES[: job.axes]
    lead = "..., " if job.lead else ""
    spans = [
        f"{i} * {n} // {m} : -(-({i} + 1) * {n} // {m})"
        for i, n, m in zip(letters, job.lengths, job.sizes, strict=True)
    ]
    place, under = ", ".join(letters), ", ".join(spans)
    counter = f"np.ndindex({', '.join(map(str, job.sizes))})"
    loop = f"for {place} in {counter if job.axes > 1 else f'range({job.sizes[0]})'}:"
    shape = pair([*job.lead_shape, *job.sizes])
    axes = last_axes(job.axes)
    if not job.options.indices:
        own = job.kind.name == "float32" or (job.kind.is_whole and job.name != "avg")
        return [
            f"out = np.zeros({shape}{', dtype=x.dtype' if own else ''})",
            loop,
            f"    window = x[{lead}{under}]",
            f"    out[{lead}{place}] = {reduced(job, 'window', axes)}",
        ]
    flat = reshaped([*job.lead_shape, -1])
    return [
        f"cells = {_cells_text(job)}  # where each cell stands",
        f"out = np.zeros({shape}, dtype=int)",
        loop,
        f"    window = x[{lead}{under}]{flat}",
        f"    best = window.arg{PICKS[job.picks]}(axis=-1)",
        f"    out[{lead}{place}] = cells[{under}].ravel()[best]",
    ]
