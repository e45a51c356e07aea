"""Receptive fields: how much of the input one unit sees, layer by layer.

r' = r + (k-1) d j, j' = j s, start' = start + ((k-1)d/2 - before) j, along each axis; the centre of
the first input cell is at 0. Araujo, Norris & Sim, "Computing receptive fields of convolutional
neural networks", Distill 2019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from convcalc.errors import ConvcalcError
from convcalc.exact import half, whole_if_possible
from convcalc.geometry import AdaptiveWindow
from convcalc.networks.jumps import factor
from convcalc.notation.sizes import DIGITS_MOST
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.exact import Ratio
    from convcalc.geometry import AnyWindow
    from convcalc.networks.graph import Step
    from convcalc.networks.jumps import Exact
    from convcalc.networks.layer import Placed
    from convcalc.networks.trace import Trace

LARGEST = 10**DIGITS_MOST


class Field(Record):
    """What a unit sees along one axis, in cells of the input.

    Attributes
    ----------
    size : int or Fraction
        The receptive field.
    jump : int or Fraction
        From one unit to the next: the effective stride.
    twice : int, Fraction or None
        Two times the start, whole where the jumps are; None if it is not known.
    """

    size: Exact = 1
    jump: Exact = 1
    twice: Exact | None = 0

    @property
    def start(self) -> Exact | Ratio | None:
        """The centre of the first unit.

        >>> Field(2, 2, 1).start, Field(2, 2, 1).padding
        (0.5, 0)
        """
        return None if self.twice is None else half(self.twice)

    @property
    def padding(self) -> Exact | Ratio | None:
        """The effective padding before: how far the first unit sees past the input's edge."""
        return None if self.twice is None else half(self.size - 1 - self.twice)

    def widened(self, reach: Reach, *, aligned: bool) -> Field:
        """Return what a unit one layer on sees."""
        twice = self.twice if aligned else None
        return Field(
            whole_if_possible(self.size + reach.growth * self.jump),
            whole_if_possible(self.jump * reach.step),
            None if twice is None else whole_if_possible(twice + reach.twice * self.jump),
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
    step = factor(window, n, transposed=transposed)
    if isinstance(window, AdaptiveWindow):
        return Reach(window.most_cells(n or 1) - 1, step, step - 1)
    if transposed:  # every s-th cell under the kernel; a unit starts at the mean over its phases
        cells = -(-window.extent // window.stride)
        return Reach(cells - 1, step, (2 * window.before - window.extent + 1) * step)
    return Reach(window.extent - 1, step, window.extent - 1 - 2 * window.before)


Fields: TypeAlias = "tuple[Field, ...] | None"
"""One per axis; None where a unit sees everything, or nobody knows."""


def follow(trace: Trace) -> list[Fields]:
    """Return the receptive fields after the input and after each layer.

    Raises
    ------
    ConvcalcError
        If they grow beyond all bounds.
    """
    fields: list[Fields] = [tuple(Field() for _ in trace.input.size)]
    for step in trace.steps:
        before = [fields[parent] for parent in step.node.parents]
        after = _widest(before) if len(before) > 1 else _after(before[0], step)
        if after and after is not before[0]:
            _check_bounds(after, trace, step)
        fields.append(after)
    return fields


def _check_bounds(fields: tuple[Field, ...], trace: Trace, step: Step) -> None:
    numbers = (number for field in fields for number in (field.size, field.jump))
    if any(max(number.numerator, number.denominator) > LARGEST for number in numbers):
        raise trace.refusal(
            ConvcalcError(
                f"what its units see, or the distance between them, passes 10^{DIGITS_MOST} cells"
                " or parts of one: give fewer layers"
            ),
            step,
        )


def _after(fields: Fields, step: Step) -> Fields:
    placed = step.placed
    if fields is None or placed is None or placed.windows is None:
        return None
    if not placed.windows:
        return fields
    axes = list(zip(fields, placed.windows, step.inputs[0].size, strict=True))
    if axes.count(axes[0]) == len(axes):  # alike, as nearly always
        return (_on_axis(*axes[0], placed),) * len(axes)
    return tuple(_on_axis(*axis, placed) for axis in axes)


def _on_axis(field: Field, window: AnyWindow, n: int | None, placed: Placed) -> Field:
    reach = reach_of(window, n, transposed=placed.transposed)
    return field.widened(reach, aligned=placed.aligned)


def _widest(branches: Sequence[Fields]) -> Fields:
    """Take the widest branch on each axis; they have the same jumps, or are flat."""
    known = [fields for fields in branches if fields is not None]
    if len(known) < len(branches):
        return None
    return tuple(max(axis, key=lambda field: field.size) for axis in zip(*known, strict=True))
