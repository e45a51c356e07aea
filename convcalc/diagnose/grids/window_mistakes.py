"""Windows that are not where they should be: padding, stride, dilation."""

from __future__ import annotations

from functools import wraps
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.notation.sizes import show_index, show_short
from convcalc.padding import MODES
from convcalc.steps import placed_again
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from convcalc.diagnose.grids.exercise import Exercise
    from convcalc.geometry import Window

    Found = Iterator[tuple[Any, str, str]]
    Windows = tuple[Window, ...]

MOST_STRIDE, MOST_DILATION = 4, 3  # that people try
LINES = {1: ("cell",), 2: ("row", "column"), 3: ("plane", "row", "column")}
EDGES = {
    1: ("before", "after"),
    2: ("above", "below", "left", "right"),
    3: ("in front", "behind", "above", "below", "left", "right"),
}


def _where_they_slide(find: Callable[[Exercise], Found]) -> Callable[[Exercise], Found]:
    """Find nothing where windows share an axis instead of sliding."""

    @wraps(find)
    def find_if(exercise: Exercise) -> Found:
        if exercise.slides:
            yield from find(exercise)

    return find_if


def _with(exercise: Exercise, windows: Iterable[Window], phrase: str, flags: str) -> Found:
    """Give the same geometry with other windows, unless they are the same."""
    changed = tuple(windows)
    if changed != exercise.geometry.windows:
        told = flags if exercise.takes(changed, "") else ""
        yield exercise.geometry._replace(windows=changed, cut=None, word=""), phrase, told


def _stepping(exercise: Exercise, windows: Iterable[Window], phrase: str, flags: str) -> Found:
    """Give the same geometry with other steps; a padding word means another padding for them."""
    changed, word = tuple(windows), exercise.geometry.word
    if word:
        lengths = exercise.x.shape[2:]
        changed = placed_again(word, changed, lengths, transposed=exercise.transposed)
    if changed != exercise.geometry.windows:
        told = flags if exercise.takes(changed, word) else ""
        yield exercise.geometry._replace(windows=changed, cut=None), phrase, told


def side_flag(windows: Sequence[Window]) -> str:
    """Write the padding of some windows as ``-p`` takes it."""
    sides = [(w.before, w.after) for w in windows]
    if all(before == after for before, after in sides):
        return f"-p {show_short([before for before, _ in sides])}"
    return f"-p {show_index([n for pair in sides for n in pair])}"


def _padded(windows: Windows, sides: Iterable[tuple[int, int]]) -> Windows:
    return tuple(w._replace(before=b, after=a) for w, (b, a) in zip(windows, sides, strict=True))


@_where_they_slide
def padding(exercise: Exercise) -> Found:
    """Leave the padding out, or give more or less of it."""
    windows = exercise.geometry.windows
    none = _padded(windows, [(0, 0)] * len(windows))
    yield from _with(exercise, none, "no padding", "-p 0")
    least = int(any(w.before or w.after for w in windows))  # padding on some axes only is below
    for cells in product(*(range(least, exercise.most_padding(w) + 1) for w in windows)):
        if any(cells) and (len(set(cells)) == 1 or exercise.fits(cells)):
            changed = _padded(windows, [(n, n) for n in cells])
            flag = side_flag(changed)
            yield from _with(exercise, changed, flag.replace("-p", "padding"), flag)
    if exercise.transposed:
        yield from _output_padding(exercise)


def _output_padding(exercise: Exercise) -> Found:
    windows = exercise.geometry.windows
    most = min(max(w.stride, w.dilation) for w in windows)
    for cells in range(most):
        changed = [w._replace(output_padding=cells) for w in windows]
        phrase = f"output padding {cells}" if cells else "no output padding"
        flag = "" if exercise.geometry.word else f"--output-padding {cells}"
        yield from _with(exercise, changed, phrase, flag)


def _sides(exercise: Exercise) -> list[tuple[int, int]]:
    """Return the padding before and after; a cell everywhere where there is none to leave out."""
    sides = [(w.before, w.after) for w in exercise.geometry.windows]
    if any(map(any, sides)):
        return sides
    return [(1, 1)] * len(sides) if exercise.pads else []


@_where_they_slide
def padding_side(exercise: Exercise) -> Found:
    """Pad before or after only, on one axis only, or put the odd cell on the other side."""
    sides, windows = _sides(exercise), exercise.geometry.windows
    if not sides:
        return
    if any(before != after for before, after in sides):
        swapped = _padded(windows, [(after, before) for before, after in sides])
        phrase = "the padding before and after exchanged"
        yield from _with(exercise, swapped, phrase, side_flag(swapped))
    edges = range(2 * len(sides))
    kept = [edges[::2], edges[1::2]]
    if any(w.before or w.after for w in windows):  # else it is padding like any other
        kept += [edges[2 * axis : 2 * axis + 2] for axis in range(len(sides))]
    for some in kept:
        yield from _kept(exercise, sides, some)
    for first in (True, False):
        whole = [((b + a) * first, (b + a) * (not first)) for b, a in sides]
        changed = _padded(windows, whole)
        phrase = f"all the padding {_listed(EDGES[len(sides)][not first :: 2])}"
        yield from _with(exercise, changed, phrase, side_flag(changed))


@_where_they_slide
def padding_edges(exercise: Exercise) -> Found:
    """Pad any other choice of edges."""
    sides = _sides(exercise)
    edges = range(2 * len(sides))
    usual = [*edges[::2], -1, *edges[1::2]]
    for count in range(1, len(edges)):
        for kept in combinations(edges, count):
            one_axis = count == 2 and kept[0] % 2 == 0 and kept[1] == kept[0] + 1
            if not one_axis and list(kept) not in (usual[: len(sides)], usual[len(sides) + 1 :]):
                yield from _kept(exercise, sides, kept)


def _kept(exercise: Exercise, sides: Sequence[tuple[int, int]], kept: Sequence[int]) -> Found:
    """Keep the padding on some edges, if there is any, and it is not all there is."""
    cells = [count for pair in sides for count in pair]
    only = [count if edge in kept else 0 for edge, count in enumerate(cells)]
    if any(only) and only != cells:
        names = [EDGES[len(sides)][edge] for edge in kept if cells[edge]]
        changed = _padded(exercise.geometry.windows, zip(only[::2], only[1::2], strict=True))
        yield from _with(exercise, changed, f"padding {_listed(names)} only", side_flag(changed))


@_where_they_slide
def edges(exercise: Exercise) -> Found:
    """Leave results at 0 where the window reaches over the edge."""
    padded = any(w.before or w.after for w in exercise.geometry.windows)
    if padded and exercise.pads and not exercise.transposed:
        phrase = "0 wherever the window reaches over the edge"
        yield exercise.geometry._replace(blank=True), phrase, ""


def _listed(words: Sequence[str]) -> str:
    """Write a list: ``above, left and right``."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def padding_mode(exercise: Exercise) -> Found:
    """Put something else into the padding."""
    geometry = exercise.geometry
    if exercise.transposed or not any(w.before or w.after for w in geometry.windows):
        return
    if geometry.around.values.any():
        zero = Tensor(np.zeros_like(geometry.around.values))
        yield geometry._replace(around=zero), "padding with zeros", "--pad-value 0"
    for name in MODES:
        if name != geometry.mode:
            zero = Tensor(np.zeros_like(geometry.around.values))
            changed = geometry._replace(mode=name, around=zero)
            phrase = "padding with zeros" if name == "zeros" else f"padding mode {name}"
            yield changed, phrase, f"--padding-mode {name}"


@_where_they_slide
def stride(exercise: Exercise) -> Found:
    """Leave the stride out, take another one, or use it for the size only."""
    windows = exercise.geometry.windows
    strides = [w.stride for w in windows]
    tried = [(1,) * len(windows), tuple(strides[::-1])]
    if max(strides) > 1:
        tried += [
            tuple(s if i == axis else 1 for i, s in enumerate(strides))
            for axis in range(len(strides))
        ]
    tried += [(n,) * len(windows) for n in range(2, MOST_STRIDE + 1)]
    if len(windows) > 1 and exercise.shape[2:] != exercise.target:
        each_axis = product(range(1, MOST_STRIDE + 1), repeat=len(windows))
        tried += [each for each in each_axis if exercise.steps_fit(each)]
    tried += [tuple(w.kernel for w in windows)]
    for each in dict.fromkeys(tried):
        changed = [w._replace(stride=s) for w, s in zip(windows, each, strict=True)]
        flag = f"-s {show_short(each)}"
        yield from _stepping(exercise, changed, flag.replace("-s", "stride"), flag)
    if max(strides) > 1 and not exercise.transposed:
        close = tuple(w._replace(stride=1) for w in windows)
        phrase = f"stride {show_short(strides)} for the size only, with windows one cell apart,"
        yield _for_the_size(exercise, close), phrase, ""


@_where_they_slide
def dilation(exercise: Exercise) -> Found:
    """Leave the dilation out, or take another one."""
    windows = exercise.geometry.windows
    dilations = [w.dilation for w in windows]
    tried = [(n,) * len(windows) for n in range(1, MOST_DILATION + 1)]
    for each in dict.fromkeys([tried[0], tuple(dilations[::-1]), *tried[1:]]):
        changed = [w._replace(dilation=d) for w, d in zip(windows, each, strict=True)]
        phrase = "no dilation" if set(each) == {1} else f"dilation {show_short(each)}"
        yield from _stepping(exercise, changed, phrase, f"-d {show_short(each)}")
    if max(dilations) > 1 and not exercise.transposed:
        close = tuple(w._replace(dilation=1) for w in windows)
        phrase = f"dilation {show_short(dilations)} for the size only, with no gaps in the kernel,"
        yield _for_the_size(exercise, close), phrase, ""


def _for_the_size(exercise: Exercise, windows: tuple[Window, ...]) -> Any:
    """Take other windows, but as many as there should be."""
    sizes = exercise.sums_shape(exercise.kernel)[2:]
    return exercise.geometry._replace(windows=windows, cut=tuple(map(range, sizes)), word="")


def lines_left_out(exercise: Exercise) -> Found:
    """Leave out windows at an end of an axis, or the last one on each, who forgets the + 1."""
    sizes = exercise.sums_shape(exercise.kernel)[2:]
    if exercise.geometry.cut is not None or min(sizes) < 1:
        return
    if min(sizes) > 1:
        where = " on each axis" if len(sizes) > 1 else ""
        phrase = f"leaving out the last window{where} (the + 1 in the size)"
        shorter = tuple(range(size - 1) for size in sizes)
        yield exercise.geometry._replace(cut=shorter), phrase, ""
    missing = [n - wanted for n, wanted in zip(sizes, exercise.target, strict=False)]
    axes = [axis for axis, count in enumerate(missing) if count]
    if len(axes) != 1 or missing[axes[0]] < 0:
        return
    (axis,), names = axes, LINES[len(sizes)]
    for end in ("last", "first"):
        left = [range(size) for size in sizes]
        count = missing[axis]
        left[axis] = range(sizes[axis] - count) if end == "last" else range(count, sizes[axis])
        line = names[axis] if count == 1 else f"{count} {names[axis]}s"
        phrase = f"leaving out the {end} {line}"
        yield exercise.geometry._replace(cut=tuple(left)), phrase, ""
