"""The working of a cross-correlation or its transpose: one product for every kernel cell."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import product as every
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.activations import read_activation
from convcalc.explain.numbers import NumberKind, number_at, times, total
from convcalc.explain.strips import cells_under, input_plane, plane_of, shown
from convcalc.explain.working import ByProducts, Step, Strip, Term
from convcalc.reach import Reach, meet
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from convcalc.engine.sliding import Sliding
    from convcalc.exact import Number
    from convcalc.reach import Meeting

    Places = tuple[int, ...]

EXACT = np.dtype(np.int64)


class SumsOfProducts(NamedTuple):
    """All that goes into the cells of ``apply``.

    Attributes
    ----------
    sliding : Sliding
    x : Tensor, N x C x spatial
    weights : Tensor, O x C/groups x spatial; transposed C x O/groups x spatial
        Rotated already if they are to be.
    around : Tensor
        The one number that stands in the padding in mode ``zeros``.
    bias : Tensor or None
        One number, or one per filter.
    activation : str or None
    flipped : bool
        Whether the weights were rotated.
    dtype : dtype
        What numbers are shown as, if it is a float type.
    """

    sliding: Sliding
    x: Tensor
    weights: Tensor
    around: Tensor
    bias: Tensor | None = None
    activation: str | None = None
    flipped: bool = False
    dtype: np.dtype[Any] = EXACT

    @property
    def picks(self) -> bool:
        """Whether one cell is picked instead of adding all up: never."""
        return False

    @property
    def sides(self) -> list[tuple[int, int]]:
        """The padding along each sliding axis."""
        inside = self.sliding.transposed
        return [(0, 0) if inside else (w.before, w.after) for w in self.sliding.windows]

    @property
    def terms(self) -> int:
        """The most products that a cell is the sum of."""
        depth = len(self._wires(0))
        return depth * math.prod(self.weights.shape[2:])

    def step(self, place: Places, at: Places) -> Step:
        """Work out one output cell.

        Parameters
        ----------
        place : tuple of int
            Item, filter, and the place on each sliding axis.
        at : tuple of int
            The same as the user counts.
        """
        item, filter, *inner = place
        reach = meet(self._reaches(), inner)
        kind = NumberKind(self.dtype)
        strips: list[Strip] = []
        channel_sums = []
        for channel, *wire in self._wires(filter):
            products: list[Number] = []
            for plane, cells in cells_under(reach, self._cell_maker(item, channel, *wire)):
                x = input_plane(self.x, item, channel, plane)
                kernel = plane_of(self.weights, wire, plane and plane.tap)
                position = plane and plane.position
                strips.append(Strip(channel, position, x, kernel, *shown(cells, kind)))
                products += [cell.product for row in cells for cell in row]
            channel_sums.append(total(products))
        bias = (
            None if self.bias is None else number_at(self.bias, (filter % len(self.bias.values),))
        )
        exact_sum = total([*channel_sums, bias or 0])
        how = ByProducts(
            channels=tuple(channel for channel, *_ in self._wires(filter)),
            channel_sums=tuple(map(kind.show, channel_sums)),
            products=kind.show(total(channel_sums)),
            bias=None if bias is None else kind.show(bias),
            sum=kind.show(exact_sum),
            activation=self.activation,
            flipped=self.flipped,
            transposed=self.sliding.transposed,
        )
        blank = self.sliding.padding_mode == "zeros" and not self.around.values.any()
        return Step(at, reach, strips, how, self._activate(kind, exact_sum), blank)

    def uses(self, place: Places) -> Iterator[tuple[Places, Any]]:
        """Name the output cells that use an input cell, each with its weight.

        A padding mode that repeats the cell may let it meet several kernel cells; their weights add
        up.

        Yields
        ------
        (item, filter and place on each sliding axis; weight)
        """
        item, channel, *inner = place
        kind = NumberKind(self.dtype)
        users = [r.users(i) for r, i in zip(self._reaches(), inner, strict=True)]
        for filter in range(self._filters):
            wire = next((wire for c, *wire in self._wires(filter) if c == channel), None)
            if wire is None:  # in another group
                continue
            weights = defaultdict(list)
            for pairs in every(*users):
                places, taps = zip(*pairs, strict=True)
                weights[places].append(number_at(self.weights, (*wire, *taps)))
            for places, parts in weights.items():
                yield (item, filter, *places), kind.show(total(parts))

    def _reaches(self) -> list[Reach]:
        sliding = self.sliding
        return [
            Reach(window, n, sliding.padding_mode, sliding.transposed)
            for window, n in zip(sliding.windows, self.x.shape[2:], strict=True)
        ]

    @property
    def _filters(self) -> int:
        first, second = self.weights.shape[:2]
        return second * self.sliding.groups if self.sliding.transposed else first

    def _wires(self, filter: int) -> list[tuple[int, int, int]]:
        """Name the input channels of a filter, each with where the weights between them stand."""
        per_group = self._filters // self.sliding.groups
        depth = self.x.shape[1] // self.sliding.groups
        group, number = divmod(filter, per_group)
        channels = range(group * depth, (group + 1) * depth)
        if self.sliding.transposed:
            return [(channel, channel, number) for channel in channels]
        return [(channel, filter, channel - channels.start) for channel in channels]

    def _cell_maker(
        self, item: int, channel: int, first: int, second: int
    ) -> Callable[[tuple[Meeting, ...]], Term]:
        """Return how to multiply what stands at a place with the weight that it meets."""
        constant = number_at(self.around, (0,))

        def make(meetings: tuple[Meeting, ...]) -> Term:
            source = [m.source for m in meetings if m.source is not None]
            inside = len(source) == len(meetings)
            x = number_at(self.x, (item, channel, *source)) if inside else constant
            weight = number_at(self.weights, (first, second, *(m.tap for m in meetings)))
            place = tuple(m.position for m in meetings)
            is_padding = any(m.is_padding for m in meetings)
            return Term(x, weight, times(x, weight), place, is_padding)

        return make

    def _activate(self, kind: NumberKind, number: Number) -> Any:
        if self.activation is None:
            return kind.show(number)
        given = Tensor.from_numbers([number], (1,))
        if kind.dtype is not None:
            given = given.floats(kind.dtype)
        result = read_activation(self.activation)(given)
        return NumberKind(result.values.dtype).show(number_at(result, (0,)))
