"""``pool`` by PyTorch: its pools, and windows by ``unfold`` for what they do not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.arrays import TORCH, input_lines, reshaped
from convcalc.snippets.parts import PLACES, alike, index, joined, last_axes, step
from convcalc.snippets.torch_apply import import_lines, printing_lines, torch_sides

if TYPE_CHECKING:
    from convcalc.snippets.jobs import PoolJob

PICKS = {1: "max", -1: "min"}


def write(job: PoolJob) -> str:
    """Write the snippet."""
    data = input_lines(job, TORCH, job.kind)
    body = [*_body(job), *printing_lines(job, TORCH.kind(job.kind))]
    return joined(import_lines([*data, *body]), data, body)


def _body(job: PoolJob) -> list[str]:
    if job.options.global_:
        return [f"out = {_global(job)}"]
    if job.is_adaptive:
        return _adaptive(job)
    if job.picks:
        return _picked(job)
    return _summed(job)


def _reduced(job: PoolJob, windows: str, axes: str, *, keep: bool = False) -> str:
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
    return f"{total} / {_divisor(job)}" if job.name == "avg" else total


def _divisor(job: PoolJob) -> str:
    return TORCH.scalar(job.options.divided_by or 1, TORCH.kind(job.kind))


def _global(job: PoolJob) -> str:
    if not job.options.indices:
        return _reduced(job, "x", last_axes(job.axes), keep=True)
    flat = reshaped([*job.lead_shape, *(1,) * job.axes, -1])
    return f"x{flat}.arg{PICKS[job.picks]}(-1)"


def _channels(job: PoolJob, call: str) -> str:
    """Write a call of a pool, that wants an axis for channels."""
    return call.format(x="x" if job.lead else "x[None]") + ("" if job.lead else "[0]")


def _adaptive(job: PoolJob) -> list[str]:
    size = alike(job.sizes)
    if job.name == "avg" and job.options.divisor is None:
        call = f"F.adaptive_avg_pool{job.axes}d({{x}}, {size})"
        return [f"out = {_channels(job, call)}"]
    if not job.picks or (job.options.indices and job.has_nan):
        return _shared(job)
    return [f"out = {_max(job, f'F.adaptive_max_pool{job.axes}d', [size])}"]


def _max(job: PoolJob, function: str, settings: list[str]) -> str:
    """Write a call of a max pool; the smallest cell is the largest of the negated input."""
    sign = "-" if job.picks < 0 else ""
    if job.options.indices:
        call = f"{function}({', '.join([f'{sign}{{x}}', *settings])}, return_indices=True)[1]"
        return _channels(job, call)
    return sign + _channels(job, f"{function}({', '.join([f'{sign}{{x}}', *settings])})")


def _shared(job: PoolJob) -> list[str]:
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
            f"    out[{lead}{place}] = {_reduced(job, 'window', last_axes(job.axes))}",
        ]
    flat = reshaped([*job.lead_shape, -1])
    return [
        f"cells = torch.arange({job.cells}){reshaped(job.lengths)}  # where each cell stands",
        f"out = torch.zeros(({shape},), dtype=torch.int64)",
        loop,
        f"    best = x[{lead}{under}]{flat}.arg{PICKS[job.picks]}(-1)",
        f"    out[{lead}{place}] = cells[{under}].reshape(-1)[best]",
    ]


def _is_regular(job: PoolJob) -> bool:
    """Tell whether PyTorch takes the padding: the same on both sides, at most half a window."""
    return all(w.before == w.after <= w.kernel // 2 for w in job.windows)


def _is_too_large(job: PoolJob) -> bool:
    """Tell whether a window is larger than the input, which avg_pool3d refuses."""
    return job.axes == 3 and any(
        w.kernel > n for w, n in zip(job.windows, job.lengths, strict=True)
    )


def _settings(job: PoolJob, *, padded: bool) -> list[str]:
    windows = job.windows
    settings = [alike([w.kernel for w in windows])]
    if any(w.stride != w.kernel for w in windows):
        settings.append(f"stride={alike([w.stride for w in windows])}")
    if padded and job.is_padded:
        settings.append(f"padding={alike([w.before for w in windows])}")
    if job.is_dilated:
        settings.append(f"dilation={alike([w.dilation for w in windows])}")
    if padded and job.options.ceil:
        settings.append("ceil_mode=True")
    return settings


def _padded(job: PoolJob, value: str) -> list[str]:
    """Pad x by hand, as far as the last window reaches."""
    sides = [(w.before, end) for w, end in zip(job.windows, job.ends, strict=True)]
    if not any(map(any, sides)):
        return []
    return [f"x = F.pad(x, {torch_sides(sides)}{value})"]


def _picked(job: PoolJob) -> list[str]:
    regular = _is_regular(job) and not job.has_empty
    if job.options.indices and (not regular or job.has_nan):
        return _places(job)
    lines = [] if regular else _padded(job, f", value={'-' * (job.picks > 0)}torch.inf")
    settings = _settings(job, padded=regular)
    return [*lines, f"out = {_max(job, f'F.max_pool{job.axes}d', settings)}"]


def _view(job: PoolJob, array: str) -> str:
    unfolds = "".join(f".unfold({-job.axes}, {w.extent}, {w.stride})" for w in job.windows)
    gaps = [step(w.dilation) for w in job.windows]
    inner = index(gaps, len(job.lead_shape) + job.axes)
    return f"{array}{unfolds}{inner}"


def _summed(job: PoolJob) -> list[str]:
    """Sum with avg_pool where it does that, else under windows."""
    options = job.options
    native = _is_regular(job) and not job.is_dilated and not _is_too_large(job)
    if job.name == "lp":
        if job.is_padded or options.ceil or job.is_dilated or job.axes > 2:
            return _unfolded(job)
        given = ["{x}.abs()", str(job.pooling.parameter), *_settings(job, padded=False)]
        call = f"F.lp_pool{job.axes}d({', '.join(given)})"
        return [f"out = {_channels(job, call)}"]
    divisor = "1" if job.name == "sum" else _divisor(job) if options.divisor is not None else ""
    if not native or (divisor and (job.axes == 1 or abs(int(options.divided_by or 1)) >= 2**31)):
        return _unfolded(job)
    settings = ["{x}", *_settings(job, padded=True)]
    if options.exclude_pad and job.is_padded:
        settings.append("count_include_pad=False")
    if divisor:
        settings.append(f"divisor_override={divisor}")
    call = f"F.avg_pool{job.axes}d({', '.join(settings)})"
    return [f"out = {_channels(job, call)}"]


def _unfolded(job: PoolJob) -> list[str]:
    axes = last_axes(job.axes)
    lines = _padded(job, "")
    if not job.uneven:
        return [*lines, f"windows = {_view(job, 'x')}", f"out = {_reduced(job, 'windows', axes)}"]
    return [
        *_counted(job),
        *lines,
        f"windows = {_view(job, 'x')}",
        f"out = windows.sum({axes}) / {_view(job, 'counted')}.sum({axes})",
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


def _places(job: PoolJob) -> list[str]:
    """Tell where the picked cells stand: in padding that PyTorch does not take, or beside nan."""
    sides = [(w.before, end) for w, end in zip(job.windows, job.ends, strict=True)]
    padded = any(map(any, sides))
    cells = f"torch.arange({job.cells}){reshaped(job.lengths)}.expand(x.shape)"
    if padded:
        cells = f"F.pad({cells}, {torch_sides(sides)}, value=-1)"
    lines = [f"cells = {cells}  # where each cell stands"]
    if padded and job.has_worst:  # an infinite cell is picked before the padding
        end = "min=torch.finfo(x.dtype).min" if job.picks > 0 else "max=torch.finfo(x.dtype).max"
        lines.append(f"x = x.clamp({end})")
    flat = reshaped([*job.lead_shape, *job.sizes, -1])
    return [
        *lines,
        *_padded(job, f", value={'-' * (job.picks > 0)}torch.inf"),
        f"best = {_view(job, 'x')}{flat}.arg{PICKS[job.picks]}(-1, keepdim=True)",
        f"out = {_view(job, 'cells')}{flat}.gather(-1, best)[..., 0]",
    ]
