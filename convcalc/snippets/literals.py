"""Arrays as source code: lists in lists, or matrices; broken into lines where they are long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 88  # columns of a line
INDENT = "    "


def nested_lists(
    texts: Sequence[str], shape: Sequence[int], room: int = WIDTH, indent: str = ""
) -> str:
    """Write lists in lists.

    Parameters
    ----------
    texts : sequence of str
        The numbers in row order.
    shape : sequence of int
        At least one axis.
    room : int
        The columns that are left on the first line.
    indent : str
        What stands before the lines that follow.

    Examples
    --------
    >>> nested_lists("1234", (2, 2))
    '[[1, 2], [3, 4]]'
    """
    flat = _flat(texts, shape)
    if len(flat) <= room:
        return flat
    inner = indent + INDENT
    if len(shape) == 1:
        lines = _filled([f"{text}," for text in texts], WIDTH - len(inner))
    else:
        step = math.prod(shape[1:])
        rows = [texts[i : i + step] for i in range(0, len(texts), step)]
        left = WIDTH - len(inner) - 1
        lines = [f"{nested_lists(row, shape[1:], left, inner)}," for row in rows]
    body = "\n".join(inner + line for line in lines)
    return f"[\n{body}\n{indent}]"


def _flat(texts: Sequence[str], shape: Sequence[int]) -> str:
    parts = list(texts)
    for length in reversed(shape):
        parts = [f"[{', '.join(parts[i : i + length])}]" for i in range(0, len(parts), length)]
    return parts[0]


def _filled(words: Sequence[str], width: int) -> list[str]:
    """Put words on as few lines as there is room for."""
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


def matrices(
    texts: Sequence[str], shape: Sequence[int], room: int = WIDTH, indent: str = ""
) -> str:
    """Write what has rows and columns last in Octave, where they come first: the others follow.

    An axis in front of the last two is put behind them, the innermost first.

    >>> matrices("1234", (2, 2)), matrices("1234", (2, 1, 2))
    ('[1 2; 3 4]', 'cat(3, [1 2], [3 4])')
    """
    if len(shape) == 2:
        return _matrix(
            [list(texts[i : i + shape[1]]) for i in range(0, len(texts), shape[1])], room, indent
        )
    if shape[0] == 1:
        return matrices(texts, shape[1:], room, indent)
    step = math.prod(shape[1:])
    inner = indent + INDENT
    parts = [texts[i : i + step] for i in range(0, len(texts), step)]
    flat = ", ".join(matrices(part, shape[1:], 10**9) for part in parts)
    if len(flat) <= room - len("cat(3, )"):
        return f"cat({len(shape)}, {flat})"
    lines = [matrices(part, shape[1:], WIDTH - len(inner) - 5, inner) for part in parts]
    return f"cat({len(shape)}, ...\n{inner}" + f", ...\n{inner}".join(lines) + ")"


def _matrix(rows: Sequence[Sequence[str]], room: int, indent: str) -> str:
    flat = f"[{'; '.join(' '.join(row) for row in rows)}]"
    if len(flat) <= room:
        return flat
    inner = f"{indent} "
    lines = [f" ...\n{inner}".join(_filled(row, WIDTH - len(inner) - 5)) for row in rows]
    return "[" + f"\n{inner}".join(lines) + "]"
