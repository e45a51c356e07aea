"""What a snippet of ``apply`` is to do."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convcalc.notation.calls import look_up
from convcalc.snippets.jobs import Job
from convcalc.snippets.kinds import apply_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.exact import Number
    from convcalc.geometry import Window
    from convcalc.operation.plan import Plan
    from convcalc.snippets.kinds import Kind
    from convcalc.tensor import Tensor


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
        """The kernels, not yet rotated: filters x depth x plane.

        Transposed they are channels x fan x plane.
        """
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
    def overlap(self) -> str:
        """Return ``full`` or ``same`` where the padding is what SciPy and Octave mean by it.

        Else ``valid``, with padding or without. Their ``same`` keeps the middle of ``full``.
        """
        sliding, extents = self.plan.sliding, self.extents
        sides = [(w.before, w.after) for w in self.windows]
        own = sliding.padding_mode != "zeros" or self.plan.pad_value is not None
        if own or not self.is_padded or not self.is_finite:
            return "valid"
        if sides == [(extent - 1, extent - 1) for extent in extents]:
            return "full"
        fits = all(n >= extent for n, extent in zip(self.lengths, extents, strict=True))
        middle = [(extent // 2, extent // 2) for extent in extents if extent % 2]
        return "same" if fits and sides == middle else "valid"

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
