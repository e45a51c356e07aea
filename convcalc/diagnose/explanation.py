"""What explains a wrong answer, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.results import Words

CAUSES = (
    "flip",
    "transposed-kernel",
    "mirrored",
    "negated",
    "padding",
    "padding-side",
    "padding-mode",
    "stride",
    "dilation",
    "bias",
    "channels",
    "output-transposed",
    "relu",
    "scale",
    "pool-type",
    "divisor",
    "ceil",
    "groups",
    "slip",
)
FEW_CELLS, FEW_VALUES = 4, 3  # fewer than these agree by accident too easily


class Explanation(Record):
    """One thing, or two, that would make the answer what it is.

    Attributes
    ----------
    causes : tuple of str
        Each one of ``CAUSES``.
    text : str or Words
        What was done, as a phrase: "the kernel rotated by 180 degrees".
    changes : tuple of str
        What to write on the command line to get the answer: "--flip", "-p 0", "without --relu".
    cells, of : int
        How many numbers of the answer it explains, and how many there are.
    certain : bool
        Whether that can hardly be an accident.
    """

    causes: tuple[str, ...]
    text: str | Words
    changes: tuple[str, ...]
    cells: int
    of: int
    certain: bool

    @property
    def complete(self) -> bool:
        """Whether it explains the whole answer."""
        return self.cells == self.of

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON object; two causes are listed too."""
        both = {"causes": list(self.causes)} if len(self.causes) > 1 else {}
        return {
            "cause": self.causes[0],
            **both,
            "text": self.text,
            "changes": list(self.changes),
            "cells": self.cells,
            "of": self.of,
            "certain": self.certain,
        }
