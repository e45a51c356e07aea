r"""latex: one ``bmatrix`` per plane; the separators of items are comments, which do not print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.output import Page, Style
from convcalc.output.layout import planes, table_cells
from convcalc.output.texts import full_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.results import GridResult, TableResult

# A blank line would end the formula that the matrices stand in.
BREAKS = ("\n", "\n% ---\n", "\n% ===\n")

_fraction = re.compile(r"(-?)([0-9]+)/([0-9]+)")
_special = re.compile(r"([&%$#_{}])")


def grid(result: GridResult, style: Style) -> Page:
    """Write matrices to be pasted into a formula."""
    tensor = result.shown
    texts = full_texts(tensor, style)
    if style.fractions:
        texts = [with_bar(text) for text in texts]
    return Page(planes(texts, tensor.shape, bmatrix, BREAKS) + "\n")


def with_bar(text: str) -> str:
    r"""Write a fraction with its bar.

    >>> print(with_bar("-1/2"))
    -\frac{1}{2}
    """
    return _fraction.sub(r"\1\\frac{\2}{\3}", text)


def bmatrix(rows: Sequence[Sequence[str]]) -> str:
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
    """Write an equation for each cell that was asked for, and the output."""
    from convcalc.output.latex_working import equations

    page = grid(result, style)
    return page._replace(data="\n\n".join([*equations(result, style), str(page.data)]))
