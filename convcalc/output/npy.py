"""npy: NumPy's own file, for numbers only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from convcalc.output import Page, Style

if TYPE_CHECKING:
    from convcalc.results import GridResult


def grid(result: GridResult, style: Style) -> Page:
    """Write floats in their type, integers as int64, anything else as float64 with a note."""
    tensor = result.shown
    notes: tuple[str, ...] = ()
    if tensor.is_exact and tensor.denominator > 1:
        notes = ("npy has no fractions: written as float64, rounded where needed",)
    elif tensor.values.dtype == object:
        notes = ("some integers are too large for int64: written as float64, rounded",)
    file = io.BytesIO()
    np.save(file, np.asarray(tensor), allow_pickle=False)
    return Page(file.getvalue(), notes)
