"""Cut what a window covers into planes of rows and columns, whatever the number of axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.explain.numbers import total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from convcalc.explain.numbers import NumberKind
    from convcalc.explain.working import Term
    from convcalc.reach import Meeting
    from convcalc.tensor import Tensor

    Meetings = tuple[Meeting, ...]


def cells_under(
    covered: Sequence[Meetings], make: Callable[[tuple[Meeting, ...]], Term]
) -> Iterator[tuple[Meeting | None, list[list[Term]]]]:
    """Make the cells of a window: plane by plane, each as rows of cells.

    Parameters
    ----------
    covered : sequence of tuple of Meeting
        What the window covers along each of one, two or three axes.
    make : callable
        From one meeting per axis to the term, in exact numbers.

    Yields
    ------
    (the plane's meeting, None where rows and columns are all; rows of Term)
    """
    *outer, columns = covered
    rows: Sequence[tuple[Meeting, ...]] = [()]
    if outer:
        rows = [(meeting,) for meeting in outer.pop()]
    for plane in outer[0] if outer else [None]:
        front = () if plane is None else (plane,)
        grid = [[make((*front, *row, column)) for column in columns] for row in rows]
        yield plane, grid


def plane_of(tensor: Tensor, outer: Sequence[int], plane: int | None) -> Tensor:
    """Return rows x columns of a tensor, given the axes before; its only plane if that is None."""
    values = tensor.values[tuple(outer)]
    if plane is not None:
        values = values[plane]
    return tensor.with_values(values.reshape(-1, values.shape[-1]))


def input_plane(x: Tensor, item: int, channel: int, plane: Meeting | None) -> Tensor | None:
    """Return the plane of the input that a window covers; None if it lies in the padding."""
    if plane is None:
        return plane_of(x, (item, channel), None)
    return None if plane.is_padding else plane_of(x, (item, channel), plane.position)


def shown(cells: list[list[Term]], kind: NumberKind) -> tuple[list[list[Term]], list[Any], Any]:
    """Turn cells into terms, their row sums and their sum, as ``Strip`` holds them."""
    show = kind.show
    terms = [
        [c._replace(x=show(c.x), weight=show(c.weight), product=show(c.product)) for c in row]
        for row in cells
    ]
    row_sums = [show(total(cell.product for cell in row)) for row in cells]
    return terms, row_sums, show(total(cell.product for row in cells for cell in row))
