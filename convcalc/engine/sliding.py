"""Sums of products on tensors: exact numbers on a type that holds them, floats on their own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.bands import Bands, Worker, most_rows
from convcalc.engine.carrier import CARRIERS, exact_carrier, largest
from convcalc.engine.ending import PLAIN
from convcalc.engine.parts import find_parts
from convcalc.engine.planes import as_planes
from convcalc.engine.registry import AUTO
from convcalc.engine.room import lent
from convcalc.engine.rows import Padded
from convcalc.engine.threads import processors, share
from convcalc.errors import ConvcalcError
from convcalc.exact import ratio
from convcalc.geometry import Window
from convcalc.notation.sizes import show
from convcalc.records import Record
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.engine.ending import Ending
    from convcalc.engine.method import Task
    from convcalc.engine.parts import Part
    from convcalc.tensor import Array, Band

PYTHON_MOST = 10**7  # multiplications of Python integers; past that float64, unless exact is wanted


class Sums(Record):
    """What the engine gives back.

    Attributes
    ----------
    output : Tensor, N x O x spatial
    method : str
        How it was calculated: a key of ``registry.METHODS``.
    note : str
        What the user should know about it, or nothing.
    """

    output: Tensor
    method: str
    note: str = ""


class Sliding(Record):
    """A cross-correlation, or its transpose, of which only the numbers are missing.

    Attributes
    ----------
    windows : sequence of Window
    groups : int
    transposed : bool
    padding_mode : str
        A key of ``padding.MODES``.
    insist : bool
        Whether to stay exact at any price.
    method : str
        A key of ``registry.METHODS``, or ``auto``.
    """

    windows: Sequence[Window]
    groups: int = 1
    transposed: bool = False
    padding_mode: str = "zeros"
    insist: bool = False
    method: str = AUTO

    def calculate(
        self, x: Tensor, weights: Tensor, padding: Tensor, ending: Ending = PLAIN
    ) -> Sums:
        """Calculate with exact weights and padding, or with both floats of one type.

        Parameters
        ----------
        x : Tensor, N x C x spatial
            Exact if the others are; beside floats, numbers as they are stored.
        weights : Tensor, O x C/groups x spatial; transposed C x O/groups x spatial
        padding : Tensor
            The one number that stands in the padding in mode ``zeros``.
        ending : Ending
            What becomes of the sums.
        """
        if not weights.is_exact:
            if self.transposed and not np.isfinite(weights.values).all():
                return self._with_unbounded(x, weights, ending)
            bands = self._bands(x, weights.values, padding.values.ravel()[0])
            return Sums(_run(bands, weights.dtype, 1, ending), bands.method)
        denominator = math.lcm(x.denominator, padding.denominator)
        cells = x.over(denominator)
        around = padding.over(denominator)
        most = max(largest(cells), around.most())
        # Every axis of the weights but the output channels is summed over.
        summed = tuple(axis for axis in range(weights.ndim) if axis != int(self.transposed))
        carrier = exact_carrier(most, weights, summed)
        if carrier.kind == "O" and not self.insist and self._count(x, weights) > PYTHON_MOST:
            note = (
                f"calculated in float64: exactly, it would take {self._count(x, weights):,}"
                " multiplications of long integers; --exact insists"
            )
            x, weights, padding = (t.floats(np.float64) for t in (x, weights, padding))
            return self.calculate(x, weights, padding, ending)._replace(note=note)
        values = weights.values.astype(carrier, copy=False)
        value = int(around.values.ravel()[0])
        bands = self._bands(cells, values, value, most=ratio(most, 1), exact=True)
        output = _run(bands, carrier, denominator * weights.denominator, ending)
        if output.is_exact and not output.is_plain:
            output = Tensor.exact(output.values, output.denominator)
        return Sums(output, bands.method)

    def _with_unbounded(self, x: Tensor, weights: Tensor, ending: Ending) -> Sums:
        """Calculate a transposed convolution with weights that are nan or infinite."""
        from convcalc.engine.unbounded import lay  # few need it

        values = weights.values
        finite = weights.with_values(np.where(np.isfinite(values), values, 0))
        sums = self.calculate(x, finite, Tensor(np.zeros(1, values.dtype)))
        output = sums.output.values
        with np.errstate(all="ignore"):  # inf - inf is nan, and that is the answer
            lay(x.as_float(values.dtype), values, self.windows, self.groups, output)
        return sums._replace(output=ending.done(Tensor(output)))

    def _bands(
        self,
        x: Tensor,
        weights: Array,
        around: object,
        *,
        most: float = math.inf,
        exact: bool = False,
    ) -> Bands:
        lengths = x.shape[2:]
        parts = find_parts(self.windows, lengths, transpose=self.transposed)
        weights = weights.reshape(self.groups, -1, *weights.shape[1:])
        if self.transposed:
            weights = weights.swapaxes(1, 2)
        filters, sizes = weights.shape[0] * weights.shape[1], self.sizes(lengths)
        row_sums = filters * math.prod(sizes[1:])
        row_bytes = (x.shape[1] * math.prod(lengths[1:]) + row_sums) * weights.itemsize
        extent = max(part.axes[0].window.extent for part in parts)
        rows = most_rows(row_bytes, row_sums, extent, exact=exact)
        at_once = min(rows, -(-sizes[0] // processors())) if x.shape[0] == 1 else rows
        tasks = [
            as_planes(part, part.kernel(weights), at_once, most=most, exact=exact) for part in parts
        ]
        workers = [
            self._assign(part, task, alone=len(parts) == 1)
            for part, task in zip(parts, tasks, strict=True)
        ]
        return Bands(Padded(x, self.padding_mode, around), workers, filters, sizes, rows)

    def _assign(self, part: Part, task: Task, *, alone: bool) -> Worker:
        """Choose a method for a part; one that does not fit may fit the whole kernel."""
        try:
            return Worker.assign(part, task, self.method)
        except ConvcalcError as error:
            if alone:
                raise
            situation = f"the stride splits the kernel into parts, one of {show(task.kernel)}"
            raise error.within(situation) from None

    def sizes(self, lengths: Sequence[int]) -> tuple[int, ...]:
        """Return the output's size on each sliding axis."""
        size = Window.transposed if self.transposed else Window.output
        return tuple(size(w, n) for w, n in zip(self.windows, lengths, strict=True))

    def _count(self, x: Tensor, weights: Tensor) -> int:
        """Count the multiplications: every weight, once per place it is used."""
        places = x.shape[2:] if self.transposed else self.sizes(x.shape[2:])
        return x.shape[0] * math.prod(weights.shape) * math.prod(places)


def _run(bands: Bands, carrier: np.dtype[Any], denominator: int, ending: Ending) -> Tensor:
    """Fill an output, band by band: exact sums over a denominator, or floats."""
    exact = bands.workers[0].task.exact
    dtype = np.dtype(np.int64) if exact and carrier.kind != "O" else carrier
    sample = (1, bands.filters, *(1,) * len(bands.sizes))
    shape = (bands.padded.x.shape[0], bands.filters, *bands.sizes)
    bound = CARRIERS.get(carrier, 1) - 1 if exact else 0
    store, final = ending.store(shape, Tensor(np.zeros(sample, dtype), denominator), bound)

    def work(band: Band) -> None:
        block = store.block(band)
        with lent() as room:
            if not ending.finish:
                bands.fill(band, block, room)
            else:
                sums = room.array("sums", block.shape, dtype)
                bands.fill(band, sums, room)
                block = ending.finish(Tensor(sums[None], denominator)).values[0]
            store.put(band, block)

    threads = bands.threads()
    share(list(bands.jobs(threads)), work, threads)
    return store.tensor(final)
