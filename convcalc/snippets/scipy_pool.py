"""``pool`` by SciPy: its filters, of which every so many cells are kept; NumPy for the rest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.snippets import numpy_pool
from convcalc.snippets.arrays import input_lines
from convcalc.snippets.dialects import SCIPY
from convcalc.snippets.numpy_endings import printing_lines
from convcalc.snippets.numpy_pool import counted_lines, divisor_text, pad_lines
from convcalc.snippets.parts import index, joined, pair, step

if TYPE_CHECKING:
    from convcalc.snippets.pool_job import PoolJob

NOTE = "# SciPy has nothing for this: NumPy does it."
FILTERS = {1: "maximum_filter", -1: "minimum_filter"}


def write(job: PoolJob) -> str:
    """Write the snippet."""
    if _is_numpys(job):
        return f"{NOTE}\n{numpy_pool.write(job)}"
    data = input_lines(job, SCIPY, job.kind)
    kind = SCIPY.kind(job.kind)
    module = "ndimage" if job.picks else "signal"
    imports = ["import numpy as np", f"from scipy import {module}"]
    body = _filtered(job) if job.picks else _summed(job)
    return joined(imports, data, [*body, *printing_lines(job, kind)])


def _is_numpys(job: PoolJob) -> bool:
    """Tell whether windows are not filters: of different sizes, or with places to name."""
    if job.is_adaptive or job.options.global_ or job.options.indices or job.is_dilated:
        return True
    return job.has_nan if job.picks else job.kind.name == "object"


def _filtered(job: PoolJob) -> list[str]:
    """Keep the cells of a filter at the windows' middles."""
    sizes = [1] * job.lead + [w.kernel for w in job.windows]
    parts = []
    for w, size in zip(job.windows, job.sizes, strict=True):
        first = w.kernel // 2
        parts.append(f"{first}:{first + (size - 1) * w.stride + 1}:{w.stride}".removesuffix(":1"))
    call = f"ndimage.{FILTERS[job.picks]}(x, size={pair(sizes)})"
    return [*pad_lines(job), f"out = {call}{index(parts, job.lead)}"]


def _correlated(job: PoolJob, array: str) -> str:
    """Add cells up under a window of ones."""
    steps = index([step(w.stride) for w in job.windows], job.lead)
    if job.lead + job.axes == 2:
        return f'signal.correlate2d({array}, window, mode="valid"){steps}'
    return f'signal.correlate({array}, window, mode="valid", method="direct"){steps}'


def _summed(job: PoolJob) -> list[str]:
    sizes = [1] * job.lead + [w.kernel for w in job.windows]
    dtype = ", dtype=x.dtype" if job.kind.name in ("int64", "float32") else ""
    lines = [*pad_lines(job), f"window = np.ones({pair(sizes)}{dtype})"]
    if job.name == "lp":
        p = job.pooling.parameter
        total = _correlated(job, f"np.abs(x) ** {p}")
        return [*lines, f"out = {total} ** (1 / {p})"]
    total = _correlated(job, "x")
    if job.name == "sum":
        return [*lines, f"out = {total}"]
    if job.uneven:
        counts = f"counts = {_correlated(job, 'counted')}"
        return [*counted_lines(job), *lines, counts, f"out = {total} / counts"]
    divisor = str(math.prod(sizes)) if job.options.divisor is None else divisor_text(job)
    return [*lines, f"out = {total} / {divisor}"]
