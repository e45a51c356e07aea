"""What every layer keeps and calculates, as rows of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError
from convcalc.exact import Ratio

if TYPE_CHECKING:
    from convcalc.networks.graph import Step
    from convcalc.networks.trace import Trace


def count(trace: Trace, *, flops: bool = False) -> list[dict[str, Any]]:
    """Count what every layer keeps and calculates.

    Parameters
    ----------
    trace : Trace
    flops : bool
        Whether floating-point operations are wanted too, twice the multiply-accumulates.

    Raises
    ------
    ConvcalcError
        If a number is missing that the counts depend on.
    """
    met: dict[int, dict[str, Any]] = {}  # a block that comes again has the same figures
    rows = []
    is_sized = trace.input.lengths is not None
    for step in trace.steps:
        figures = met.get(id(step.placed)) if step.placed else None
        if figures is None:
            try:
                figures = _figures_of(step, is_sized=is_sized, flops=flops)
            except ConvcalcError as error:
                raise trace.refusal(error, step) from None
            met[id(step.placed)] = figures
        rows.append({"index": step.number, **figures})
    total = sum(row["params"] for row in rows)
    for row in rows:
        row["share"] = Ratio.of(row["params"], total or 1)
    return rows


def _figures_of(step: Step, *, is_sized: bool, flops: bool) -> dict[str, Any]:
    """Count one layer; nothing that depends on a size is known without one."""
    cost = step.cost
    output = step.output if is_sized else None
    macs = cost.macs if output else None
    if step.node.is_again:  # its weights are counted already
        cost = cost._replace(weights=0, biases=0, buffers=0)
    figures = {
        "layer": step.layer.text,
        "type": step.layer.type,
        "output": output,
        "weights": cost.weights,
        "biases": cost.biases,
        "params": cost.params,
        "share": 0,
        "buffers": cost.buffers,
        "macs": macs,
        "flops": 2 * macs if macs is not None and flops else None,
        "activations": (output.values if cost.writes else 0) if output else None,
    }
    return {key: value for key, value in figures.items() if value is not None}
