"""The recurrence of receptive fields with its numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.geometry import AdaptiveWindow
from convcalc.networks.formulas import AXES
from convcalc.results import Words

if TYPE_CHECKING:
    from convcalc.geometry import AnyWindow
    from convcalc.networks.fields import Field, Fields
    from convcalc.networks.graph import Step
    from convcalc.networks.jumps import Exact

SLIDING = "r' = r + (kernel-1)*dilation*j, j' = j*stride, start' = start +"
SLIDING += " ((kernel-1)*dilation/2 - before)*j"
TRANSPOSED = "transposed: r' = r + (ceil((dilation*(kernel-1)+1)/stride) - 1)*j, j' = j/stride,"
TRANSPOSED += " start' = start + (before - (kernel-1)*dilation/2)*j/stride, the mean over phases"


def recurrence(step: Step, before: Fields, after: Fields) -> str | Words:
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
    names = "; ".join(f"{axis} {{}}" for axis in AXES[len(texts)])
    return Words.fill(names, *texts)


def _on_axis(
    window: AnyWindow, n: int | None, one: Field, other: Field, *, transposed: bool
) -> Words:
    r, j = one.size, one.jump
    if isinstance(window, AdaptiveWindow):
        growth = Words.fill("({}-1)*{}", window.most_cells(n or 1), j)
        jump = Words.fill("{}*{}/{}", j, n, window.size)
        return _sums(r, growth, jump, other)
    k, s, d, before = window.kernel, window.stride, window.dilation, window.before
    if transposed:
        growth, jump = (
            Words.fill("(ceil({}/{}) - 1)*{}", window.extent, s, j),
            Words.fill("{}/{}", j, s),
        )
        shift = Words.fill("({} - ({}-1)*{}/2)*{}/{}", before, k, d, j, s)
    else:
        growth, jump = Words.fill("({}-1)*{}*{}", k, d, j), Words.fill("{}*{}", j, s)
        shift = Words.fill("(({}-1)*{}/2 - {})*{}", k, d, before, j)
    sums = _sums(r, growth, jump, other)
    if one.start is None or other.start is None:
        return sums
    return Words.fill("{}, start = {} + {} = {}", sums, one.start, shift, other.start)


def _sums(r: Exact, growth: Words, jump: Words, other: Field) -> Words:
    return Words.fill("r = {} + {} = {}, j = {} = {}", r, growth, other.size, jump, other.jump)
