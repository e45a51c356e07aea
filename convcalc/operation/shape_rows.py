"""What ``shape`` shows of each layer: its size, and the formula with the numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.networks.formulas import (
    dropped,
    dropped_words,
    formula,
    general,
    inputs_words,
    leaves_out,
    paddings,
    plain_windows,
)
from convcalc.results import Each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.networks.graph import Step


def facts(step: Step) -> dict[str, Any]:
    """Return what is known of a layer, under its JSON keys."""
    facts = {
        "index": step.number,
        "layer": step.layer.text,
        "type": step.layer.type,
        "output": step.output.to_dict() if step.output else None,
        "formula": formula(step) or None,
        "padding": paddings(step),
        "dropped": dropped(step),
    }
    return {key: value for key, value in facts.items() if value is not None}


def row(step: Step) -> dict[str, Any]:
    """Return the same as the cells of a row."""
    sides = paddings(step) or ()
    return {
        "layer": step.layer.text,
        "type": step.layer.type,
        "output": step.output.short if step.output else "",
        "formula": formula(step),
        "padding": Each(side for pair in sides for side in pair),
        "dropped": Each(dropped(step) or ()),
    }


def rules(steps: Iterable[Step]) -> list[str]:
    """Return the formulas without numbers, each once."""
    kinds = dict.fromkeys(map(general, steps))
    return [f"size = {kind}" for kind in kinds if kind]


def how(step: Step) -> str:
    """Return the formula in numbers, and what it leaves unread."""
    text = formula(step)
    unread = dropped_words(dropped(step) or [])
    return f"{text}; {unread} unread" if unread else text


def working(step: Step) -> list[str]:
    """Return the formula, the numbers put in, and what is to be said about them."""
    lines = [f"= {general(step)}", f"= {formula(step)}"]
    windows = plain_windows(step)
    sides = paddings(step) or []
    if any(before != after for before, after in sides):
        pairs = dict.fromkeys(f"{before} before and {after} after" for before, after in sides)
        lines.append(f"padding {'; '.join(pairs)}")
    unread = dropped_words(dropped(step) or [])
    if unread:
        verb = "are" if " and " in unread or unread[-1] == "s" else "is"
        lines.append(f"{unread} of the padded input {verb} never read")
    if step.placed and step.placed.transposed:
        lines += filter(None, [inputs_words(step)])
    lengths = step.inputs[0].lengths or ()
    if any(leaves_out(w, n) for w, n in zip(windows, lengths, strict=True)):
        lines.append("one window less: it would start in the padding after the input")
    return lines
