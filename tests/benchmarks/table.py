"""The lines of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.measuring import Score

WIDTH = 44
HEAD = f"{'':{WIDTH}}{'min ms':>10}{'median':>10}{'ratio':>8}   target"


def race_lines(
    name: str, ours: Score, peers: Sequence[Score], best: Score, target: float
) -> list[str]:
    """Return a line for each contestant; the target stands beside the best peer."""
    lines = [name, _line(ours)]
    for peer in peers:
        told = f"   {verdict(peer.ratio, target)}" if peer is best else ""
        lines.append(_line(peer) + told)
    return lines


def _line(score: Score) -> str:
    ratio = "" if score.ratio is None else f"{score.ratio:8.2f}"
    return f"  {score.name:{WIDTH - 2}}{score.least * 1e3:10.2f}{score.median * 1e3:10.2f}{ratio}"


def verdict(figure: float | None, target: float, unit: str = "") -> str:
    """Say what the target is and whether it is reached."""
    reached = figure is not None and figure <= target
    return f"<= {target:g}{unit} {'reached' if reached else 'MISSED'}"
