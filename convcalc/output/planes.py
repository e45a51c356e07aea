"""The output in the working: plane by plane, with a cell marked or with weights in its cells."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from convcalc.output.grids import PAD, Cell, cut_note, fitted, framed, indices, span, table
from convcalc.output.lines import INDENT, LABEL, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from convcalc.explain.working import Uses
    from convcalc.output.equations import ByHand
    from convcalc.results import GridResult
    from convcalc.tensor import Array, Tensor

    Place = tuple[int, ...]

ROWS_MOST = 16


class PlaneAxes:
    """Cuts an array into planes of rows and columns, wherever its other axes stand.

    Parameters
    ----------
    names : tuple of str
        What the axes are, outermost first.
    shape : tuple of int
    """

    def __init__(self, names: tuple[str, ...], shape: Place) -> None:
        self.names, self.shape = names, shape
        self._row = names.index("row") if "row" in names else None
        self._column = names.index("column" if "column" in names else "cell")
        self._outer = [axis for axis in range(len(names)) if axis not in (self._row, self._column)]

    @property
    def has_rows(self) -> bool:
        """Whether there are rows, not only cells in a line."""
        return self._row is not None

    @property
    def rows(self) -> range:
        """The rows of a plane."""
        return range(1 if self._row is None else self.shape[self._row])

    @property
    def columns(self) -> range:
        """The columns of a plane."""
        return range(self.shape[self._column])

    def planes(self) -> Iterator[Place]:
        """Name every plane by its place on the other axes."""
        return product(*(range(self.shape[axis]) for axis in self._outer))

    def split(self, at: Sequence[int]) -> tuple[Place, int, int]:
        """Turn an index into the plane, the row and the column."""
        row = 0 if self._row is None else at[self._row]
        return tuple(at[axis] for axis in self._outer), row, at[self._column]

    def join(self, plane: Place, row: int, column: int) -> Place:
        """Turn a plane, a row and a column into an index."""
        places = {**dict(zip(self._outer, plane, strict=True)), self._column: column}
        if self._row is not None:
            places[self._row] = row
        return tuple(places[axis] for axis in range(len(places)))

    def plane(self, array: Array, plane: Place) -> Array:
        """Return a plane of an array, rows x columns."""
        index: list[Any] = [slice(None)] * len(self.names)
        for axis, place in zip(self._outer, plane, strict=True):
            index[axis] = place
        rows: Array = array[tuple(index)]
        return rows if self.has_rows else rows[None]

    def label(self, plane: Place) -> str:
        """Name a plane: ``channel 1``."""
        return ", ".join(f"{self.names[a]} {i}" for a, i in zip(self._outer, plane, strict=True))


class OutputPlanes:
    """The output, plane by plane.

    Parameters
    ----------
    result : GridResult
    hand : ByHand
        How numbers are written.
    """

    def __init__(self, result: GridResult, hand: ByHand) -> None:
        self._shown = result.shown
        self._axes = PlaneAxes(result.axes, result.shown.shape)
        self._hand = hand
        self._texts: dict[Place, str] = {}

    def with_output(self, at: Sequence[int] | None = None) -> Iterator[list[Line]]:
        """Draw the plane that a cell lies in, with the cell marked; without one, every plane."""
        marked = None if at is None else self._axes.split(at)
        for plane in self._axes.planes() if marked is None else [marked[0]]:

            def cell(row: int, column: int, plane: Place = plane) -> Cell:
                text = self._text(plane, row, column)
                return Cell(text, (plane, row, column) == marked)

            yield self._draw(plane, cell, [] if marked is None else [marked[1:]])

    def with_weights(self, uses: Uses) -> Iterator[list[Line]]:
        """Draw the planes that use an input cell, its weights in the cells that use it."""
        weights = {self._axes.split(use.at): self._hand.number(use.weight) for use in uses.uses}
        for plane in dict.fromkeys(place[0] for place in weights):

            def cell(row: int, column: int, plane: Place = plane) -> Cell:
                text = weights.get((plane, row, column))
                return Cell(PAD if text is None else text, text is not None)

            yield self._draw(plane, cell, [place[1:] for place in weights if place[0] == plane])

    def _text(self, plane: Place, row: int, column: int) -> str:
        """Write one number; only those that are drawn are ever written."""
        index = self._axes.join(plane, row, column)
        if index not in self._texts:
            self._texts[index] = text_at(self._shown, index, self._hand)
        return self._texts[index]

    def _draw(
        self, plane: Place, cell: Callable[[int, int], Cell], focus: Sequence[tuple[int, int]]
    ) -> list[Line]:
        """Draw a plane, or what surrounds some cells of it where it is large."""
        style, axes = self._hand.style, self._axes
        rows = span(axes.rows, [r for r, _ in focus], len(axes.rows) if style.full else ROWS_MOST)
        labels = indices(rows) if axes.has_rows else [""]

        def draw(columns: Sequence[int | None]) -> list[Line]:
            cells = table(rows, columns, cell)
            corner = "" if plane else "output"
            return framed(cells, labels, indices(columns), corner=corner, apart=True)

        room = style.columns - len(INDENT)
        columns: Sequence[int | None] = axes.columns
        if not style.full:
            columns = fitted(axes.columns, [c for _, c in focus], room, draw)
        lines = [Line(f"output {axes.label(plane)}", LABEL)] if plane else []
        lines += draw(columns)
        noun = "columns" if axes.has_rows else "cells"
        lines += cut_note(room, **{"rows": (rows, axes.rows), noun: (columns, axes.columns)})
        return [line.indented(len(INDENT)) for line in lines]


def text_at(tensor: Tensor, index: Place, hand: ByHand) -> str:
    """Write one number of a tensor."""
    alone = tensor.values[tuple(slice(i, i + 1) for i in index)]
    (text,) = hand.numbers(tensor.with_values(alone))
    return text
