"""json: one object on one line, with every digit of every number."""

from __future__ import annotations

import json
from numbers import Rational
from typing import TYPE_CHECKING, Any

from convcalc.exact import Ratio
from convcalc.output import Page, Style
from convcalc.output.numbers import exact_text, fraction_text

if TYPE_CHECKING:
    from convcalc.results import Checked, GridResult, TableResult


def grid(result: GridResult | Checked, style: Style) -> Page:
    """Write the result's object; nan and inf become null, with a note."""
    from convcalc.output.json_arrays import count_lost, encode

    data = result.to_dict()
    lost = count_lost(data)
    notes = (f"JSON has no nan and inf: {lost} became null",) if lost else ()
    data["notes"] += notes
    return Page(encode(data, style) + "\n", notes)


def working(result: GridResult, style: Style) -> Page:
    """Write the result's object, which holds the working too."""
    return grid(result, style)


def check(result: Checked, style: Style) -> Page:
    """Write the result's object."""
    return grid(result, style) if result.grids else table(result, style)


def table(result: TableResult | Checked, style: Style) -> Page:
    """Write the result's object."""

    def fraction(value: Any) -> float | str:
        """Write what ``json`` has no form for: fractions."""
        if not isinstance(value, Rational):
            raise TypeError(f"{value!r} is no JSON")
        text = exact_text(value, style)
        return text if "/" in text else float(text)

    data = result.to_dict()
    return Page(json.dumps(_spelled(data) if style.fractions else data, default=fraction) + "\n")


def _spelled(value: Any) -> Any:
    """Write the quotients among some data as text, which ``json`` takes for floats."""
    if isinstance(value, dict):
        return {key: _spelled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(item) for item in value]
    return fraction_text(value.numerator, value.denominator) if isinstance(value, Ratio) else value
