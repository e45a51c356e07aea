"""Layers whose weights slide: convolution, depthwise, transposed."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.layer import Cost, Kind, fit_channels, need_channels
from convcalc.notation.sizes import spread
from convcalc.padding import check_limit

if TYPE_CHECKING:
    from convcalc.networks.layer import Placed
    from convcalc.networks.maps import Map
    from convcalc.networks.window_plan import WindowPlan

GROUPS_TRIED = 10_000  # on the way to the nearest number that works


class Conv(Kind):
    """A convolution: every filter is as deep as a group of channels.

    Attributes
    ----------
    filters : int or None
        None where nobody asks.
    window : WindowPlan
    groups : int
    bias : bool
    channels : int or None
        The channels it was made for, where it says so.
    mode : str
        What stands in the padding, a key of ``padding.MODES``.
    """

    filters: int | None
    window: WindowPlan
    groups: int = 1
    bias: bool = True
    channels: int | None = None
    mode: str = "zeros"

    type = "conv"
    op = "C"

    @cached_property
    def text(self) -> str:
        """As it is written on one line."""
        return _text(self.op, self.filters, self.window, self.groups, bias=self.bias)

    @property
    def axes(self) -> int | None:
        """How many axes its sizes show."""
        return self.window.axes

    def place(self, *inputs: Map) -> Placed:
        """Slide the filters over the input."""
        x = fit_channels(inputs[0], self.channels)
        if self.groups > 1:
            _check_groups(self.groups, x.channels, self.filters)
        placed = self.window.slide(x, self.filters, transposed=self.op == "T")
        if self.mode != "zeros" and x.lengths is not None and placed.windows:
            for window, n in zip(placed.windows, x.lengths, strict=True):
                check_limit(self.mode, (window.before, window.after), n)
        return placed._replace(mode=self.mode) if self.mode != "zeros" else placed

    def cost(self, x: Map, y: Map) -> Cost:
        """Count filters x channels per group x kernel; each weight is used once per output cell."""
        deep = need_channels(x, self.channels) // self.groups
        filters = _need_filters(self.filters)
        weights = filters * deep * _cells(self.window, x)
        return Cost(weights, filters if self.bias else 0, uses=_positions(y))


class Depthwise(Kind):
    """A convolution with as many groups as channels.

    Attributes
    ----------
    filters : int or None
        A multiple of the channels; None for one filter per channel, or as many as ``multiplier``.
    window : WindowPlan
    bias : bool
    multiplier : int
    """

    filters: int | None
    window: WindowPlan
    bias: bool = True
    multiplier: int = 1

    type = "depthwise"

    @cached_property
    def text(self) -> str:
        """As it is written on one line."""
        op = "DW" if self.multiplier == 1 else f"DW(x{self.multiplier})"
        return _text(op, self.filters, self.window, 1, bias=self.bias)

    @property
    def axes(self) -> int | None:
        """How many axes its sizes show."""
        return self.window.axes

    def place(self, *inputs: Map) -> Placed:
        """Slide each channel's filters over it."""
        (x,) = inputs
        if self.filters and x.channels and self.filters % x.channels:
            raise ConvcalcError(
                f"{self.filters} filters are no multiple of the {x.channels} channels that come in:"
                f" expected {x.channels}, {2 * x.channels}, ..."
            )
        return self.window.slide(x, self.filters or (x.channels and x.channels * self.multiplier))

    def cost(self, x: Map, y: Map) -> Cost:
        """Count filters x kernel."""
        filters = self.filters or need_channels(x) * self.multiplier
        weights = filters * _cells(self.window, x)
        return Cost(weights, filters if self.bias else 0, uses=_positions(y))


class Transposed(Conv):
    """A transposed convolution: every input cell lays the kernel onto the output.

    Its numbers are those of a convolution; the padding crops the output.
    """

    type = "transposed"
    op = "T"

    def cost(self, x: Map, y: Map) -> Cost:
        """Count channels x filters per group x kernel; each is used once per input cell."""
        return super().cost(x, y)._replace(uses=_positions(x))


def _text(op: str, filters: int | None, window: WindowPlan, groups: int, *, bias: bool) -> str:
    keys, colon, words = window.text().partition(":")
    group = f"g{groups}" if groups > 1 else ""
    return f"{op}{filters or ''}{keys}{group}{colon}{words}{'' if bias else ':nobias'}"


def _check_groups(groups: int, channels: int | None, filters: int | None) -> None:
    common = math.gcd(channels or 0, filters or 0)
    for number, name in ((channels, "channels that come in"), (filters, "filters")):
        if number is not None and number % groups:
            fitting = (g for g in range(1, min(common, GROUPS_TRIED) + 1) if common % g == 0)
            nearest = min(fitting, key=lambda g: abs(g - groups))
            raise ConvcalcError(
                f"the {number} {name} do not part into {groups} groups: the nearest that works is"
                f" {nearest} (g{nearest})"
            )


def _need_filters(filters: int | None) -> int:
    if filters is None:
        raise ConvcalcError("the number of filters is missing: write C64k3 for 64 of 3x3")
    return filters


def _cells(window: WindowPlan, x: Map) -> int:
    """Count the cells of one plane of a kernel."""
    return math.prod(spread(window.kernel, len(x.size)))


def _positions(output: Map) -> int | None:
    lengths = output.lengths
    return None if lengths is None else math.prod(lengths)
