"""An answer beside the right one, with a sign after every number that differs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.output.equations import ByHand
from convcalc.output.grids import Cell, around, cut_note, framed, indices, table
from convcalc.output.lines import INDENT, LABEL, NOTE, Line, beside, spaced, width_of, wrapped
from convcalc.output.planes import ROWS_MOST, PlaneAxes, text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.output import Style
    from convcalc.output.planes import Place
    from convcalc.results import SideBySide
    from convcalc.tensor import Array, Tensor

SIGN = "!"
WRONG = "bold red"
APART = 3  # blanks between the two
PLANES_MOST = 4


class View(NamedTuple):
    """How a grid is looked at: its axes, how numbers are written, and the columns there are."""

    axes: PlaneAxes
    hand: ByHand
    room: int


def side_by_side(grids: SideBySide, style: Style, *, short: bool) -> list[Line]:
    """Draw both, plane by plane: those in which something is wrong.

    Parameters
    ----------
    grids : SideBySide
    style : Style
    short : bool
        Whether numbers are rounded for eyes.
    """
    hand = ByHand(style, short)
    if grids.wrong is None or len(grids.axes) != grids.yours.ndim:
        return _each_alone(grids, hand)
    axes = PlaneAxes(grids.axes, grids.yours.shape)
    wrong = {plane: axes.plane(grids.wrong, plane) for plane in axes.planes()}
    planes = [plane for plane in wrong if wrong[plane].any()]
    drawn = planes if style.full else planes[:PLANES_MOST]
    parts = [_pair(grids, plane, wrong[plane], axes, hand) for plane in drawn]
    left = len(planes) - len(drawn)
    if left:
        noun, them = ("plane", "it") if left == 1 else ("planes", "them")
        more = f"{left} more such {noun}; --full shows {them}"
        parts.append(wrapped(more, style.width, NOTE, INDENT))
    return spaced(parts)


def _each_alone(grids: SideBySide, hand: ByHand) -> list[Line]:
    """Draw grids of different sizes, nothing marked."""
    room = hand.style.columns - len(INDENT)
    drawn = []
    both: list[tuple[str, Tensor | None]] = [("yours", grids.yours), ("should be", grids.right)]
    for name, tensor in both:
        if tensor is None:  # not to be shown
            continue
        names = grids.axes if len(grids.axes) == tensor.ndim else _names(tensor)
        axes = PlaneAxes(names, tensor.shape)
        view = View(axes, hand, room)
        parts = [
            _grid(tensor, f"{name}, {axes.label(plane)}" if plane else name, (plane, None), view)
            for plane in axes.planes()
        ]
        drawn.append(spaced(parts[: None if hand.style.full else PLANES_MOST]))
    return _placed(drawn, hand)


def _names(tensor: Tensor) -> tuple[str, ...]:
    """Name the axes of an answer that has others than the output."""
    inner = ("row", "column")[-tensor.ndim :]
    return (*(f"axis {i}" for i in range(tensor.ndim - len(inner))), *inner)


def _pair(
    grids: SideBySide,
    plane: Place,
    wrong: Array,
    axes: PlaneAxes,
    hand: ByHand,
) -> list[Line]:
    """Draw one plane of both."""
    both = [("yours", grids.yours)]
    if grids.right is not None:
        both.append(("should be", grids.right))
    room = hand.style.columns - len(INDENT)
    view = View(axes, hand, room)
    drawn = [_grid(tensor, name, (plane, wrong), view) for name, tensor in both]
    title = [Line(axes.label(plane), LABEL).indented(len(INDENT))] if plane else []
    return [*title, *_placed(drawn, hand)]


def _placed(drawn: Sequence[list[Line]], hand: ByHand) -> list[Line]:
    """Put two grids side by side, or under each other where there is no room."""
    room = hand.style.columns - len(INDENT)
    if len(drawn) > 1 and width_of(drawn[0]) + APART + width_of(drawn[1]) <= room:
        drawn = [beside(drawn[0], drawn[1], APART)]
    return [line.indented(len(INDENT)) for line in spaced(drawn)]


def _grid(
    tensor: Tensor,
    name: str,
    marked: tuple[Place, Array | None],
    view: View,
) -> list[Line]:
    """Draw a plane of one of them, or what surrounds the first wrong cell where it is large."""
    (plane, wrong), (axes, hand, room) = marked, view
    style = hand.style
    first_row, first_column = (0, 0) if wrong is None else np.argwhere(wrong)[0].tolist()
    rows = around(axes.rows, first_row, len(axes.rows) if style.full else ROWS_MOST)
    labels = indices(rows) if axes.has_rows else [""]

    def cell(row: int, column: int) -> Cell:
        sign = "" if wrong is None else SIGN if wrong[row, column] else " "
        return Cell(text_at(tensor, axes.join(plane, row, column), hand) + sign)

    def draw(columns: Sequence[int]) -> list[Line]:
        return framed(table(rows, columns, cell), labels, indices(columns))

    count = len(axes.columns) if style.full else min(len(axes.columns), room)
    columns = around(axes.columns, first_column, count)
    while not style.full and count > 1 and width_of(draw(columns)) > room:
        count = min(count - 1, room * count // width_of(draw(columns)))
        columns = around(axes.columns, first_column, max(count, 1))
    noun = "columns" if axes.has_rows else "cells"
    lines = [Line(name, LABEL), *(_marked(line) for line in draw(columns))]
    return lines + cut_note(room, **{"rows": (rows, axes.rows), noun: (columns, axes.columns)})


def _marked(line: Line) -> Line:
    """Colour the numbers with a sign."""
    marks = tuple(match.span() for match in re.finditer(rf"\S+{SIGN}", line.text))
    return line._replace(text=line.text.rstrip(), marks=marks, mark=WRONG)
