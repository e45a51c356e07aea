"""Every axis in its place, on both sides, and every size known before anything is calculated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.operation.axes import Arrangement
    from convcalc.tensor import Tensor


class Places(Record):
    """Where the axes the user sees stand in the engine's ``N x C x spatial``, and back.

    Attributes
    ----------
    arrangement : Arrangement
    input_given : tuple of int
        The input's shape as it was given.
    x : Tensor, N x C x spatial
    filters : int
        The number of output channels.
    sizes : tuple of int
        The output's size on each sliding axis.
    """

    arrangement: Arrangement
    input_given: tuple[int, ...]
    x: Tensor
    filters: int
    sizes: tuple[int, ...]

    @property
    def output_cells(self) -> int:
        """How many numbers the output holds."""
        return self.x.shape[0] * self.filters * math.prod(self.sizes)

    @property
    def batch(self) -> bool:
        """Whether input and output have a batch axis."""
        return len(self.input_given) == self.arrangement.axes + 2

    @property
    def input_channel(self) -> bool:
        """Whether the input has a channel axis."""
        return len(self.input_given) > self.arrangement.axes

    @property
    def channel(self) -> bool:
        """Whether the output has a channel axis."""
        return self.input_channel or self.filters > 1

    @property
    def channels_last(self) -> bool:
        """Whether the output has a channel axis, behind the others."""
        return self.channel and self.arrangement.channels_last

    @property
    def axes(self) -> tuple[str, ...]:
        """What the output's axes are, outermost first."""
        return self.arrangement.names(batch=self.batch, channel=self.channel)

    @property
    def input_axes(self) -> tuple[str, ...]:
        """What the input's axes are, outermost first."""
        return self.arrangement.names(batch=self.batch, channel=self.input_channel)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The input's shape as it was given, with 1s in front where it had too few axes."""
        return (1,) * (self.arrangement.axes - len(self.input_given)) + self.input_given

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The output's shape as the user sees it."""
        return self.arrangement.output_shape(
            self.x.shape[0], self.filters, self.sizes, batch=self.batch, channel=self.channel
        )

    def put_output(self, tensor: Tensor) -> Tensor:
        """Turn the engine's ``N x O x spatial`` into the axes the user sees."""
        return self.arrangement.put_output(tensor, batch=self.batch, channel=self.channel)

    def output_place(self, index: tuple[int, ...]) -> tuple[int, ...]:
        """Turn the index of an output cell into item, filter and place."""
        return self.arrangement.to_place(index, batch=self.batch, channel=self.channel)

    def output_index(self, place: tuple[int, ...]) -> tuple[int, ...]:
        """Turn item, filter and place into the index of an output cell."""
        return self.arrangement.to_index(place, batch=self.batch, channel=self.channel)

    def input_place(self, index: tuple[int, ...]) -> tuple[int, ...]:
        """Turn the index of an input cell into item, channel and place."""
        return self.arrangement.to_place(index, batch=self.batch, channel=self.input_channel)
