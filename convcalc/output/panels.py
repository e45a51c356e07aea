"""Grids without indices, to stand beside each other: the window, the kernel, the products."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.output.grids import kept
from convcalc.output.lines import GAP, SKIPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.output.equations import ByHand


class Panel(NamedTuple):
    """A grid without indices: its label, the sign that stands before it, and its cells."""

    label: str
    sign: str
    cells: Sequence[Sequence[str]]

    @property
    def rows(self) -> list[str]:
        """Each row as one text."""
        return [GAP.join(row) for row in self.cells]

    def column(self) -> list[str]:
        """Return label and rows as texts of one width, centred under each other."""
        inner = max(map(len, self.rows))
        width = max(len(self.label), inner)
        shift = -(-(width - inner) // 2)
        rows = [(" " * shift + row).ljust(width) for row in self.rows]
        return [self.label.center(width), *rows]

    def cut(self, room: int | None) -> Panel:
        """Leave out columns in the middle where there is no room for all."""
        widths = [max(map(len, column)) for column in zip(*self.cells, strict=True)]
        chosen = kept(widths, room)
        rows = [[SKIPPED if i is None else row[i] for i in chosen] for row in self.cells]
        return self._replace(cells=rows)


def room_for(hand: ByHand, width: int) -> int | None:
    """Return the columns that panels are cut to; None where nothing may be left out."""
    return None if hand.style.width is None or hand.style.full else width
