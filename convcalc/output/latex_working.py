r"""The working in LaTeX: an ``aligned`` equation, with the window and the kernel as ``bmatrix``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.explain.working import PoolStep, SumStep, Working
from convcalc.notation.sizes import show_index
from convcalc.output.equations import sides
from convcalc.output.latex import bmatrix, with_bar
from convcalc.output.texts import number_text
from convcalc.output.working import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convcalc.explain.working import Step, Strip
    from convcalc.output import Style
    from convcalc.results import GridResult

PER_LINE = 6  # addends, then a new line: amsmath does not break them by itself
SINGLE = {"max": r"\max", "min": r"\min", "tanh": r"\tanh"}  # functions that LaTeX knows by name


class InLatex(NamedTuple):
    """How LaTeX writes numbers and operations."""

    style: Style

    def number(self, number: Any) -> str:
        """Write a number by itself."""
        mantissa, _, exponent = number_text(number, self.style).partition("e")
        scale = f" \\cdot 10^{{{int(exponent)}}}" if exponent else ""
        return with_bar(mantissa) + scale

    def factor(self, number: Any) -> str:
        """Write a number inside a product or a sum."""
        text = self.number(number)
        return f"({text})" if text.startswith("-") or "cdot" in text else text

    def times(self, one: str, other: str) -> str:
        """Write a product."""
        return f"{one} \\cdot {other}"

    def plus(self, addends: Sequence[str]) -> str:
        """Write a sum, a few addends on each line."""
        lines = [addends[i : i + PER_LINE] for i in range(0, len(addends), PER_LINE)]
        return " \\\\\n  &\\quad + ".join(" + ".join(line) for line in lines) or "0"

    def call(self, name: str, inside: str) -> str:
        """Write a function of something."""
        function = SINGLE.get(name, f"\\operatorname{{{name}}}")
        return f"{function}({inside})"

    def divided(self, top: str, bottom: str) -> str:
        """Write a quotient of two numbers."""
        return f"\\frac{{{top}}}{{{bottom}}}"

    def share(self, total: str, bottom: str) -> str:
        """Write a sum, divided by a number; as a factor in front, so that it may be long."""
        return f"\\frac{{1}}{{{bottom}}} ({total})"

    def power(self, base: str, exponent: float) -> str:
        """Write the power of an absolute value."""
        return f"|{base}|^{{{exponent:g}}}"

    def root(self, inside: str, exponent: float) -> str:
        """Write the root of a sum."""
        return f"({inside})^{{1/{exponent:g}}}"


def equations(result: GridResult, style: Style) -> Iterator[str]:
    """Write what was asked for, an ``aligned`` for each cell."""
    asked, hand = result.working or Working(), InLatex(style)
    yield f"% {result.headline}"
    if asked.in_short:
        steps = [[_cell("y", step.at), *sides(step, hand)] for step in asked.steps]
        yield _aligned(f"{cell} &= {' = '.join(rest)}" for cell, *rest in steps)
    else:
        for step in asked.steps:
            first, *rest = [*_matrices(step, hand), *sides(step, hand)]
            lines = [f"{_cell('y', step.at)} &= {first}", *(f"  &= {side}" for side in rest)]
            yield f"% {title(step)}\n{_aligned(lines)}"
    if asked.uses:
        x = _cell("x", asked.uses.cell)
        uses = [
            f"{_cell('y', u.at)} &\\ni {hand.factor(u.weight)} \\cdot {x}" for u in asked.uses.uses
        ]
        yield _aligned([f"{x} &= {hand.number(asked.uses.x)}", *uses])


def _cell(letter: str, index: Sequence[int]) -> str:
    return f"{letter}_{{{show_index(index)}}}"


def _aligned(lines: Iterable[str]) -> str:
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _matrices(step: Step, hand: InLatex) -> list[str]:
    """Write the windows and kernels as matrices; nothing where there is no window."""
    if not all(step.reach):
        return []
    windows = [_matrix(strip, "x", hand) for strip in step.strips]
    if isinstance(step, SumStep):
        kernels = [_matrix(strip, "weight", hand) for strip in step.strips]
        pairs = [f"{x} \\odot {w}" for x, w in zip(windows, kernels, strict=True)]
        parts = [f"\\operatorname{{sum}}\\left({pair}\\right)" for pair in pairs]
        parts += [] if step.bias is None else [hand.factor(step.bias)]
        total = (" \\\\\n  &\\quad + " if len(pairs) > 1 else " + ").join(parts)
        return [total if step.activation is None else hand.call(step.activation, total)]
    assert isinstance(step, PoolStep)  # noqa: S101 - there is no other kind
    name = "mean" if step.divisor is not None else step.kind.name
    return [hand.call(name, ", ".join(windows))]


def _matrix(strip: Strip, what: str, hand: InLatex) -> str:
    rows = [
        [
            "\\cdot" if t.is_padding and what == "x" and not t.x else hand.number(getattr(t, what))
            for t in row
        ]
        for row in strip.terms
    ]
    return bmatrix(rows).replace("\n", " ")
