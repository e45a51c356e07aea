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
PIPED_MOST = 64  # rows and columns where there is no terminal


class Grid(NamedTuple):
    """A plane of one of the two.

    Attributes
    ----------
    name : str
        What stands over it.
    tensor : Tensor
    axes : PlaneAxes
    plane : tuple of int
    wrong : ndarray of bool or None
        Which of its numbers differ, rows x columns; None where nothing is marked.
    """

    name: str
    tensor: Tensor
    axes: PlaneAxes
    plane: Place
    wrong: Array | None

    def draw(self, rows: Sequence[int], columns: Sequence[int], hand: ByHand) -> list[Line]:
        """Draw some rows and columns."""

        def cell(row: int, column: int) -> Cell:
            text = text_at(self.tensor, self.axes.join(self.plane, row, column), hand)
            return Cell(text + self._sign(row, column))

        labels = indices(rows) if self.axes.has_rows else [""]
        drawn = framed(table(rows, columns, cell), labels, indices(columns))
        return [Line(self.name, LABEL), *map(_marked, drawn)]

    def _sign(self, row: int, column: int) -> str:
        if self.wrong is None:
            return ""
        return SIGN if self.wrong[row, column] else " "


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
    both = [("yours", grids.yours)]
    if grids.right is not None:
        both.append(("should be", grids.right))
    if grids.wrong is None:
        drawn = [_alone(name, tensor, grids.axes, hand) for name, tensor in both]
        return _placed(drawn, style)
    axes = PlaneAxes(grids.axes, grids.yours.shape)
    wrong = {plane: axes.plane(grids.wrong, plane) for plane in axes.planes()}
    planes = [plane for plane in wrong if wrong[plane].any()]
    parts = []
    for plane in planes if style.full else planes[:PLANES_MOST]:
        pair = [Grid(name, tensor, axes, plane, wrong[plane]) for name, tensor in both]
        title = [Line(axes.label(plane), LABEL).indented(len(INDENT))] if plane else []
        parts.append([*title, *_placed(_drawn(pair, hand), style)])
    return spaced([*parts, _more(len(planes) - len(parts), style)])


def _more(planes: int, style: Style) -> list[Line]:
    """Say how many planes are not drawn."""
    if not planes:
        return []
    noun, them = ("plane", "it") if planes == 1 else ("planes", "them")
    return wrapped(f"{planes} more such {noun}; --full shows {them}", style.width, NOTE, INDENT)


def _alone(name: str, tensor: Tensor, axes: tuple[str, ...], hand: ByHand) -> list[Line]:
    """Draw one of two grids of different sizes, nothing marked."""
    if len(axes) != tensor.ndim:
        inner = ("row", "column")[-tensor.ndim :]
        axes = (*(f"axis {i}" for i in range(tensor.ndim - len(inner))), *inner)
    cut = PlaneAxes(axes, tensor.shape)
    planes = list(cut.planes())
    parts = []
    for plane in planes if hand.style.full else planes[:PLANES_MOST]:
        title = f"{name}, {cut.label(plane)}" if plane else name
        parts += _drawn([Grid(title, tensor, cut, plane, None)], hand)
    return spaced(parts)


def _drawn(grids: Sequence[Grid], hand: ByHand) -> list[list[Line]]:
    """Draw the same rows and columns of some grids: all, or those around the first wrong number."""
    style, axes, wrong = hand.style, grids[0].axes, grids[0].wrong
    row, column = (0, 0) if wrong is None else np.argwhere(wrong)[0].tolist()
    rows, columns = axes.rows, axes.columns
    if style.full:
        return [grid.draw(rows, columns, hand) for grid in grids]
    piped = style.width is None
    some_rows = around(rows, row, PIPED_MOST if piped else ROWS_MOST)
    room = None if style.width is None else style.width - len(INDENT)
    count = min(len(columns), PIPED_MOST if room is None else room)
    while True:
        some = around(columns, column, count)
        drawn = [grid.draw(some_rows, some, hand) for grid in grids]
        widest = max(map(width_of, drawn))
        if room is None or widest <= room or count == 1:
            break
        count = max(min(count - 1, room * count // widest), 1)
    noun = "columns" if axes.has_rows else "cells"
    note = cut_note(room or PIPED_MOST, **{"rows": (some_rows, rows), noun: (some, columns)})
    return [[*lines, *note] for lines in drawn]


def _placed(drawn: Sequence[list[Line]], style: Style) -> list[Line]:
    """Put two grids side by side, or under each other where there is no room."""
    across = sum(map(width_of, drawn)) + APART
    if len(drawn) > 1 and (style.width is None or across <= style.width - len(INDENT)):
        drawn = [beside(drawn[0], drawn[1], APART)]
    return [line.indented(len(INDENT)) for line in spaced(drawn)]


def _marked(line: Line) -> Line:
    """Colour the numbers with a sign."""
    marks = tuple(match.span() for match in re.finditer(rf"\S+{SIGN}", line.text))
    return line._replace(text=line.text.rstrip(), marks=marks, mark=WRONG)
