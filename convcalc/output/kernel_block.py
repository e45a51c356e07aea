"""The kernel as it was given, where the window meets it in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.explain.working import ByProducts
from convcalc.output.grids import Cell, aligned_rows, cut_note, fitted, framed, indices, table
from convcalc.output.lines import LABEL, Line, beside, spaced, width_of
from convcalc.output.panels import Panel, room_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Step, Strip
    from convcalc.output.equations import ByHand
    from convcalc.tensor import Tensor

BESIDE = 5  # blanks between the kernel and the rotated one
ROTATED = "rotated by 180 degrees"


def kernel_lines(step: Step, strip: Strip, hand: ByHand, width: int) -> list[Line]:
    """Draw the kernel as it was given where the window meets it in another order."""
    if not isinstance(step.how, ByProducts) or strip.kernel is None:
        return []
    if step.how.transposed:
        label = ROTATED if step.how.flipped else "kernel"
        used = [Line(label, LABEL), *_used_weights(step, strip.kernel, hand, width)]
        return spaced([_given(strip.kernel, hand, width), used]) if step.how.flipped else used
    if not step.how.flipped:
        return []
    blocks = [_given(strip.kernel, hand, width), _block(ROTATED, strip.kernel, hand, width)]
    both = beside(blocks[0], blocks[1], BESIDE)
    return both if width_of(both) <= width else spaced(blocks)


def _given(rotated: Tensor, hand: ByHand, width: int) -> list[Line]:
    """Draw the kernel as it was before it was rotated."""
    return _block("kernel", rotated.with_values(rotated.values[::-1, ::-1]), hand, width)


def _block(label: str, kernel: Tensor, hand: ByHand, width: int) -> list[Line]:
    panel = Panel(label, "", aligned_rows(_rows_of(kernel, hand))).cut(room_for(hand, width))
    return [Line(label, LABEL), *(Line(row) for row in panel.rows)]


def _rows_of(tensor: Tensor, hand: ByHand) -> list[list[str]]:
    texts, width = hand.numbers(tensor), tensor.shape[1]
    return [texts[i : i + width] for i in range(0, len(texts), width)]


def _used_weights(step: Step, kernel: Tensor, hand: ByHand, width: int) -> list[Line]:
    """Draw the kernel of a transposed convolution, with the weights that are used marked."""
    *outer, columns = step.reach
    rows_used = {m.tap for m in outer[-1]} if outer else {0}
    columns_used = {m.tap for m in columns}
    texts = _rows_of(kernel, hand)
    height, length = kernel.shape

    def cell(row: int, column: int) -> Cell:
        return Cell(texts[row][column], row in rows_used and column in columns_used)

    def draw(chosen: Sequence[int | None]) -> list[Line]:
        labels = indices(range(height)) if outer else [""]
        return framed(table(range(height), chosen, cell), labels, indices(chosen), apart=True)

    chosen: Sequence[int | None] = range(length)
    if not hand.style.full:
        chosen = fitted(range(length), sorted(columns_used), width, draw)
    note = cut_note(width, **{"columns" if outer else "cells": (chosen, range(length))})
    return [*draw(chosen), *note]
