"""Answers to the questions about layers: sizes, counts, receptive fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from convcalc.exact import Ratio, quotient
from convcalc.notation.numbers import read_number
from convcalc.notation.rounding import widen
from convcalc.notation.sizes import spread
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.networks.jumps import Exact
    from convcalc.networks.maps import Map


class Figure(Record):
    """One number of an answer.

    Attributes
    ----------
    value, half : int or Fraction
        What is written, and half a unit of its last digit if that stands behind a point: what
        rounding may have taken away.
    """

    value: Exact
    half: Exact = 0

    def is_near(self, right: Any) -> bool:
        """Tell whether a number is written like this.

        >>> read_figure("1.33").is_near(Ratio.of(4, 3)), read_figure("112").is_near(113)
        (True, False)
        """
        if isinstance(right, Ratio):
            right = quotient(right.numerator, right.denominator)
        apart, half = abs(self.value - right), self.half
        return bool(apart <= half)

    @property
    def plain(self) -> int | float:
        """The same for JSON."""
        return self.value if isinstance(self.value, int) else float(self.value)


def read_figure(text: str) -> Figure:
    """Read one number; the pattern was checked before."""
    text = text.rstrip(".")
    number = cast("Exact", read_number(text))  # the pattern lets no nan and no inf through
    wide = cast("Exact", read_number(widen(text)))
    return Figure(number, max(wide - number, number - wide))


class SizeAnswer(Record):
    """Sizes, with channels or without.

    Attributes
    ----------
    figures : tuple of Figure
    names_channels : bool
        Whether the first of them is the channels for sure.
    text : str
        As it is written, in one way.
    channels_last : bool
        Whether channels that no @ tells from the sizes stand last.
    """

    figures: tuple[Figure, ...]
    names_channels: bool
    text: str
    channels_last: bool = False

    def on_axes(self, axes: int) -> tuple[Figure | None, tuple[Figure, ...]] | None:
        """Tell channels from sizes for an output with some axes; None if that does not work out.

        One size counts for every axis.
        """
        figures = self.figures
        if not axes:
            return (figures[0], ()) if len(figures) == 1 else None
        if self.names_channels:
            channels, sizes = figures[0], figures[1:]
        elif len(figures) == axes + 1:
            at = len(figures) - 1 if self.channels_last else 0
            channels, sizes = figures[at], figures[:at] + figures[at + 1 :]
        else:
            return (None, spread(figures, axes)) if len(figures) in (1, axes) else None
        return (channels, spread(sizes, axes)) if len(sizes) in (1, axes) else None

    def fits(self, channels: int | None, size: Sequence[Any]) -> bool:
        """Tell whether an output is what the answer says; what one does not name is free."""
        read = self.on_axes(len(size))
        if read is None:
            return False
        own, sizes = read
        if own is not None and channels is not None and not own.is_near(channels):
            return False
        if own is not None and channels is None and not size:
            return False
        return all(figure.is_near(n) for figure, n in zip(sizes, size, strict=True))

    def like(self, right: Map) -> str:
        """Write an output as the answer is written: without channels where it names none."""
        read = self.on_axes(len(right.size))
        if read is None or not right.size:
            return right.short
        return right.short if read[0] is not None else right._replace(channels=None).short

    def to_dict(self, axes: int) -> dict[str, Any]:
        """Return the JSON object, as of a map."""
        own, sizes = self.on_axes(axes) or (None, self.figures)
        if self.names_channels and own is None:
            own, sizes = self.figures[0], self.figures[1:]
        known = {} if own is None else {"channels": own.plain}
        return {**known, "size": [figure.plain for figure in sizes]}
