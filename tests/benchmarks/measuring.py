"""Interleaved rounds, and what is made of them."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Name = TypeVar("Name")

# Threads of torch go on waiting busily for some milliseconds after a call: on a machine of two
# processors the next in turn would have only one of them.
PAUSE = 0.015


class Report(NamedTuple):
    """The lines of a row, and whether it reached its target; None if that is not known."""

    lines: Sequence[str]
    reached: bool | None


class Score(NamedTuple):
    """Seconds of one contestant, and our seconds over its own."""

    name: str
    least: float
    median: float
    ratio: float | None = None


def interleave(turns: Mapping[Name, Callable[[], float]], rounds: int) -> dict[Name, list[float]]:
    """Let everybody take a turn in every round, every other round in reverse, after a warm-up."""
    seconds: dict[Name, list[float]] = {name: [] for name in turns}
    for number in range(-1, rounds):
        for name in list(turns)[:: -1 if number % 2 else 1]:
            time.sleep(PAUSE)
            taken = turns[name]()
            if number >= 0:
                seconds[name].append(taken)
    return seconds


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the ratios, each within one round: both saw the same machine."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def score(name: str, seconds: Sequence[float], ours: Sequence[float] | None = None) -> Score:
    """Sum up the rounds of one contestant, beside ours where there is something to compare."""
    ratio = None if ours is None else median_ratio(ours, seconds)
    return Score(name, min(seconds), median(seconds), ratio)
