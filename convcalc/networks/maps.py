"""A feature map as the layers see it: how many channels, and how large."""

from __future__ import annotations

import math
from typing import cast

from convcalc.notation.shapes import show_shape
from convcalc.records import Record


class Map(Record):
    """The shape of what goes from one layer to the next.

    Attributes
    ----------
    channels : int or None
        None if they are not known.
    size : tuple of int or None
        One number per sliding axis, None where it is not known; empty after a dense layer or a
        flatten, whose values are all channels.
    flattened : tuple of int
        After a flatten: what was multiplied, channels first.
    """

    channels: int | None
    size: tuple[int | None, ...]
    flattened: tuple[int, ...] = ()

    @property
    def is_flat(self) -> bool:
        """Whether there are no sliding axes."""
        return not self.size

    @property
    def lengths(self) -> tuple[int, ...] | None:
        """The size, if it is known on every axis."""
        return None if None in self.size else cast("tuple[int, ...]", self.size)

    @property
    def values(self) -> int | None:
        """How many numbers it holds, if that is known.

        >>> Map(3, (2, 2)).values
        12
        """
        lengths = self.lengths
        if lengths is None or self.channels is None:
            return None
        return self.channels * math.prod(lengths)

    @property
    def product(self) -> str:
        """The values as a product: ``16*5*5``."""
        factors: tuple[int | None, ...] = self.flattened or (self.channels, *self.size)
        return "*".join("?" if n is None else str(n) for n in factors)

    def __str__(self) -> str:
        """Write it as the commands take it; unknown sizes as question marks."""
        if self.lengths is not None:
            return show_shape(self.channels, self.lengths) or "?"
        sides = "x".join("?" if n is None else str(n) for n in self.size)
        return sides if self.channels is None else f"{self.channels}@{sides}"

    @property
    def short(self) -> str:
        """Write it as short as it goes: one number for equal sides, if no channels are known.

        >>> Map(None, (112, 112)).short, Map(64, (112, 112)).short
        ('112', '64@112x112')
        """
        if self.channels is None and len(set(self.size)) == 1 and self.lengths:
            return str(self.size[0])
        return str(self)

    def to_dict(self) -> dict[str, int | list[int | None]]:
        """Return the JSON object; channels are left out where they are not known."""
        known = {} if self.channels is None else {"channels": self.channels}
        return {**known, "size": list(self.size)}
