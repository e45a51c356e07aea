"""markdown: one table per plane, with an empty heading, since every row is data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.explain.working import ByPooling, ByProducts, Working
from convcalc.notation.sizes import show_index
from convcalc.output import Page, Style
from convcalc.output.equations import GLUE, ByHand, sides
from convcalc.output.layout import planes, table_cells
from convcalc.output.sentences import title
from convcalc.output.texts import full_texts

if TYPE_CHECKING:
    from convcalc.explain.working import Step, Term
    from convcalc.results import GridResult, TableResult

# Markdown takes a rule for part of the table unless a blank line stands before it.
BREAKS = ("\n\n", "\n\n---\n\n", "\n\n===\n\n")


def grid(result: GridResult, style: Style) -> Page:
    """Write tables of numbers."""
    tensor = result.shown
    return Page(planes(full_texts(tensor, style), tensor.shape, _numbers, BREAKS) + "\n")


def _numbers(rows: list[list[str]]) -> str:
    return _write([[""] * len(rows[0]), *rows], "---:")


def table(result: TableResult, style: Style) -> Page:
    """Write a table with its headings."""
    cells = [[text.replace("|", "\\|") for text in row] for row in table_cells(result, style)]
    return Page(_write(cells, "---") + "\n")


def _write(rows: list[list[str]], rule: str) -> str:
    heading, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([heading, f"|{'|'.join([rule] * len(rows[0]))}|", *body])


def working(result: GridResult, style: Style) -> Page:
    """Write a table of terms for each cell that was asked for, and the output."""
    asked, hand = result.working or Working(), ByHand(style)
    parts = [result.headline]
    if asked.in_short:
        rows = [[show_index(step.at), *_in_short(step, hand)] for step in asked.steps]
        parts.append(_write([["output", "working", "value"], *rows], "---"))
    else:
        for step in asked.steps:
            working, value = _in_short(step, hand)
            parts.append(f"**{title(step, result)}**")
            if all(step.reach):
                parts.append(_write(_terms(step, hand), "---:"))
            parts.append(f"{working} = **{value}**" if working else f"**{value}**")
    if asked.uses:
        cell = f"input[{show_index(asked.uses.cell)}] = {hand.number(asked.uses.x)}"
        rows = [[show_index(use.at), hand.number(use.weight)] for use in asked.uses.uses]
        parts += [f"**{cell}**", _write([["used by output", "weight"], *rows], "---:")]
    page = grid(result, style)
    return page._replace(data="\n\n".join([*parts, str(page.data)]))


def _in_short(step: Step, hand: ByHand) -> list[str]:
    """Write a cell's working, and its value."""
    *working, value = sides(step, hand)
    text = " = ".join(working).replace(GLUE, " ")
    return [re.sub(r"([*|_])", r"\\\1", text), value]


def _terms(step: Step, hand: ByHand) -> list[list[str]]:
    """Write a heading, and a line for every cell under the window."""
    head = ["input", "value"]
    if isinstance(step.how, ByProducts):
        head += ["weight", "product"]
    elif step.how.kind.pooling.contribution:
        head.append(f"\\|value\\|^{hand.number(step.how.kind.parameter)}")
    several = len({strip.channel for strip in step.strips}) > 1
    rows = [head]
    for strip in step.strips:
        name = f"channel {strip.channel}: " if several else ""
        for term in strip.flat:
            place, *numbers = _term(step, term, hand)
            rows.append([name + place, *numbers][: len(head)])
    return rows


def _term(step: Step, term: Term, hand: ByHand) -> list[str]:
    """Write where a cell is, its value, what it is multiplied by, and what it adds."""
    value = "" if term.is_padding and step.blank_padding else hand.number(term.x)
    if isinstance(step.how, ByPooling) and term.place == step.how.winner:
        value = f"**{value}**"
    place = show_index(term.place)
    product = hand.number(term.product)
    if isinstance(step.how, ByProducts):
        return [place, value, hand.number(term.weight), product]
    return [place, value, product]
