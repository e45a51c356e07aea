"""An answer that was compared with the right one: what ``--check`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.diagnose.grids.arrangements import rounded_up
from convcalc.notation.sizes import show, show_index
from convcalc.operation.check_words import count_cells, explained, joined
from convcalc.records import Record
from convcalc.results import SideBySide, Words
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from convcalc.diagnose.explanation import Explanation
    from convcalc.explain.working import Step
    from convcalc.operation.apply_result import ApplyResult
    from convcalc.operation.pool_result import PoolResult
    from convcalc.tensor import Array

SECRET = ("output", "matrix", "indices", "steps", "exact", "method")  # what gives numbers away
ALSO = 3  # sizes that are told beside the first one


class StillWrong(Record):
    """The first number that stays wrong.

    Attributes
    ----------
    at : tuple of int
        Its index.
    yours : number
    step : Step or None
        How it comes about with the mistake that was found, if one was.
    right : Step or None
        How it should come about; None where the sizes differ.
    """

    at: tuple[int, ...]
    yours: Any
    step: Step | None
    right: Step | None


class Check(Record):
    """A checked answer.

    Attributes
    ----------
    result : ApplyResult or PoolResult
        The right one.
    yours : Tensor
        The answer, in the axes of the output.
    wrong : ndarray of bool or None
        Which numbers differ, in the same axes; None where the sizes do.
    causes : tuple of Explanation
        What explains all numbers or most of them, or the size.
    slips : tuple of Explanation
        What explains the first number that stays wrong.
    cell : StillWrong or None
        That number.
    nearness : float or None
        How far off the wrong numbers are at most, where that is next to nothing.
    hidden : bool
        Whether the right numbers are not to be shown.
    only_size : bool
        Whether the causes explain the size, but not the numbers.
    only_single : bool
        Whether there are too many numbers to try two mistakes at once.
    """

    result: ApplyResult | PoolResult
    yours: Tensor
    wrong: Array | None
    causes: tuple[Explanation, ...] = ()
    slips: tuple[Explanation, ...] = ()
    cell: StillWrong | None = None
    nearness: float | None = None
    hidden: bool = False
    only_size: bool = False
    only_single: bool = False

    @property
    def correct(self) -> bool:
        """Whether it is right."""
        return self.wrong is not None and not self.wrong.any()

    @property
    def headline(self) -> str:
        """Say which conventions were used."""
        return self.result.headline

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know."""
        return self.result.notes

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """Everything that explains something."""
        return (*self.causes, *self.slips)

    @property
    def verdict(self) -> str | Words:
        """Say whether it is right, and what is wrong first of all."""
        if self.correct:
            return "CORRECT"
        if self.wrong is None:
            yours, right = show(self.yours.shape), show(self.result.shown.shape)
            said = f"yours {yours}, should be {right}"
            if not self.causes:
                return said
            return Words((f"{said}: {yours} is what ", self.causes[0].text, " gives"))
        count, of = int(self.wrong.sum()), self.wrong.size
        if of == 1:
            return "WRONG"
        differ = "differs" if count == 1 else "differ"
        return f"WRONG: {count:,} of {count_cells(of)} {differ}"

    @property
    def grids(self) -> SideBySide:
        """The answer beside the right one."""
        right = None if self.hidden else self.result.shown
        return SideBySide(self.yours, right, self.wrong, self.result.axes)

    @property
    def sentences(self) -> tuple[str | Words, ...]:
        """Say what explains the answer."""
        if self.correct:
            return ()
        if not self.causes and self.nearness is not None:
            apart = rounded_up(self.nearness)
            return (
                f"all numbers are within {apart} of the right ones: --tol {apart} accepts them",
            )
        if not self.causes:
            return () if self._is_alone else (self._nothing,)
        if not self._is_explained:
            return self._only_sizes
        said = explained(self.causes, self._cells_explained)
        if self.causes[0].certain:
            return (said,)
        return (said, "so few numbers, or so few different ones, agree by accident too")

    @property
    def _cells_explained(self) -> str:
        """Say which numbers the causes explain."""
        best = self.causes[0]
        if best.of == 1:
            return "it"
        if best.complete:
            return f"all {count_cells(best.of)}"
        if self.wrong is not None and self.cell is None:
            wrong = int(self.wrong.sum())
            others = best.of - wrong
            rest = "the other one is right as it is"
            if others > 1:
                rest = f"the other {others:,} are right as they are"
            return f"the {wrong:,} wrong cells; {rest}"
        return f"{best.cells:,} of {count_cells(best.of)}"

    @property
    def _is_alone(self) -> bool:
        """Whether a single number differs."""
        return self.wrong is not None and int(self.wrong.sum()) == 1

    @property
    def _is_explained(self) -> bool:
        """Whether most of what is wrong is explained."""
        return bool(self.causes) and not self.only_size

    @property
    def _nothing(self) -> str:
        if self.only_single:
            return "no single mistake that was tried explains it"
        return "no mistake that was tried explains it, nor two together"

    @property
    def _only_sizes(self) -> tuple[str | Words, ...]:
        """Say what else gives the size, and that the numbers are other ones."""
        best, *others = self.causes
        count = f"only {best.cells:,}" if best.cells else "none"
        agree = "agrees" if best.cells < 2 else "agree"
        said = f", {count} of the {count_cells(best.of)} {agree}"
        if best.of == 1:
            said = " the number is another one"
        sentences = [Words(("that explains the size only: with ", best.text, said))]
        if others:
            texts = joined([other.text for other in others[:ALSO]], "and")
            sentences.append(Words((*texts, f" give{'s' * (len(others) == 1)} this size too")))
        return tuple(sentences)

    @property
    def before_step(self) -> str:
        """Say that the sum is the one with the mistake that was found, if one was."""
        return "with that, " if self._is_explained else ""

    @property
    def after_step(self) -> tuple[str | Words, ...]:
        """Say what the slip is in the first number that stays wrong."""
        if self.cell is None:
            return ()
        yours = (f"output[{show_index(self.cell.at)}]: yours is ", self.cell.yours)
        if not self.slips:
            alone = self._is_alone or self._is_explained
            if self.hidden and not alone:
                return ()
            return (Words((*yours, ", which no single slip explains" if alone else "")),)
        first, *others = self.slips
        front = ", explained by " if first.certain else ", which could be explained by "
        more = (Words(("or by ", slip.text)) for slip in others)
        return (Words((*yours, front, first.text)), *more)

    @property
    def step(self) -> Step | None:
        """How the first number that stays wrong should come about."""
        return None if self.hidden or self.cell is None else self.cell.step

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""
        data = self.result.to_dict()
        notes = data.pop("notes")
        if self.hidden:
            data = {key: value for key, value in data.items() if key not in SECRET}
        elif self.cell is not None and self.cell.right is not None:
            data["steps"] = [self.cell.right.to_dict()]
        check: dict[str, Any] = {"correct": self.correct}
        if self.wrong is None:
            shape = {"yours": list(self.yours.shape), "expected": list(self.result.shown.shape)}
            check |= {"wrong": None, "shape": shape}
        else:
            check["wrong"] = Tensor(np.argwhere(self.wrong)) if self.wrong.any() else []
        check["explanations"] = [e.to_dict() for e in self.explanations]
        return {**data, "check": check, "notes": notes}
