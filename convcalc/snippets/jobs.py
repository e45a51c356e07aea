"""What a snippet is to do: everything a writer asks for, in the words of its code."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from convcalc.geometry import Window
from convcalc.notation.calls import look_up
from convcalc.records import Record
from convcalc.snippets.kinds import apply_kind, pool_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convcalc.exact import Number
    from convcalc.geometry import AnyWindow
    from convcalc.operation.places import Places
    from convcalc.operation.plan import Plan
    from convcalc.operation.pool_options import Pool
    from convcalc.poolings import Kind as Pooling
    from convcalc.snippets.kinds import Kind
    from convcalc.tensor import Tensor

    Paths: TypeAlias = Mapping[str, str]
    """The .npy files to load, by what they are: input, bias, kernel 1 ..."""


class Job(Record):
    """What both commands have: an input, its axes, and the sizes of the output."""

    places: Places
    paths: Paths

    @property
    def axes(self) -> int:
        """How many axes slide."""
        return self.places.arrangement.axes

    @property
    def lengths(self) -> tuple[int, ...]:
        """The input's size on each sliding axis."""
        return self.places.x.shape[2:]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The output's size on each sliding axis."""
        return self.places.sizes

    @property
    def lead(self) -> int:
        """How many axes the input has in front of the sliding ones: channels, and items."""
        return int(self.places.input_channel) + int(self.places.batch)

    @property
    def lead_shape(self) -> tuple[int, ...]:
        """Their lengths."""
        return self.places.x.shape[2 - self.lead : 2]

    @property
    def channels_last(self) -> bool:
        """Whether layout hwc changes anything about the output."""
        return self.places.arrangement.channels_last and self.places.channel

    @property
    def input_channels_last(self) -> bool:
        """Whether layout hwc changes anything about the input."""
        return self.places.arrangement.channels_last and self.places.input_channel

    @property
    def x(self) -> Tensor:
        """The input as it was given, with all sliding axes."""
        x = self.places.x
        if self.input_channels_last:
            x = x.with_values(np.moveaxis(x.values, 1, -1))
        return x.reshape(*self.places.input_shape)


class ApplyJob(Job):
    """A convolution, everything about it decided.

    Attributes
    ----------
    plan : Plan
    kernels : tuple of Tensor
        As they were given; may be empty if none is to be loaded from a file.
    """

    plan: Plan
    kernels: tuple[Tensor, ...] = ()

    @property
    def windows(self) -> Sequence[Window]:
        """One window per sliding axis."""
        return self.plan.sliding.windows

    @property
    def groups(self) -> int:
        """Into how many groups the channels are split."""
        return self.plan.sliding.groups

    @property
    def weights(self) -> Tensor:
        """The kernels, not yet rotated: filters x depth x plane; transposed channels x fan x plane."""
        return self.plan.kernels.weights

    @property
    def depth(self) -> int:
        """How many channels a filter reads."""
        return self.places.x.shape[1] // self.groups

    @property
    def fan(self) -> int:
        """How many filters a group has."""
        return self.places.filters // self.groups

    @property
    def is_plain(self) -> bool:
        """Whether input, kernel and output are one plane each."""
        return not self.places.channel

    @cached_property
    def is_shared(self) -> bool:
        """Whether every channel is filtered by the same plane, which was given once."""
        if not self.plan.options.per_channel or self.groups == 1:
            return False
        first = self.weights.values[:1]
        return bool((self.weights.values == first).all())

    @property
    def plane(self) -> tuple[int, ...]:
        """The kernel's size on each sliding axis."""
        return self.weights.shape[2:]

    @property
    def extents(self) -> tuple[int, ...]:
        """The kernel's size with the gaps of its dilation."""
        return tuple(w.extent for w in self.windows)

    @property
    def kernel_shape(self) -> tuple[int, ...]:
        """The shape to write the kernels in: without axes of length 1 in front."""
        if self.is_shared:
            return self.plane
        shape = self.weights.shape
        while len(shape) > self.axes and shape[0] == 1:
            shape = shape[1:]
        return shape

    @property
    def kernel(self) -> Tensor:
        """The kernels in that shape."""
        weights = self.weights
        if self.is_shared:
            weights = weights.with_values(weights.values[:1])
        return weights.reshape(*self.kernel_shape)

    @property
    def is_padded(self) -> bool:
        """Whether there is padding."""
        return any(w.before or w.after for w in self.windows)

    @property
    def activation(self) -> tuple[str, Sequence[Number]]:
        """The activation's name and parameters; an empty name for none."""
        if self.plan.options.activation is None:
            return "", ()
        from convcalc.activations import ACTIVATIONS

        name, _, parameters = look_up(self.plan.options.activation, ACTIVATIONS, "activation")
        return name, parameters

    @cached_property
    def kind(self) -> Kind:
        """The type of number to calculate with."""
        return apply_kind(self.plan, self.activation)

    @cached_property
    def is_finite(self) -> bool:
        """Whether there is neither nan nor inf."""
        tensors = [self.places.x, self.weights, self.plan.pad_value]
        floats = [t.values for t in tensors if t is not None and not t.is_exact]
        return all(bool(np.isfinite(values).all()) for values in floats)


class PoolJob(Job):
    """A pooling, everything about it decided.

    Attributes
    ----------
    options : Pool
    all_windows : sequence of Window or AdaptiveWindow
    """

    options: Pool
    all_windows: Sequence[AnyWindow]

    @property
    def windows(self) -> Sequence[Window]:
        """The windows, where they slide; none for an adaptive pooling."""
        return [window for window in self.all_windows if isinstance(window, Window)]

    @property
    def is_adaptive(self) -> bool:
        """Whether windows share the input instead of sliding."""
        return not self.windows

    @property
    def pooling(self) -> Pooling:
        """What is made of the cells."""
        return self.options.kind

    @property
    def name(self) -> str:
        """The type's name."""
        return self.pooling.name

    @property
    def picks(self) -> int:
        """1 for the largest cell, -1 for the smallest, 0 for a sum."""
        return self.pooling.pooling.picks

    @property
    def is_padded(self) -> bool:
        """Whether there is padding."""
        return any(w.before or w.after for w in self.all_windows)

    @property
    def is_dilated(self) -> bool:
        """Whether a window has gaps."""
        return any(w.dilation > 1 for w in self.windows)

    @property
    def ends(self) -> tuple[int, ...]:
        """The cells after each axis that the last window reaches: the padding, or more."""
        return tuple(
            max(w.after, (size - 1) * w.stride + w.extent - w.before - n)
            for w, size, n in zip(self.windows, self.sizes, self.lengths, strict=True)
        )

    @property
    def reaches_past(self) -> bool:
        """Whether a window reaches past the padded input."""
        return any(end > w.after for end, w in zip(self.ends, self.windows, strict=True))

    @property
    def has_empty(self) -> bool:
        """Whether a window lies in the padding alone."""
        axes = zip(self.all_windows, self.sizes, self.lengths, strict=True)
        return any(
            not any(0 <= cell < n for cell in window.cells(place, n))
            for window, size, n in axes
            for place in range(size)
        )

    @property
    def uneven(self) -> bool:
        """Whether an average's divisor differs from window to window."""
        divides = self.name == "avg" and self.options.divisor is None and not self.is_adaptive
        return divides and (self.reaches_past or (self.options.exclude_pad and self.is_padded))

    @property
    def cells(self) -> int:
        """How many cells a plane of the input has."""
        return math.prod(self.lengths)

    @cached_property
    def kind(self) -> Kind:
        """The type of number to calculate with."""
        return pool_kind(self)

    @property
    def has_nan(self) -> bool:
        """Whether there is a nan."""
        x = self.places.x
        return not x.is_exact and bool(np.isnan(x.values).any())

    @property
    def has_worst(self) -> bool:
        """Whether a cell is as little worth picking as the padding."""
        x = self.places.x
        return not x.is_exact and bool((x.values == -np.inf * self.picks).any())
