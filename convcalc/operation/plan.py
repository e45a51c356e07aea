"""Every axis in its place and every size known, before a number is multiplied."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from convcalc.geometry import Window
    from convcalc.operation.axes import Arrangement
    from convcalc.operation.kernel_axes import Kernels
    from convcalc.tensor import Tensor


class Plan(NamedTuple):
    """What an input, its kernels and the options come to.

    Attributes
    ----------
    arrangement : Arrangement
    input_given : tuple of int
        The input's shape as it was given.
    x : Tensor, N x C x spatial
    kernels : Kernels
    windows : tuple of Window
        One per sliding axis.
    sizes : tuple of int
        The output's size on each sliding axis.
    padding_mode : str
        Its own name, never an alias.
    transposed : bool
    """

    arrangement: Arrangement
    input_given: tuple[int, ...]
    x: Tensor
    kernels: Kernels
    windows: tuple[Window, ...]
    sizes: tuple[int, ...]
    padding_mode: str
    transposed: bool

    @property
    def filters(self) -> int:
        """The number of output channels."""
        first, second = self.kernels.weights.shape[:2]
        return second * self.kernels.groups if self.transposed else first

    @property
    def cells(self) -> int:
        """How many numbers the padded input and the output hold together."""
        items, channels, *lengths = self.x.shape
        padded = lengths
        if not self.transposed:
            padded = [n + w.before + w.after for n, w in zip(lengths, self.windows, strict=True)]
        output = self.filters * math.prod(self.sizes)
        return items * (channels * math.prod(padded) + output)

    @property
    def batch(self) -> bool:
        """Whether the output has a batch axis."""
        return len(self.input_given) == self.arrangement.axes + 2

    @property
    def channel(self) -> bool:
        """Whether the output has a channel axis."""
        return len(self.input_given) > self.arrangement.axes or self.filters > 1

    @property
    def axes(self) -> tuple[str, ...]:
        """What the output's axes are, outermost first."""
        return self.arrangement.names(batch=self.batch, channel=self.channel)

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
