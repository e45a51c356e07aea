r"""latex: one ``bmatrix`` per plane; the separators of items are comments, which do not print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.cells import table_cells
from convcalc.output.latex_matrix import bmatrix, wide_note, with_bar

if TYPE_CHECKING:
    from convcalc.results import GridResult, TableResult

# A blank line would end the formula that the matrices stand in.
BREAKS = ("\n", "\n% ---\n", "\n% ===\n")

_special = re.compile(r"[&%$#_{}^~\\|<>]")
_WORDS = {
    "^": "asciicircum",
    "~": "asciitilde",
    "\\": "backslash",
    "|": "bar",
    "<": "less",
    ">": "greater",
}


def grid(result: GridResult, style: Style) -> Page:
    """Write matrices to be pasted into a formula."""
    from convcalc.output.layout import planes
    from convcalc.output.texts import full_texts

    tensor = result.shown
    texts = full_texts(tensor, style)
    if style.fractions:
        texts = [with_bar(text) for text in texts]
    data = planes(texts, tensor.shape, bmatrix, BREAKS) + "\n"
    return Page(data, wide_note(tensor.shape[-1]))


def table(result: TableResult, style: Style) -> Page:
    """Write a tabular."""
    rows = table_cells(result.table, style)
    heading, *body = ([_special.sub(_escaped, x) for x in row] for row in rows)
    head, *rest = (f"{' & '.join(row)} \\\\" for row in (heading, *body))
    columns = "l" * len(heading)
    lines = [f"\\begin{{tabular}}{{{columns}}}", head, "\\hline", *rest, "\\end{tabular}"]
    return Page("\n".join(lines) + "\n")


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    return f"\\text{_WORDS[sign]}{{}}" if sign in _WORDS else f"\\{sign}"


def working(result: GridResult, style: Style) -> Page:
    """Write text with an ``aligned`` equation for each cell that was asked for, and the output."""
    from convcalc.output.latex_working import paragraphs

    widest = max([result.shown.shape[-1], *_window_widths(result)])
    return Page("\n\n".join(paragraphs(result, style)) + "\n", wide_note(widest))


def _window_widths(result: GridResult) -> list[int]:
    steps = result.working.steps if result.working else ()
    return [len(step.reach[-1]) for step in steps]
