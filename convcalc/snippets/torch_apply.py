"""``apply`` by PyTorch: its convolutions, and by hand what they do not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.arrays import bias_lines, bias_text, input_lines, kernel_lines
from convcalc.snippets.dialects import TORCH
from convcalc.snippets.parts import alike, between, index, joined, pad_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.snippets.apply_job import ApplyJob
    from convcalc.snippets.jobs import Job
    from convcalc.snippets.kinds import Kind

MODES = ("reflect", "replicate", "circular")  # of F.pad


def write(job: ApplyJob) -> str:
    """Write the snippet."""
    data = [
        *input_lines(job, TORCH, job.kind),
        *kernel_lines(job, TORCH),
        *bias_lines(job, TORCH),
    ]
    body = _transposed(job) if job.plan.options.transposed else _sliding(job)
    ending = [*_activation(job), *printing_lines(job, TORCH.kind(job.kind))]
    return joined(import_lines([*data, *body]), data, [*body, *ending])


def import_lines(lines: Sequence[str]) -> list[str]:
    """Import what the lines use."""
    text = "\n".join(lines)
    known = {
        "np.": "import numpy as np",
        "": "import torch",
        "F.": "import torch.nn.functional as F",
    }
    return [line for used, line in known.items() if used in text]


def _weights(job: ApplyJob) -> tuple[list[str], str]:
    """Return the lines that rotate k, and k with both its axes for channels."""
    lines = []
    if job.plan.options.flip:
        axes = ", ".join(map(str, range(-job.axes, 0)))
        lines.append(f"k = k.flip({axes})  # convolution: rotated by 180 degrees")
    if job.is_shared:
        ones = ", ".join(["1"] * (job.axes + 1))
        return lines, f"k.repeat({job.places.x.shape[1]}, {ones})"
    missing = job.axes + 2 - len(job.kernel_shape)
    return lines, f"k{batched(missing)}"


def batched(missing: int) -> str:
    """Add axes of length 1 in front."""
    return f"[{', '.join(['None'] * missing)}]" if missing else ""


def alone(job: Job) -> str:
    """Take away the axes of the output that the input did not have."""
    missing = 2 - int(job.places.batch) - int(job.places.channel)
    return f"[{', '.join(['0'] * missing)}]" if missing else ""


def _sliding(job: ApplyJob) -> list[str]:
    lines, weights = _weights(job)
    settings = _settings(job)
    windows = job.windows
    even = all(w.before == w.after for w in windows)
    mode = job.plan.sliding.padding_mode
    if not job.is_padded:
        x = f"x{batched(2 - job.lead)}"
    elif even and mode == "zeros" and job.plan.pad_value is None and job.is_finite:
        x = f"x{batched(2 - job.lead)}"
        settings.insert(0, f"padding={alike([w.before for w in windows])}")
    else:
        lines += _padding(job)
        x = "x"
    if max(w.stride for w in windows) > 1:
        settings.insert(0, f"stride={alike([w.stride for w in windows])}")
    call = ", ".join([x, weights, *settings])
    return [*lines, f"out = F.conv{job.axes}d({call}){alone(job)}"]


def _settings(job: ApplyJob) -> list[str]:
    """Write the settings that all convolutions take."""
    settings = []
    if max(w.dilation for w in job.windows) > 1:
        settings.append(f"dilation={alike([w.dilation for w in job.windows])}")
    if job.groups > 1:
        settings.append(f"groups={job.groups}")
    if job.plan.bias is not None:
        settings.append(f"bias={_bias(job)}")
    return settings


def _bias(job: ApplyJob) -> str:
    """Write the bias: one number per filter."""
    if job.plan.bias is not None and job.plan.bias.values.size > 1:
        return "b.reshape(-1)" if "bias" in job.paths else "b"
    return f"torch.full(({job.places.filters},), {bias_text(job, TORCH)}, dtype=x.dtype)"


def _padding(job: ApplyJob) -> list[str]:
    """Pad x by hand, with its axes for items and channels."""
    x = f"x{batched(2 - job.lead)}"
    mode = job.plan.sliding.padding_mode
    sides = [(w.before, w.after) for w in job.windows]
    if mode == "symmetric":
        pairs = pad_pairs(sides, 2)
        return [
            f'x = torch.from_numpy(np.pad({x}.numpy(), {pairs}, mode="symmetric"))'
            "  # PyTorch has no such mode"
        ]
    how = f', mode="{mode}"' if mode in MODES else ""
    if job.plan.pad_value is not None:
        (number,) = job.plan.pad_value.tolist()
        how = f", value={TORCH.scalar(number, TORCH.kind(job.kind))}"
    return [f"x = F.pad({x}, {torch_sides(sides)}{how})"]


def torch_sides(sides: Sequence[tuple[int, int]]) -> str:
    """Write padding as ``F.pad`` takes it: the last axis first.

    >>> torch_sides([(1, 2), (3, 4)])
    '(3, 4, 1, 2)'
    """
    return str(tuple(n for pair in reversed(sides) for n in pair))


def _transposed(job: ApplyJob) -> list[str]:
    lines, weights = _weights(job)
    windows, settings = job.windows, _settings(job)
    even = all(w.before == w.after for w in windows)
    if any(w.output_padding for w in windows):
        extras = alike([w.output_padding for w in windows])
        settings.insert(0, f"output_padding={extras}")
    if even and job.is_padded:
        settings.insert(0, f"padding={alike([w.before for w in windows])}")
    if max(w.stride for w in windows) > 1:
        settings.insert(0, f"stride={alike([w.stride for w in windows])}")
    call = ", ".join([f"x{batched(2 - job.lead)}", weights, *settings])
    lines.append(f"out = F.conv_transpose{job.axes}d({call}){alone(job)}")
    if even:
        return lines
    full = [size + w.before + w.after for size, w in zip(job.sizes, windows, strict=True)]
    parts = [
        between(w.before, w.before + size, length)
        for w, size, length in zip(windows, job.sizes, full, strict=True)
    ]
    lead = int(job.places.batch) + int(job.places.channel)
    return [*lines, f"out = out{index(parts, lead)}  # cropped unevenly"]


def _activation(job: ApplyJob) -> list[str]:
    name, parameters = job.activation
    kind = TORCH.kind(job.kind)
    numbers = [TORCH.scalar(number, kind) for number in parameters]
    if name == "leaky-relu":
        return [f"out = F.leaky_relu(out, {numbers[0] if numbers else '0.01'})"]
    if name == "clip":
        return [f"out = torch.clamp(out, {', '.join(numbers)})"]
    return [f"out = torch.{name}(out)"] if name else []


def printing_lines(job: Job, kind: Kind) -> list[str]:
    """Put the axes in the order of the layout, and print all numbers."""
    lines = ["out = out.to(torch.float16)"] if kind.narrow else []
    if job.channels_last:
        lines.append(f"out = torch.movedim(out, {-job.axes - 1}, -1)  # channels last")
    return [*lines, "print(out.tolist())"]
