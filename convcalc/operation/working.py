"""Which cells are to be worked out: ``--at``, ``--steps`` and ``--uses``."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from convcalc.errors import ConvcalcError, quote
from convcalc.explain.working import Use, Uses, Working
from convcalc.notation.sizes import read_sizes, show, show_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convcalc.explain.working import Step
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.places import Places
    from convcalc.tensor import Tensor

    Index = tuple[int, ...]
    Cells: TypeAlias = Sizes | Sequence[Sizes]
    """What ``at`` may give: one index, as "1,2" or (1, 2), or several."""

STEPS = ("first", "all", "sums")
TERMS_MOST = 10**6  # products that are written out in a few seconds


class Case(Protocol):
    """Something whose cells can be worked out."""

    @property
    def x(self) -> Tensor:
        """The input, ``N x C x spatial``."""

    @property
    def sides(self) -> Sequence[tuple[int, int]]:
        """The padding along each sliding axis."""

    @property
    def terms(self) -> int:
        """The most cells under a window."""

    def step(self, place: Index, at: Index) -> Step:
        """Work out one output cell."""

    def uses(self, place: Index) -> Iterable[tuple[Index, Any]]:
        """Name the output cells that use an input cell, each with its weight."""


class Asked(NamedTuple):
    """The working that is asked for; the fields are the flags.

    Attributes
    ----------
    at : index, or sequence of them
        Output cells, in the axes of the output.
    steps : str or None
        One of ``STEPS``.
    uses : index or None
        An input cell, in the axes of the input.
    """

    at: Cells = ()
    steps: str | None = None
    uses: Cells | None = None

    def check(self) -> None:
        """Refuse what contradicts itself, whatever the input is.

        Raises
        ------
        ConvcalcError
        """
        if self.steps is not None and self.steps not in STEPS:
            raise ConvcalcError(
                f"steps is {quote(str(self.steps))}: expected one of {', '.join(STEPS)}"
            )
        if self.steps in ("first", "all") and self._at:
            raise ConvcalcError(
                f"at names the cells already: leave out steps {self.steps} (steps sums gives a line"
                " for each)"
            )
        if len(self._uses) > 1:
            raise ConvcalcError(f"uses names {len(self._uses)} cells: expected one")

    @property
    def anything(self) -> bool:
        """Whether there is anything to work out."""
        return bool(self._at or self.steps or self._uses)

    @property
    def _at(self) -> list[Sizes]:
        return _several(self.at)

    @property
    def _uses(self) -> list[Sizes]:
        return [] if self.uses is None else _several(self.uses)

    def work_out(self, case: Case, places: Places) -> Working:
        """Work out what is asked for.

        Parameters
        ----------
        case : Case
        places : Places
            Where the user's axes stand in those of the case.

        Raises
        ------
        ConvcalcError
            If a cell is outside, or there is too much to write.
        """
        shape = places.output_shape
        cells = [_index(value, "at", shape, places.axes) for value in self._at]
        count = math.prod(shape)
        if self.steps and not cells:
            wanted = 1 if self.steps == "first" else count
            if wanted * case.terms > TERMS_MOST:
                raise ConvcalcError(
                    f"steps {self.steps} would write {wanted * case.terms:,} terms: expected at"
                    f" most {TERMS_MOST:,}; name the cells with --at"
                )
            cells = list(_first(product(*map(range, shape)), wanted))
        return Working(
            steps=[case.step(places.output_place(at), at) for at in cells],
            uses=self._use(case, places),
            in_short=self.steps == "sums",
            left=count - 1 if self.steps == "first" else 0,
            sides=case.sides,
        )

    def _use(self, case: Case, places: Places) -> Uses | None:
        if not self._uses:
            return None
        cell = _index(self._uses[0], "uses", places.input_shape, places.input_axes)
        place = places.input_place(cell)
        found = [Use(places.output_index(p), weight) for p, weight in case.uses(place)]
        return Uses(cell, case.x.values[place], sorted(found, key=lambda use: use.at))


def _first(indices: Iterator[Index], count: int) -> Iterator[Index]:
    return (index for index, _ in zip(indices, range(count), strict=False))


def _several(value: Cells) -> list[Sizes]:
    """Take one index, or several."""
    if isinstance(value, int | str):
        return [value]
    items = list(value)
    whole = [item for item in items if isinstance(item, int)]
    return [whole] if items and len(whole) == len(items) else list(items)


def _index(value: Sizes, name: str, shape: Index, axes: tuple[str, ...]) -> Index:
    """Read the index of a cell; leading axes of length 1 may be left out."""
    side = "output" if name == "at" else "input"
    given = read_sizes(value, name)
    spare = len(shape) - len(given)
    if spare < 0 or any(length > 1 for length in shape[:spare]):
        numbers = "1 number" if len(given) == 1 else f"{len(given)} numbers"
        count = "1 axis" if len(shape) == 1 else f"{len(shape)} axes"
        raise ConvcalcError(
            f"{name} {show_index(given)} has {numbers}: the {side} {show(shape)} has"
            f" {count} ({', '.join(axes)}), as in --{name} {show_index([0] * len(shape))}"
        )
    index = (0,) * spare + given
    if any(not 0 <= i < n for i, n in zip(index, shape, strict=True)):
        ranges = ", ".join(f"{axis} 0..{n - 1}" for axis, n in zip(axes, shape, strict=True))
        raise ConvcalcError(
            f"{name} {show_index(given)} is outside the {side} {show(shape)}: expected {ranges}"
        )
    return index
