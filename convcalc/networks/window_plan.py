"""A window as it is written, before the number of axes and the input's size are known."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from convcalc.lengths import (
    NO_LIMITS,
    check_pool_padding,
    output_lengths,
    pool_limits,
    transposed_lengths,
)
from convcalc.networks.layer import Placed, check_axes
from convcalc.networks.maps import Map
from convcalc.notation.sizes import gather, show, spread
from convcalc.padding import WORDS
from convcalc.records import Record
from convcalc.steps import Steps

if TYPE_CHECKING:
    from convcalc.geometry import Window
    from convcalc.notation.written import Sides, Sizes


class WindowPlan(Record):
    """Kernel, stride, padding and the rest; each once for all axes, or once per axis.

    Attributes
    ----------
    kernel, stride, dilation, output_padding : tuple of int
    padding : str or tuple of pairs
        A padding word, or before and after.
    ceil : bool
        Whether the last window may reach past the padded input, as pooling allows.
    dims : int or None
        How many axes it is for, if that is known.
    """

    kernel: Sizes
    stride: Sizes = (1,)
    padding: str | Sides = ((0, 0),)
    dilation: Sizes = (1,)
    output_padding: Sizes = (0,)
    ceil: bool = False
    dims: int | None = None

    @property
    def axes(self) -> int | None:
        """How many axes its sizes show."""
        most = max(len(self.kernel), len(self.stride), len(self.dilation), len(self.output_padding))
        if not isinstance(self.padding, str):
            most = max(most, len(self.padding))
        elif WORDS[self.padding].only_1d:
            return 1
        return self.dims or (most if most > 1 else None)

    def text(self, *, kernel: str = "k", stride: Sizes = (1,)) -> str:
        """Write it, leaving out what is the default.

        >>> WindowPlan((3,), (2,), ((1, 1),)).text()
        'k3s2p1'
        """
        parts = [kernel, _show(self.kernel)]
        if _differ(self.stride, stride):
            parts += ["s", _show(self.stride)]
        if not isinstance(self.padding, str) and any(map(any, self.padding)):
            parts += ["p", _show_padding(self.padding)]
        if _differ(self.dilation, (1,)):
            parts += ["d", _show(self.dilation)]
        if any(self.output_padding):
            parts += ["op", _show(self.output_padding)]
        return "".join([*parts, *(f":{word}" for word in self._words)])

    @property
    def _words(self) -> list[str]:
        word = [self.padding] if isinstance(self.padding, str) and self.padding != "valid" else []
        return word + ["ceil"] * self.ceil

    def slide(
        self, x: Map, channels: int | None, *, transposed: bool = False, pool: bool = False
    ) -> Placed:
        """Put the window on an input.

        Parameters
        ----------
        x : Map
        channels : int or None
            Of the output.
        transposed : bool
            Whether it is a transposed convolution.
        pool : bool
            Whether pooling's limit on padding holds.

        Raises
        ------
        ConvcalcError
            If the axes differ, a number is out of range, or no window fits.
        """
        check_axes(x, self.axes)
        key = (x.size, transposed, pool)
        placed = self._fits.get(key)
        if placed is None:
            placed = self._fits[key] = self._fit(x.size, transposed=transposed, pool=pool)
        output = Map(channels, placed.output.size)
        return Placed(output, placed.windows, transposed, placed.aligned)

    @cached_property
    def _fits(self) -> dict[tuple[tuple[int | None, ...], bool, bool], Placed]:
        """What was worked out: blocks come again, with other channels."""
        return {}

    def _fit(self, length: tuple[int | None, ...], *, transposed: bool, pool: bool) -> Placed:
        """Work out windows and sizes; the channels stay open."""
        x = Map(None, length)
        axes, known = len(length), x.lengths
        windows = self.windows(known or (1,) * axes, transposed=transposed)
        if pool and not self.sets_size:
            check_pool_padding(windows)
        if known is None:
            aligned = transposed or not (self.sets_size and max(self.stride) > 1)
            return Placed(x, windows, transposed, aligned)
        if transposed:
            size = transposed_lengths(windows, known)
        else:
            size = output_lengths(
                windows, known, pool_limits([w.kernel for w in windows]) if pool else NO_LIMITS
            )
        return Placed(Map(None, size), windows, transposed)

    @property
    def sets_size(self) -> bool:
        """Whether the padding is made so that the output has a size."""
        return isinstance(self.padding, str) and WORDS[self.padding].sets_size

    def windows(self, lengths: Sizes, *, transposed: bool = False) -> tuple[Window, ...]:
        """Return the windows on an input, whether they fit or not.

        Raises
        ------
        ConvcalcError
            If a number is out of range.
        """
        axes = len(lengths)
        if isinstance(self.padding, str):
            padding: str | Sizes = self.padding
        else:
            padding = tuple(side for pair in spread(self.padding, axes) for side in pair)
        steps = Steps(self.stride, padding, self.dilation, self.output_padding, self.ceil)
        return steps.windows(spread(self.kernel, axes), lengths, transposed=transposed)


def _show(sizes: Sizes) -> str:
    """Write sizes: one for all where they are alike, but three, which tell the number of axes."""
    return show(gather(sizes) if len(sizes) < 3 else sizes)


def _show_padding(padding: Sides) -> str:
    return "x".join(str(b) if b == a else f"{b}+{a}" for b, a in gather(padding))


def _differ(sizes: Sizes, default: Sizes) -> bool:
    return len({*sizes, *default}) > 1 if len(set(default)) == 1 else sizes != default
