"""Which of the changes that were found explain an answer, and how sure that is.

One change before two, all numbers before most; and never by accident. What explains a single wrong
number is a slip: so a change has to account for two numbers at least that are wrong without it, and
so has the second one of a pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.diagnose.explanation import FEW_CELLS, FEW_VALUES, Explanation
from convcalc.records import Record
from convcalc.results import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from convcalc.diagnose.grids.exercise import Change
    from convcalc.diagnose.grids.search import Changes, Found

EVIDENCE = 2  # numbers that a change has to account for
MOST_TOLD = 8  # explanations of the same answer
FORGIVEN = 8  # of two changes together, one number in so many may be something else


class Evidence(Record):
    """What there is to explain.

    Attributes
    ----------
    cells : int
        The numbers of the answer.
    right : int
        How many of them are right; 0 if there are not as many as there should be.
    values : int
        How many different ones there are.
    sizes_differ : bool
    order : dict
        From each cause to its place: what happens most comes first.
    """

    cells: int
    right: int
    values: int
    sizes_differ: bool
    order: Mapping[str, int]

    @property
    def needed(self) -> int:
        """How many numbers a change has to account for."""
        return min(EVIDENCE, self.cells)

    @property
    def is_thin(self) -> bool:
        """Whether so little agrees by accident."""
        return self.cells < FEW_CELLS or self.values < FEW_VALUES

    def choose(self, found: Sequence[Found]) -> list[Found]:
        """Choose what explains the answer: those that do it equally well."""
        singles = [f for f in found if len(f.changes) == 1]
        pairs = [] if self.cells < FEW_CELLS else [f for f in found if len(f.changes) == 2]
        groups: list[list[Found]] = [
            [f for f in singles if f.cells == self.cells],
            [f for f in pairs if f.cells == self.cells and self._is_worth(f, singles)],
            [f for f in singles if 2 * f.cells > self.cells >= FEW_CELLS],
            [
                f
                for f in pairs
                if FORGIVEN * (self.cells - f.cells) <= self.cells and self._is_worth(f, singles)
            ],
        ]
        for group in groups:
            best = self._best(f for f in group if f.cells - self.right >= self.needed)
            if best:
                return best
        return sorted(singles, key=self._place)[:MOST_TOLD] if self.sizes_differ else []

    def _best(self, found: Iterable[Found]) -> list[Found]:
        listed = list(found)
        most = max((f.cells for f in listed), default=0)
        return sorted((f for f in listed if f.cells == most), key=self._place)[:MOST_TOLD]

    def _place(self, found: Found) -> tuple[int, ...]:
        return tuple(sorted((self.order[c.cause] for c in found.changes), reverse=True))

    def _is_worth(self, pair: Found, singles: Sequence[Found]) -> bool:
        """Tell whether the second change of a pair explains enough to be one."""
        names = {(change.cause, change.phrase) for change in pair.changes}
        alone = [f.cells for f in singles if _name(f.changes[0]) in names]
        return pair.cells - max(alone, default=0) >= self.needed


def _name(change: Change) -> tuple[str, str | Words]:
    return change.cause, change.phrase


def to_explanation(found: Found, evidence: Evidence) -> Explanation:
    """Put what was found into words."""
    changes, cells, of = found.changes, found.cells, evidence.cells
    return Explanation(
        causes=tuple(change.cause for change in changes),
        text=phrase_of(changes),
        changes=tuple(change.flags for change in changes if change.flags),
        cells=cells,
        of=of,
        certain=not evidence.is_thin and 2 * cells > of,
    )


def phrase_of(changes: Changes) -> str | Words:
    """Write what was done: "the kernel rotated by 180 degrees and no bias"."""
    phrases = [change.phrase for change in changes]
    if len(phrases) == 1:
        return phrases[0]
    if all(isinstance(phrase, str) for phrase in phrases):
        return " and ".join(map(str, phrases))
    return Words(part for i, p in enumerate(phrases) for part in ([" and "] * (i > 0) + [p]))


def confirmed(found: Sequence[Found], count: Callable[[Changes], int]) -> list[Found]:
    """Count again, exactly."""
    return [f._replace(cells=count(f.changes)) for f in found]
