"""Bars in the terminal."""

from __future__ import annotations

EIGHTHS = " ▏▎▍▌▋▊▉"
CELLS = 40


def bar(value: float, most: float, limit: float) -> str:
    """Draw a value as a bar on a scale that ends at ``most``, with a line where the limit is.

    >>> bar(1, 2, 1.5)
    '████████████████████         │          '
    """
    eighths = round(min(value / most, 1) * CELLS * 8)
    full, part = divmod(eighths, 8)
    cells = list(("█" * full + EIGHTHS[part] * (part > 0)).ljust(CELLS))
    place = min(int(limit / most * CELLS) - 1, CELLS - 1)
    if cells[place] == " ":
        cells[place] = "│"
    return "".join(cells)
