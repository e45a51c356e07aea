"""A row of the table: ours and the peers side by side."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.calls import prepare
from tests.benchmarks.cases import check_agreement
from tests.benchmarks.measuring import Report, interleave, score
from tests.benchmarks.table import race_lines
from tests.benchmarks.workers import start_worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.cases import Case
    from tests.benchmarks.workers import Started


class Contestant(NamedTuple):
    """Ours or a peer: how it is started, and the package or program it needs.

    One that does not count is shown, but the target says nothing of it.
    """

    name: str
    needs: str
    start: Callable[[ExitStack], Started]
    counts: bool = True


@dataclass(frozen=True)
class Race:
    """A row. Its ratio is our time over that of the best of the peers that are here."""

    group: str
    name: str
    target: float
    ours: Contestant
    peers: tuple[Contestant, ...]
    rounds: int = 15

    @property
    def aim(self) -> str:
        """The target, for the list of rows."""
        return f"<= {self.target:g} of {' | '.join(p.name for p in self.peers if p.counts)}"

    @property
    def needs(self) -> set[str]:
        """The packages and programs of the peers."""
        return {peer.needs for peer in self.peers}

    def measure(self, rounds: int) -> Report:
        """Check that all calculate the same, then let them race."""
        peers = [peer for peer in self.peers if is_here(peer.needs)]
        if not any(peer.counts for peer in peers):
            missing = sorted({peer.needs for peer in self.peers if peer.counts})
            return Report([f"{self.name}: left out, {', '.join(missing)} not here"], None)
        with ExitStack() as stack:
            ours = self.ours.start(stack)
            turns = {self.ours.name: ours.turn}
            for peer in peers:
                started = peer.start(stack)
                check_agreement(ours.answer, started.answer)
                turns[peer.name] = started.turn
            seconds = interleave(turns, rounds)
        mine = seconds[self.ours.name]
        scores = [score(peer.name, seconds[peer.name], mine) for peer in peers]
        counted = {peer.name for peer in peers if peer.counts}
        best = min((s for s in scores if s.name in counted), key=lambda s: s.median)
        reached = best.ratio is not None and best.ratio <= self.target
        head = score(self.ours.name, mine)
        return Report(race_lines(self.name, head, scores, best, self.target), reached)


def is_here(needs: str) -> bool:
    """Tell whether a package is installed or a program is there."""
    return find_spec(needs) is not None or shutil.which(needs) is not None


def contestant(name: str, case: Case, *, counts: bool = True) -> Contestant:
    """Return the call of a name (``calls.py``), in a process of its own."""
    start = partial(start_worker, partial(prepare, name, case))
    return Contestant(name, name.split(maxsplit=1)[0], start, counts)


def race(  # noqa: PLR0913 - the columns of a table
    group: str,
    name: str,
    target: float,
    case: Case,
    *peers: str,
    ours: str = "convcalc apply",
    besides: tuple[str, ...] = (),
) -> Race:
    """Return a row of calls by name; those besides are shown without counting."""
    against = [contestant(peer, case) for peer in peers]
    shown = [contestant(peer, case, counts=False) for peer in besides]
    return Race(group, name, target, contestant(ours, case), (*against, *shown))
