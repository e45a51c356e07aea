"""Which cells are to be worked out: ``--at``, ``--steps`` and ``--uses``."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from convcalc.errors import ECHO, ConvcalcError, quote, shorten
from convcalc.notation.sizes import read_sizes, show, show_index
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.notation.sizes import Sizes

    Index = tuple[int, ...]
    Cells: TypeAlias = Sizes | Sequence[Sizes]
    """What ``at`` may give: one index, as "1,2" or (1, 2), or several."""

STEPS = ("first", "all", "sums")


class Asked(Record):
    """The working that is asked for; the fields are the flags.

    Attributes
    ----------
    at : index, or sequence of them, or None
        Output cells, in the axes of the output.
    steps : str or None
        One of ``STEPS``.
    uses : index or None
        An input cell, in the axes of the input.
    """

    at: Cells | None = None
    steps: str | None = None
    uses: Cells | None = None

    def validate(self) -> None:
        """Refuse what contradicts itself, whatever the input is.

        Raises
        ------
        ConvcalcError
        """
        if self.steps is not None and self.steps not in STEPS:
            raise ConvcalcError(
                f"--steps is {quote(str(self.steps))}: expected one of {', '.join(STEPS)}"
            )
        if self.steps in ("first", "all") and self.cells:
            raise ConvcalcError(
                f"--at names the cells already: leave out --steps {self.steps}, or give --steps"
                " sums for a line each"
            )
        if len(self.used) > 1:
            raise ConvcalcError(f"--uses names {len(self.used)} cells: expected one")

    @property
    def anything(self) -> bool:
        """Whether there is anything to work out."""
        return bool(self.cells or self.steps or self.used)

    @property
    def cells(self) -> list[Sizes]:
        """The output cells that are named."""
        return [] if self.at is None else _several(self.at)

    @property
    def used(self) -> list[Sizes]:
        """The input cell that is named; none or one."""
        return [] if self.uses is None else _several(self.uses)


class Checkable(Protocol):
    """Options that may ask for an answer to be checked."""

    @property
    def check(self) -> Any:
        """The answer."""

    @property
    def tol(self) -> Any:
        """How far off it may be."""

    @property
    def no_answer(self) -> bool:
        """Whether the right numbers are not to be shown."""

    @property
    def asked(self) -> Asked:
        """The working that is asked for."""


def check_flags(options: Checkable) -> None:
    """Refuse options about an answer where there is none, and other questions beside it.

    Raises
    ------
    ConvcalcError
    """
    if options.check is None:
        for flag, given in (("--tol", options.tol is not None), ("--no-answer", options.no_answer)):
            if given:
                raise ConvcalcError(f"{flag} is for an answer to check: add --check ANSWER")
    elif options.asked.anything:
        raise ConvcalcError(
            "--check shows the sum of a wrong cell by itself: leave it out, or --at, --steps and"
            " --uses"
        )


def _several(value: Any) -> list[Sizes]:
    """Take one index, or several."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    items = list(value)
    alone = items and all(isinstance(item, Integral) for item in items)
    return [[int(item) for item in items]] if alone else items


def read_index(value: Sizes, name: str, shape: Index, axes: tuple[str, ...]) -> Index:
    """Read the index of a cell; leading axes of length 1 may be left out.

    Parameters
    ----------
    value : Sizes
    name : str
        The flag: ``at`` for an output cell, ``uses`` for an input cell.
    shape : tuple of int
        The shape of that output or input.
    axes : tuple of str
        What its axes are called.

    Raises
    ------
    ConvcalcError
        If there are too many or too few numbers, or the cell is outside: with the ranges.

    Examples
    --------
    >>> read_index("1,2", "at", (1, 3, 3), ("channel", "row", "column"))
    (0, 1, 2)
    """
    side = f"{'output' if name == 'at' else 'input'} {show(shape)}"
    given = read_sizes(value, f"--{name}")
    echo = f"--{name} {shorten(show_index(given), ECHO)}"
    spare = len(shape) - len(given)
    if spare < 0 or any(length > 1 for length in shape[:spare]):
        numbers = "1 number" if len(given) == 1 else f"{len(given)} numbers"
        count = "1 axis" if len(shape) == 1 else f"{len(shape)} axes"
        raise ConvcalcError(
            f"{echo} has {numbers}: the {side} has"
            f" {count} ({', '.join(axes)}), as in --{name} {show_index([0] * len(shape))}"
        )
    index = (0,) * spare + given
    if any(not 0 <= i < n for i, n in zip(index, shape, strict=True)):
        ranges = ", ".join(f"{axis} 0..{n - 1}" for axis, n in zip(axes, shape, strict=True))
        raise ConvcalcError(f"{echo} is outside the {side}: expected {ranges}")
    return index
