"""Which cells of a plane stand out, drawn with signs."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.results import Picture

ROWS_MOST, COLUMNS_MOST = 24, 36  # blocks that are drawn; a block is two columns of text wide
SEEN, PADDED, OTHER, NOTHING = "#", "+", ".", " "


def draw(picture: Picture, columns: int) -> tuple[list[str], str]:
    """Draw a plane, several cells to a sign where it is large.

    Parameters
    ----------
    picture : Picture
        Of the last two axes of what it shows, if there are more.
    columns : int
        The room there is.

    Returns
    -------
    (lines, legend)
    """
    drawn = picture if len(picture.lengths) > 1 else _as_row(picture)
    lengths, cells, spans = drawn.lengths[-2:], drawn.cells[-2:], drawn.spans[-2:]
    edges = [(min(0, a), max(n - 1, b)) for n, (a, b) in zip(lengths, spans, strict=True)]
    across = max(min(COLUMNS_MOST, columns // 2 - 1), 1)
    heights, widths = (last - first + 1 for first, last in edges)
    block = max(-(-heights // ROWS_MOST), -(-widths // across), 1)
    marks = [
        _marks(length, seen, edge, block)
        for length, seen, edge in zip(lengths, cells, edges, strict=True)
    ]
    lines = [" ".join(_sign(row, column, spans) for column in marks[1]) for row in marks[0]]
    several = f"{block}x{block}" if len(picture.lengths) > 1 else block
    size = "" if block == 1 else f"; a sign is {several} cells"
    legend = f"{SEEN} seen" if len(picture.lengths) < 3 else f"the last two axes: {SEEN} seen"
    if any(PADDED in line for line in lines):
        legend += f", {PADDED} padding"
    return [line.rstrip() for line in lines], f"{legend}, {OTHER} not seen{size}"


def _as_row(picture: Picture) -> Picture:
    """Draw one axis as a plane of one row."""
    one = frozenset({0})
    return type(picture)((1, *picture.lengths), (one, *picture.cells), ((0, 0), *picture.spans))


class _Mark:
    """A block along one axis: whether it lies in the plane, and whether some of it is seen."""

    def __init__(self, first: int, length: int, seen: Sequence[int], block: int) -> None:
        self.cells = range(first, first + block)
        self.is_inside = first < length and first + block > 0
        near = bisect_left(seen, first)
        self.is_seen = near < len(seen) and seen[near] < first + block

    def is_covered(self, span: tuple[int, int]) -> bool:
        return self.cells[0] <= span[1] and self.cells[-1] >= span[0]


def _marks(length: int, seen: frozenset[int], edge: tuple[int, int], block: int) -> list[_Mark]:
    """Cut an axis into blocks, one of which begins at 0."""
    first, cells = edge[0] // block * block, sorted(seen)
    return [_Mark(i, length, cells, block) for i in range(first, edge[1] + 1, block)]


def _sign(row: _Mark, column: _Mark, spans: Sequence[tuple[int, int]]) -> str:
    if row.is_seen and column.is_seen:
        return SEEN
    if row.is_inside and column.is_inside:
        return OTHER
    return PADDED if row.is_covered(spans[0]) and column.is_covered(spans[1]) else NOTHING
