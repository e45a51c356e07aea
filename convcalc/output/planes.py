"""The output in the working: plane by plane, with a cell marked or with weights in its cells."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from convcalc.output.grids import PAD, Cell, cut_note, fitted, framed, indices, span, table
from convcalc.output.lines import INDENT, LABEL, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from convcalc.explain.working import Uses
    from convcalc.output.equations import ByHand
    from convcalc.results import GridResult

    Place = tuple[int, ...]

ROWS_MOST = 16


class OutputPlanes:
    """The output cut into planes of rows and columns, wherever its other axes stand.

    Parameters
    ----------
    result : GridResult
    hand : ByHand
        How numbers are written.
    """

    def __init__(self, result: GridResult, hand: ByHand) -> None:
        self._shown = result.shown
        self._names = result.axes
        self._hand = hand
        self._row_axis = self._names.index("row") if "row" in self._names else None
        column = "column" if "column" in self._names else "cell"
        self._column_axis = self._names.index(column)
        inner = (self._row_axis, self._column_axis)
        self._texts: dict[Place, str] = {}
        self._outer_axes = [axis for axis in range(len(self._names)) if axis not in inner]

    def with_output(self, at: Sequence[int] | None = None) -> Iterator[list[Line]]:
        """Draw the plane that a cell lies in, with the cell marked; without one, every plane."""
        outer = [range(self._shown.shape[axis]) for axis in self._outer_axes]
        marked = None if at is None else self._split(at)
        for plane in product(*outer) if marked is None else [marked[0]]:

            def cell(row: int, column: int, plane: Place = plane) -> Cell:
                text = self._text(plane, row, column)
                return Cell(text, (plane, row, column) == marked)

            yield self._draw(plane, cell, [] if marked is None else [marked[1:]])

    def with_weights(self, uses: Uses) -> Iterator[list[Line]]:
        """Draw the planes that use an input cell, its weights in the cells that use it."""
        weights = {self._split(use.at): self._hand.number(use.weight) for use in uses.uses}
        for plane in dict.fromkeys(place[0] for place in weights):

            def cell(row: int, column: int, plane: Place = plane) -> Cell:
                text = weights.get((plane, row, column))
                return Cell(PAD if text is None else text, text is not None)

            yield self._draw(plane, cell, [place[1:] for place in weights if place[0] == plane])

    def _split(self, at: Sequence[int]) -> tuple[Place, int, int]:
        """Turn an index into the plane, the row and the column."""
        row = 0 if self._row_axis is None else at[self._row_axis]
        return tuple(at[axis] for axis in self._outer_axes), row, at[self._column_axis]

    def _text(self, plane: Place, row: int, column: int) -> str:
        """Write one number; only those that are drawn are ever written."""
        places = dict(zip(self._outer_axes, plane, strict=True))
        places |= {self._column_axis: column}
        if self._row_axis is not None:
            places |= {self._row_axis: row}
        index = tuple(places[axis] for axis in range(len(places)))
        if index not in self._texts:
            alone = self._shown.values[tuple(slice(i, i + 1) for i in index)]
            (self._texts[index],) = self._hand.numbers(self._shown.with_values(alone))
        return self._texts[index]

    def _draw(
        self, plane: Place, cell: Callable[[int, int], Cell], focus: Sequence[tuple[int, int]]
    ) -> list[Line]:
        """Draw a plane, or what surrounds some cells of it where it is large."""
        style = self._hand.style
        rows_all = range(1 if self._row_axis is None else self._shown.shape[self._row_axis])
        columns_all = range(self._shown.shape[self._column_axis])
        rows = span(rows_all, [r for r, _ in focus], len(rows_all) if style.full else ROWS_MOST)
        labels = [""] if self._row_axis is None else indices(rows)

        def draw(columns: Sequence[int | None]) -> list[Line]:
            cells = table(rows, columns, cell)
            corner = "" if plane else "output"
            return framed(cells, labels, indices(columns), corner=corner, apart=True)

        room = style.columns - len(INDENT)
        columns: Sequence[int | None] = columns_all
        if not style.full:
            columns = fitted(columns_all, [c for _, c in focus], room, draw)
        lines = [Line(self._label(plane), LABEL)] if plane else []
        lines += draw(columns)
        noun = "cells" if self._row_axis is None else "columns"
        lines += cut_note(room, **{"rows": (rows, rows_all), noun: (columns, columns_all)})
        return [line.indented(len(INDENT)) for line in lines]

    def _label(self, plane: Place) -> str:
        """Name a plane: ``output channel 1``."""
        parts = [f"{self._names[a]} {i}" for a, i in zip(self._outer_axes, plane, strict=True)]
        return f"output {', '.join(parts)}"
