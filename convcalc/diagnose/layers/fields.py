"""Which slips give a wrong receptive field."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from convcalc.diagnose.layers.guesses import (
    EARLIER_MOST,
    Guess,
    different_layers,
    digits_swapped,
    tell,
)
from convcalc.diagnose.layers.recurrences import (
    FIELD_SLIPS,
    FIRST,
    LEFT_OUT,
    ONE_LAYER_SLIPS,
    RIGHT,
    moves_of,
)
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.diagnose.explanation import Explanation
    from convcalc.diagnose.layers.answers import Figure
    from convcalc.diagnose.layers.recurrences import FieldSlip, Move
    from convcalc.networks.fields import Fields
    from convcalc.networks.trace import Trace


class FieldAnswer(Record):
    """A wrong receptive field, and how the right one came about.

    Attributes
    ----------
    trace : Trace
    fields : sequence
        The right ones, after the input and after each layer.
    last : int
        The number of the layer that is asked about.
    figures : tuple of Figure
        The answer, one number per axis.
    """

    trace: Trace
    fields: Sequence[Fields]
    last: int
    figures: tuple[Figure, ...]

    def explain(self) -> list[Explanation]:
        """Return what gives the answer; the less likely only where nothing likelier does."""
        tiers = (self._slips, self._readings, self._one_layer, self._pen)
        return next(filter(None, (tell(tier()) for tier in tiers)), [])

    def _fits(self, sizes: Sequence[Any]) -> bool:
        return all(f.is_near(size) for f, size in zip(self.figures, sizes, strict=True))

    def _slips(self) -> Iterator[Guess]:
        """Yield recurrences that give the answer."""
        for slip in FIELD_SLIPS.values():
            if self._fits(self._follow(slip)):
                yield Guess((slip.cause,), slip.text)

    def _one_layer(self) -> Iterator[Guess]:
        """Yield what gives the answer when one layer is seen wrongly."""
        steps = [s for s in different_layers(self.trace) if s.number <= self.last]
        for slip in ONE_LAYER_SLIPS:
            for step in steps:
                moves = self._moves[step.number - 1]
                makes_none = all(slip.step(FIRST, move) == move.grown(FIRST) for move in moves)
                if makes_none or not self._fits(self._follow(RIGHT, slip, step.number)):
                    continue
                is_whole = slip is LEFT_OUT
                text = f"{slip.text} {step.label}" if is_whole else slip.text
                yield Guess((slip.cause,), text, step=None if is_whole else step)

    def _follow(self, rule: FieldSlip, other: FieldSlip = RIGHT, at: int = 0) -> list[Any]:
        """Follow a recurrence, with another one at one layer; where branches meet, the widest."""
        sights = [[FIRST._replace(size=rule.start)] * len(self.trace.input.size)]
        for step, moves in zip(self.trace.steps, self._moves, strict=False):
            parents = step.node.parents
            seen = sights[parents[0]]
            if len(parents) > 1:
                branches = zip(*(sights[parent] for parent in parents), strict=True)
                seen = [max(axis, key=lambda sight: sight.size) for axis in branches]
            take = (other if step.number == at else rule).step
            if moves:
                seen = [take(sight, move) for sight, move in zip(seen, moves, strict=True)]
            sights.append(seen)
        return [sight.size for sight in sights[self.last]]

    @cached_property
    def _moves(self) -> list[list[Move]]:
        """What each layer up to the last one adds, per axis."""
        return [moves_of(step) for step in self.trace.steps[: self.last]]

    def _readings(self) -> Iterator[Guess]:
        """Yield right numbers that are read wrongly."""
        fields = self.fields[self.last] or ()
        sizes = [field.size for field in fields]
        if len(set(sizes)) > 1 and self._fits(sizes[::-1]):
            yield Guess(("output-transposed",), "writing width before height")
        if len(set(sizes)) > 1 and any(self._fits([size] * len(sizes)) for size in sizes):
            yield Guess(("slip",), "taking the number of one axis for all")
        if self._fits([field.jump for field in fields]):
            yield Guess(("stride",), "taking the jump for the receptive field")
        if len(sizes) > 1 and self._fits([math.prod(sizes)] * len(sizes)):
            yield Guess(("slip",), "taking the area of the receptive field for its side")
        met = {fields}
        for number in range(self.last - 1, 0, -1):
            own = self.fields[number]
            if own and own not in met and len(met) <= EARLIER_MOST:
                met.add(own)
                if self._fits([field.size for field in own]):
                    yield Guess(("slip",), f"stopping after {self.trace.steps[number - 1].label}")
        lengths, end = self.trace.input.lengths, self.trace.steps[self.last :]
        if lengths and end and self._fits(lengths):
            yield Guess(("slip",), "taking the whole input")

    def _pen(self) -> Iterator[Guess]:
        """Yield slips of the pen."""
        sizes = [field.size for field in self.fields[self.last] or ()]
        pairs = [(f.value, size) for f, size in zip(self.figures, sizes, strict=True)]
        wrong = [(y, n) for y, n in pairs if isinstance(y, int) and isinstance(n, int) and y != n]
        if wrong and all(digits_swapped(y, n) for y, n in wrong):
            yield Guess(("slip",), "swapping two digits")
        elif wrong and all(abs(y - n) == 1 for y, n in wrong):
            yield Guess(("slip",), "being off by one")
