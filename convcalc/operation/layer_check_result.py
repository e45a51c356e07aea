"""``--check`` for ``shape``, ``params`` and ``receptive-field``: an answer beside the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError
from convcalc.records import Record
from convcalc.results import Words, json_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from convcalc.diagnose.explanation import Explanation

STDIN = "-"
BYTES_MOST = 1000  # of an answer on standard input


class LayerCheck(Record):
    """An answer about layers that was compared with the right one.

    Attributes
    ----------
    command : str
    correct : bool
    yours, right : str or Words
        Both as the verdict shows them.
    data : dict
        The JSON object of the question's own result.
    key : str
        Under which JSON compares the two: ``shape`` or ``value``.
    compared : dict
        ``yours`` and ``expected``.
    explanations : sequence of Explanation
    headline : str
    working : tuple
        How the right answer comes about.
    notes : tuple of str
    no_answer : bool
        Whether what is right is not to be said.
    """

    command: str
    correct: bool
    yours: str
    right: str | Words
    data: Mapping[str, Any]
    key: str
    compared: Mapping[str, Any]
    explanations: Sequence[Explanation] = ()
    headline: str = ""
    working: tuple[str | Words, ...] = ()
    notes: tuple[str, ...] = ()
    no_answer: bool = False

    @property
    def grids(self) -> None:
        """Nothing: there is only a number or a size."""
        return None

    @property
    def step(self) -> None:
        """Nothing: no cells are summed."""
        return None

    @property
    def before_step(self) -> str:
        """Nothing, as there is no step."""
        return ""

    @property
    def after_step(self) -> tuple[str | Words, ...]:
        """How the right answer comes about."""
        return self.working

    @property
    def verdict(self) -> str | Words:
        """CORRECT, or what is wrong and the likeliest that gives it."""
        if self.correct:
            return "CORRECT"
        verdict = Words.fill("yours {}, should be {}", self.yours, self.right)
        if self.no_answer:
            verdict = Words.fill("yours {} is wrong", self.yours)
        if not self.explanations:
            return verdict
        return Words.fill("{}: {} is what {} gives", verdict, self.yours, self.explanations[0].text)

    @property
    def sentences(self) -> tuple[str | Words, ...]:
        """What it could be, and what to write to get the same."""
        if self.correct:
            return ()
        if not self.explanations:
            return (f"nothing that was tried gives {self.yours}",)
        first, *others = self.explanations
        changes = _joined(first.changes)
        texts: list[str | Words] = []
        if changes:
            texts.append(f"it could be that: try {changes}")
        elif not others:
            texts.append("it could be that, or something else")
        if others:
            template = "it could also be " + ", or ".join(["{}"] * len(others))
            texts.append(Words.fill(template, *map(_with_changes, others)))
        return tuple(texts)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; without what is right if that is not to be said."""
        check: dict[str, Any] = {"correct": self.correct, "wrong": [] if self.correct else None}
        if not self.correct:
            check[self.key] = {
                name: value
                for name, value in self.compared.items()
                if name == "yours" or not self.no_answer
            }
        check["explanations"] = [explanation.to_dict() for explanation in self.explanations]
        if not self.no_answer:
            data = {key: value for key, value in self.data.items() if key != "notes"}
            return {**data, "check": check, "notes": list(self.notes)}
        given, right = self.data.get("input"), self.compared["expected"]
        says_too_much = given and right in (given, given["size"])
        data = {"input": None if says_too_much else given, "check": check}
        return json_object(self.command, data, self.notes)


def _with_changes(explanation: Explanation) -> Words:
    changes = f" ({_joined(explanation.changes)})" if explanation.changes else ""
    return Words((explanation.text, changes))


def _joined(changes: tuple[str, ...]) -> str:
    """Write changes as they are typed, if they are flags."""
    return (" " if all(change.startswith("-") for change in changes) else ", ").join(changes)


def check_flags(check: object, others: Mapping[str, bool] | None = None) -> None:
    """Refuse --no-answer alone, and what does not go with --check.

    Parameters
    ----------
    check : object
        None if it is not given.
    others : dict, optional
        The flags that ask something else, and whether they are given.

    Raises
    ------
    ConvcalcError
    """
    if check is None:
        raise ConvcalcError("--no-answer is for an answer to check: add --check ANSWER")
    for flag, is_given in (others or {}).items():
        if is_given:
            raise ConvcalcError(f"--check and {flag} are two questions: leave one of them out")


def answer_text(check: Any, layers: str | None, stdin: BinaryIO | None) -> Any:
    """Return the answer, from standard input for ``-``.

    Raises
    ------
    ConvcalcError
        If there is nothing to read.
    """
    if check != STDIN:
        return check
    if layers == STDIN:
        raise ConvcalcError("standard input is for the layers or for --check: give one of them")
    if stdin is None:
        raise ConvcalcError("standard input is closed: give the answer after --check")
    from convcalc.notation.decoding import decode

    text = decode(stdin.read(BYTES_MOST), "standard input").strip()
    if not text:
        raise ConvcalcError("standard input is empty: expected an answer")
    return text
