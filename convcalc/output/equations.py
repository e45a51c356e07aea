"""The working of a cell as an equation: sums of products, averages, maxima, roots.

The sides of an equation are the same in every format; a ``Hand`` writes them in one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from convcalc.explain.working import ByPooling
from convcalc.output.texts import full_texts, number_text, pretty_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Step, Strip
    from convcalc.output import Style
    from convcalc.tensor import Tensor

GLUE = "\u00a0"  # a no-break space holds a sign and its term together when lines are broken
MANY = 100  # terms that somebody may still read; of more, a terminal shows the ends
ENDS = 20


class Hand(Protocol):
    """How one format writes numbers and operations."""

    def number(self, number: Any) -> str:
        """Write a number by itself."""

    def factor(self, number: Any) -> str:
        """Write a number inside a product or a sum."""

    def times(self, one: str, other: str) -> str:
        """Write a product."""

    def plus(self, addends: Sequence[str]) -> str:
        """Write a sum."""

    def listed(self, items: Sequence[str]) -> str:
        """Write a list."""

    def call(self, name: str, inside: str) -> str:
        """Write a function of something."""

    def divided(self, top: str, bottom: str) -> str:
        """Write a quotient of two numbers."""

    def share(self, total: str, bottom: str) -> str:
        """Write a sum, divided by a number."""

    def power(self, base: str, exponent: float) -> str:
        """Write the power of an absolute value."""

    def root(self, inside: str, exponent: float) -> str:
        """Write the root of a sum."""


class ByHand(NamedTuple):
    """Plain characters: ``6*1 + 1*0 + 2*(-1)``.

    Attributes
    ----------
    style : Style
    short : bool
        Whether numbers are rounded for eyes.
    """

    style: Style
    short: bool = False

    def number(self, number: Any) -> str:
        """Write a number by itself."""
        return number_text(number, self.style, short=self.short)

    def numbers(self, tensor: Tensor) -> list[str]:
        """Write the numbers of a tensor, in row order."""
        return (pretty_texts if self.short else full_texts)(tensor, self.style)

    def factor(self, number: Any) -> str:
        """Write a number inside a product or a sum: in brackets if it is more than digits."""
        text = self.number(number)
        return f"({text})" if text.startswith("-") or "/" in text else text

    def times(self, one: str, other: str) -> str:
        """Write a product."""
        return f"{one}*{other}"

    def is_exact(self, number: Any) -> bool:
        """Tell whether a number is written with all the digits it has."""
        if not self.short or isinstance(number, int):
            return True
        text = self.number(number)
        if isinstance(number, Fraction):
            return Fraction(text) == number
        read_back = type(number)(text)
        return bool(read_back == number or read_back != read_back)  # noqa: PLR0124 - nan is nan

    def plus(self, addends: Sequence[str]) -> str:
        """Write a sum."""
        return f" +{GLUE}".join(self._ends(addends)) or "0"

    def listed(self, items: Sequence[str]) -> str:
        """Write a list."""
        return ", ".join(self._ends(items))

    def _ends(self, parts: Sequence[str]) -> Sequence[str]:
        """Leave out the middle of very many, on a terminal."""
        style = self.style
        if style.width is None or style.full or len(parts) <= MANY:
            return parts
        return [*parts[:ENDS], f"... {len(parts) - 2 * ENDS} more ...", *parts[-ENDS:]]

    def call(self, name: str, inside: str) -> str:
        """Write a function of something."""
        return f"{name}({inside})"

    def divided(self, top: str, bottom: str) -> str:
        """Write a quotient of two numbers."""
        return f"{top} /{GLUE}{bottom}"

    def share(self, total: str, bottom: str) -> str:
        """Write a sum, divided by a number."""
        return self.divided(f"({total})" if " " in total else total, bottom)

    def power(self, base: str, exponent: float) -> str:
        """Write the power of an absolute value."""
        return f"|{base}|^{self.factor(exponent)}"

    def root(self, inside: str, exponent: float) -> str:
        """Write the root of a sum."""
        return f"{inside if inside.isalnum() else f'({inside})'}^(1/{self.number(exponent)})"


def sides(step: Step, hand: Hand) -> list[str]:
    """Write the whole working of a cell; the parts are all equal, the last one is the value."""
    found = _sides(step, hand)
    return [side for i, side in enumerate(found) if i == 0 or side != found[i - 1]]


def _sides(step: Step, hand: Hand) -> list[str]:
    how = step.how
    if isinstance(how, ByPooling):
        return _pooled(step, how, hand)
    products = [text for strip in step.strips for text in products_of(strip, hand)]
    bias = (
        [] if how.bias is None else [hand.factor(how.bias) if products else hand.number(how.bias)]
    )
    total = hand.plus([*products, *bias])
    if how.activation is None:
        return [total, hand.number(how.sum)]
    inner = (total, hand.number(how.sum))
    return [*(hand.call(how.activation, text) for text in inner), hand.number(step.recomputed)]


def products_of(strip: Strip, hand: Hand) -> list[str]:
    """Write the products of one plane."""
    return [hand.times(hand.factor(t.x), hand.factor(t.weight)) for t in strip.flat]


def _pooled(step: Step, how: ByPooling, hand: Hand) -> list[str]:
    name, pooling, exponent = how.kind
    all_cells = [term.x for term in step.terms]
    real = [term.x for term in step.terms if not term.is_padding]
    value = hand.number(step.recomputed)
    if not real:
        return [value]
    if pooling.picks:
        return [hand.call(name, hand.listed([hand.number(x) for x in real])), value]
    if pooling.outcome is not None:
        powers = hand.plus([hand.power(hand.number(x), exponent) for x in real])
        return [hand.root(inside, exponent) for inside in (powers, hand.number(how.sum))] + [value]
    # Padding adds nothing, but where it counts one should see it.
    total = hand.plus([hand.factor(x) for x in (real if how.exclude_pad else all_cells)])
    if how.divisor is None:
        return [total, value]
    bottom = hand.factor(how.divisor)
    return [
        hand.share(total, bottom),
        hand.divided(hand.factor(how.sum), bottom),
        value,
    ]
