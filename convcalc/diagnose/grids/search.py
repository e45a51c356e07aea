"""Which changes of an operation give an answer: one change, then two, and how many cells of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convcalc.records import Record
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from convcalc.answers import Answer
    from convcalc.diagnose.grids.exercise import Change, Exercise
    from convcalc.diagnose.grids.mistakes import Mistake
    from convcalc.tensor import Array

    Changes = tuple[Change, ...]

STACKED = 2**20  # numbers that are calculated together
SLACK = 1e-9  # relatively: what is found in floats is looked at again, exactly


class Found(Record):
    """Changes that give an answer of the right size.

    Attributes
    ----------
    changes : tuple of Change
    cells : int
        How many numbers are those of the answer.
    hits : int
        How many of them there were to explain.
    """

    changes: Changes
    cells: int
    hits: int


class Variant(NamedTuple):
    """A part of an operation, in floats, and the changes that made it, and how many these are."""

    value: Any
    changes: Changes
    number: int

    @classmethod
    def of(cls, value: Any, *changes: Change) -> Variant:
        """Take a part as it is; numbers in it become floats."""
        return cls(value.in_floats(), changes, len(changes))


class Search:
    """Looks for changes that give an answer.

    Parameters
    ----------
    exercise : Exercise
    answer : Answer
        Arranged as N x O x spatial.
    numbers : (Tensor, ndarray of bool)
        The right numbers, and which of the answer there are to explain.
    mistakes : dict
        The registry.
    count : int
        How many changes at once: one or two.
    """

    def __init__(
        self,
        exercise: Exercise,
        answer: Answer,
        numbers: tuple[Tensor, Array],
        mistakes: Mapping[str, Mistake],
        count: int,
    ) -> None:
        right, self._open = numbers
        self._exercise, self._changes = exercise, count
        self._mistakes = list(mistakes.values())
        self._yours = answer.numbers.as_float(np.float64)
        finite = np.isfinite(self._yours)
        largest = float(np.abs(np.where(finite, self._yours, 0)).max())
        self._margins = answer.margins(right) * (1 + SLACK) + SLACK * largest
        self._all_finite, self._all_open = bool(finite.all()), bool(self._open.all())
        self._afters = self._variants("after")
        self._known: dict[tuple[int, ...], list[list[Variant]]] = {}  # by the shape of the sums

    def run(self) -> list[Found]:
        """Try every change, or every pair of changes."""
        frames: dict[object, list[Variant]] = {}
        for kernel in self._variants("kernel"):  # those with fewest changes come first
            frames.setdefault(self._exercise.frame(kernel.value), []).append(kernel)
        ready = [(kernels, [kernel.number for kernel in kernels]) for kernels in frames.values()]
        return [
            found
            for geometry in self._variants("geometry")
            for kernels, counts in ready
            for found in self._with_geometry(geometry, kernels, counts)
        ]

    def _variants(self, part: str) -> list[Variant]:
        """Change a part in no way, in one or in two; windows that come out twice are told once."""
        made: dict[object, Variant] = {}
        for variant in self._each(part):
            made.setdefault(_key(variant.value), variant)
        return list(made.values())

    def _each(self, part: str) -> Iterator[Variant]:
        """Name the forms of a part, those with fewest changes first."""
        yield Variant.of(getattr(self._exercise, part))
        mistakes = [mistake for mistake in self._mistakes if mistake.part == part]
        if self._changes > 1:
            mistakes = [mistake for mistake in mistakes if not mistake.alone]
        singles = [(i, c) for i, m in enumerate(mistakes) for c in m.changes(self._exercise)]
        yield from (Variant.of(change.value, change) for _, change in singles)
        for i, first in singles if self._changes > 1 else ():
            changed = self._exercise.changed(first)
            for mistake in mistakes[i + 1 :]:
                if first.cause not in (mistake.cause, mistake.excludes):
                    for second in mistake.changes(changed):
                        yield Variant.of(second.value, first, second)

    def _with_geometry(
        self, geometry: Variant, kernels: Sequence[Variant], counts: Sequence[int]
    ) -> Iterator[Found]:
        """Try kernels of one frame with a geometry; ``counts`` is how many changes each has."""
        room = self._changes - geometry.number
        fitting = kernels[: bisect_right(counts, room)]
        if not fitting:
            return
        exercise = self._exercise
        for change in geometry.changes[-1:]:
            exercise = exercise.changed(change)
        known = self._endings(exercise.sums_shape(fitting[0].value))
        here = set(counts)
        endings = [after for n in range(room + 1) if n in here for after in known[room - n]]
        cells = max(self._yours.size, exercise.weight_cells)
        for block in _blocks(fitting, cells) if endings else ():
            yield from self._try(geometry, exercise, block, endings)

    def _endings(self, shape: tuple[int, ...]) -> list[list[Variant]]:
        """Name what may be done to sums of a shape to make them as large as the answer.

        What changes nothing comes first, then what changes one thing, then two.
        """
        if shape not in self._known:
            fitting: list[list[Variant]] = [[], [], []]
            fits: dict[object, bool] = {}
            for after in self._afters if min(shape) > 0 else ():
                key = after.value.shape_key
                if key not in fits:
                    fits[key] = after.value.shape(shape) == self._yours.shape
                if fits[key]:
                    fitting[after.number].append(after)
            self._known[shape] = fitting
        return self._known[shape]

    def _try(
        self,
        geometry: Variant,
        exercise: Exercise,
        kernels: Sequence[Variant],
        endings: Sequence[Variant],
    ) -> Iterator[Found]:
        """Count the numbers of the answer that each kernel with each ending gives."""
        counts = [kernel.number for kernel in kernels]
        sums = exercise.stack([kernel.value for kernel in kernels])
        for ending in endings:
            room = self._changes - geometry.number - ending.number
            few = slice(bisect_left(counts, room), bisect_right(counts, room))
            if few.start == few.stop:
                continue
            values = ending.value.apply(Tensor(sums[few]), exercise.axes).values
            for kernel, counted in zip(kernels[few], self._matches(values), strict=True):
                changes = (*kernel.changes, *geometry.changes, *ending.changes)
                yield Found(changes, *counted)

    def _matches(self, values: Array) -> Iterator[tuple[int, int]]:
        """Count the numbers of the answer in each of several outputs: all, and those to explain."""
        with np.errstate(all="ignore"):
            near = np.abs(values - self._yours) <= self._margins
        if not self._all_finite:
            near |= (values == self._yours) | (np.isnan(values) & np.isnan(self._yours))
        cells = np.count_nonzero(near.reshape(len(near), -1), axis=1).tolist()
        if self._all_open:
            return zip(cells, cells, strict=True)
        hits = np.count_nonzero((near & self._open).reshape(len(near), -1), axis=1).tolist()
        return zip(cells, hits, strict=True)


def _key(value: Any) -> object:
    """Name what makes a part what it is."""
    return id(value) if not hasattr(value, "key") else value.key


def _blocks(kernels: Sequence[Variant], cells: int) -> Iterator[Sequence[Variant]]:
    step = max(STACKED // cells, 1)
    for start in range(0, len(kernels), step):
        yield kernels[start : start + step]
