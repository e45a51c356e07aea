"""How axes become lines and blocks of text, the same way in every text format."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.blocks import LARGE
from convcalc.output.texts import full_texts, nested

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from convcalc.results import GridResult

# Between planes, between items, between groups of items: what the reader takes them for.
BREAKS = ("\n\n", "\n---\n", "\n===\n")


def planes(
    texts: list[str],
    shape: tuple[int, ...],
    plane: Callable[[list[list[str]]], str],
    breaks: Sequence[str] = BREAKS,
) -> str:
    r"""Write the last two axes with ``plane``, and separators between the planes.

    >>> planes(list("1234"), (2, 1, 2), lambda rows: " ".join(rows[0]))
    '1 2\n\n3 4'
    """
    height, width = (1, *shape)[-2:]
    rows = [texts[i : i + width] for i in range(0, len(texts), width)]
    parts = [plane(rows[i : i + height]) for i in range(0, len(rows), height)]

    def join(depth: int, inner: Iterable[str]) -> str:
        return breaks[min(depth, len(breaks) - 1)].join(inner)

    return nested(parts, shape[:-2] or (1,), join)


def lines(separator: str) -> Callable[[list[list[str]]], str]:
    """Return how to write a plane: a line per row, a separator between numbers."""
    return lambda rows: "\n".join(separator.join(row) for row in rows)


def separated(result: GridResult, style: Style, separator: str) -> Page:
    """Write a grid of numbers as lines, with a separator between the numbers of a row."""
    tensor = result.shown
    if tensor.values.size >= LARGE:
        from convcalc.output.digits import grid_text  # small grids do without

        return Page(chain(grid_text(tensor, style, (separator, "\n", *BREAKS)), "\n"))
    return Page(planes(full_texts(tensor, style), tensor.shape, lines(separator)) + "\n")
