"""``apply`` by SciPy: ``scipy.signal`` plane by plane; NumPy pads, and sets zeros between cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets import numpy_apply
from convcalc.snippets.dialects import SCIPY
from convcalc.snippets.numpy_apply import cropped_lines, data_lines
from convcalc.snippets.numpy_endings import ending_lines
from convcalc.snippets.numpy_padding import padding_lines
from convcalc.snippets.parts import index, joined, pad_pairs, pair, step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.snippets.apply_job import ApplyJob

IMPORTS = ["import numpy as np", "from scipy import signal"]
FOURIER_FROM = 500  # products from which on SciPy may go by Fourier transforms, which round
NOTE = "# SciPy would multiply inf and nan by zeros that it sets between cells: this is NumPy."


def write(job: ApplyJob) -> str:
    """Write the snippet."""
    if not job.is_finite and _has_zeros(job):
        return f"{NOTE}\n{numpy_apply.write(job)}"
    body = _transposed(job) if job.plan.options.transposed else _sliding(job)
    return joined(IMPORTS, data_lines(job, SCIPY), [*body, *ending_lines(job, SCIPY)])


def _has_zeros(job: ApplyJob) -> bool:
    """Tell whether SciPy would see zeros between the cells, or around them."""
    return job.plan.options.transposed or any(w.dilation > 1 for w in job.windows)


def spread_lines(
    name: str, lead: Sequence[int], sizes: Sequence[int], steps: Sequence[int], why: str
) -> list[str]:
    """Set zeros between the cells of an array."""
    if max(steps) == 1:
        return []
    parts = index([step(number) for number in steps], len(lead))
    return [
        f"spread = np.zeros({pair([*lead, *sizes])}, dtype={name}.dtype)  # {why}",
        f"spread{parts} = {name}",
        f"{name} = spread",
    ]


def _dilated(job: ApplyJob) -> list[str]:
    lead = job.kernel_shape[: -job.axes]
    steps = [w.dilation for w in job.windows]
    return spread_lines("k", lead, job.extents, steps, "dilation: zeros between the cells")


def _sliding(job: ApplyJob) -> list[str]:
    mode = job.overlap
    lines = padding_lines(job, SCIPY) if mode == "valid" else []
    function = "convolve" if job.plan.options.flip else "correlate"
    steps = index([step(w.stride) for w in job.windows], _output_lead(job))
    expression = _planes(job, function, f', mode="{mode}"')
    return [*lines, *_dilated(job), f"out = {expression}{steps}"]


def _output_lead(job: ApplyJob) -> int:
    return int(job.places.batch) + int(job.places.channel)


def _transposed(job: ApplyJob) -> list[str]:
    """Convolve the input, with zeros between its cells, at every overlap."""
    strides = [w.stride for w in job.windows]
    sizes = [(n - 1) * s + 1 for n, s in zip(job.lengths, strides, strict=True)]
    why = "stride: zeros between the cells"
    lines = [*spread_lines("x", job.lead_shape, sizes, strides, why), *_dilated(job)]
    # Rotated, the kernel is laid down as SciPy's correlation does.
    lines.append(f"out = {_planes(job, 'correlate' if job.plan.options.flip else 'convolve', '')}")
    ends = [w.output_padding for w in job.windows]
    if any(ends):
        pads = pad_pairs([(0, end) for end in ends], _output_lead(job))
        lines.append(f"out = np.pad(out, {pads})  # output padding")
    return [*lines, *cropped_lines(job)]


def _planes(job: ApplyJob, function: str, mode: str) -> str:
    """Write the sums over channels, for every filter and item."""
    name = f"signal.{function}{'2d' if job.axes == 2 else ''}"
    if job.axes != 2 and _may_round(job):
        mode += ', method="direct"'
    item = ["n"] if job.places.batch else []
    x = index([*item, _channel(job)]) if job.lead else ""
    call = f"{name}(x{x}, k{_kernel(job)}{mode})"
    if job.depth > 1:
        call = f"sum({call} for c in range({job.depth}))"
    if not job.places.channel:
        return call
    if not item:
        return f"np.array([\n    {call}\n    for o in range({job.places.filters})\n])"
    rows = f"[{call} for o in range({job.places.filters})]"
    return f"np.array([\n    {rows}\n    for n in range({job.places.x.shape[0]})\n])"


def _may_round(job: ApplyJob) -> bool:
    products = job.places.x.values.size * job.weights.values.size
    exact = job.kind.name == "int64"
    return not job.is_finite or (products > FOURIER_FROM and not exact)


def _group(job: ApplyJob) -> str:
    """Write which group a filter is in."""
    return "o" if job.fan == 1 else f"o // {job.fan}"


def _channel(job: ApplyJob) -> str:
    """Write which channel a filter reads."""
    if job.groups == 1:
        return "c" if job.depth > 1 else "0"
    if job.depth == 1:
        return _group(job)
    return f"{job.depth} * ({_group(job)}) + c" if job.fan > 1 else f"{job.depth} * o + c"


def _kernel(job: ApplyJob) -> str:
    """Write which plane of k belongs to a channel and a filter."""
    missing = job.axes + 2 - len(job.kernel_shape)
    if job.plan.options.transposed:
        own = "0" if job.fan == 1 else "o" if job.groups == 1 else f"o % {job.fan}"
        parts = [_channel(job), own]
    else:
        parts = ["o", "c" if job.depth > 1 else "0"]
    return "" if job.is_shared else index(parts[missing:])
