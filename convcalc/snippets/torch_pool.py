"""``pool`` by PyTorch: its pools, and windows by ``unfold`` for what they do not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.arrays import input_lines, reshaped
from convcalc.snippets.dialects import TORCH
from convcalc.snippets.parts import alike, joined, last_axes
from convcalc.snippets.pool_job import PICKS
from convcalc.snippets.torch_apply import import_lines, printing_lines
from convcalc.snippets.torch_windows import (
    divisor_text,
    pad_lines,
    place_lines,
    reduced,
    shared_lines,
    unfolded_lines,
)

if TYPE_CHECKING:
    from convcalc.snippets.pool_job import PoolJob


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


def _global(job: PoolJob) -> str:
    if not job.options.indices:
        return reduced(job, "x", last_axes(job.axes), keep=True)
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
        return shared_lines(job)
    return [f"out = {_max(job, f'F.adaptive_max_pool{job.axes}d', [size])}"]


def _max(job: PoolJob, function: str, settings: list[str]) -> str:
    """Write a call of a max pool; the smallest cell is the largest of the negated input."""
    sign = "-" if job.picks < 0 else ""
    if job.options.indices:
        call = f"{function}({', '.join([f'{sign}{{x}}', *settings])}, return_indices=True)[1]"
        return _channels(job, call)
    return sign + _channels(job, f"{function}({', '.join([f'{sign}{{x}}', *settings])})")


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


def _picked(job: PoolJob) -> list[str]:
    regular = _is_regular(job) and not job.has_empty
    if job.options.indices and (not regular or job.has_nan):
        return place_lines(job)
    lines = [] if regular else pad_lines(job, f", value={'-' * (job.picks > 0)}torch.inf")
    settings = _settings(job, padded=regular)
    return [*lines, f"out = {_max(job, f'F.max_pool{job.axes}d', settings)}"]


def _summed(job: PoolJob) -> list[str]:
    """Sum with avg_pool where it does that, else under windows."""
    options = job.options
    native = _is_regular(job) and not job.is_dilated and not _is_too_large(job)
    if job.name == "lp":
        if job.is_padded or options.ceil or job.is_dilated or job.axes > 2:
            return unfolded_lines(job)
        given = ["{x}.abs()", str(job.pooling.parameter), *_settings(job, padded=False)]
        call = f"F.lp_pool{job.axes}d({', '.join(given)})"
        return [f"out = {_channels(job, call)}"]
    divisor = "1" if job.name == "sum" else divisor_text(job) if options.divisor is not None else ""
    if not native or (divisor and (job.axes == 1 or abs(int(options.divided_by or 1)) >= 2**31)):
        return unfolded_lines(job)
    settings = ["{x}", *_settings(job, padded=True)]
    if options.exclude_pad and job.is_padded:
        settings.append("count_include_pad=False")
    if divisor:
        settings.append(f"divisor_override={divisor}")
    call = f"F.avg_pool{job.axes}d({', '.join(settings)})"
    return [f"out = {_channels(job, call)}"]
