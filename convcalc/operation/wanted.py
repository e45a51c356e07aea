"""``shape --want``: which windows give a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.maps import Map
from convcalc.networks.single import axes_of
from convcalc.networks.want import Search, hull
from convcalc.notation.shapes import AXES_MOST, read_shape
from convcalc.notation.sizes import gather, per_axis, read_sizes, show, spread
from convcalc.records import Record
from convcalc.results import Drawn, Table, json_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.networks.want import Solution
    from convcalc.operation.shape_options import Shape

COLUMNS = ("kernel", "stride", "padding", "output", "fit")


class WantResult(Record):
    """The windows that lead from one size to another.

    Attributes
    ----------
    input, wanted : Map
    solutions : sequence of Solution
        The exact ones first.
    inputs : tuple of pairs, or None
        The least and the most input that gives the wanted size, per axis: with the window that is
        given, or with any of the solutions.
    is_bare : bool
        Whether the input was given as one number, which fits any axes.
    notes : tuple of str
    """

    input: Map
    wanted: Map
    solutions: Sequence[Solution]
    inputs: tuple[tuple[int, int], ...] | None
    is_bare: bool
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> None:
        """Nothing: the table is the answer."""
        return None

    @property
    def table(self) -> Table:
        """A row per solution."""
        rows = [
            {
                "kernel": _number(s.kernel),
                "stride": _number(s.stride),
                "padding": _sides(s.sides, is_bare=self.is_bare),
                "output": self.wanted.short,
                "fit": "exact" if s.exact else self._rounding,
            }
            for s in self.solutions
        ]
        return Table(COLUMNS, rows, heading=False)

    @property
    def _rounding(self) -> str:
        return "ceil" if any(w.ceil for s in self.solutions for w in s.windows) else "floor"

    @property
    def drawn(self) -> Drawn:
        """How many there are, and each with the inputs that give the same."""
        exact = sum(s.exact for s in self.solutions)
        rounded = len(self.solutions) - exact
        rows = [
            {**row, "inputs": _ranges(s.inputs)}
            for row, s in zip(self.table.rows, self.solutions, strict=True)
        ]
        counts = f"{exact} exact, {rounded} by {self._rounding}"
        headline = f"{self.input.short} -> {self.wanted.short}: {counts}"
        remarks = () if self.inputs is None else (f"inputs that give it: {_ranges(self.inputs)}",)
        return Drawn(headline, Table((*COLUMNS, "inputs"), rows), remarks=remarks)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        data = {
            "input": self.input.to_dict(),
            "want": self.wanted.to_dict(),
            "solutions": [
                {
                    "kernel": _number(s.kernel),
                    "stride": _number(s.stride),
                    "padding": _number(s.sides),
                    "output": self.wanted.to_dict(),
                    "exact": s.exact,
                    "inputs": _number(s.inputs),
                }
                for s in self.solutions
            ],
            "inputs": None if self.inputs is None else _number(self.inputs),
        }
        return json_object("shape", data, self.notes)


def _number(values: Sequence[Any]) -> Any:
    """Return one for all axes where they are alike, else one per axis."""
    if len(set(values)) > 1:
        return [list(value) if isinstance(value, tuple) else value for value in values]
    return list(values[0]) if isinstance(values[0], tuple) else values[0]


def _sides(sides: Sequence[tuple[int, int]], *, is_bare: bool) -> str:
    """Write padding as ``-p`` takes it; beside a SHAPE of one number, one pair is for all axes."""
    alike = len(set(sides)) == 1
    if all(before == after for before, after in sides):
        return ",".join(str(before) for before, _ in (sides[:1] if alike else sides))
    pairs = sides[:1] if alike and is_bare else sides
    return ",".join(f"{before},{after}" for before, after in pairs)


def _ranges(ranges: Sequence[tuple[int, int]]) -> str:
    return " x ".join(str(a) if a == b else f"{a}..{b}" for a, b in gather(ranges))


def solve(options: Shape) -> WantResult:
    """Find the windows that give the wanted size.

    Raises
    ------
    ConvcalcError
        If a number is out of range.
    """
    axes = axes_of(options.shape, options.layout)
    wanted = read_sizes(0 if options.want is None else options.want, "--want")
    axes = axes or (len(wanted) if len(wanted) > 1 else None)
    plan = options.window.plan(axes)
    count = plan.axes or axes or 1
    if axes not in (None, count):
        raise ConvcalcError(f"padding {options.padding} is for 1 sliding axis, but here are {axes}")
    if len(wanted) not in (1, count) or count > AXES_MOST:
        raise ConvcalcError(
            f"--want is {quote(str(options.want))}: expected 1 number, or one for each of up to"
            f" {AXES_MOST} sliding axes, as the SHAPE and the other flags have"
        )
    channels, sizes = read_shape(0 if options.shape is None else options.shape, options.layout)
    search = Search(
        spread(sizes, count),
        per_axis(wanted, count, "--want"),
        plan,
        kernel_given=options.kernel is not None,
        stride_given=options.stride is not None,
        padding_given=options.padding is not None,
        transposed=options.transposed,
    )
    solutions = search.solutions()
    if search.is_open:
        inputs = hull([s.inputs for s in solutions]) if solutions else None
    else:
        inputs = search.inputs()
    return WantResult(
        Map(channels, search.lengths),
        Map(None, search.wanted),
        solutions,
        inputs,
        axes_of(options.shape, options.layout) is None,
        () if solutions else (_nothing(search, inputs),),
    )


def _nothing(search: Search, inputs: tuple[tuple[int, int], ...] | None) -> str:
    """Say that nothing leads there, and what would."""
    wanted, lengths = show(search.wanted), show(search.lengths)
    if search.is_open:
        return f"no window of those that were tried leads from {lengths} to {wanted}"
    would = f"; inputs {_ranges(inputs)} do" if inputs else ""
    return f"this window does not lead from {lengths} to {wanted}{would}"
