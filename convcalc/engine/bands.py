"""An operation in bands: some rows are read, padded, multiplied and stored before the next ones.

So a band stays in the cache from one end to the other, memory is needed for bands only, and
threads can work on several.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.choose import LOCAL, choose, choose_local
from convcalc.engine.method import RATES
from convcalc.engine.planes import run_on
from convcalc.engine.registry import load_method
from convcalc.engine.threads import WORTH_THREADS, blas_is_single, processors
from convcalc.records import Record
from convcalc.tensor import Band

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.engine.method import Method, Run, Task
    from convcalc.engine.parts import Part
    from convcalc.engine.room import Room
    from convcalc.engine.rows import Padded
    from convcalc.tensor import Array

BAND_BYTES = 2**25  # of input and output that all threads together work on
ROWS_PER_EXTENT = 8  # of a band at least, or too much would be read twice
BLOCK_CELLS = 2**18  # outputs that the cache holds
WILD_CELLS = 2**14  # outputs that are calculated one way or the other together
WORTH_HALVING = 3  # times the cost: less is sooner done than found out where it is needed
PEAK = 32  # times the average size: the rounding of larger cells would show in small ones
BAND_NANOSECONDS = 3e8  # of work: so that there is something to tell, and an interrupt is heard


class Worker(Record):
    """A part of an operation, and the method that does it.

    Attributes
    ----------
    part : Part
    task : Task
    name : str
        The method's.
    method : Method
    run : callable
    """

    part: Part
    task: Task
    name: str
    method: Method
    run: Run

    @classmethod
    def assign(cls, part: Part, task: Task, wanted: str) -> Worker:
        """Choose a method for a task, and prepare it."""
        name = LOCAL if part.empty else choose(task, wanted)
        method = load_method(name)
        task = method.adapt(task)
        return cls(part, task, name, method, method.prepare(task))

    @property
    def nanoseconds(self) -> float:
        """About how long one item takes a thread."""
        cells = math.prod(axis.outputs for axis in self.part.axes)
        return self.method.cost(self.task) * cells * len(self.task.weights)

    def fill(self, x: Array, out: Array, room: Room) -> None:
        """Fill a block, g x O x spatial, from the padded input under it, g x C x spatial."""
        width = self.task.size[1]
        if not self.method.local and not self._is_tame(x, room):
            for worker, under, block in self._around_wild_cells(x, out):
                worker.fill(under, block, room)
        elif len(self.part.axes) == 1 and out.shape[2] < width:
            task = self.task._replace(size=(1, out.shape[2]))
            self._replace(task=task, run=self.method.prepare(task)).fill(x, out, room)
        else:
            if x.dtype != self.task.dtype:
                converted = room.array("converted", x.shape, self.task.dtype)
                np.copyto(converted, x, casting="unsafe")
                x = converted
            run_on(width, lambda x, out: self.run(x, out, room), self.part, x, out)

    @cached_property
    def _local(self) -> Worker:
        """The same with a method that lets no cell spoil others."""
        return self.assign(self.part, self.task, choose_local(self.task))

    def _around_wild_cells(self, x: Array, out: Array) -> list[tuple[Worker, Array, Array]]:
        """Halve a block in which some cells spoil others, until a local method takes the rest."""
        lengths = out.shape[2:]
        axis = lengths.index(max(lengths))
        window = self.part.axes[axis].window
        small = math.prod(lengths) <= WILD_CELLS or lengths[axis] <= window.extent
        if small or self._local.nanoseconds < WORTH_HALVING * self.nanoseconds:
            return [(self._local, x, out)]
        middle = lengths[axis] // 2
        before: list[slice] = [slice(None)] * (2 + axis)
        reach = (middle - 1) * window.stride + window.extent
        return [
            (self, x[*before, :reach], out[*before, :middle]),
            (self, x[*before, middle * window.stride :], out[*before, middle:]),
        ]

    def _is_tame(self, x: Array, room: Room) -> bool:
        """Tell whether no cell spoils others: infinite, close to it, or far above all the rest."""
        if self.task.exact:
            return True
        weight = float(np.abs(self.task.weights).max())
        limit = float(np.finfo(self.task.dtype).max) * 2**-24 / max(weight, 1)
        if not self.method.spreads:
            return _norm(x) < limit or max(float(x.max()), -float(x.min())) < limit
        sizes = np.abs(x, out=room.array("sizes", x.shape, x.dtype))
        most = float(sizes.max())
        return most < limit and most <= PEAK * float(sizes.mean())


def _norm(x: Array) -> float:
    """Return the root of the sum of squares: no cell is larger, and BLAS finds it in one pass."""
    if x.dtype not in RATES or not x.flags.c_contiguous:
        return math.nan
    cells = x.reshape(-1)
    return math.sqrt(np.dot(cells, cells))


class Bands(Record):
    """An operation with everything that its bands share.

    Attributes
    ----------
    padded : Padded
    workers : sequence of Worker
        One for each part.
    filters : int
        The number of output channels.
    sizes : tuple of int
        The output's size on each sliding axis.
    most_rows : int
        Output rows of a band, at most.
    """

    padded: Padded
    workers: Sequence[Worker]
    filters: int
    sizes: tuple[int, ...]
    most_rows: int

    @property
    def method(self) -> str:
        """The method of the part with most kernel cells."""
        return max(self.workers, key=lambda worker: worker.task.weights.size).name

    def fill(self, band: Band, out: Array, room: Room) -> None:
        """Fill output rows: O x rows x ..."""
        for worker in self.workers:
            target = out[(slice(None), *worker.part.places(band.start, band.stop))]
            if worker.part.empty:
                target[...] = 0
            elif target.size:
                self._fill(worker, band, target, room)

    def _fill(self, worker: Worker, band: Band, target: Array, room: Room) -> None:
        first, *others = worker.part.axes
        rows = first.within(band.start, band.stop)
        spans = [first.under(*rows), *(axis.under(0, axis.outputs) for axis in others)]
        dtype, groups = worker.task.dtype, len(worker.task.weights)
        x = self.padded.read(band, spans, dtype, room)
        direct = target.dtype == dtype and all(axis.step == 1 for axis in worker.part.axes)
        block = target if direct else room.array("block", target.shape, dtype)
        cells, sums = (array.reshape(groups, -1, *array.shape[1:]) for array in (x, block))
        worker.fill(cells, sums, room)
        if not direct:
            target[...] = block

    @property
    def nanoseconds(self) -> float:
        """About how long one item takes a thread."""
        return sum(worker.nanoseconds for worker in self.workers)

    def threads(self) -> int:
        """Count the threads that are worth it."""
        work = self.padded.x.shape[0] * self.nanoseconds
        shared = any(w.method.large_products for w in self.workers) and not blas_is_single()
        return 1 if work < WORTH_THREADS or shared else processors()

    def jobs(self, threads: int) -> Iterator[Band]:
        """Yield bands of the output, none of them large, and none that takes long."""
        items, height = self.padded.x.shape[0], self.sizes[0]
        count = max(-(-height // self.most_rows), math.ceil(self.nanoseconds / BAND_NANOSECONDS))
        if items % threads:
            count = -(-count // threads) * threads
        rows = -(-height // min(count, height))
        for item in range(items):
            for start in range(0, height, rows):
                yield Band(item, start, min(start + rows, height))


def most_rows(row_bytes: int, row_sums: int, extent: int, *, exact: bool) -> int:
    """Return how many output rows a band may have.

    Parameters
    ----------
    row_bytes : int
        Of the input and the output together.
    row_sums : int
        Cells of an output row, of all filters.
    extent : int
        Input rows under an output row.
    exact : bool
        Whether sums become integers, as long as they are in the cache.
    """
    rows = BAND_BYTES // (row_bytes * processors())
    if exact:
        rows = min(rows, max(BLOCK_CELLS // row_sums, ROWS_PER_EXTENT * extent))
    return max(rows, 1)
