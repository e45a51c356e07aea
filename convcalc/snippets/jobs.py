"""What snippets of both commands ask about: the input, its axes, and the sizes of the output."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcalc.operation.places import Places
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
