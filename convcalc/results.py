"""What the commands give back: figures as data, without width or colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Step, Working
    from convcalc.tensor import Array, Tensor

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


class Calculated(GridResult, Protocol):
    """A result that may have been compared with an answer."""

    @property
    def check(self) -> Checked | None:
        """What came of that."""


class Checked(Protocol):
    """An answer that was compared with the right one."""

    @property
    def correct(self) -> bool:
        """Whether it is right."""

    @property
    def verdict(self) -> str | Words:
        """One line: CORRECT, or what is wrong."""

    @property
    def headline(self) -> str:
        """One line that says which conventions were used; nothing where that says too much."""

    @property
    def grids(self) -> SideBySide | None:
        """The answer beside the right one, where that is worth a look."""

    @property
    def sentences(self) -> tuple[str | Words, ...]:
        """What explains the answer, one line each where there is room."""

    @property
    def step(self) -> Step | None:
        """How the first number that stays wrong should come about."""

    @property
    def before_step(self) -> str:
        """What stands before the working of that number."""

    @property
    def after_step(self) -> tuple[str | Words, ...]:
        """What the slip is in that number, one line each where there is room."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know, one sentence each."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""


class SideBySide(Record):
    """An answer beside the right one.

    Attributes
    ----------
    yours : Tensor
    right : Tensor or None
        None where it is not to be shown.
    wrong : ndarray of bool or None
        Which cells of the answer differ; None where the sizes do.
    axes : tuple of str
        What the axes are, outermost first.
    """

    yours: Tensor
    right: Tensor | None
    wrong: Array | None
    axes: tuple[str, ...]


class Table(Record):
    """Words and figures in rows and columns.

    Attributes
    ----------
    columns : tuple of str
        The JSON keys of the cells; as headings, with blanks for underscores.
    rows : sequence of dict
        From each column to its cell: a number, a text, sizes; what is missing stays empty.
    heading : bool
        Whether plain begins with a line of headings.
    """

    columns: tuple[str, ...]
    rows: Sequence[dict[str, Any]]
    heading: bool = True


class Each(tuple[Any, ...]):
    """Numbers that belong to one axis each, but are no sizes: written with commas."""

    __slots__ = ()


class Words(tuple[Any, ...]):
    """A text with numbers in it, which are written as the format and its flags have them."""

    __slots__ = ()

    @classmethod
    def fill(cls, template: str, *numbers: Any) -> Words:
        """Put numbers where a template has curly brackets.

        >>> Words.fill("r = {} + {}", 3, 2)
        ('r = ', 3, ' + ', 2, '', '')
        """
        texts = template.split("{}")
        return cls(part for pair in zip(texts, (*numbers, ""), strict=True) for part in pair)


class Picture(Record):
    """Cells of a plane that stand out.

    Attributes
    ----------
    lengths : tuple of int
        The plane's size.
    cells : tuple of frozenset of int
        Which of them stand out, along each axis.
    spans : tuple of pairs
        The first and the last cell that a window covers, along each axis; some may lie outside.
    """

    lengths: tuple[int, ...]
    cells: tuple[frozenset[int], ...]
    spans: tuple[tuple[int, int], ...]


class Drawn(Record):
    """A result as it stands on a terminal.

    Attributes
    ----------
    headline : str or Words
        The answer.
    table : Table
        Its last column is of words, and may go on in the next line.
    spare : tuple of str
        Columns that may be left out where the terminal is too narrow, in this order.
    remarks : tuple of str
        What stands under the table, one line each where there is room.
    picture : Picture or None
        What is drawn at the end.
    """

    headline: str | Words = ""
    table: Table = Table((), ())
    spare: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    picture: Picture | None = None


class TableResult(Protocol):
    """A result that is a table of words and figures."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know, one sentence each."""

    @property
    def value(self) -> str | None:
        """What plain prints alone, instead of the table."""

    @property
    def table(self) -> Table:
        """Everything, in full, for programs and files."""

    @property
    def drawn(self) -> Drawn:
        """What a person gets to see."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""


class Listing(Record):
    """What is built in, one row each.

    Attributes
    ----------
    command, key : str
        The subcommand, and the JSON key of the rows.
    table : Table
    notes : tuple of str
    """

    command: str
    key: str
    table: Table
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> None:
        """Nothing: the table is the answer."""
        return None

    @property
    def drawn(self) -> Drawn:
        """The same for eyes."""
        return Drawn(table=self.table)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return json_object(self.command, {self.key: list(self.table.rows)}, self.notes)
