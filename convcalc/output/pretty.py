"""pretty: for a terminal. Data grids are our own, since Rich's tables cut numbers."""

from __future__ import annotations

import io
import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from convcalc.output import Page, Style
from convcalc.output.layout import cell_text, table_cells
from convcalc.output.texts import pretty_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from convcalc.results import GridResult, TableResult

INDENT = "  "
GAP = "  "
SKIPPED = "..."
FEWEST = 3  # columns, of which one is in the middle
LAST_COLUMN = 20  # the least room for a table's last column, of words

HEADLINE, LABEL, NUMBERS, NOTE = "cyan", "dim", "", "dim"


class Line(NamedTuple):
    """A line and the Rich style of its colour; colour never says more than the text."""

    text: str
    colour: str = NUMBERS


def grid(result: GridResult, style: Style) -> Page:
    """Write the headline, the grid plane by plane, and the facts."""
    lines = [*_wrapped(result.headline, style, HEADLINE), Line(""), *_planes(result, style)]
    if result.facts:
        lines.append(Line(""))
    for name, value in result.facts:
        lines += _wrapped(f"{name}: {cell_text(value, style)}", style, LABEL)
    return Page(_paint(lines, style))


def _wrapped(text: str, style: Style, colour: str) -> list[Line]:
    if style.width is None:
        return [Line(text, colour)] if text else []
    parts = textwrap.wrap(
        text, style.width, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False
    )
    return [Line(part, colour) for part in parts]


def _planes(result: GridResult, style: Style) -> Iterator[Line]:
    tensor = result.output
    height, width = (1, *tensor.shape)[-2:]
    texts = pretty_texts(tensor, style)
    rows = [texts[i : i + width] for i in range(0, len(texts), width)]
    columns = [_aligned(list(column)) for column in zip(*rows, strict=True)]
    kept = _kept([len(column[0]) for column in columns], style.width)
    leading = tensor.shape[:-2]
    for plane in range(math.prod(leading)):
        if leading:
            if plane:
                yield Line("")
            yield Line(_label(plane, leading, result.axes), LABEL)
        for row in range(plane * height, (plane + 1) * height):
            cells = [SKIPPED if i is None else columns[i][row] for i in kept]
            yield Line((INDENT + GAP.join(cells)).rstrip())
    if None in kept:
        left_out = width - len(kept) + 1
        yield Line("")
        yield from _wrapped(
            f"{left_out} of {width} columns left out in the middle; --full shows them", style, NOTE
        )


def _label(plane: int, leading: tuple[int, ...], axes: tuple[str, ...]) -> str:
    """Name a plane by its place on the leading axes: ``item 0, channel 2``."""
    parts = []
    for name, length in zip(reversed(axes[: len(leading)]), reversed(leading), strict=True):
        plane, index = divmod(plane, length)
        parts.append(f"{name} {index}")
    return ", ".join(reversed(parts))


def _aligned(column: list[str]) -> list[str]:
    """Bring the numbers of a column under each other, by their points if all have plain digits."""
    if any(mark in text for text in column for mark in "/e"):
        width = max(map(len, column))
        return [text.rjust(width) for text in column]
    parts = [text.partition(".") for text in column]
    before = max(len(whole) for whole, _, _ in parts)
    after = max(len(point + decimals) for _, point, decimals in parts)
    return [whole.rjust(before) + (point + rest).ljust(after) for whole, point, rest in parts]


def _kept(widths: list[int], width: int | None) -> list[int | None]:
    """Choose the columns that fit, from both ends inwards; None stands for those left out.

    The first and the last stay, even where they are wider than the terminal.
    """
    if width is None or len(widths) < FEWEST or _total(widths) <= width:
        return list(range(len(widths)))
    left, right = 1, 1
    while left + right < len(widths) - 1:
        more_left, more_right = (left + 1, right) if left <= right else (left, right + 1)
        tried = [*widths[:more_left], len(SKIPPED), *widths[len(widths) - more_right :]]
        if _total(tried) > width:
            break
        left, right = more_left, more_right
    return [*range(left), None, *range(len(widths) - right, len(widths))]


def _total(widths: list[int]) -> int:
    return len(INDENT) + sum(widths) + len(GAP) * (len(widths) - 1)


def _paint(lines: list[Line], style: Style) -> str:
    """Join the lines, coloured by Rich where there is colour."""
    if not style.colour:
        return "".join(f"{line.text}\n" for line in lines)
    from rich.text import Text

    text = Text("\n").join(Text(line.text, style=line.colour) for line in lines)
    return _print(text, style, soft_wrap=True)


def _print(thing: RenderableType, style: Style, *, soft_wrap: bool = False) -> str:
    from rich.console import Console

    file = io.StringIO()
    console = Console(
        file=file,
        width=style.width or 10**4,
        force_terminal=style.colour,
        color_system="standard" if style.colour else None,
        no_color=not style.colour,
        highlight=False,
    )
    console.print(thing, soft_wrap=soft_wrap)
    return file.getvalue()


def table(result: TableResult, style: Style) -> Page:
    """Write a table of words whose last column may go on in the next line.

    Where the others leave it no room, each row becomes a paragraph: Rich would cut them.
    """
    heading, *rows = table_cells(result, style)
    fixed = sum(max(map(len, column)) + len(GAP) for column in list(zip(*rows, strict=True))[:-1])
    if style.width is not None and style.width - fixed < LAST_COLUMN:
        return Page(_paint(list(_paragraphs(heading, rows, style)), style))
    lines = _print(_rich_table(heading, rows), style).splitlines()
    return Page("".join(f"{line.rstrip()}\n" for line in lines))


def _rich_table(heading: list[str], rows: list[list[str]]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style=HEADLINE)
    for name in heading:
        made.add_column(Text(name), overflow="fold", no_wrap=name != heading[-1])
    for row in rows:
        made.add_row(*map(Text, row))
    return made


def _paragraphs(heading: list[str], rows: list[list[str]], style: Style) -> Iterator[Line]:
    for first, *rest in rows:
        yield Line(first, HEADLINE)
        known = [f"{name} {text}" for name, text in zip(heading[1:-1], rest, strict=False) if text]
        for text in (", ".join(known), rest[-1]):
            for line in _wrapped(text, style._replace(width=(style.width or 0) - len(INDENT)), ""):
                yield Line(INDENT + line.text)
