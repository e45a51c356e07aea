"""The working of a pooled cell: the one that is picked, or the sum and what is made of it."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product as every
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.explain.numbers import Kind, number_at, total
from convcalc.explain.reach import Reach, meet
from convcalc.explain.strips import cells_under, input_plane, shown
from convcalc.explain.working import ByPooling, Step, Strip, Term
from convcalc.geometry import Window
from convcalc.notation.numbers import whole_if_possible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from convcalc.engine.pool import Pool
    from convcalc.explain.reach import Meeting
    from convcalc.notation.numbers import Number
    from convcalc.tensor import Tensor

    Places = tuple[int, ...]
    Reaches = tuple[tuple[Meeting, ...], ...]


class Pools(NamedTuple):
    """All that goes into the cells of ``pool``.

    Attributes
    ----------
    pool : Pool
    x : Tensor, N x C x spatial
    dtype : dtype
        What numbers are shown as, if it is a float type.
    indices : bool
        Whether the picked cells' places in the flattened plane are asked for.
    """

    pool: Pool
    x: Tensor
    dtype: np.dtype[Any]
    indices: bool = False

    @property
    def sides(self) -> list[tuple[int, int]]:
        """The padding along each sliding axis."""
        return [(window.before, window.after) for window in self.pool.windows]

    @property
    def picks(self) -> bool:
        """Whether one cell is picked instead of adding all up."""
        return bool(self.pool.kind.pooling.picks)

    @property
    def terms(self) -> int:
        """The most cells under a window."""
        lengths = self.x.shape[2:]
        return math.prod(w.most_cells(n) for w, n in zip(self.pool.windows, lengths, strict=True))

    def step(self, place: Places, at: Places) -> Step:
        """Work out one output cell.

        Parameters
        ----------
        place : tuple of int
            Item, channel, and the place on each sliding axis.
        at : tuple of int
            The same as the user counts.
        """
        item, channel, *inner = place
        reach = meet(self._reaches(), inner)
        kind = self._kind()
        strips = []
        contributions: list[Number] = []
        for plane, cells in cells_under(reach, self._cell_maker(item, channel)):
            x = input_plane(self.x, item, channel, plane)
            position = plane and plane.position
            strips.append(Strip(channel, position, x, None, *shown(cells, kind)))
            contributions += [cell.product for row in cells for cell in row]
        size = math.prod(
            w.kernel if isinstance(w, Window) else len(meetings)
            for w, meetings in zip(self.pool.windows, reach, strict=True)
        )
        how = ByPooling(self.pool.kind, self.x.shape[2:], size, exclude_pad=self.pool.exclude_pad)
        if self.picks:
            how, value = self._picked(how, item, channel, reach)
        else:
            exact_sum, divisor = total(contributions), self._divisor(reach)
            how = how._replace(sum=kind.show(exact_sum), divisor=divisor)
            value = self._outcome(exact_sum, divisor)
        return Step(at, reach, strips, how, kind.show(value))

    def _picked(
        self, how: ByPooling, item: int, channel: int, reach: Reaches
    ) -> tuple[ByPooling, Number]:
        """Name the cell that is picked; a window of padding only has none."""
        winner = self._winner(item, channel, reach)
        if winner is None:
            return how, -self.pool.kind.pooling.picks * math.inf
        index = int(np.ravel_multi_index(winner, how.lengths)) if self.indices else None
        value = number_at(self.x, (item, channel, *winner))
        return how._replace(winner=winner, flat_index=index), value

    def uses(self, place: Places) -> Iterator[tuple[Places, Any]]:
        """Name the output cells whose window holds an input cell, each with its weight.

        The weight is 1 in a sum, 1 / divisor in an average; where a cell is picked, 1 for that one
        and 0 for the others.
        """
        item, channel, *inner = place
        reaches = self._reaches()
        users = [[p for p, _ in r.users(i)] for r, i in zip(reaches, inner, strict=True)]
        for places in every(*users):
            reach = meet(reaches, places)
            yield (item, channel, *places), self._kind().show(self._weight(place, reach))

    def _weight(self, place: Places, reach: Reaches) -> Number:
        item, channel, *inner = place
        if self.picks:
            return int(self._winner(item, channel, reach) == tuple(inner))
        divisor = self._divisor(reach)
        return 1 if divisor is None else whole_if_possible(Fraction(1, divisor))

    def _kind(self) -> Kind:
        return Kind(self.dtype)

    def _reaches(self) -> list[Reach]:
        return [Reach(w, n) for w, n in zip(self.pool.windows, self.x.shape[2:], strict=True)]

    def _cell_maker(self, item: int, channel: int) -> Callable[[tuple[Meeting, ...]], Term]:
        def make(meetings: tuple[Meeting, ...]) -> Term:
            place = tuple(m.position for m in meetings)
            if any(m.is_padding for m in meetings):
                return Term(0, 1, 0, place, is_padding=True)
            x = number_at(self.x, (item, channel, *place))
            return Term(x, 1, self._contribution(x), place, is_padding=False)

        return make

    def _contribution(self, x: Number) -> Number:
        contribute = self.pool.kind.pooling.contribution
        if contribute is None:
            return x
        with np.errstate(all="ignore"):
            return float(contribute(np.float64(x), self.pool.kind.parameter))

    def _winner(self, item: int, channel: int, reach: Reaches) -> Places | None:
        """Find the first of the largest or smallest cells; the first nan wins over all."""
        sign = self.pool.kind.pooling.picks
        best: Number | None = None
        winner = None
        for meetings in every(*reach):
            if any(m.is_padding for m in meetings):
                continue
            place = tuple(m.position for m in meetings)
            x = number_at(self.x, (item, channel, *place))
            if best is None or x * sign > best * sign or (math.isnan(x) and not math.isnan(best)):
                best, winner = x, place
        return winner

    def _divisor(self, reach: Reaches) -> int | None:
        """Count what an average divides by."""
        if not self.pool.kind.pooling.divides:
            return None
        if self.pool.divisor is not None:
            return self.pool.divisor
        counted = self.pool.exclude_pad
        return math.prod(sum(not (counted and m.is_padding) for m in axis) for axis in reach)

    def _outcome(self, cells: Number, divisor: int | None) -> Number:
        _, pooling, parameter = self.pool.kind
        if pooling.outcome:
            with np.errstate(all="ignore"):
                return float(pooling.outcome(np.float64(cells), parameter))
        if divisor is None:
            return cells
        if divisor == 0:  # a window of padding only, of which none counts
            return math.nan
        if isinstance(cells, float):
            return cells / divisor
        return whole_if_possible(Fraction(cells) / divisor)
