"""The padded input, some rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

import numpy as np

from convcalc.engine.views import trailing
from convcalc.padding import MODES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from convcalc.tensor import Array, Band

    Span: TypeAlias = tuple[int, int]
    """A range of positions along an axis; those outside 0..n-1 are padding."""


class Stored(Protocol):
    """An array N x C x spatial, in memory or in a file."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""

    def rows(self, band: Band) -> Array:
        """Return C x rows x ... of one item."""


class Padded(NamedTuple):
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

    def read(self, band: Band, spans: Sequence[Span], dtype: npt.DTypeLike) -> Array:
        """Return the cells of an item in some spans, padding included: C x spans.

        The band says which item and channels; which rows, the first span.

        Where all of it lies in the input, that is a view, of the input's own type.

        >>> from convcalc.tensor import Band, Tensor
        >>> x = Tensor(np.arange(4).reshape(1, 1, 2, 2))
        >>> Padded(x).read(Band(0, 0, 0), [(-1, 1), (0, 2)], int)
        array([[[0, 0],
                [0, 1]]])
        """
        lengths = self.x.shape[2:]
        inner = [slice(max(a, 0), min(b, n)) for (a, b), n in zip(spans, lengths, strict=True)]
        rows, *across = inner
        if all(a >= 0 and b <= n for (a, b), n in zip(spans, lengths, strict=True)):
            view: Array = self._rows(band, rows.start, rows.stop)[trailing(across)]
            return view
        source = MODES[self.mode].source
        if source is None:
            shape = [b - a for a, b in spans]
            padded = np.full((self._channels(band), *shape), self.value, dtype)
            if all(part.start < part.stop for part in inner):
                core = [
                    slice(p.start - a, p.stop - a) for p, (a, _) in zip(inner, spans, strict=True)
                ]
                padded[trailing(core)] = self.x.rows(
                    band._replace(start=rows.start, stop=rows.stop)
                )[trailing(across)]
            return padded
        return self._repeated(band, spans, source, dtype)

    def _rows(self, band: Band, start: int, stop: int) -> Array:
        return self.x.rows(band._replace(start=start, stop=stop))

    def _channels(self, band: Band) -> int:
        return len(range(self.x.shape[1])[band.channels])

    def _repeated(
        self,
        band: Band,
        spans: Sequence[Span],
        source: Callable[[int, int], int],
        dtype: npt.DTypeLike,
    ) -> Array:
        """Fill the padding from cells of the input."""
        whole = [
            (min(a, 0), max(b, n)) for (a, b), n in zip(spans[1:], self.x.shape[3:], strict=True)
        ]
        padded = np.empty(
            (self._channels(band), spans[0][1] - spans[0][0], *(b - a for a, b in whole)), dtype
        )
        core = [slice(-a, n - a) for (a, _), n in zip(whole, self.x.shape[3:], strict=True)]
        self._fill_rows(band, spans[0], source, padded[trailing(core)])
        for axis, ((a, b), n) in enumerate(zip(whole, self.x.shape[3:], strict=True), 2):
            # The axes before are whole already, those after are filled by their own turn.
            line = np.moveaxis(padded, axis, 0)
            outside = [*range(a, 0), *range(n, b)]
            line[[i - a for i in outside]] = line[[source(i, n) - a for i in outside]]
        wanted = [slice(a - c, b - c) for (a, b), (c, _) in zip(spans[1:], whole, strict=True)]
        return padded[(slice(None), slice(None), *wanted)]

    def _fill_rows(
        self, band: Band, span: Span, source: Callable[[int, int], int], out: Array
    ) -> None:
        """Read the rows of a span: those before the input, those in it, those after it."""
        start, stop = span
        n = self.x.shape[2]
        for first, last in ((start, min(stop, 0)), (max(start, n), stop)):
            if first < last:
                rows = [source(i, n) for i in range(first, last)]
                least = min(rows)
                block = self._rows(band, least, max(rows) + 1)
                out[:, first - start : last - start] = block[:, [row - least for row in rows]]
        first, last = max(start, 0), min(stop, n)
        if first < last:
            out[:, first - start : last - start] = self.x.rows(
                band._replace(start=first, stop=last)
            )
