r"""latex: one ``bmatrix`` per plane; the separators of items are comments, which do not print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.explain.working import PoolStep, SumStep, Working
from convcalc.notation.sizes import show_index
from convcalc.output import Page, Style
from convcalc.output.equations import sides
from convcalc.output.layout import planes, table_cells
from convcalc.output.texts import full_texts, number_text
from convcalc.output.working import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convcalc.explain.working import Step, Strip
    from convcalc.results import GridResult, TableResult

# A blank line would end the formula that the matrices stand in.
BREAKS = ("\n", "\n% ---\n", "\n% ===\n")

PER_LINE = 6  # addends, then a new line: amsmath does not break them by itself
SINGLE = {"max": r"\max", "min": r"\min", "tanh": r"\tanh"}  # functions that LaTeX knows by name

_fraction = re.compile(r"(-?)([0-9]+)/([0-9]+)")
_special = re.compile(r"([&%$#_{}])")


def grid(result: GridResult, style: Style) -> Page:
    """Write matrices to be pasted into a formula."""
    tensor = result.shown
    texts = full_texts(tensor, style)
    if style.fractions:
        texts = [_with_bar(text) for text in texts]
    return Page(planes(texts, tensor.shape, _bmatrix, BREAKS) + "\n")


def _with_bar(text: str) -> str:
    r"""Write a fraction with its bar.

    >>> print(_with_bar("-1/2"))
    -\frac{1}{2}
    """
    return _fraction.sub(r"\1\\frac{\2}{\3}", text)


def _bmatrix(rows: Sequence[Sequence[str]]) -> str:
    """Write a matrix in brackets."""
    body = " \\\\\n".join(f"  {' & '.join(row)}" for row in rows)
    return f"\\begin{{bmatrix}}\n{body}\n\\end{{bmatrix}}"


def table(result: TableResult, style: Style) -> Page:
    """Write a tabular."""
    heading, *body = ([_special.sub(r"\\\1", x) for x in row] for row in table_cells(result, style))
    head, *rest = (f"{' & '.join(row)} \\\\" for row in (heading, *body))
    columns = "l" * len(heading)
    lines = [f"\\begin{{tabular}}{{{columns}}}", head, "\\hline", *rest, "\\end{tabular}"]
    return Page("\n".join(lines) + "\n")


def working(result: GridResult, style: Style) -> Page:
    """Write an ``aligned`` equation for each cell that was asked for, and the output."""
    page = grid(result, style)
    return page._replace(data="\n\n".join([*_equations(result, style), str(page.data)]))


class InLatex(NamedTuple):
    """How LaTeX writes numbers and operations."""

    style: Style

    def number(self, number: Any) -> str:
        """Write a number by itself."""
        mantissa, _, exponent = number_text(number, self.style).partition("e")
        scale = f" \\cdot 10^{{{int(exponent)}}}" if exponent else ""
        return _with_bar(mantissa) + scale

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


def _equations(result: GridResult, style: Style) -> Iterator[str]:
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
    return _bmatrix(rows).replace("\n", " ")
