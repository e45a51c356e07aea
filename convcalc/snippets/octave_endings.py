"""What Octave does to the sums: type, bias, activation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.octave_arrays import scalar

if TYPE_CHECKING:
    from convcalc.snippets.apply_job import ApplyJob


def ending_lines(job: ApplyJob) -> list[str]:
    """Add the bias, apply the activation."""
    lines = ["out = single(out);"] if job.kind.name == "float32" else []
    bias = job.plan.bias
    if bias is not None and bias.values.size > 1:
        ones = ", ".join(["1"] * max(job.axes, 2))
        lines.append(f"out = out + reshape(b, {ones}, {bias.values.size});")
    elif bias is not None:
        lines.append(f"out = out + {scalar(bias.tolist()[0])};")
    return lines + _activation(job)


def _activation(job: ApplyJob) -> list[str]:
    """Write an activation; ``max`` would lose nan."""
    name, parameters = job.activation
    numbers = [scalar(number) for number in parameters]
    if name == "leaky-relu":
        slope = numbers[0] if numbers else "0.01"
        return ["below = out < 0;", f"out(below) = {slope} * out(below);"]
    if name == "clip":
        low, high = numbers
        return [f"out(out < {low}) = {low};", f"out(out > {high}) = {high};"]
    return {
        "relu": ["out(out < 0) = 0;"],
        "abs": ["out = abs(out);"],
        "sigmoid": ["out = 1 ./ (1 + exp(-out));"],
        "tanh": ["out = tanh(out);"],
    }.get(name, [])
