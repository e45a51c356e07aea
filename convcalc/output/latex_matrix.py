"""A matrix in LaTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS_MOST = 10  # of a matrix in amsmath, unless it is told

_fraction = re.compile(r"(-?)([0-9]+)/([0-9]+)")


def wide_note(columns: int) -> tuple[str, ...]:
    """Say what a matrix of so many columns needs."""
    if columns <= COLUMNS_MOST:
        return ()
    return (f"for {columns} columns LaTeX needs \\setcounter{{MaxMatrixCols}}{{{columns}}}",)


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
