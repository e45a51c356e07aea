"""Windows by PyTorch's ``unfold``, or one after the other, for what its pools do not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.arrays import reshaped
from convcalc.snippets.dialects import TORCH
from convcalc.snippets.parts import PLACES, index, last_axes, step
from convcalc.snippets.pool_job import PICKS
from convcalc.snippets.torch_apply import torch_sides

if TYPE_CHECKING:
    from convcalc.snippets.pool_job import PoolJob


def reduced(job: PoolJob, windows: str, axes: str, *, keep: bool = False) -> str:
    """Return what is made of the cells along some axes."""
    kept = ", keepdim=True" if keep else ""
    if job.picks:
        return f"{windows}.a{PICKS[job.picks]}({axes}{kept})"
    if job.name == "lp":
        p = job.pooling.parameter
        return f"{windows}.abs().pow({p}).sum({axes}{kept}).pow(1 / {p})"
    if job.name == "avg" and job.options.divisor is None:
        return f"{windows}.mean({axes}{kept})"
    total = f"{windows}.sum({axes}{kept})"
    return f"{total} / {divisor_text(job)}" if job.name == "avg" else total


def divisor_text(job: PoolJob) -> str:
    """Write the divisor that was given."""
    return TORCH.scalar(job.options.divided_by or 1, TORCH.kind(job.kind))


def shared_lines(job: PoolJob) -> list[str]:
    """Let windows share the input, one after the other."""
    letters = PLACES[: job.axes]
    lead = "..., " if job.lead else ""
    under = ", ".join(
        f"{i} * {n} // {m} : -(-({i} + 1) * {n} // {m})"
        for i, n, m in zip(letters, job.lengths, job.sizes, strict=True)
    )
    place = ", ".join(letters)
    shape = ", ".join(map(str, [*job.lead_shape, *job.sizes]))
    counter = f"np.ndindex({', '.join(map(str, job.sizes))})"
    loop = f"for {place} in {counter if job.axes > 1 else f'range({job.sizes[0]})'}:"
    if not job.options.indices:
        return [
            f"out = torch.zeros(({shape},), dtype=x.dtype)",
            loop,
            f"    window = x[{lead}{under}]",
            f"    out[{lead}{place}] = {reduced(job, 'window', last_axes(job.axes))}",
        ]
    flat = reshaped([*job.lead_shape, -1])
    return [
        f"cells = torch.arange({job.cells}){reshaped(job.lengths)}  # where each cell stands",
        f"out = torch.zeros(({shape},), dtype=torch.int64)",
        loop,
        f"    best = x[{lead}{under}]{flat}.arg{PICKS[job.picks]}(-1)",
        f"    out[{lead}{place}] = cells[{under}].reshape(-1)[best]",
    ]


def pad_lines(job: PoolJob, value: str) -> list[str]:
    """Pad x by hand, as far as the last window reaches."""
    sides = [(w.before, end) for w, end in zip(job.windows, job.ends, strict=True)]
    if not any(map(any, sides)):
        return []
    return [f"x = F.pad(x, {torch_sides(sides)}{value})"]


def _view(job: PoolJob, array: str) -> str:
    unfolds = "".join(f".unfold({-job.axes}, {w.extent}, {w.stride})" for w in job.windows)
    gaps = [step(w.dilation) for w in job.windows]
    inner = index(gaps, len(job.lead_shape) + job.axes)
    return f"{array}{unfolds}{inner}"


def unfolded_lines(job: PoolJob) -> list[str]:
    """Sum under windows that avg_pool does not have."""
    axes = last_axes(job.axes)
    lines = pad_lines(job, "")
    if not job.uneven:
        return [*lines, f"windows = {_view(job, 'x')}", f"out = {reduced(job, 'windows', axes)}"]
    return [
        *_counted(job),
        *lines,
        f"windows = {_view(job, 'x')}",
        f"counts = {_view(job, 'counted')}.sum({axes})",
        f"out = windows.sum({axes}) / counts",
    ]


def _counted(job: PoolJob) -> list[str]:
    """Make an array that is 1 where cells count in the divisor, and 0 elsewhere."""
    windows = job.windows
    if job.options.exclude_pad:
        sides = [(w.before, end) for w, end in zip(windows, job.ends, strict=True)]
        ones, why = "torch.ones_like(x)", "the padding does not count"
    else:
        sides = [(0, end - w.after) for w, end in zip(windows, job.ends, strict=True)]
        lengths = [n + w.before + w.after for n, w in zip(job.lengths, windows, strict=True)]
        shape = ", ".join(map(str, [*job.lead_shape, *lengths]))
        ones = f"torch.ones({shape}, dtype=x.dtype)"
        why = "cells past the padded input do not count"
    return [f"counted = F.pad({ones}, {torch_sides(sides)})  # {why}"]


def place_lines(job: PoolJob) -> list[str]:
    """Tell where the picked cells stand: in padding that PyTorch does not take, or beside nan."""
    sides = [(w.before, end) for w, end in zip(job.windows, job.ends, strict=True)]
    padded = any(map(any, sides))
    cells = f"torch.arange({job.cells}){reshaped(job.lengths)}.expand(x.shape)"
    lines = [f"cells = {cells}  # where each cell stands"]
    if padded:
        lines.append(f"cells = F.pad(cells, {torch_sides(sides)}, value=-1)")
    if padded and job.has_worst:  # an infinite cell is picked before the padding
        end = "min=torch.finfo(x.dtype).min" if job.picks > 0 else "max=torch.finfo(x.dtype).max"
        lines.append(f"x = x.clamp({end})")
    flat = reshaped([*job.lead_shape, *job.sizes, -1])
    return [
        *lines,
        *pad_lines(job, f", value={'-' * (job.picks > 0)}torch.inf"),
        f"best = {_view(job, 'x')}{flat}.arg{PICKS[job.picks]}(-1, keepdim=True)",
        f"out = {_view(job, 'cells')}{flat}.gather(-1, best)[..., 0]",
    ]
