"""The input in the working: a plane of it, padding around it, the window in brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.output.grids import PAD, Cell, cut_note, fitted, framed, indices, span, table
from convcalc.output.lines import LABEL, Line, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Step, Strip
    from convcalc.output.equations import ByHand

ROWS_MOST = 16


class InputPlane:
    """The input with the window in brackets, cut to the window's surroundings where it is large."""

    def __init__(
        self, step: Step, strip: Strip, sides: Sequence[tuple[int, int]], hand: ByHand
    ) -> None:
        self.strip = strip
        self.hand = hand
        *outer, columns = step.reach
        self.flat = not outer
        height, width = (1, 1) if strip.x is None else strip.x.shape
        top, bottom = sides[-2] if outer else (0, 0)
        left, right = sides[-1]
        self.all_columns = range(-left, width + right)
        self.used_rows = {m.position for m in outer[-1]} if outer else {0}
        self.used_columns = {m.position for m in columns}
        self.all_rows = range(-top, height + bottom)
        most = len(self.all_rows) if hand.style.full else ROWS_MOST
        self.rows = span(self.all_rows, sorted(self.used_rows), most)
        self._drawn: dict[tuple[int | None, ...], list[Line]] = {}

    def fits(self, room: int, whole: int) -> bool:
        """Tell whether as much can stand in so much room as in the whole width."""
        if self.strip.x is None or room <= 0:
            return False
        lines = self.draw(room)
        return width_of(lines) <= room and lines == self.draw(whole)

    @property
    def rows_above(self) -> int:
        """How many rows are drawn above the window."""
        return self.rows.index(min(self.used_rows)) if self.used_rows else 0

    def draw(self, room: int) -> list[Line]:
        """Draw it in at most so many columns, or not at all if they are too few for any."""
        if self.strip.x is None:
            return []
        if self.hand.style.full:
            return [Line("input", LABEL), *self._grid(self.all_columns)]
        columns = fitted(self.all_columns, sorted(self.used_columns), room, self._grid)
        lines = self._grid(columns)
        if width_of(lines) > room and self.hand.style.width is not None:
            return []
        noun = "cells" if self.flat else "columns"
        shown = {"rows": (self.rows, self.all_rows), noun: (columns, self.all_columns)}
        return [Line("input", LABEL), *lines, *cut_note(room, **shown)]

    def _grid(self, columns: Sequence[int | None]) -> list[Line]:
        """Draw some columns; layouts are tried with the same ones again and again."""
        key = tuple(columns)
        if key not in self._drawn:
            labels = [""] * len(self.rows) if self.flat else indices(self.rows)
            cells = self._cells(self.rows, columns)
            self._drawn[key] = framed(cells, labels, indices(columns))
        return self._drawn[key]

    def _cells(self, rows: Sequence[int | None], columns: Sequence[int | None]) -> list[list[Cell]]:
        x = self.strip.x
        assert x is not None  # noqa: S101 - draw looks first
        inside = [
            [place for place in places if place is not None and 0 <= place < length]
            for places, length in zip((rows, columns), x.shape, strict=True)
        ]
        part = x.with_values(x.values[np.ix_(*inside)])
        places = ((r, c) for r in inside[0] for c in inside[1])
        texts = dict(zip(places, self.hand.numbers(part), strict=True))

        def cell(r: int, c: int) -> Cell:
            marked = r in self.used_rows and c in self.used_columns
            return Cell(texts.get((r, c), PAD), marked)

        return table(rows, columns, cell)
