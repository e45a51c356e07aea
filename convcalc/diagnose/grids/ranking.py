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
    from collections.abc import Mapping, Sequence

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
    open : int
        How many there are to explain: those that are wrong; if the sizes differ, those that are
        not 0, since a 0 is soon met by another one.
    values, open_values : int
        How many different ones there are, and among those to explain.
    sizes_differ : bool
    order : dict
        From each cause to its place: what happens most comes first.
    """

    cells: int
    right: int
    open: int
    values: int
    open_values: int
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
        pairs = [f for f in found if len(f.changes) == 2] if self.cells >= FEW_CELLS else []
        groups = (
            [f for f in singles if self._is_complete(f)],
            [f for f in pairs if self._is_complete(f) and self._is_worth(f, singles)],
            [f for f in singles if self._is_most(f)],
            [f for f in pairs if self._is_nearly_complete(f) and self._is_worth(f, singles)],
        )
        best = next((self._best(group) for group in groups if group), [])
        if best or not self.sizes_differ:
            return best
        return sorted(singles, key=self._place)[:MOST_TOLD]

    def _is_complete(self, found: Found) -> bool:
        return found.cells == self.cells and found.hits >= min(self.needed, self.open)

    def _is_nearly_complete(self, found: Found) -> bool:
        left = self.cells - found.cells
        return FORGIVEN * left <= self.cells and found.cells - self.right >= self.needed

    def _is_most(self, found: Found) -> bool:
        """Tell whether a change explains all that is wrong, or most of it without harm."""
        if self.cells < FEW_CELLS or self.open_values < FEW_VALUES:
            return False
        if found.hits == self.open and not self.sizes_differ:
            return found.hits > EVIDENCE
        gained = found.cells - self.right >= self.needed
        return gained and 2 * found.hits > self.open

    def _best(self, found: Sequence[Found]) -> list[Found]:
        most = max(f.hits for f in found)
        best = [f for f in found if f.hits == most]
        cells = max(f.cells for f in best)
        return sorted((f for f in best if f.cells == cells), key=self._place)[:MOST_TOLD]

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
        certain=not evidence.is_thin and 2 * found.hits > evidence.open,
    )


def phrase_of(changes: Changes) -> str | Words:
    """Write what was done: "the kernel rotated by 180 degrees and no bias"."""
    phrases = [change.phrase for change in changes]
    if len(phrases) == 1:
        return phrases[0]
    if all(isinstance(phrase, str) for phrase in phrases):
        return " and ".join(map(str, phrases))
    return Words(part for i, p in enumerate(phrases) for part in ([" and "] * (i > 0) + [p]))
