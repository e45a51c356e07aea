"""The working of a pooled cell: the one that is picked, or the sum and what is made of it."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product as every
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.exact import whole_if_possible
from convcalc.explain.numbers import NumberKind, is_nan, number_at, total
from convcalc.explain.strips import cells_under, input_plane, shown
from convcalc.explain.working import ByPooling, Step, Strip, Term
from convcalc.geometry import Window
from convcalc.reach import Reach, meet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from convcalc.engine.pool import Pooler
    from convcalc.exact import Number
    from convcalc.reach import Meeting
    from convcalc.tensor import Tensor

    Places = tuple[int, ...]
    Reaches = tuple[tuple[Meeting, ...], ...]


class Pools(NamedTuple):
    """All that goes into the cells of ``pool``.

    Attributes
    ----------
    pool : Pooler
    x : Tensor, N x C x spatial
    dtype : dtype
        What numbers are shown as, if it is a float type.
    indices : bool
        Whether the picked cells' places in the flattened plane are asked for.
    """

    pool: Pooler
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
            exact_sum, divisor = total(contributions), self._divisor(map(self._counted, reach))
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

        The weight is 1 in a sum, also in one of powers, and 1 / divisor in an average; where a cell
        is picked, it is 1 for that one and 0 for the others.
        """
        item, channel, *inner = place
        reaches = self._reaches()
        users = [
            [(user, r.meetings(user)) for user, _ in r.users(i)]
            for r, i in zip(reaches, inner, strict=True)
        ]
        counts = {meetings: self._counted(meetings) for axis in users for _, meetings in axis}
        for pairs in every(*users):
            places, reach = zip(*pairs, strict=True)
            if self.picks:
                weight: Number = int(self._winner(item, channel, reach) == tuple(inner))
            else:
                divisor = self._divisor([counts[meetings] for meetings in reach])
                weight = whole_if_possible(Fraction(1, divisor or 1))
            yield (item, channel, *places), self._kind().show(weight)

    def _kind(self) -> NumberKind:
        return NumberKind(self.dtype)

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
            if best is None or x * sign > best * sign or (is_nan(x) and not is_nan(best)):
                best, winner = x, place
        return winner

    def _counted(self, meetings: tuple[Meeting, ...]) -> int:
        """Count the cells along one axis that an average divides by."""
        excluded = self.pool.exclude_pad
        return sum(not (excluded and meeting.is_padding) for meeting in meetings)

    def _divisor(self, counts: Iterable[int]) -> int | None:
        """Multiply the counts of the axes, unless another divisor is given or there is none."""
        if not self.pool.kind.pooling.divides:
            return None
        return math.prod(counts) if self.pool.divisor is None else self.pool.divisor

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
