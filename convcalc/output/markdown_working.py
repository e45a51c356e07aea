"""The working in Markdown: a table of terms for each cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.explain.working import ByPooling, ByProducts, Working
from convcalc.notation.sizes import show_index
from convcalc.output.equations import GLUE, ByHand, sides
from convcalc.output.markdown_table import write
from convcalc.output.sentences import title

if TYPE_CHECKING:
    from convcalc.explain.working import Step, Term
    from convcalc.output import Style
    from convcalc.results import GridResult


def parts(result: GridResult, style: Style) -> list[str]:
    """Write a table of terms for each cell that was asked for."""
    asked, hand = result.working or Working(), ByHand(style)
    made = [result.headline]
    if asked.in_short:
        rows = [[show_index(step.at), *_in_short(step, hand)] for step in asked.steps]
        made.append(write([["output", "working", "value"], *rows], "---"))
    else:
        for step in asked.steps:
            working, value = _in_short(step, hand)
            made.append(f"**{title(step, result)}**")
            if all(step.reach):
                made.append(write(_terms(step, hand), "---:"))
            made.append(f"{working} = **{value}**" if working else f"**{value}**")
    if asked.uses:
        cell = f"input[{show_index(asked.uses.cell)}] = {hand.number(asked.uses.x)}"
        rows = [[show_index(use.at), hand.number(use.weight)] for use in asked.uses.uses]
        made += [f"**{cell}**", write([["used by output", "weight"], *rows], "---:")]
    return made


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
