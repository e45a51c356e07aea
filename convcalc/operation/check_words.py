"""Sentences about what explains an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.results import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.diagnose.explanation import Explanation


def count_cells(count: int) -> str:
    """Say "1 cell" or "9 cells"."""
    return "1 cell" if count == 1 else f"{count:,} cells"


def explained(causes: Sequence[Explanation], cells: str) -> Words:
    """Say "the kernel rotated by 180 degrees (--flip) explains all 9 cells"."""
    best = causes[0]
    named = list(dict.fromkeys(Words((cause.text, flags_of(cause.changes))) for cause in causes))
    pairs = len(best.causes) > 1
    verb = "explain" if pairs else "explains"
    if pairs and len(named) == 1:
        verb = "together explain"
    alike = "" if len(named) == 1 else ": they give the same here"
    front = "" if best.certain else "could be: "
    return Words((front, *joined(named, "or"), f" {verb} {cells}{alike}"))


def flags_of(changes: Sequence[str]) -> str:
    """Write the flags that do the same, but for kernels, which one would have to decipher."""
    short = [change for change in changes if not change.startswith("-k ")]
    return f" ({', '.join(short)})" if short and len(short) == len(changes) else ""


def joined(texts: Sequence[Any], word: str) -> list[Any]:
    """Write a list: A, B or C."""
    parts: list[Any] = []
    for i, text in enumerate(texts):
        if i:
            parts.append(f" {word} " if i == len(texts) - 1 else ", ")
        parts.append(text)
    return parts
