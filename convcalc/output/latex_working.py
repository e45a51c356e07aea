r"""The working in LaTeX: sentences, and ``aligned`` equations with the matrices they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.explain.working import ByProducts, Working
from convcalc.notation.sizes import show_index
from convcalc.output.equations import sides
from convcalc.output.latex_matrix import bmatrix, with_bar
from convcalc.output.layout import planes
from convcalc.output.sentences import title
from convcalc.output.texts import full_texts, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convcalc.explain.working import Step, Strip, Term, Uses
    from convcalc.output import Style
    from convcalc.results import GridResult
    from convcalc.tensor import Tensor

LINE = 90  # characters, then a new line: amsmath does not break sums by itself
BREAK = " \\\\\n  &\\quad "
NAMED = {"max": "\\max", "min": "\\min", "tanh": "\\tanh"}  # functions that LaTeX knows
SPECIAL = {"inf": "\\infty", "-inf": "-\\infty", "nan": "\\mathrm{nan}"}

_arrows = {"->": "$\\to$", "<-": "$\\leftarrow$"}


class InLatex(NamedTuple):
    """How LaTeX writes numbers and operations."""

    style: Style

    def number(self, number: Any) -> str:
        """Write a number by itself."""
        return _in_latex(number_text(number, self.style))

    def factor(self, number: Any) -> str:
        """Write a number inside a product or a sum."""
        text = self.number(number)
        return f"({text})" if text.startswith("-") or "cdot" in text else text

    def times(self, one: str, other: str) -> str:
        """Write a product."""
        return f"{one} \\cdot {other}"

    def plus(self, addends: Sequence[str]) -> str:
        """Write a sum, on as many lines as it needs."""
        return _broken(addends, " + ", f"{BREAK}+ ") or "0"

    def listed(self, items: Sequence[str]) -> str:
        """Write a list."""
        return _broken(items, ", ", f",{BREAK}")

    def call(self, name: str, inside: str) -> str:
        """Write a function of something."""
        return f"{_function(name)}({inside})"

    def divided(self, top: str, bottom: str) -> str:
        """Write a quotient of two numbers."""
        return f"\\frac{{{top}}}{{{bottom}}}"

    def share(self, total: str, bottom: str) -> str:
        """Write a sum, divided by a number; as a factor in front, so that it may be long."""
        return f"\\frac{{1}}{{{bottom}}} ({total})"

    def power(self, base: str, exponent: float) -> str:
        """Write the power of an absolute value."""
        return f"|{base}|^{{{self.number(exponent)}}}"

    def root(self, inside: str, exponent: float) -> str:
        """Write the root of a sum."""
        return f"({inside})^{{1/{self.number(exponent)}}}"


def _in_latex(text: str) -> str:
    """Write a number's text with bars, powers of ten and signs of infinity."""
    if text in SPECIAL:
        return SPECIAL[text]
    mantissa, _, exponent = text.partition("e")
    scale = f" \\cdot 10^{{{int(exponent)}}}" if exponent else ""
    return with_bar(mantissa) + scale


def _function(name: str) -> str:
    r"""Write a function's name, its parameters as indices.

    >>> print(_function("clip:0:6"))
    \operatorname{clip}_{0,6}
    """
    word, *parameters = name.split(":")
    index = f"_{{{','.join(parameters)}}}" if parameters else ""
    return NAMED.get(word, f"\\operatorname{{{word}}}") + index


def _broken(parts: Sequence[str], joiner: str, breaker: str) -> str:
    """Join parts, with a new line wherever one would become too long."""
    text, length = "", 0
    for part in parts:
        if text and length + len(part) > LINE:
            text, length = text + breaker, 0
        elif text:
            text += joiner
        text, length = text + part, length + len(part) + len(joiner)
    return text


def paragraphs(result: GridResult, style: Style) -> Iterator[str]:
    """Write what was asked for: sentences, and equations that are set apart."""
    asked, hand = result.working or Working(), InLatex(style)
    yield _sentence(result.headline)
    if asked.in_short:
        steps = [[_cell("y", step.at), *sides(step, hand)] for step in asked.steps]
        yield _aligned(f"{cell} &= {' = '.join(rest)}" for cell, *rest in steps)
    else:
        for step in asked.steps:
            yield _sentence(title(step, result))
            if isinstance(step.how, ByProducts) and step.how.flipped:
                yield from _rotations(step, hand)
            first, *rest = [*_matrices(step, hand), *sides(step, hand)]
            yield _aligned(
                [f"{_cell('y', step.at)} &= {first}", *(f"  &= {side}" for side in rest)]
            )
    if asked.uses:
        yield _uses(asked.uses, hand)
    texts = [_in_latex(text) for text in full_texts(result.shown, style)]
    matrices = planes(texts, result.shown.shape, bmatrix, (",\\quad\n", ";\\quad\n", ";\\quad\n"))
    yield f"\\[\ny = {matrices}\n\\]"


def _sentence(text: str) -> str:
    """Write a line of words, its arrows as LaTeX has them."""
    return re.sub("->|<-", lambda found: _arrows[found[0]], text.replace("_", "\\_"))


def _cell(letter: str, index: Sequence[int]) -> str:
    return f"{letter}_{{{show_index(index)}}}"


def _aligned(lines: Iterable[str]) -> str:
    body = " \\\\\n".join(lines)
    return f"\\[\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n\\]"


def _rotations(step: Step, hand: InLatex) -> Iterator[str]:
    """Show each kernel before and after it was rotated."""
    for strip in step.strips:
        if strip.kernel is None:
            continue
        given = strip.kernel.with_values(strip.kernel.values[::-1, ::-1])
        before, after = (_kernel(kernel, hand) for kernel in (given, strip.kernel))
        yield f"\\[\n{before} \\xrightarrow{{180^\\circ}} {after}\n\\]"


def _kernel(kernel: Tensor, hand: InLatex) -> str:
    texts = [_in_latex(text) for text in full_texts(kernel, hand.style)]
    width = kernel.shape[1]
    return _inline([texts[i : i + width] for i in range(0, len(texts), width)])


def _inline(rows: Sequence[Sequence[str]]) -> str:
    return re.sub(r"\s+", " ", bmatrix(rows))


def _matrices(step: Step, hand: InLatex) -> list[str]:
    """Write the windows and kernels as matrices; nothing where there is no window."""
    if not all(step.reach):
        return []
    windows = [_window(step, strip, hand) for strip in step.strips]
    how = step.how
    if isinstance(how, ByProducts):
        pairs = zip(windows, step.strips, strict=True)
        parts = [
            f"\\operatorname{{sum}}\\left({x} \\odot {_weights(s, hand)}\\right)" for x, s in pairs
        ]
        parts += [] if how.bias is None else [hand.factor(how.bias)]
        total = (f"{BREAK}+ " if len(step.strips) > 1 else " + ").join(parts)
        return [total if how.activation is None else hand.call(how.activation, total)]
    inside = f"\\left({', '.join(windows)}\\right)"
    if how.divisor is not None:
        return [f"\\frac{{1}}{{{how.divisor}}} \\operatorname{{sum}}{inside}"]
    if how.kind.pooling.outcome:
        name = f"{how.kind.name}:{hand.number(how.kind.parameter)}"
        return [f"{_function(name)}{inside}"]
    return [f"{_function(how.kind.name)}{inside}"]


def _window(step: Step, strip: Strip, hand: InLatex) -> str:
    def cell(term: Term) -> str:
        return "." if term.is_padding and step.blank_padding else hand.number(term.x)

    return _inline([[cell(term) for term in row] for row in strip.terms])


def _weights(strip: Strip, hand: InLatex) -> str:
    return _inline([[hand.number(term.weight) for term in row] for row in strip.terms])


def _uses(uses: Uses, hand: InLatex) -> str:
    """Write which output cells use an input cell, and with which weights."""
    x = _cell("x", uses.cell)
    lines = [f"{x} &= {hand.number(uses.x)}"]
    for use in uses.uses:
        y = _cell("y", use.at)
        if not uses.picked:
            lines.append(f"{y} &\\text{{ uses }} {hand.factor(use.weight)} \\cdot {x}")
        else:
            lines.append(f"{y} &= {x}" if use.weight else f"{y} &\\text{{ does not pick }} {x}")
    return _aligned(lines)
