"""``receptive-field --at`` and ``--uses``: which unit or cell is meant, and a look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.formulas import CELLS
from convcalc.networks.regions import seen_by, users_of
from convcalc.notation.sizes import read_sizes, show_index
from convcalc.operation.asked import read_index
from convcalc.operation.field_views import Seen, Used

if TYPE_CHECKING:
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.field_result import FieldResult


def look(result: FieldResult, at: Sizes | None, uses: Sizes | None) -> FieldResult:
    """Look at what a unit of the last layer before the dense ones sees, or who sees a cell.

    Raises
    ------
    ConvcalcError
        If both are asked for, or there is no such unit or cell.
    """
    if at is None:
        return result._replace(used=_used(0 if uses is None else uses, result))
    if uses is not None:
        raise ConvcalcError("--at and --uses are two questions: leave one of them out")
    return result._replace(seen=_seen(at, result))


def _seen(at: Sizes, result: FieldResult) -> Seen:
    output = result.output
    lengths = output.lengths
    if result.start is None:
        raise ConvcalcError(
            "where units stand depends on the input's size: add --input, as in --input 3@224x224"
        )
    axes = CELLS[len(output.size)]
    unit = read_sizes(at, "--at") if lengths is None else read_index(at, "at", lengths, axes)
    if len(unit) != len(axes) or min(unit) < 0:
        raise ConvcalcError(
            f"--at is {quote(show_index(unit))}: expected {','.join(axes)}, counted from 0, as in"
            f" --at {show_index([0] * len(axes))}"
        )
    regions = seen_by(result.trace, result.last, unit)
    return Seen(unit, regions, result.trace.input, result.last_label)


def _used(uses: Sizes, result: FieldResult) -> Used:
    lengths = result.trace.input.lengths
    if lengths is None:
        raise ConvcalcError("--uses needs the input's size: add --input, as in --input 3@224x224")
    cell = read_index(uses, "uses", lengths, CELLS[len(lengths)])
    units = users_of(result.trace, result.last, cell)
    return Used(cell, units, result.output, result.last_label)
