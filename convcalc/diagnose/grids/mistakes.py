"""The mistakes that people make: a new one is one entry in ``SUMS`` or in ``POOLS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.diagnose.grids import after_mistakes as after
from convcalc.diagnose.grids import channel_mistakes as channels
from convcalc.diagnose.grids import kernel_mistakes as kernels
from convcalc.diagnose.grids import pool_mistakes as pools
from convcalc.diagnose.grids import window_mistakes as windows
from convcalc.diagnose.grids.exercise import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from convcalc.diagnose.grids.exercise import Exercise


class Mistake(NamedTuple):
    """A way in which an operation goes wrong.

    Attributes
    ----------
    part : str
        The part of the operation that it changes: "kernel", "geometry" or "after".
    cause : str
        One of ``explanation.CAUSES``.
    find : callable
        From the operation to each form of the mistake: the changed part, what was done, as a
        phrase before "explains", and the flags that do the same.
    excludes : str
        A cause that it is never tried together with, since one undoes the other.
    alone : bool
        Whether it is too rare to be tried together with any other.
    """

    part: str
    cause: str
    find: Callable[[Any], Iterator[tuple[Any, Any, str]]]
    excludes: str = ""
    alone: bool = False

    def changes(self, exercise: Exercise) -> Iterator[Change]:
        """Make each form of the mistake in an operation."""
        for value, phrase, flags in self.find(exercise):
            yield Change(self.part, value, self.cause, phrase, flags)


# In the order in which they are told where several explain an answer: what happens most, first.
SUMS: Mapping[str, Mistake] = {
    "kernel rotated": Mistake("kernel", "flip", kernels.rotated),
    "padding": Mistake("geometry", "padding", windows.padding),
    "stride": Mistake("geometry", "stride", windows.stride),
    "dilation": Mistake("geometry", "dilation", windows.dilation),
    "bias": Mistake("after", "bias", after.bias),
    "activation": Mistake("after", "relu", after.activation),
    "kernel rotated by 90": Mistake("kernel", "flip", kernels.turned_quarter, alone=True),
    "kernel transposed": Mistake("kernel", "transposed-kernel", kernels.transposed),
    "kernel mirrored": Mistake("kernel", "mirrored", kernels.mirrored),
    "kernel negated": Mistake("kernel", "negated", kernels.negated),
    "padding on some sides": Mistake(
        "geometry", "padding-side", windows.padding_side, excludes="padding"
    ),
    "padding on other edges": Mistake(
        "geometry", "padding-side", windows.padding_edges, alone=True
    ),
    "padding mode": Mistake("geometry", "padding-mode", windows.padding_mode),
    "output transposed": Mistake("after", "output-transposed", after.turned),
    "channels": Mistake("kernel", "channels", channels.channels),
    "filters": Mistake("kernel", "channels", channels.filters),
    "groups": Mistake("kernel", "groups", channels.groups),
    "groups added up": Mistake("after", "groups", after.groups_together),
    "output channels": Mistake("after", "channels", after.together),
    "one output channel": Mistake("after", "channels", after.first_channel),
    "scale": Mistake("kernel", "scale", kernels.scaled),
    "scale with the bias": Mistake("after", "scale", after.scaled),
    "multiple": Mistake("after", "scale", after.multiple, alone=True),
    "rounding": Mistake("after", "slip", after.rounding),
    "output backwards": Mistake("after", "output-transposed", after.backwards, alone=True),
    "edges": Mistake("geometry", "padding", windows.edges, alone=True),
    "lines left out": Mistake("geometry", "slip", windows.lines_left_out, alone=True),
}

POOLS: Mapping[str, Mistake] = {
    "kind": Mistake("kernel", "pool-type", pools.kind),
    "padding": Mistake("geometry", "padding", windows.padding),
    "stride": Mistake("geometry", "stride", windows.stride),
    "divisor": Mistake("kernel", "divisor", pools.divisor),
    "size": Mistake("geometry", "ceil", pools.ceil),
    "dilation": Mistake("geometry", "dilation", windows.dilation),
    "padding on some sides": Mistake(
        "geometry", "padding-side", windows.padding_side, excludes="padding"
    ),
    "padding on other edges": Mistake(
        "geometry", "padding-side", windows.padding_edges, alone=True
    ),
    "zeros in the padding": Mistake("geometry", "padding-mode", pools.zeros),
    "window transposed": Mistake("geometry", "transposed-kernel", pools.window),
    "adaptive windows": Mistake("geometry", "stride", pools.shared),
    "output transposed": Mistake("after", "output-transposed", after.turned),
    "channels": Mistake("after", "channels", after.together),
    "one channel": Mistake("after", "channels", after.first_channel),
    "activation": Mistake("after", "relu", pools.activation),
    "multiple": Mistake("after", "divisor", pools.multiple, alone=True),
    "indices": Mistake("after", "slip", pools.indices, alone=True),
    "rounding": Mistake("after", "slip", after.rounding),
    "output backwards": Mistake("after", "output-transposed", after.backwards, alone=True),
    "lines left out": Mistake("geometry", "slip", windows.lines_left_out, alone=True),
}
