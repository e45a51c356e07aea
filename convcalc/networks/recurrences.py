"""The recurrence of receptive fields with its numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.geometry import AdaptiveWindow
from convcalc.networks.fields import number
from convcalc.networks.formulas import AXES

if TYPE_CHECKING:
    from convcalc.geometry import AnyWindow
    from convcalc.networks.fields import Field, Fields
    from convcalc.networks.step import Step

SLIDING = "r' = r + (kernel-1)*dilation*j, j' = j*stride, start' = start +"
SLIDING += " ((kernel-1)*dilation/2 - before)*j"
TRANSPOSED = "transposed: r' = r + (ceil((dilation*(kernel-1)+1)/stride) - 1)*j, j' = j/stride,"
TRANSPOSED += " start' = start + (before - (kernel-1)*dilation/2)*j/stride, the mean over phases"


def recurrence(step: Step, before: Fields, after: Fields) -> str:
    """Return how a layer's receptive field came about; empty where nothing is added.

    Parameters
    ----------
    step : Step
    before, after : Fields
        Of what comes in, and of what goes out.
    """
    placed = step.placed
    if before is None or after is None or placed is None or not placed.windows:
        return ""
    texts = [
        _on_axis(window, n, one, other, transposed=placed.transposed)
        for window, n, one, other in zip(
            placed.windows, step.inputs[0].size, before, after, strict=True
        )
    ]
    if len(set(texts)) == 1:
        return texts[0]
    return "; ".join(f"{axis} {text}" for axis, text in zip(AXES[len(texts)], texts, strict=True))


def _on_axis(
    window: AnyWindow, n: int | None, one: Field, other: Field, *, transposed: bool
) -> str:
    r, j = number(one.size), number(one.jump)
    if isinstance(window, AdaptiveWindow):
        growth = f"({window.most_cells(n or 1)}-1)*{j}"
        jump = f"{j}*{n}/{window.size}"
        return f"r = {r} + {growth} = {number(other.size)}, j = {jump} = {number(other.jump)}"
    k, s, d, before = window.kernel, window.stride, window.dilation, window.before
    if transposed:
        growth, jump = f"(ceil({window.extent}/{s}) - 1)*{j}", f"{j}/{s}"
        shift = f"({before} - ({k}-1)*{d}/2)*{j}/{s}"
    else:
        growth, jump = f"({k}-1)*{d}*{j}", f"{j}*{s}"
        shift = f"(({k}-1)*{d}/2 - {before})*{j}"
    parts = [f"r = {r} + {growth} = {number(other.size)}", f"j = {jump} = {number(other.jump)}"]
    if one.start is not None and other.start is not None:
        parts.append(f"start = {number(one.start)} + {shift} = {number(other.start)}")
    return ", ".join(parts)
