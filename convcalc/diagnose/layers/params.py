"""Which slips give a wrong number of parameters."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate, chain, combinations, product
from typing import TYPE_CHECKING

from convcalc.diagnose.layers.counts import COUNT_SLIPS, SIZE_SLIPS, SUM_SLIPS
from convcalc.diagnose.layers.factors import DENSE, SLIDING, Factors, factors_of
from convcalc.diagnose.layers.guesses import (
    CHANGED_MOST,
    Guess,
    both,
    different_layers,
    digits_swapped,
    retrace,
    tell,
)
from convcalc.diagnose.layers.slips import FORGOTTEN
from convcalc.diagnose.layers.written import written
from convcalc.errors import ConvcalcError
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from convcalc.diagnose.explanation import Explanation
    from convcalc.diagnose.layers.count_slip import CountSlip
    from convcalc.networks.graph import Step
    from convcalc.networks.layer import Layer
    from convcalc.networks.trace import Trace

THOUSAND = 1000
LAYOUT = ("no-padding", "no-stride", "no-pool")  # what makes dense layers larger or smaller


KINDS = {"convolution": SLIDING, "dense layer": (DENSE,)}


class Counts(Record):
    """A wrong number of parameters, and what the right one is the sum of.

    Attributes
    ----------
    trace : Trace
    answer : int
    is_single : bool
        Whether it is one layer, given by flags.
    """

    trace: Trace
    answer: int
    is_single: bool

    @cached_property
    def _factors(self) -> list[Factors]:
        return [factors_of(step) for step in self.trace.steps]

    @cached_property
    def _total(self) -> int:
        return sum(factors.params for factors in self._factors)

    @property
    def _is_alone(self) -> bool:
        """Whether only one layer has parameters."""
        return sum(factors.params > 0 for factors in self._factors) == 1

    def explain(self) -> list[Explanation]:
        """Return what gives the answer; the less likely only where nothing likelier does."""
        slips = COUNT_SLIPS.values()
        steps = different_layers(self.trace)
        tiers: list[Iterable[Guess]] = [
            chain(
                self._everywhere((*slips, *SUM_SLIPS.values())),
                self._of_a_kind(slips),
                self._parts(),
            ),
            self._pen(),
            chain(self._left_out(), self._somewhere(slips)) if not self._is_alone else (),
            chain(self._sized(steps), self._everywhere(SIZE_SLIPS.values())),
            self._two(slips),
        ]
        return next(filter(None, map(tell, tiers)), [])

    def _everywhere(self, slips: Iterable[CountSlip]) -> Iterator[Guess]:
        """Yield what all layers count wrongly."""
        for slip in slips:
            wrong = [slip.change(factors) for factors in self._factors]
            counts = [factors.params for factors in wrong]
            if any(counts) and sum(counts) == self.answer:
                yield Guess((slip.cause,), slip.text, self._texts(slip, self.trace.steps))

    def _of_a_kind(self, slips: Iterable[CountSlip]) -> Iterator[Guess]:
        """Yield what all layers of one kind, two or more, count wrongly, but not the others."""
        for slip, (name, kinds) in product(slips, KINDS.items()):
            pairs = list(zip(self.trace.steps, self._factors, strict=True))
            wrong = {s.number: slip.change(f).params - f.params for s, f in pairs}
            steps = [s for s, f in pairs if f.kind in kinds and wrong[s.number]]
            others = any(wrong[s.number] for s, f in pairs if f.kind not in kinds)
            apart = sum(wrong[step.number] for step in steps)
            if len(steps) > 1 and others and self._total + apart == self.answer:
                text = f"{slip.text} in every {name}"
                yield Guess((slip.cause,), text, self._texts(slip, steps))

    def _texts(self, slip: CountSlip, steps: Iterable[Step]) -> tuple[str, ...]:
        """Return what to write to count like this; little of it can be written."""
        if self.is_single:
            return (slip.flag,) if slip.flag else ()
        pairs = ((step.number, slip.rewrite(step.layer)) for step in steps)
        texts = [f"layer {number} as {layer.text}" for number, layer in pairs if layer]
        return tuple(texts) if len(texts) <= CHANGED_MOST else ()

    def _somewhere(self, slips: Iterable[CountSlip]) -> Iterator[Guess]:
        """Yield what one layer counts wrongly."""
        for slip in slips:
            for step, right in zip(self.trace.steps, self._factors, strict=True):
                if self._total - right.params + slip.change(right).params == self.answer:
                    yield Guess((slip.cause,), slip.text, self._texts(slip, [step]), step)

    def _left_out(self) -> Iterator[Guess]:
        """Yield what is missing without a layer; or twice with it."""
        for step, factors in zip(self.trace.steps, self._factors, strict=True):
            if factors.params and self._total - factors.params == self.answer:
                yield Guess(("slip",), f"leaving out {step.label}")
            if factors.params and self._total + factors.params == self.answer:
                yield Guess(("slip",), f"counting {step.label} twice")

    def _parts(self) -> Iterator[Guess]:
        """Yield the sum up to a layer, and what is counted beside the parameters."""
        sums = list(accumulate(factors.params for factors in self._factors))
        for step, part in zip(self.trace.steps, sums, strict=True):
            if part == self.answer != self._total:
                yield Guess(("slip",), f"stopping after {step.label}")
                break
        shared = sum(step.cost.params for step in self.trace.steps)
        if self.answer == shared != self._total:
            yield Guess(("slip",), "counting shared weights each time they are used")
        for step, factors in zip(self.trace.steps, self._factors, strict=True):
            if factors.params == self.answer != self._total:
                yield Guess(("slip",), f"counting {step.label} only")
        if not self.trace.stop and self.answer == self.trace.output.values:
            yield Guess(("slip",), "counting the cells of the output instead of parameters")

    def _pen(self) -> Iterator[Guess]:
        """Yield slips of the pen."""
        yours, right = self.answer, self._total
        if digits_swapped(yours, right):
            yield Guess(("slip",), "swapping two digits")
        if yours == right * THOUSAND or (
            yours and yours in (right // THOUSAND, -(-right // THOUSAND))
        ):
            yield Guess(("slip",), "being off by a factor of 1,000")
        if abs(yours - right) == 1:
            yield Guess(("slip",), "being off by one")

    def _sized(self, steps: Iterable[Step]) -> Iterator[Guess]:
        """Yield what dense layers have when the sizes before them are wrong."""
        if self.trace.stop or self.trace.input.lengths is None:
            return
        for name in LAYOUT:
            slip = FORGOTTEN[name]
            layers = {s.number: new for s in self.trace.steps if (new := slip.change(s.layer))}
            if len(layers) > 1 and self._gives(layers):
                yield Guess((slip.cause,), f"{slip.text} in every layer")
                return
            for step in steps:
                if step.number in layers and self._gives({step.number: layers[step.number]}):
                    text = written(step.number, step.layer, layers[step.number])
                    yield Guess((slip.cause,), slip.text, (text,) if text else (), step)

    def _gives(self, changed: Mapping[int, Layer]) -> bool:
        steps = retrace(self.trace, changed)
        try:
            return steps is not None and self.answer == sum(
                step.cost.params for step in steps if not step.node.is_again
            )
        except ConvcalcError:
            return False

    def _two(self, slips: Iterable[CountSlip]) -> Iterator[Guess]:
        """Yield two things that are forgotten together."""
        for one, other in combinations((slip for slip in slips if slip.is_forgotten), 2):
            wrong = [other.change(one.change(factors)) for factors in self._factors]
            if sum(factors.params for factors in wrong) == self.answer:
                yield Guess((one.cause, other.cause), both(one.text, other.text))
