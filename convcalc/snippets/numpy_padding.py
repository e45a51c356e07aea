"""Padding by NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.snippets.parts import pad_pairs

if TYPE_CHECKING:
    from convcalc.snippets.apply_job import ApplyJob
    from convcalc.snippets.dialects import Dialect
    from convcalc.snippets.kinds import Kind

MODES = {
    "reflect": ', mode="reflect"',
    "replicate": ', mode="edge"',
    "circular": ', mode="wrap"',
    "symmetric": ', mode="symmetric"',
}


def padding_lines(job: ApplyJob, dialect: Dialect) -> list[str]:
    """Pad x, if there is padding."""
    if not job.is_padded:
        return []
    pairs = pad_pairs([(w.before, w.after) for w in job.windows], job.lead)
    kind, mode, value = dialect.kind(job.kind), job.plan.sliding.padding_mode, ""
    if job.plan.pad_value is not None:
        (number,) = job.plan.pad_value.tolist()
        value = dialect.scalar(number, kind)
    how = MODES[mode] if mode != "zeros" else constant_text(value, kind)
    return [f"x = np.pad(x, {pairs}{how})"]


def constant_text(value: str, kind: Kind) -> str:
    """Write what ``np.pad`` is to pad with; nothing for its own zeros.

    Among Python's integers it would put NumPy's, whose products overflow.
    """
    if kind.name == "object":
        value = f"np.array({value or '0'}, dtype=object)"
    return f", constant_values={value}" if value else ""


def needs_floats(job: ApplyJob) -> bool:
    """Tell whether the padding does not fit into an array of integers."""
    value = job.plan.pad_value
    return job.is_padded and value is not None and (not value.is_exact or value.denominator > 1)
