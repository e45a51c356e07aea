"""The padded input, some rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from convcalc.engine.views import trailing
from convcalc.padding import MODES
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from convcalc.engine.room import Room
    from convcalc.tensor import Array, Band

    Span: TypeAlias = tuple[int, int]
    """A range of positions along an axis; those outside 0..n-1 are padding."""
    Source: TypeAlias = Callable[[int, int], int]


class Stored(Protocol):
    """An array N x C x spatial, in memory or in a file."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""

    def rows(self, band: Band) -> Array:
        """Return C x rows x ... of one item."""


class Padded(Record):
    """An input with what stands in the padding around it.

    Attributes
    ----------
    x : Stored, N x C x spatial
    mode : str
        A key of ``padding.MODES``.
    value : number
        What stands in the padding in mode ``zeros``.
    """

    x: Stored
    mode: str = "zeros"
    value: Any = 0

    def read(self, band: Band, spans: Sequence[Span], dtype: npt.DTypeLike, room: Room) -> Array:
        """Return the cells of an item in some spans, padding included: C x spans.

        The band says which item and channels; which rows, the first span.

        Where all of it lies in the input, that is a view, of the input's own type.

        >>> from convcalc.engine.room import Room
        >>> from convcalc.tensor import Band, Tensor
        >>> x = Tensor(np.arange(4).reshape(1, 1, 2, 2))
        >>> Padded(x).read(Band(0, 0, 0), [(-1, 1), (0, 2)], int, Room())
        array([[[0, 0],
                [0, 1]]])
        """
        lengths = self.x.shape[2:]
        if all(a >= 0 and b <= n for (a, b), n in zip(spans, lengths, strict=True)):
            return self._inner(band, spans)
        source = MODES[self.mode].source
        # What repeats cells of the input needs all of a row at first.
        whole = [
            (a, b) if source is None else (min(a, 0), max(b, n))
            for (a, b), n in zip(spans[1:], lengths[1:], strict=True)
        ]
        channels = len(range(self.x.shape[1])[band.channels])
        shape = (channels, *(b - a for a, b in (spans[0], *whole)))
        padded = room.array("padded", shape, dtype)
        if source is None:
            self._surround(band, spans, padded)
            return padded
        core = [slice(-a, n - a) for (a, _), n in zip(whole, lengths[1:], strict=True)]
        self._fill_rows(band, spans[0], source, padded[trailing(core)])
        for axis, (span, n) in enumerate(zip(whole, lengths[1:], strict=True), 2):
            # The axes before are whole already, those after are filled by their own turn.
            _repeat(np.moveaxis(padded, axis, 0), span, n, source)
        wanted = [slice(a - c, b - c) for (a, b), (c, _) in zip(spans[1:], whole, strict=True)]
        return padded[(slice(None), slice(None), *wanted)]

    def _inner(self, band: Band, spans: Sequence[Span]) -> Array:
        """Return cells of the input."""
        across = [slice(a, b) for a, b in spans[1:]]
        view: Array = self._rows(band, *spans[0])[trailing(across)]
        return view

    def _rows(self, band: Band, start: int, stop: int) -> Array:
        return self.x.rows(band._replace(start=start, stop=stop))

    def _surround(self, band: Band, spans: Sequence[Span], out: Array) -> None:
        """Put the value everywhere, and the cells of the input where they belong."""
        out[...] = self.value
        lengths = self.x.shape[2:]
        inner = [(max(a, 0), min(b, n)) for (a, b), n in zip(spans, lengths, strict=True)]
        if all(start < stop for start, stop in inner):
            places = [slice(i - a, j - a) for (i, j), (a, _) in zip(inner, spans, strict=True)]
            out[trailing(places)] = self._inner(band, inner)

    def _fill_rows(self, band: Band, span: Span, source: Source, out: Array) -> None:
        """Read the rows of a span: those before the input, those in it, those after it."""
        start, stop = span
        n = self.x.shape[2]
        first, last = max(start, 0), min(stop, n)
        if first < last:
            out[:, first - start : last - start] = self._rows(band, first, last)
        for first, last in ((start, min(stop, 0)), (max(start, n), stop)):
            if first < last:
                rows = [source(i, n) for i in range(first, last)]
                least = min(rows)
                block = self._rows(band, least, max(rows) + 1)
                out[:, first - start : last - start] = block[:, [row - least for row in rows]]


def _repeat(line: Array, span: Span, n: int, source: Source) -> None:
    """Fill the padding along the first axis from the cells that are there."""
    start, stop = span
    outside = [*range(start, 0), *range(n, stop)]
    line[[i - start for i in outside]] = line[[source(i, n) - start for i in outside]]
