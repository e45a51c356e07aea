"""What goes wrong in pooling: another kind, another divisor, other windows."""

from __future__ import annotations

import math
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from convcalc.diagnose.grids import after_mistakes
from convcalc.exact import quotient
from convcalc.geometry import Window
from convcalc.notation.sizes import show, show_short
from convcalc.poolings import POOLINGS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.diagnose.grids.after import After
    from convcalc.diagnose.grids.pool_exercise import Pooled, PoolExercise, PoolGeometry
    from convcalc.results import Words
    from convcalc.tensor import Array

    Kinds = Iterator[tuple[Pooled, str, str]]
    Found = Iterator[tuple[PoolGeometry, str, str]]

NAMES = {"avg": "average"}


def kind(exercise: PoolExercise) -> Kinds:
    """Make something else of the cells under a window."""
    given = exercise.kernel
    for name, pooling in POOLINGS.items():
        if name != given.kind.name and not pooling.parameters:
            gone = {
                "--exclude-pad": given.exclude_pad,
                "--divisor": given.divisor is not None,
                "--indices": exercise.indices and not pooling.picks,
            }
            flags = [f"-t {name}", *(f"without {flag}" for flag in gone if gone[flag])]
            yield (
                type(given)(Kind(name, pooling)),
                f"{NAMES.get(name, name)} pooling",
                " ".join(flags),
            )


def divisor(exercise: PoolExercise) -> Kinds:
    """Divide by another number."""
    kernel = exercise.kernel
    if not kernel.kind.pooling.divides:
        return
    if kernel.divisor is not None:
        yield kernel._replace(divisor=None), "no other divisor", "without --divisor"
    if any(w.before or w.after for w in exercise.geometry.windows):
        phrase = "the padding counted" if kernel.exclude_pad else "the padding not counted"
        flag = "without --exclude-pad" if kernel.exclude_pad else "--exclude-pad"
        yield kernel._replace(exclude_pad=not kernel.exclude_pad), phrase, flag
    for number in _divisors(exercise):
        changed = kernel._replace(divisor=number)
        yield changed, f"dividing by {number} everywhere", f"--divisor {number}"


def _divisors(exercise: PoolExercise) -> Iterator[int]:
    """Name numbers that people divide by."""
    windows = [w for w in exercise.geometry.windows if isinstance(w, Window)]
    lengths = exercise.x.shape[2:]
    area: int = math.prod(w.kernel for w in windows)
    outputs = math.prod(exercise.sums_shape(exercise.kernel)[2:])
    tried = [area, *(w.kernel for w in windows), area - 1, area + 1]
    tried += [math.prod(w.stride for w in windows), outputs, math.prod(lengths)]
    found = dict.fromkeys(n for n in tried if n > 1 and n != exercise.kernel.divisor)
    yield from found


def ceil(exercise: PoolExercise) -> Found:
    """Round the size the other way."""
    windows = [w for w in exercise.geometry.windows if isinstance(w, Window)]
    if not exercise.slides:
        return
    up = not windows[0].ceil
    changed = tuple(w._replace(ceil=up) for w in windows)
    if exercise.geometry._replace(windows=changed) != exercise.geometry:
        phrase = "the size rounded up" if up else "the size rounded down"
        flag = "--ceil" if up else "without --ceil"
        yield exercise.geometry._replace(windows=changed, cut=None), phrase, flag


def activation(exercise: PoolExercise) -> Iterator[tuple[After, Any, str]]:
    """Do something to the results that belongs to another layer."""
    for after, phrase, _ in after_mistakes.activation(exercise):
        yield after, phrase, ""


def zeros(exercise: PoolExercise) -> Found:
    """Take the padding for zeros, where it should never be picked."""
    padded = any(w.before or w.after for w in exercise.geometry.windows)
    if padded and exercise.kernel.kind.pooling.picks and exercise.slides:
        yield exercise.geometry._replace(zeros=True), "padding with zeros", ""


def window(exercise: PoolExercise) -> Found:
    """Exchange the window's height and width."""
    windows = [w for w in exercise.geometry.windows if isinstance(w, Window)]
    sizes = [w.kernel for w in windows]
    if exercise.slides and sizes != sizes[::-1]:
        strides = [w.stride for w in windows]
        stride = sizes[::-1] if strides == sizes else strides
        changed = tuple(
            w._replace(kernel=k, stride=s)
            for w, k, s in zip(windows, sizes[::-1], stride, strict=True)
        )
        phrase = f"the window {show(sizes[::-1])}"
        yield exercise.geometry._replace(windows=changed), phrase, f"-k {show_short(sizes[::-1])}"


def shared(exercise: PoolExercise) -> Found:
    """Give adaptive windows one size and one stride, the same for all."""
    if exercise.slides:
        return
    pairs = zip(exercise.x.shape[2:], exercise.sums_shape(exercise.kernel)[2:], strict=True)
    steps = [(n // m, n - (m - 1) * (n // m)) for n, m in pairs if n >= m]
    if len(steps) == exercise.axes:
        windows = tuple(Window(kernel, stride=stride) for stride, kernel in steps)
        sizes, strides = [w.kernel for w in windows], [w.stride for w in windows]
        phrase = f"a window of {show(sizes)} with stride {show_short(strides)}"
        flags = f"-k {show_short(sizes)} -s {show_short(strides)} without --adaptive"
        yield exercise.geometry._replace(windows=windows), phrase, flags


def multiple(exercise: PoolExercise) -> Iterator[tuple[After, str | Words, str]]:
    """Divide every sum by the same other number."""
    windows, lengths = exercise.geometry.windows, exercise.x.shape[2:]
    kernel, ratio = exercise.kernel, exercise.ratio
    area = math.prod(w.most_cells(n) for w, n in zip(windows, lengths, strict=True))
    area = kernel.divisor or area
    for after, phrase, _ in after_mistakes.multiple(exercise):
        number = quotient(area, 1) / ratio if ratio else 0
        if kernel.kind.pooling.divides and number == int(number):
            yield after, f"dividing by {int(number)} instead of {area}", ""
        else:
            yield after, phrase, ""


def indices(exercise: PoolExercise) -> Iterator[tuple[After, str, str]]:
    """Count the places of the picked cells in another way."""
    if not exercise.indices or not exercise.kernel.kind.pooling.picks:
        return
    after, lengths = exercise.after, exercise.x.shape[2:]
    sides = [(w.before, w.after) for w in exercise.geometry.windows]
    yield after._replace(relabel=lambda places: places + 1), "counting the indices from 1", ""
    if any(map(any, sides)):
        padded = [b + n + a for n, (b, a) in zip(lengths, sides, strict=True)]
        shift = [before for before, _ in sides]
        counted = partial(_counted, lengths=lengths, inside=padded, shift=shift)
        yield after._replace(relabel=counted), "counting the indices in the padded plane", ""
    if len(lengths) > 1:
        columns = partial(_counted, lengths=lengths, inside=lengths, order="F")
        yield after._replace(relabel=columns), "counting the indices column by column", ""


def _counted(
    places: Array,
    lengths: Sequence[int],
    inside: Sequence[int],
    shift: Sequence[int] = (),
    order: Literal["C", "F"] = "C",
) -> Array:
    """Count the cells of a plane as they stand in a larger one, or in another order."""
    # Together with another kind of pooling these may be no places at all.
    cells = np.clip(np.nan_to_num(places), 0, math.prod(lengths) - 1).astype(np.int64)
    at = np.unravel_index(cells, lengths)
    moved = [i + by for i, by in zip_longest(at, shift, fillvalue=0)]
    counted = np.ravel_multi_index(moved, inside, order=order)
    made: Array = np.where(places < 0, places, counted)
    return made
