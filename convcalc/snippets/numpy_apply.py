"""``apply`` by NumPy: windows of the padded input, and sums of their products with the kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.arrays import bias_lines, input_lines, kernel_lines, reshaped
from convcalc.snippets.dialects import NUMPY
from convcalc.snippets.numpy_endings import ending_lines
from convcalc.snippets.numpy_padding import needs_floats, padding_lines
from convcalc.snippets.parts import PLACES, TAPS, between, index, joined, last_axes, pair, step

if TYPE_CHECKING:
    from convcalc.snippets.apply_job import ApplyJob
    from convcalc.snippets.dialects import Dialect

VIEWS = "from numpy.lib.stride_tricks import sliding_window_view"


def write(job: ApplyJob) -> str:
    """Write the snippet."""
    transposed = job.plan.options.transposed
    imports = ["import numpy as np"] + ([] if transposed else [VIEWS])
    body = transposed_lines(job) if transposed else sliding_lines(job)
    return joined(imports, data_lines(job, NUMPY), [*body, *ending_lines(job, NUMPY)])


def data_lines(job: ApplyJob, dialect: Dialect) -> list[str]:
    """Make the arrays."""
    return [
        *input_lines(job, dialect, job.kind, floats=needs_floats(job)),
        *kernel_lines(job, dialect),
        *bias_lines(job, dialect),
    ]


def rotated_lines(job: ApplyJob) -> list[str]:
    """Rotate the kernels if they are to be."""
    if not job.plan.options.flip:
        return []
    axes = "" if len(job.kernel_shape) == job.axes else f", axis={last_axes(job.axes)}"
    return [f"k = np.flip(k{axes})  # convolution: rotated by 180 degrees"]


def sliding_lines(job: ApplyJob) -> list[str]:
    """Multiply windows by the kernels."""
    axis = f", axis={last_axes(job.axes)}" if job.lead else ""
    steps = [step(w.stride) for w in job.windows] + [step(w.dilation) for w in job.windows]
    view = f"sliding_window_view(x, {pair(job.extents)}{axis}){index(steps, job.lead)}"
    lines = [*padding_lines(job, NUMPY), *rotated_lines(job), f"windows = {view}"]
    return [*lines, *_products(job)]


def _products(job: ApplyJob) -> list[str]:
    places, taps = PLACES[: job.axes], TAPS[: job.axes]
    item = "n" if job.places.batch else ""
    lead = f"{item}c" if job.lead else ""
    windows, k, inner, result = "windows", "k", taps, f"{lead}{places}"
    if job.is_shared or (job.is_plain and len(job.kernel_shape) == job.axes):
        pass
    elif job.groups == job.places.x.shape[1] > 1 and job.fan == 1:
        k, inner = "k[:, 0]", f"c{taps}"
    elif job.groups > 1:
        return _grouped(job, item)
    elif job.lead:
        missing = job.axes + 2 - len(job.kernel_shape)
        k = "k" + ("[" + ", ".join(["None"] * missing) + "]" if missing else "")
        inner, result = f"oc{taps}", f"{item}o{places}"
    else:
        k, inner, result = "k[:, 0]", f"o{taps}", f"o{places}"
    return [f'out = np.einsum("{lead}{places}{taps},{inner}->{result}", {windows}, {k})']


def _grouped(job: ApplyJob, item: str) -> list[str]:
    places, taps = PLACES[: job.axes], TAPS[: job.axes]
    front = [job.places.x.shape[0]] if item else []
    split = pair([*front, job.groups, job.depth])[1:-1]
    shape = [*front, job.places.filters, *job.sizes]
    names = f"{item}gc{places}{taps},goc{taps}->{item}go{places}"
    return [
        f"windows = windows.reshape({split}, *windows.shape[{len(front) + 1}:])",
        f"k = k.reshape({job.groups}, {job.fan}, *k.shape[1:])  # groups, filters of a group",
        f'out = np.einsum("{names}", windows, k){reshaped(shape)}',
    ]


def transposed_lines(job: ApplyJob) -> list[str]:
    """Lay the kernels, weighted by the input, onto the output: one cell of the kernel at a time."""
    taps = ", ".join(TAPS[: job.axes])
    shape, term, before = _term(job)
    lead = len(shape) - job.axes
    under = []
    for letter, w, n in zip(TAPS, job.windows, job.lengths, strict=False):
        start = f"{w.dilation} * {letter}" if w.dilation > 1 else letter
        end = f"{start} + {(n - 1) * w.stride + 1}"
        under.append(f"{start} : {end}" + (f" : {w.stride}" if w.stride > 1 else ""))
    ranges = ", ".join(map(str, job.plane))
    lines = [
        *rotated_lines(job),
        *before,
        f"out = np.zeros({_tuple(shape)}, dtype=np.result_type(x, k))",
        f"for {taps} in np.ndindex({ranges}):"
        if job.axes > 1
        else f"for {taps} in range({ranges}):",
        f"    out{index(under, lead)} += {term}",
    ]
    if job.groups > 1 and not job.is_shared:
        front = [job.places.x.shape[0]] if job.places.batch else []
        lines.append(f"out = out{reshaped([*front, job.places.filters, *shape[lead:]])}")
    return [*lines, *cropped_lines(job)]


def _tuple(shape: tuple[int, ...]) -> str:
    return str(shape[0]) if len(shape) == 1 else str(shape)


def full_sizes(job: ApplyJob) -> tuple[int, ...]:
    """Return the output's sizes before it is cropped."""
    return tuple(size + w.before + w.after for size, w in zip(job.sizes, job.windows, strict=True))


def cropped_lines(job: ApplyJob) -> list[str]:
    """Crop what padding takes away."""
    full = full_sizes(job)
    parts = [
        between(w.before, w.before + size, length)
        for w, size, length in zip(job.windows, job.sizes, full, strict=True)
    ]
    lead = int(job.places.batch) + int(job.places.channel)
    return [f"out = out{index(parts, lead)}"] if job.is_padded else []


def _term(job: ApplyJob) -> tuple[tuple[int, ...], str, list[str]]:
    """Return the output's shape, what one cell of the kernel adds to it, and what to do before."""
    places, taps = PLACES[: job.axes], ", ".join(TAPS[: job.axes])
    front, item = ((job.places.x.shape[0],), "n") if job.places.batch else ((), "")
    full = full_sizes(job)
    if job.is_shared or job.is_plain:
        return (*front, *((job.places.filters,) if job.lead else ()), *full), f"x * k[{taps}]", []
    if job.groups > 1:
        before = [
            f"x = x{reshaped([*front, job.groups, job.depth, *job.lengths])}",
            f"k = k{reshaped([job.groups, job.depth, job.fan, *job.plane])}",
        ]
        names = f"{item}gc{places},gco->{item}go{places}"
        shape = (*front, job.groups, job.fan, *full)
        return shape, f'np.einsum("{names}", x, k[..., {taps}])', before
    missing = job.axes + 2 - len(job.kernel_shape)
    inner = ", ".join(["None"] * missing + [":"] * (2 - missing) + [taps])
    x = "x" if job.lead else "x[None]"
    names = f"{item}c{places},co->{item}o{places}"
    return (*front, job.places.filters, *full), f'np.einsum("{names}", {x}, k[{inner}])', []
