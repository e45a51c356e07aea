"""What a snippet of ``pool`` is to do."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convcalc.geometry import Window
from convcalc.snippets.jobs import Job
from convcalc.snippets.kinds import pool_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import AnyWindow
    from convcalc.operation.pool_options import Pool
    from convcalc.poolings import Kind as Pooling
    from convcalc.snippets.kinds import Kind


PICKS = {1: "max", -1: "min"}  # in the words of all libraries


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
