"""tsv: tabs between numbers; tables are the same as plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.output.layout import separated
from convcalc.output.plain import table

if TYPE_CHECKING:
    from convcalc.output import Page, Style
    from convcalc.results import GridResult

__all__ = ["grid", "table"]


def grid(result: GridResult, style: Style) -> Page:
    """Write rows as lines."""
    return separated(result, style, "	")
