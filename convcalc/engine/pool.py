"""Pooling of tensors: the largest or the smallest cell under a window, sums and averages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.ending import PLAIN, Memory
from convcalc.engine.pool_block import Picks, Totals
from convcalc.engine.room import lent
from convcalc.engine.threads import WORTH_THREADS, processors, share
from convcalc.geometry import Window
from convcalc.records import Record
from convcalc.tensor import Band, Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.engine.ending import Ending
    from convcalc.geometry import AnyWindow
    from convcalc.poolings import Kind
    from convcalc.tensor import Array

BLOCK_CELLS = 2**19  # of the input that a thread works on at a time: what the second cache holds
CELL = 1.0  # nanoseconds per cell of the input, more or less


class Pooled(Record):
    """What the engine gives back.

    Attributes
    ----------
    output : Tensor, N x C x spatial
    indices : ndarray or None, N x C x spatial
        Where each picked cell stands in its flattened plane, -1 if its window is all padding.
    """

    output: Tensor
    indices: Array | None = None


class Pooler(Record):
    """A pooling of which only the numbers are missing.

    Attributes
    ----------
    kind : Kind
    windows : sequence of Window or AdaptiveWindow
    exclude_pad : bool
        Whether an average counts the cells of the input only.
    divisor : int or None
        What an average divides by instead of the number of cells.
    """

    kind: Kind
    windows: Sequence[AnyWindow]
    exclude_pad: bool = False
    divisor: int | None = None

    def calculate(
        self,
        x: Tensor,
        dtype: np.dtype[Any] | None = None,
        *,
        indices: bool = False,
        ending: Ending = PLAIN,
    ) -> Pooled:
        """Pool each channel by itself.

        Parameters
        ----------
        x : Tensor, N x C x spatial
        dtype : dtype, optional
            The float type to calculate in, if that is not the input's own; with any other type
            numbers are exact.
        indices : bool
            Whether to tell which cell was picked, the first one of equals.
        ending : Ending
            What becomes of the output.

        Examples
        --------
        >>> from convcalc.poolings import read_pooling
        >>> x = Tensor(np.array([[[1, 4, 2, 3]]]))
        >>> Pooler(read_pooling("avg"), [Window(2, stride=2)]).calculate(x).output
        Tensor([[[Fraction(5, 2), Fraction(5, 2)]]])
        """
        dtype = dtype or x.dtype
        bands = (Picks if self.kind.pooling.picks else Totals)(self, x, dtype)
        sizes = [window.output(n) for window, n in zip(self.windows, x.shape[2:], strict=True)]
        shape = (*x.shape[:2], *sizes)
        sample = bands.sample()
        store, denominator = ending.store(shape, sample, 0)
        where = Memory(shape, np.dtype(np.int64)) if indices else None

        def work(band: Band) -> None:
            with lent() as room:
                values, *places = bands.fill(band, room, indices=indices)
                store.put(band, ending.done(Tensor(values[None], sample.denominator)).values[0])
                if where:
                    where.put(band, places[0])

        threads = processors() if math.prod(x.shape) * CELL > WORTH_THREADS else 1
        share(list(self._jobs(x.shape, sizes[0], threads)), work, threads)
        output = store.tensor(denominator)
        if output.is_exact and not output.is_plain:
            output = Tensor.exact(output.values, output.denominator)
        return Pooled(output, where.array if where else None)

    def _jobs(self, shape: tuple[int, ...], height: int, threads: int) -> Iterator[Band]:
        """Cut the output into bands of about one size: some channels, or some rows of one."""
        items, channels, *lengths = shape
        plane = math.prod(lengths)
        count = -(-channels // max(BLOCK_CELLS // plane, 1))
        if items % threads:  # as many bands for each thread
            count = -(-count // threads) * threads
        together = -(-channels // count)
        parts = max(-(-plane // BLOCK_CELLS), -(-threads // (items * channels)))
        if not isinstance(self.windows[0], Window):  # they share all of an axis
            parts = 1
        rows = -(-height // min(parts, height))
        for item in range(items):
            for channel in range(0, channels, together):
                chosen = slice(channel, channel + together)
                for start in range(0, height, rows):
                    yield Band(item, start, min(start + rows, height), chosen)
