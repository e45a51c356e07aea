"""Recurrences for receptive fields that are not the right one: a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.networks.fields import reach_of
from convcalc.networks.pools import Adaptive, Pool
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.geometry import AnyWindow
    from convcalc.networks.graph import Step


class Sight(Record):
    """How far a unit sees along one axis, and how far apart units stand, by some recurrence.

    Attributes
    ----------
    size, jump : int or Fraction
    last : int or Fraction
        The stride of the layer before alone.
    """

    size: Any = 1
    jump: Any = 1
    last: Any = 1


class Move(Record):
    """What a layer's window on one axis would add.

    Attributes
    ----------
    window : window
    growth, step : int or Fraction
        To the size in jumps; to the jump as a factor.
    is_pool, is_transposed : bool
    """

    window: AnyWindow
    growth: int
    step: Any
    is_pool: bool
    is_transposed: bool

    @property
    def cells(self) -> int:
        """The kernel, without its dilation."""
        return getattr(self.window, "kernel", self.growth + 1)

    @property
    def dilation(self) -> int:
        """The distance between the kernel's cells."""
        return getattr(self.window, "dilation", 1)

    def grown(self, sight: Sight, *, growth: Any = None, step: Any = None) -> Sight:
        """Take one step of the recurrence, with other numbers where they are given."""
        growth = self.growth if growth is None else growth
        step = self.step if step is None else step
        return Sight(sight.size + growth * sight.jump, sight.jump * step, step)


class FieldSlip(Record):
    """A recurrence that is not the right one.

    Attributes
    ----------
    cause : str
        One of ``CAUSES``.
    text : str
        What was done, so that "9 is what ... gives" is a sentence.
    step : callable
        From what a unit sees, and what the layer adds, to what a unit sees one layer on.
    start : int
        What is seen before the first layer.
    """

    cause: str
    text: str
    step: Callable[[Sight, Move], Sight]
    start: int = 1


def _own_stride(sight: Sight, move: Move) -> Sight:
    grown = move.grown(sight)
    return grown._replace(size=sight.size + move.growth * grown.jump)


def _last_stride(sight: Sight, move: Move) -> Sight:
    return Sight(sight.size + move.growth * sight.last, sight.jump * move.step, move.step)


def _no_pool(sight: Sight, move: Move) -> Sight:
    return sight if move.is_pool else move.grown(sight)


def _padded(sight: Sight, move: Move) -> Sight:
    return move.grown(sight, growth=move.growth + move.window.before + move.window.after)


def _as_convolution(sight: Sight, move: Move) -> Sight:
    if not move.is_transposed:
        return move.grown(sight)
    stride = getattr(move.window, "stride", 1)
    return move.grown(sight, growth=move.dilation * (move.cells - 1), step=stride)


def _summed(sight: Sight, move: Move) -> Sight:
    return sight._replace(size=sight.size + move.cells)


def _multiplied(sight: Sight, move: Move) -> Sight:
    return sight._replace(size=sight.size * move.cells)


FIELD_SLIPS: Mapping[str, FieldSlip] = {
    "no-strides": FieldSlip(
        "stride", "leaving out the strides", lambda sight, move: move.grown(sight, step=1)
    ),
    "no-dilation": FieldSlip(
        "dilation",
        "leaving out the dilation",
        lambda sight, move: move.grown(
            sight, growth=move.cells - 1 if move.dilation > 1 else move.growth
        ),
    ),
    "no-pools": FieldSlip("pool-type", "leaving out the poolings", _no_pool),
    "own-stride": FieldSlip("stride", "counting a layer's own stride in its own step", _own_stride),
    "last-stride": FieldSlip(
        "stride", "multiplying by the stride of the layer before only", _last_stride
    ),
    "kernel": FieldSlip(
        "slip",
        "adding the kernel instead of the kernel - 1",
        lambda sight, move: move.grown(sight, growth=move.growth + move.dilation),
    ),
    "kernel-from-0": FieldSlip(
        "slip",
        "starting from 0 and adding the kernel instead of the kernel - 1",
        lambda sight, move: move.grown(sight, growth=move.growth + move.dilation),
        start=0,
    ),
    "from-0": FieldSlip(
        "slip", "starting from 0 instead of 1", lambda sight, move: move.grown(sight), start=0
    ),
    "sum": FieldSlip("slip", "adding up the kernels", _summed, start=0),
    "product": FieldSlip("slip", "multiplying the kernels", _multiplied),
    "pool-kernels": FieldSlip(
        "pool-type",
        "leaving out the windows of the poolings, but not their strides",
        lambda sight, move: move.grown(sight, growth=0 if move.is_pool else None),
    ),
    "pool-strides": FieldSlip(
        "pool-type",
        "leaving out the strides of the poolings",
        lambda sight, move: move.grown(sight, step=1 if move.is_pool else None),
    ),
    "padding": FieldSlip("padding", "adding the padding", _padded),
    "dilated-kernel": FieldSlip(
        "dilation",
        "counting a kernel as dilation times its size",
        lambda sight, move: move.grown(
            sight, growth=move.growth + move.dilation - 1 if move.dilation > 1 else None
        ),
    ),
    "ordinary": FieldSlip(
        "slip", "counting a transposed layer as an ordinary one", _as_convolution
    ),
}

FIRST = Sight()
RIGHT = FieldSlip("", "", lambda sight, move: move.grown(sight))
LEFT_OUT = FieldSlip("slip", "leaving out", lambda sight, move: sight)
ONE_LAYER_SLIPS = (
    FIELD_SLIPS["no-strides"]._replace(text="leaving out the stride"),
    FIELD_SLIPS["no-dilation"],
    LEFT_OUT,
)


def moves_of(step: Step) -> list[Move]:
    """Return what a layer adds on each axis; nothing if it leaves every cell in its place."""
    placed = step.placed
    if placed is None or not placed.windows:
        return []
    is_pool = isinstance(step.layer, Pool | Adaptive)
    moves = []
    for window, n in zip(placed.windows, step.inputs[0].size, strict=True):
        reach = reach_of(window, n, transposed=placed.transposed)
        moves.append(Move(window, reach.growth, reach.step, is_pool, placed.transposed))
    return moves
