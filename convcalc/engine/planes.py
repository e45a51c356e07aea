"""One and three sliding axes as two: the methods know planes only."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from convcalc.engine.method import Task
from convcalc.engine.views import view

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.engine.parts import Part
    from convcalc.geometry import Window
    from convcalc.tensor import Array

    Fill: TypeAlias = Callable[[Array, Array], None]

LINE = 2**14  # cells of a signal that become a row of a plane, or more where the kernel is long
PER_KERNEL = 8


def as_planes(part: Part, weights: Array, rows: int, *, most: float, exact: bool) -> Task:
    """Write a part as a task in planes.

    Parameters
    ----------
    part : Part
        Of one, two or three axes.
    weights : ndarray, g x O x C x spatial
        Its kernel cells.
    rows : int
        Of the output, that are calculated at a time.
    most, exact
        As :class:`Task` has them.
    """
    axes = part.axes
    stride, dilation, size = (
        tuple(values)
        for values in zip(
            *((a.window.stride, a.window.dilation, a.outputs) for a in axes), strict=True
        )
    )
    if len(axes) == 1:
        width = min(line_length(part), size[0])
        rows = -(-size[0] // width)
        return Task(weights[..., None, :], (1, *stride), (1, *dilation), (rows, width), most, exact)
    if len(axes) == 3:  # the planes that a window sees are channels more
        groups, filters, channels, depth, *kernel = weights.shape
        weights = weights.reshape(groups, filters, channels * depth, *kernel)
    else:
        size = (min(size[0], rows), size[1])
    return Task(weights, stride[-2:], dilation[-2:], size[-2:], most, exact)


def line_length(part: Part) -> int:
    """Return how many outputs of a signal make a row: so that rows overlap little."""
    return max(LINE, PER_KERNEL * part.axes[0].window.extent)


def run_on(width: int, run: Fill, part: Part, x: Array, out: Array) -> None:
    """Fill a block of a part's output.

    Parameters
    ----------
    width : int
        The outputs in a row of a plane.
    run : callable
        Fills planes of that width.
    part : Part
    x : ndarray, g x C x spatial
        The padded input under the block.
    out : ndarray, g x O x spatial
        A signal at least as long as a row.
    """
    if len(part.axes) == 1:
        _run_on_line(width, run, part.axes[0].window, x, out)
    elif len(part.axes) == 2:
        run(x, out)
    else:
        _run_on_volume(run, part.axes[0].window, x, out)


def _run_on_line(width: int, run: Fill, window: Window, x: Array, out: Array) -> None:
    """Fold a signal into overlapping rows; the last row repeats some outputs."""
    length = out.shape[2]
    _run_on_rows(width, run, window, x, out[..., : length // width * width])
    if length % width:
        _run_on_rows(
            width, run, window, x[..., (length - width) * window.stride :], out[..., -width:]
        )


def _run_on_rows(width: int, run: Fill, window: Window, x: Array, out: Array) -> None:
    rows = out.shape[2] // width
    *lead, by_cell = x.strides
    *to, to_cell = out.strides
    reach = (width - 1) * window.stride + window.extent
    run(
        view(x, (*x.shape[:2], rows, reach), (*lead, width * window.stride * by_cell, by_cell)),
        view(out, (*out.shape[:2], rows, width), (*to, width * to_cell, to_cell)),
    )


def _run_on_volume(run: Fill, window: Window, x: Array, out: Array) -> None:
    """Fill the output plane by plane, from the planes that its windows see."""
    for place in range(out.shape[2]):
        start = place * window.stride
        seen = x[:, :, start : start + window.extent : window.dilation]
        planes = seen.reshape(seen.shape[0], -1, *seen.shape[3:])
        run(planes, out[:, :, place])
