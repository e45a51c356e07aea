"""Grids on a terminal: our own, since Rich's tables cut numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.output.cells import cell_text
from convcalc.output.grids import aligned, kept
from convcalc.output.lines import GAP, HEADLINE, INDENT, LABEL, NOTE, SKIPPED, Line, wrapped
from convcalc.output.texts import pretty_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcalc.output import Style
    from convcalc.results import GridResult


def grid_lines(result: GridResult, style: Style) -> list[Line]:
    """Write the headline, the grid plane by plane, and the facts."""
    lines = [*wrapped(result.headline, style.width, HEADLINE), Line(""), *_planes(result, style)]
    if result.facts:
        lines.append(Line(""))
    for name, value in result.facts:
        lines += wrapped(f"{name}: {cell_text(value, style)}", style.width, LABEL)
    return lines


def _planes(result: GridResult, style: Style) -> Iterator[Line]:
    tensor = result.shown
    height, width = (1, *tensor.shape)[-2:]
    texts = pretty_texts(tensor, style)
    rows = [texts[i : i + width] for i in range(0, len(texts), width)]
    columns = [aligned(column) for column in zip(*rows, strict=True)]
    room = None if style.width is None or style.full else style.width - len(INDENT)
    chosen = kept([len(column[0]) for column in columns], room)
    leading = tensor.shape[:-2]
    for plane in range(math.prod(leading)):
        if leading:
            if plane:
                yield Line("")
            yield Line(_label(plane, leading, result.axes), LABEL)
        for row in range(plane * height, (plane + 1) * height):
            cells = [SKIPPED if i is None else columns[i][row] for i in chosen]
            yield Line((INDENT + GAP.join(cells)).rstrip())
    if None in chosen:
        left_out = width - len(chosen) + 1
        yield Line("")
        note = f"{left_out} of {width} columns left out in the middle; --full shows them"
        yield from wrapped(note, style.width, NOTE)


def _label(plane: int, leading: tuple[int, ...], axes: tuple[str, ...]) -> str:
    """Name a plane by its place on the leading axes: ``item 0, channel 2``."""
    parts = []
    for name, length in zip(reversed(axes[: len(leading)]), reversed(leading), strict=True):
        plane, index = divmod(plane, length)
        parts.append(f"{name} {index}")
    return ", ".join(reversed(parts))
