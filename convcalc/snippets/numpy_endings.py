"""What NumPy does to the sums: bias, activation, the order of the axes, the type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.arrays import bias_text

if TYPE_CHECKING:
    from convcalc.snippets.apply_job import ApplyJob
    from convcalc.snippets.dialects import Dialect
    from convcalc.snippets.jobs import Job
    from convcalc.snippets.kinds import Kind


def ending_lines(job: ApplyJob, dialect: Dialect) -> list[str]:
    """Add the bias, apply the activation, print."""
    kind = dialect.kind(job.kind)
    bias, activation = bias_text(job, dialect), _activation(job, dialect, kind)
    lines = [f"out = out + {bias}"] if bias else []
    if activation:
        lines.append(f"out = {activation}")
    return [*lines, *printing_lines(job, kind)]


def _activation(job: ApplyJob, dialect: Dialect, kind: Kind) -> str:
    """Return the expression that an activation is."""
    name, parameters = job.activation
    numbers = [dialect.scalar(number, kind) for number in parameters]
    if name == "relu":
        return "np.maximum(out, 0)"
    if name == "leaky-relu":
        return f"np.where(out < 0, {numbers[0] if numbers else '0.01'} * out, out)"
    if name == "abs":
        return "np.abs(out)"
    if name == "clip":
        low, high = ("None" if "inf" in number else number for number in numbers)
        return "" if low == high == "None" else f"np.clip(out, {low}, {high})"
    if name == "sigmoid":
        return "1 / (1 + np.exp(-out))"
    return "np.tanh(out)" if name else ""


def printing_lines(job: Job, kind: Kind) -> list[str]:
    """Put the axes in the order of the layout, and print all numbers."""
    lines = ["out = out.astype(np.float16)"] if kind.narrow else []
    if job.channels_last:
        lines.append(f"out = np.moveaxis(out, {-job.axes - 1}, -1)  # channels last")
    return [*lines, "print(out.tolist())"]
