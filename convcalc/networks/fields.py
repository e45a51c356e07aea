"""Receptive fields: how much of the input one unit sees, layer by layer.

r' = r + (k-1) d j, j' = j s, start' = start + ((k-1)d/2 - before) j, along each axis; the centre of
the first input cell is at 0. Araujo, Norris & Sim, "Computing receptive fields of convolutional
neural networks", Distill 2019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from convcalc.errors import ConvcalcError
from convcalc.exact import quotient, whole_if_possible
from convcalc.geometry import AdaptiveWindow
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.geometry import AnyWindow, Window
    from convcalc.networks.layer import Placed
    from convcalc.networks.trace import Step, Trace

    Exact: TypeAlias = int | Fraction


class Field(NamedTuple):
    """What a unit sees along one axis, in cells of the input.

    Attributes
    ----------
    size : int or Fraction
        The receptive field.
    jump : int or Fraction
        From one unit to the next: the effective stride.
    start : int, Fraction or None
        The centre of the first unit; None if it is not known.
    """

    size: Exact = 1
    jump: Exact = 1
    start: Exact | None = 0

    @property
    def padding(self) -> Exact | None:
        """The effective padding before: how far the first unit sees past the input's edge."""
        if self.start is None:
            return None
        return whole_if_possible(quotient(self.size - 1, 2) - self.start)

    def widened(self, reach: Reach, *, aligned: bool) -> Field:
        """Return what a unit one layer on sees."""
        known = aligned and self.start is not None
        return Field(
            whole_if_possible(self.size + reach.growth * self.jump),
            whole_if_possible(self.jump * reach.step),
            whole_if_possible((self.start or 0) + quotient(reach.twice * self.jump, 2))
            if known
            else None,
        )


class Reach(Record):
    """What a window adds: to the size and twice to the start in jumps, to the jump as a factor."""

    growth: int
    step: Exact
    twice: Exact


def reach_of(window: AnyWindow, n: int | None, *, transposed: bool) -> Reach:
    """Return what a window over an axis of length n adds.

    >>> from convcalc.geometry import Window
    >>> reach_of(Window(3, stride=2, before=1), None, transposed=False)
    Reach(growth=2, step=2, twice=0)
    """
    if isinstance(window, AdaptiveWindow):
        mean = quotient(n or 1, window.size)
        return Reach(window.most_cells(n or 1) - 1, mean, mean - 1)
    if transposed:
        return _transposed_reach(window)
    return Reach(window.extent - 1, window.stride, window.extent - 1 - 2 * window.before)


def _transposed_reach(window: Window) -> Reach:
    """Count every s-th cell under the kernel; a unit starts at the mean over its phases."""
    cells = -(-window.extent // window.stride)
    twice = quotient(2 * window.before - window.extent + 1, window.stride)
    return Reach(cells - 1, quotient(1, window.stride), twice)


Fields: TypeAlias = "tuple[Field, ...] | None"
"""One per axis; None where a unit sees everything, or nobody knows."""


def follow(trace: Trace) -> list[Fields]:
    """Return the receptive fields after the input and after each layer.

    Raises
    ------
    ConvcalcError
        If branches are joined whose units stand at other distances.
    """
    fields: list[Fields] = [tuple(Field() for _ in trace.input.size)]
    for step in trace.steps:
        before = [fields[parent] for parent in step.node.parents]
        fields.append(_widest(before, step) if len(before) > 1 else _after(before[0], step))
    return fields


def _after(fields: Fields, step: Step) -> Fields:
    if fields is None or step.placed is None or step.placed.windows is None:
        return None
    if not step.placed.windows:
        return fields
    placed = step.placed
    axes = list(zip(fields, placed.windows or (), step.inputs[0].size, strict=True))
    if axes.count(axes[0]) == len(axes):  # alike, as nearly always
        return (_on_axis(*axes[0], placed),) * len(axes)
    return tuple(_on_axis(*axis, placed) for axis in axes)


def _on_axis(field: Field, window: AnyWindow, n: int | None, placed: Placed) -> Field:
    reach = reach_of(window, n, transposed=placed.transposed)
    return field.widened(reach, aligned=placed.aligned)


def _widest(branches: Sequence[Fields], step: Step) -> Fields:
    """Take the widest branch on each axis."""
    known = [fields for fields in branches if fields is not None]
    if len(known) < len(branches):
        return None
    for axis in zip(*known, strict=True):
        jumps = {field.jump for field in axis}
        if len(jumps) > 1:
            listed = " and ".join(str(field.jump) for field in axis)
            raise ConvcalcError(
                f"its branches have jumps of {listed} input cells: expected the same; change the"
                " strides of one"
            ).within(step.label)
    return tuple(max(axis, key=lambda field: field.size) for axis in zip(*known, strict=True))


def number(value: Exact) -> str:
    """Write a number for eyes.

    >>> number(7), number(quotient(1, 2)), number(quotient(1, 3))
    ('7', '0.5', '0.3333')
    """
    return str(value) if isinstance(value, int) else str(round(float(value), 4))
