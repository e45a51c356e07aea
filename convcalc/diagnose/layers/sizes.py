"""Which slips give a wrong size: tried on all layers, on one layer, and two at a time."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

from convcalc.diagnose.layers.guesses import (
    CHANGED_MOST,
    Guess,
    both,
    different_layers,
    retrace,
    tell,
)
from convcalc.diagnose.layers.readings import readings, slips_of_the_pen
from convcalc.diagnose.layers.slips import FORGOTTEN, MISTAKEN, SLIGHT, other_numbers
from convcalc.diagnose.layers.written import flags, written
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from convcalc.diagnose.explanation import Explanation
    from convcalc.diagnose.layers.answers import SizeAnswer
    from convcalc.diagnose.layers.slips import Slip
    from convcalc.networks.graph import Step
    from convcalc.networks.layer import Layer
    from convcalc.networks.trace import Trace


class Sizes(Record):
    """A wrong size, and how the right one came about.

    Attributes
    ----------
    trace : Trace
    answer : SizeAnswer
    is_single : bool
        Whether it is one layer, given by flags.
    """

    trace: Trace
    answer: SizeAnswer
    is_single: bool

    def explain(self) -> list[Explanation]:
        """Return what gives the answer; the less likely only where nothing likelier does."""
        for guesses in self._one_layer() if self.is_single else self._network():
            told = tell(guesses)
            if told:
                return told
        return []

    def _one_layer(self) -> Iterator[Iterable[Guess]]:
        trace, answer = self.trace, self.answer
        (step,) = trace.steps
        one = chain(FORGOTTEN.values(), SLIGHT.values(), MISTAKEN.values())
        yield chain(self._changed(one, step), self._other_numbers(step), readings(trace, answer))
        yield slips_of_the_pen(trace.output, answer)
        yield self._two(step)

    def _network(self) -> Iterator[Iterable[Guess]]:
        trace, answer = self.trace, self.answer
        steps = different_layers(trace)
        yield chain(
            self._everywhere(FORGOTTEN.values()),
            self._somewhere(FORGOTTEN.values(), steps),
            readings(trace, answer),
            self._everywhere(SLIGHT.values()),
            self._somewhere(SLIGHT.values(), steps),
        )
        yield self._everywhere(MISTAKEN.values())
        yield slips_of_the_pen(trace.output, answer)
        yield chain(
            self._somewhere(MISTAKEN.values(), steps),
            chain.from_iterable(map(self._other_numbers, steps)),
        )

    def _gives(self, changed: Mapping[int, Layer]) -> bool:
        """Tell whether other layers in some places give the answer."""
        steps = retrace(self.trace, changed) if changed else None
        output = steps[-1].output if steps else None
        return output is not None and self.answer.fits(output.channels, output.size)

    def _everywhere(self, slips: Iterable[Slip]) -> Iterator[Guess]:
        """Yield what all layers, two or more, do wrongly."""
        for slip in slips:
            changed = {s.number: new for s in self.trace.steps if (new := slip.change(s.layer))}
            if len(changed) > 1 and self._gives(changed):
                changes = self._texts(changed) if len(changed) <= CHANGED_MOST else ()
                yield Guess((slip.cause,), f"{slip.text} in every layer", changes)

    def _somewhere(self, slips: Iterable[Slip], steps: Iterable[Step]) -> Iterator[Guess]:
        """Yield what one layer does wrongly, each slip on all layers in turn."""
        for slip in slips:
            for step in steps:
                yield from self._changed([slip], step)

    def _changed(self, slips: Iterable[Slip], step: Step) -> Iterator[Guess]:
        for slip in slips:
            new = slip.change(step.layer)
            if new and self._gives({step.number: new}):
                changes = self._texts({step.number: new})
                place = None if self.is_single else step
                yield Guess((slip.cause,), slip.text, changes, place)

    def _other_numbers(self, step: Step) -> Iterator[Guess]:
        """Yield the smallest other padding, and the smallest other stride."""
        for slips in other_numbers(step.layer):
            yield from list(self._changed(slips, step))[:1]

    def _two(self, step: Step) -> Iterator[Guess]:
        """Yield two slips with one layer."""
        for one, other in combinations(chain(FORGOTTEN.values(), SLIGHT.values()), 2):
            half = one.change(step.layer)
            new = other.change(half) if half else None
            if new and self._gives({step.number: new}):
                changes = self._texts({step.number: new})
                yield Guess((one.cause, other.cause), both(one.text, other.text), changes)

    def _texts(self, changed: Mapping[int, Layer]) -> tuple[str, ...]:
        """Return what to write to get the changed layers."""
        layers = {step.number: step.layer for step in self.trace.steps}
        if self.is_single:
            return flags(layers[1], changed[1])
        texts = (written(number, layers[number], new) for number, new in changed.items())
        return tuple(filter(None, texts))
