"""A single wrong number: which slip in its sum, or in writing it down, makes it what it is."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.activations import read_activation
from convcalc.exact import quotient
from convcalc.explain.numbers import number_at
from convcalc.explain.working import ByPooling, ByProducts
from convcalc.notation.sizes import show_index
from convcalc.records import Record
from convcalc.results import Words
from convcalc.tensor import Tensor, to_float

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from convcalc.exact import Number
    from convcalc.explain.working import Step, Term

MOST_TOLD = 3  # slips that make the same number
MOST_NAMED = 2  # terms in one of them
ROUNDING = 1e-12  # relatively: what two ways to calculate in floats differ by


class Slip(NamedTuple):
    """What a slip comes to, and how to say it: "the term 9*1 left out"."""

    value: Number
    phrase: Words


class WrongCell(Record):
    """A number that is not what it should be.

    Attributes
    ----------
    step : Step
        How it should come about.
    yours : number
    margin : float
        How far off it may be for the way it is written.
    neighbours : sequence of (index, number)
        The cells around it.
    hidden : bool
        Whether nothing may be said that is the right number itself.
    """

    step: Step
    yours: Number
    margin: float = 0
    neighbours: Sequence[tuple[tuple[int, ...], Number]] = ()
    hidden: bool = False

    def explain(self) -> list[Words]:
        """Name the slips that give the wrong number, those that are hardest to come by first."""
        if not (isfinite(self.yours) and isfinite(self.step.recomputed)):
            return []
        joined = [self._joined(family) for family in self._families()]
        phrases = [phrase for phrase in joined if phrase]
        if not phrases and isinstance(self.step.recomputed, int):
            off = [
                Slip(self.step.recomputed + sign * by, Words((f"being off by {name}",)))
                for by, name in ((1, "one"), (10, "ten"))
                for sign in (1, -1)
            ]
            phrases = [phrase for phrase in [self._joined(off)] if phrase]
        if self.hidden:
            phrases = [phrase for phrase in phrases if self.step.recomputed not in phrase]
        return phrases[:MOST_TOLD]

    def _joined(self, family: Sequence[Slip]) -> Words | None:
        """Name the slips of one kind that give the number: "the term 9*1 or 3*3 left out"."""
        hits = [slip.phrase for slip in family if self._is_yours(slip.value)]
        if not hits:
            return None
        first, *others = dict.fromkeys(hits)
        if not others or not str(first[0]).startswith(("the term", "the numbers")):
            return first
        also = [part for other in others[: MOST_NAMED - 1] for part in (" or ", *other[1:-1])]
        return Words((*first[:-1], *also, first[-1]))

    def _is_yours(self, value: Number) -> bool:
        if isinstance(value, float) or isinstance(self.yours, float):
            found, wanted = to_float(value), to_float(self.yours)
            room = self.margin + ROUNDING * max(abs(found), abs(wanted))
            return abs(found - wanted) <= room
        apart = Fraction(value) - Fraction(self.yours)
        return abs(apart) <= Fraction(self.margin)

    def _families(self) -> Iterator[Sequence[Slip]]:
        yield list(self._swapped_digits())
        how = self.step.how
        if isinstance(how, ByProducts):
            yield from _in_sum(self.step, how)
        elif how.kind.pooling.picks:
            yield list(_picked(self.step, how))
        elif how.kind.pooling.outcome is None:
            yield from _in_mean(self.step, how)
        yield [
            Slip(number, Words.fill(f"the value of output[{show_index(at)}], its neighbour"))
            for at, number in self.neighbours
        ]
        right = self.step.recomputed
        if right:
            yield [Slip(-right, Words(("the wrong sign",)))]
            yield [
                Slip(right * 10, Words(("the point one digit too far right",))),
                Slip(_over(right, 10), Words(("the point one digit too far left",))),
            ]

    def _swapped_digits(self) -> Iterator[Slip]:
        """Exchange two digits beside each other."""
        right = self.step.recomputed
        if not isinstance(right, int):
            return
        digits = str(abs(right))
        for i, (a, b) in enumerate(pairwise(digits)):
            if a != b:
                swapped = int(f"{digits[:i]}{b}{a}{digits[i + 2 :]}")
                value = -swapped if right < 0 else swapped
                yield Slip(value, Words(("two digits exchanged",)))


def isfinite(number: Number) -> bool:
    """Tell whether a number is neither nan nor infinite; exact ones may be longer than floats."""
    return not isinstance(number, float) or math.isfinite(number)


def _over(number: Number, bottom: int) -> Number:
    return number / bottom if isinstance(number, float) else quotient(number, bottom)


def _product(term: Term) -> tuple[Any, ...]:
    """Write a product, with brackets around a negative weight."""
    weight = ("(", term.weight, ")") if term.weight < 0 else (term.weight,)
    return (term.x, "*", *weight)


def _terms(
    step: Step,
    phrase: str,
    change: Callable[[Term], Number],
    finish: Callable[[Number], Number],
    terms: Sequence[Term] | None = None,
) -> list[Slip]:
    """Change the sum by something for each term, or for some."""
    before, after = phrase.split("{}")
    return [
        Slip(finish(change(term)), Words((before, *_written(step, term), after)))
        for term in (step.terms if terms is None else terms)
        if term.product
    ]


def _written(step: Step, term: Term) -> tuple[Any, ...]:
    return _product(term) if isinstance(step.how, ByProducts) else (term.x,)


def _in_sum(step: Step, how: ByProducts) -> Iterator[Sequence[Slip]]:
    """Name the slips in a sum of products, its bias and its activation."""

    def finish(change: Number) -> Number:
        total: Number = how.sum + change
        if how.activation is None:
            return total
        given = Tensor.from_numbers([total], (1,))
        return number_at(read_activation(how.activation)(given), (0,))

    yield from _term_families(step, finish)
    if how.bias:
        yield [
            Slip(finish(-how.bias), Words(("the bias left out",))),
            Slip(finish(how.bias), Words(("the bias added twice",))),
            Slip(finish(-2 * how.bias), Words(("the bias subtracted",))),
        ]
    if how.activation is not None:
        yield [Slip(how.sum, Words((f"{how.activation} left out",)))]
    yield _left_out(step, how, finish)
    added = "the numbers of {} added, not multiplied"
    plain = [t for t in step.terms if 1 not in (t.x, t.weight)]  # or it is always 1 too many
    yield _terms(step, added, lambda t: t.x + t.weight - t.product, finish, plain)


def _left_out(step: Step, how: ByProducts, finish: Callable[[Number], Number]) -> list[Slip]:
    """Leave out a channel, or a row under the window; single terms are told as such."""
    parts: list[tuple[str, Number, Sequence[Term]]] = []
    if len(how.channels) > 1:
        for channel, number in zip(how.channels, how.channel_sums, strict=True):
            terms = [t for strip in step.strips if strip.channel == channel for t in strip.flat]
            parts.append((f"channel {channel} left out", number, terms))
    for strip in step.strips if len(step.reach) > 1 else ():
        for row, number in enumerate(strip.row_sums):
            parts.append((f"row {row} under the window left out", number, strip.terms[row]))
    return [
        Slip(finish(-number), Words((phrase,)))
        for phrase, number, terms in parts
        if number and sum(bool(term.product) for term in terms) > 1
    ]


def _term_families(step: Step, finish: Callable[[Number], Number]) -> Iterator[Sequence[Slip]]:
    yield _terms(step, "the term {} left out", lambda t: -t.product, finish)
    yield _terms(step, "the term {} with the wrong sign", lambda t: -2 * t.product, finish)
    yield _terms(step, "the term {} counted twice", lambda t: t.product, finish)


def _in_mean(step: Step, how: ByPooling) -> Iterator[Sequence[Slip]]:
    """Name the slips in a sum of cells, or in their mean."""
    divisor = how.divisor or 1
    yield from _term_families(step, lambda change: _over(how.sum + change, divisor))
    if how.divisor:
        counts = [n for n in range(1, how.size + 2) if n != divisor]
        yield [
            Slip(_over(how.sum, n), Words.fill(f"a division by {n} instead of {divisor}"))
            for n in counts
        ]


def _picked(step: Step, how: ByPooling) -> Iterator[Slip]:
    """Name the cells under the window that are not the one to pick."""
    which = "largest" if how.kind.pooling.picks > 0 else "smallest"
    for term in step.terms:
        where = show_index(term.place)
        if term.is_padding:
            yield Slip(0, Words(("a 0 of the padding, which is never picked",)))
        elif term.x != step.recomputed:
            phrase = f"the {{}} at {where}, which is under the window but not the {which}"
            yield Slip(term.x, Words.fill(phrase, term.x))
