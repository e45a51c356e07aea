"""Pieces of Python code that several libraries share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


TAPS = "uvw"  # the letters of a kernel's axes, as counters and in einsum
PLACES = "ijl"  # those of the output


def joined(*blocks: Sequence[str]) -> str:
    """Put blocks of lines together, with a blank line between them."""
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def alike(numbers: Sequence[int]) -> str:
    """Write a size per axis: as one number where they are the same.

    >>> alike((2, 2)), alike((2, 1)), alike((3,))
    ('2', '(2, 1)', '3')
    """
    return str(numbers[0]) if len(set(numbers)) == 1 else pair(numbers)


def pair(numbers: Sequence[object]) -> str:
    """Write a tuple; a single number alone."""
    return f"({', '.join(map(str, numbers))})" if len(numbers) > 1 else str(numbers[0])


def index(parts: Sequence[str], lead: int = 0) -> str:
    """Index axes after some that are left alone; nothing where all are.

    >>> index(["::2", ":"]), index(["::2", "1:"], lead=1), index([":", ":"])
    ('[::2]', '[:, ::2, 1:]', '')
    """
    parts = [":"] * lead + list(parts)
    while parts and parts[-1] == ":":
        parts.pop()
    return f"[{', '.join(parts)}]" if parts else ""


def step(number: int) -> str:
    """Take every so many cells."""
    return f"::{number}" if number > 1 else ":"


def last_axes(count: int) -> str:
    """Name the last axes: ``(-2, -1)``."""
    return pair(range(-count, 0))


def pad_pairs(sides: Sequence[tuple[int, int]], lead: int) -> str:
    """Write padding as ``np.pad`` takes it.

    >>> pad_pairs([(1, 1), (1, 1)], 0), pad_pairs([(0, 1), (2, 0)], 1)
    ('1', '((0, 0), (0, 1), (2, 0))')
    """
    if not lead and len({*sides, *((b, a)[::-1] for b, a in sides)}) == 1:
        return str(sides[0][0])
    pairs = [(0, 0)] * lead + list(sides)
    text = ", ".join(f"({before}, {after})" for before, after in pairs)
    return f"({text})" if len(pairs) > 1 else text


def between(before: int, stop: int, length: int) -> str:
    """Keep the cells of an axis from one to another.

    >>> between(1, 4, 5), between(0, 5, 5), between(0, 4, 5)
    ('1:4', ':', ':4')
    """
    return f"{before or ''}:{stop if stop < length else ''}"
