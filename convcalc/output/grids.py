"""Small grids of numbers for the working: with their indices, and with brackets around cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.output.lines import GAP, LABEL, NOTE, SKIPPED, Line, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MARGIN = 2  # cells around a window that are shown where not all can be
FEWEST = 3  # columns, of which one is in the middle
PAD = "."


class Cell(NamedTuple):
    """What stands in a grid, and whether brackets mark it."""

    text: str
    marked: bool = False


def aligned(texts: Iterable[str], least: int = 0) -> list[str]:
    """Bring numbers to one width, with their points under each other.

    >>> aligned(["1.5", "-10", "."])
    ['  1.5', '-10  ', '  .  ']
    """
    texts = list(texts)
    if any(mark in text for text in texts for mark in "/e"):
        width = max(least, *map(len, texts))
        return [text.rjust(width) for text in texts]
    parts = [(text, "", "") if text == PAD else text.partition(".") for text in texts]
    before = max((len(whole) for whole, _, _ in parts), default=0)
    after = max((len(point + decimals) for _, point, decimals in parts), default=0)
    lines = [whole.rjust(before) + (point + rest).ljust(after) for whole, point, rest in parts]
    return [line.rjust(least) for line in lines]


def aligned_rows(rows: Sequence[Sequence[str]], least: int = 0) -> list[list[str]]:
    """Bring all numbers of a grid to one width."""
    texts = iter(aligned([text for row in rows for text in row], least))
    return [[next(texts) for _ in row] for row in rows]


def span(length: range, focus: Sequence[int], room: int) -> list[int | None]:
    """Choose the places on an axis to show: all, else those around the focus; None is a gap.

    >>> span(range(100), [40, 41], room=6)
    [38, 39, 40, 41, 42, 43]
    >>> span(range(100), [40, 41, 42, 43], room=3)
    [40, None, 43]
    """
    if len(length) <= room or not focus:
        return list(length[:room])
    low, high = min(focus), max(focus)
    for margin in range(MARGIN, -1, -1):
        around = range(max(low - margin, length.start), min(high + margin + 1, length.stop))
        if len(around) <= room:
            return list(around)
    half = max((room - 1) // 2, 1)
    return [*range(low, low + half), None, *range(high - half + 1, high + 1)]


def around(length: range, focus: int, room: int) -> list[int]:
    """Choose the places on an axis to show: as many as there is room for, with one among them.

    >>> around(range(100), 40, room=4), around(range(3), 1, room=4)
    ([38, 39, 40, 41], [0, 1, 2])
    """
    first = max(min(focus - room // 2, length.stop - room), length.start)
    return list(length[first : first + room])


def table(
    rows: Sequence[int | None], columns: Sequence[int | None], cell: Callable[[int, int], Cell]
) -> list[list[Cell]]:
    """Put a grid together from the places to show."""
    cells = [[None if r is None or c is None else cell(r, c) for c in columns] for r in rows]
    return [_with_gaps(row) for row in cells]


def _with_gaps(row: list[Cell | None]) -> list[Cell]:
    """Write dots where cells are left out; after a marked cell they are marked too."""
    done: list[Cell] = []
    for made in row:
        done.append(made or Cell(SKIPPED, bool(done) and done[-1].marked))
    return done


def indices(places: Sequence[int | None]) -> list[str]:
    """Write the places on an axis."""
    return [SKIPPED if place is None else str(place) for place in places]


def framed(
    cells: Sequence[Sequence[Cell]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    corner: str = "",
    apart: bool = False,
) -> list[Line]:
    """Draw a grid with labels, and brackets around marked cells.

    Parameters
    ----------
    cells : rows of Cell
    rows, columns : sequence of str
        The labels; those of rows may be empty.
    corner : str
        What stands before the labels of the columns.
    apart : bool
        Whether each marked cell has brackets of its own; else a run of them shares a pair.

    Examples
    --------
    >>> grid = [[Cell("4"), Cell("5", True), Cell("6", True)]]
    >>> [line.text for line in framed(grid, ["0"], ["0", "1", "2"])]
    ['    0  1  2', '0   4[ 5  6]']
    >>> framed(grid, ["0"], ["0", "1", "2"], apart=True)[1].text
    '0  4  [5] [6]'
    """
    # A label may reach into the gap before it.
    width = max(len(cell.text) for row in cells for cell in row)
    width = max(width, *(len(label) - 1 for label in columns))
    side = max(map(len, (corner, *rows)))
    first, pitch = (side + 2, width + 3) if apart else (side + 3, width + 2)
    starts = [first + pitch * i for i in range(len(columns))]
    first_label, *labels = columns
    head = corner.ljust(first - 1) + first_label.rjust(width + 1)
    head += "".join(label.rjust(pitch) for label in labels)
    lines = [Line(head, LABEL)]
    for label, row in zip(rows, cells, strict=True):
        canvas = [*label.rjust(side), *" " * (starts[-1] + width + 1 - side)]
        marks = []
        for start, cell in zip(starts, row, strict=True):
            canvas[start : start + width] = cell.text.rjust(width)
        for first_cell, last_cell in _runs(row, apart=apart):
            opening, closing = starts[first_cell] - 2, starts[last_cell] + width
            if apart:
                text = row[first_cell].text
                opening = closing - len(text.lstrip()) - 1
                closing = opening + len(text.strip()) + 1
            canvas[opening], canvas[closing] = "[]"
            marks.append((opening, closing + 1))
        lines.append(Line("".join(canvas).rstrip(), marks=tuple(marks)))
    return lines


def _runs(row: Sequence[Cell], *, apart: bool) -> list[tuple[int, int]]:
    """Find the first and the last cell of every run of marked cells, or of each alone."""
    runs: list[tuple[int, int]] = []
    for i, cell in enumerate(row):
        if not cell.marked:
            continue
        if apart or not runs or runs[-1][1] != i - 1:
            runs.append((i, i))
        else:
            runs[-1] = (runs[-1][0], i)
    return runs


def fitted(
    columns: range,
    focus: Sequence[int],
    room: int,
    draw: Callable[[Sequence[int | None]], list[Line]],
) -> list[int | None]:
    """Choose as many of the columns around the focus as fit when they are drawn."""
    most = max(room // (len(GAP) + 1), 1)
    tried: list[int | None] = []
    for count in range(most, 0, -1):
        chosen = span(columns, focus, count)
        if chosen != tried and (count == 1 or width_of(draw(chosen)) <= room):
            return chosen
        tried = chosen
    return tried


def cut_note(room: int, **axes: tuple[Sequence[int | None], Sequence[int]]) -> list[Line]:
    """Say which part of a grid is drawn, if not all of it.

    Parameters
    ----------
    room : int
        The columns that there are.
    **axes
        For each axis, by what it is called, the places that are shown, and all of them.

    Examples
    --------
    >>> [line.text for line in cut_note(80, columns=([3, 4, None, 9], range(30)))]
    ['columns 3..9 of 30; --full shows all']
    """
    said = [
        f"{noun} {_range(shown[0], shown[-1])} of {len(every)}"
        for noun, (shown, every) in axes.items()
        if list(shown) != list(every)
    ]
    return wrapped(f"{', '.join(said)}; --full shows all", room, NOTE) if said else []


def _range(first: int | None, last: int | None) -> str:
    return str(first) if first == last else f"{first}..{last}"


def kept(widths: Sequence[int], room: int | None) -> list[int | None]:
    """Choose the columns that fit, from both ends inwards; None stands for those left out.

    The first and the last stay, even where they are wider than the room.
    """
    if room is None or len(widths) < FEWEST or _total(widths) <= room:
        return list(range(len(widths)))
    left, right = 1, 1
    while left + right < len(widths) - 1:
        more_left, more_right = (left + 1, right) if left <= right else (left, right + 1)
        tried = [*widths[:more_left], len(SKIPPED), *widths[len(widths) - more_right :]]
        if _total(tried) > room:
            break
        left, right = more_left, more_right
    return [*range(left), None, *range(len(widths) - right, len(widths))]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)
