"""Octave's arrays, made and printed: rows and columns first, then planes, channels and items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.geometry import Window
from convcalc.records import Record
from convcalc.snippets.literals import WIDTH, matrices
from convcalc.snippets.numbers import OCTAVE_WORDS, check_count, number_texts, scalar_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.exact import Number
    from convcalc.snippets.jobs import Job
    from convcalc.tensor import Tensor

ADVICE = "give a smaller one, or --code numpy and a .npy file (Octave reads none)"
BREAKS = ("fprintf('\\n')", "disp('---')", "disp('===')")  # between planes, items, groups
INDENT = "  "


class Axis(Record):
    """A sliding axis, where Octave has it: rows and columns first, planes after them.

    Attributes
    ----------
    place : str
        Counts the windows.
    under : str
        Names the cells under a window.
    window : Window
    length, size : int
        The cells of the input and of the output.
    """

    place: str
    under: str
    window: Window
    length: int
    size: int


def sliding_axes(job: Job, windows: Sequence[Window]) -> list[Axis]:
    """Return the axes in Octave's order; a vector is one row."""
    found = [
        Axis("", "", window, n, size)
        for window, n, size in zip(windows, job.lengths, job.sizes, strict=True)
    ]
    if len(found) == 1:
        found.insert(0, Axis("", "", Window(1), 1, 1))
    if len(found) == 3:
        found = [*found[1:], found[0]]
    return [
        axis._replace(place=place, under=under)
        for axis, place, under in zip(found, "ijl", ("r", "c", "p"), strict=False)
    ]


def scalar(number: Number) -> str:
    """Write one number."""
    return scalar_text(number, OCTAVE_WORDS)


def array_line(name: str, tensor: Tensor, role: str, axes: int) -> str:
    """Make an array of which rows and columns are first, and planes, channels, items follow."""
    check_count(tensor, role, ADVICE)
    texts, bottom = number_texts(tensor, OCTAVE_WORDS)
    shape = tensor.shape
    if axes == 1:  # a vector is one row
        shape = (*shape[:-1], 1, shape[-1])
    tail = f" / {bottom};" if bottom > 1 else ";"
    room = WIDTH - len(name) - 3 - len(tail)
    return f"{name} = {matrices(texts, shape, room)}{tail}"


def nested(loops: Sequence[tuple[str, str]], body: Sequence[str]) -> list[str]:
    """Put loops around some lines; each is a counter and where it ends."""
    lines = list(body)
    for counter, end in reversed(loops):
        head = f"for {counter} = 1:{end}"
        lines = [head, *(INDENT + line for line in lines), "end"]
    return lines


def element(array: str, parts: Sequence[str]) -> str:
    """Index an array; what is left out at the end has one cell.

    >>> element("x", ["r", "c", "", ""]), element("x", ["r", "c", "", "n"])
    ('x(r, c)', 'x(r, c, 1, n)')
    """
    kept = list(parts)
    while not kept[-1]:
        kept.pop()
    return f"{array}({', '.join(part or '1' for part in kept)})"


def outer_loops(job: Job, channels: int, counter: str) -> list[tuple[str, str]]:
    """Return the loops over items and channels, as far as there are several."""
    items = job.places.x.shape[0]
    loops = [("n", str(items))] if items > 1 else []
    return [*loops, (counter, str(channels))] if channels > 1 else loops


def printing_lines(job: Job, axes: Sequence[Axis]) -> list[str]:
    """Print planes in the order of the layout, as ``convcalc`` reads them."""
    items, filters = job.places.x.shape[0], job.places.filters
    channel, item = "o" if filters > 1 else "", "n" if items > 1 else ""
    _, across, *planes = axes
    plane = "l" if planes and planes[0].size > 1 else ""
    outer = [("n", items)]
    if job.axes == 1 and job.places.channel:
        shown = element("out", ["1", ":", ":" if channel else "", item])
        shown = f"reshape({shown}, {across.size}, {filters})"
        shown += "" if job.channels_last else ".'"
    elif job.channels_last:
        outer += [("l", planes[0].size)] if planes else []
        outer += [("i", axes[0].size)]
        row = "i" if axes[0].size > 1 else "1"
        spatial = [row, ":", *([plane] if planes else [])]
        shown = element("out", [*spatial, ":" if channel else "", item])
        shown = f"reshape({shown}, {across.size}, {filters})"
    else:
        outer += [("o", filters)] if job.places.channel else []
        outer += [("l", planes[0].size)] if planes else []
        parts = [":", ":", *([plane] if planes else []), channel, item]
        shown = element("out", parts) if any(parts[2:]) else "out"
    return _printed(shown, outer if job.places.batch else outer[1:])


def _printed(shown: str, outer: Sequence[tuple[str, int]]) -> list[str]:
    """Print one plane after the other, with what stands between them."""
    lines = [f"disp(mat2str({shown}, 17))"]
    for depth, (counter, count) in enumerate(reversed(outer)):
        if count > 1:
            between = f"if {counter} > 1, {BREAKS[min(depth, 2)]}, end"
            lines = nested([(counter, str(count))], [between, *lines])
    return lines
