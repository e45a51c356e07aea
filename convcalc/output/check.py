"""A checked answer: the verdict, what explains it, both grids, and the cell that stays wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.output.cells import cell_text
from convcalc.output.lines import HEADLINE, NUMBERS, Line, spaced, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.output import Style
    from convcalc.results import Checked, Words

RIGHT, WRONG = "bold green", "bold red"


def check_lines(result: Checked, style: Style, *, short: bool) -> list[Line]:
    """Write a checked answer.

    Parameters
    ----------
    result : Checked
    style : Style
    short : bool
        Whether it is for eyes: numbers are rounded, and the conventions are said.
    """

    def say(texts: Sequence[str | Words], colour: str = NUMBERS) -> list[Line]:
        written = [cell_text(text, style, short=short) for text in texts]
        return [line for text in written for line in wrapped(text, style.width, colour)]

    verdict = say([result.verdict], RIGHT if result.correct else WRONG)
    headline = wrapped(result.headline, style.width, HEADLINE) if short else []
    grids: list[Line] = []
    if result.grids:
        # The commands about layers do without.
        from convcalc.output.side_by_side import side_by_side

        grids = side_by_side(result.grids, style, short=short)
    parts = [verdict, say(result.sentences), grids, _sum(result, style, short=short), headline]
    return spaced(parts)


def _sum(result: Checked, style: Style, *, short: bool) -> list[Line]:
    """Write the sum of the first number that stays wrong, and the slip in it."""
    lines: list[Line] = []
    if result.step:
        from convcalc.output.working import in_short

        lines += in_short(result.step, style, short=short, lead=result.before_step)
    for text in result.after_step:
        lines += wrapped(cell_text(text, style, short=short), style.width, NUMBERS)
    return lines
