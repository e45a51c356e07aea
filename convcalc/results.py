"""What the commands give back: figures as data, without width or colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Working
    from convcalc.tensor import Tensor

SCHEMA = 1


def json_object(command: str, data: dict[str, Any], notes: tuple[str, ...]) -> dict[str, Any]:
    """Put together a JSON object; what is None does not apply and is left out."""
    known = {key: value for key, value in data.items() if value is not None}
    return {"schema": SCHEMA, "command": command, **known, "notes": list(notes)}


class GridResult(Protocol):
    """A result whose main part is an array of numbers."""

    @property
    def shown(self) -> Tensor:
        """The numbers to print."""

    @property
    def working(self) -> Working | None:
        """How single cells come about, where that is asked for."""

    @property
    def axes(self) -> tuple[str, ...]:
        """What the axes of the output are, outermost first."""

    @property
    def headline(self) -> str:
        """One line that says what this is and which conventions were used."""

    @property
    def facts(self) -> tuple[tuple[str, Any], ...]:
        """More to show on a terminal, each with its name: words, numbers or sizes."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know, one sentence each."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""


class TableResult(NamedTuple):
    """A result that is a table of words and figures.

    Attributes
    ----------
    command, key : str
        The subcommand, and the JSON key of the rows.
    columns : tuple of str
        The JSON keys of the cells; as headings, with blanks for underscores.
    rows : sequence of dict
        From each column to its cell.
    notes : tuple of str
    """

    command: str
    key: str
    columns: tuple[str, ...]
    rows: Sequence[dict[str, Any]]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return json_object(self.command, {self.key: list(self.rows)}, self.notes)
