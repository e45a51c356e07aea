"""One layer from flags: ``-k 7 -s 2 -p 3``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.convolutions import Conv, Transposed
from convcalc.networks.graph import Network, Node
from convcalc.networks.pools import Pool
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.shapes import AXES_MOST, read_shape
from convcalc.notation.sizes import per_axis, read_sizes
from convcalc.padding import WORDS, word_in
from convcalc.records import Record
from convcalc.steps import padding_sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcalc.networks.layer import Layer
    from convcalc.notation.sizes import Sizes
    from convcalc.notation.written import Sides

USUAL_AXES = 2


class WindowFlags(Record):
    """A window as the flags give it."""

    kernel: Sizes
    stride: Sizes = 1
    padding: Sizes = 0
    dilation: Sizes = 1
    output_padding: Sizes = 0
    ceil: bool = False

    def plan(self, axes: int | None) -> WindowPlan:
        """Read the flags.

        Parameters
        ----------
        axes : int or None
            How many axes the input has; None for a bare number, which fits any.

        Raises
        ------
        ConvcalcError
            If one of them is no size.
        """
        named = {
            "kernel": self.kernel,
            "stride": self.stride,
            "dilation": self.dilation,
            "output padding": self.output_padding,
        }
        axes = axes or _axes_shown(named)
        _check_counts(named, axes or 1)
        least = {"output padding": 0}
        kernel, stride, dilation, extra = (
            per_axis(value, axes or 1, name, least=least.get(name, 1))
            for name, value in named.items()
        )
        word = word_in(self.padding)
        padding: str | Sides = word or self._sides(axes)
        dims = 1 if word and WORDS[word].only_1d and axes is None else axes
        if not word and axes is None and len(padding) > 1:
            dims = len(padding)
        return WindowPlan(kernel, stride, padding, dilation, extra, self.ceil, dims)

    def _sides(self, axes: int | None) -> Sides:
        """Read padding in numbers; beside a bare size two are before and after on every axis."""
        numbers = len(read_sizes(self.padding, "padding"))
        if axes is None:
            axes = {1: 1, 2: 1, 6: 3}.get(numbers, USUAL_AXES)
        return tuple(padding_sides(self.padding, axes))


def _axes_shown(named: Mapping[str, Sizes]) -> int | None:
    """Return how many axes the flags show, None if they fit any number."""
    name, most = max(
        ((name, len(read_sizes(value, name))) for name, value in named.items()),
        key=lambda item: item[1],
    )
    if most > AXES_MOST:
        raise ConvcalcError(
            f"{name} has {most} numbers: expected at most {AXES_MOST}, for depth, height and width"
        )
    return most if most > 1 else None


def _check_counts(named: Mapping[str, Sizes], axes: int) -> None:
    for name, value in named.items():
        count = len(read_sizes(value, name))
        if count not in (1, axes):
            many = f"1 or {axes}" if axes > 1 else "1"
            raise ConvcalcError(
                f"{name} has {count} numbers: expected {many}, as the SHAPE or the other flags have"
                f" {axes} sliding {'axes' if axes > 1 else 'axis'}"
            )


def axes_of(shape: Sizes | None, layout: str) -> int | None:
    """Return how many axes a SHAPE has, None for a bare number or none at all."""
    if shape is None:
        return None
    channels, sizes = read_shape(shape, layout)
    return None if channels is None and len(sizes) == 1 else len(sizes)


def window_layer(plan: WindowPlan, *, transposed: bool = False) -> Layer:
    """Return a layer whose filters nobody counts; one that rounds up is a pooling."""
    if transposed:
        return Transposed(None, plan)
    return Pool("max", plan) if plan.ceil else Conv(None, plan)


def network_of(layer: Layer) -> Network:
    """Return a network of one layer."""
    return Network((Node(layer, (0,)),))
