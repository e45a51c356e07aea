"""npy: NumPy's own file, for numbers only."""

from __future__ import annotations

import io
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from convcalc.output import Page, Style
from convcalc.output.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcalc.results import GridResult
    from convcalc.tensor import Tensor


def grid(result: GridResult, style: Style) -> Page:
    """Write floats in their type, integers as int64, anything else as float64 with a note."""
    tensor = result.shown
    notes: tuple[str, ...] = ()
    if tensor.is_exact and tensor.denominator > 1:
        notes = ("npy has no fractions: written as float64, rounded where needed",)
    elif tensor.values.dtype == object:
        notes = ("some integers are too large for int64: written as float64, rounded",)
    return Page(_parts(tensor), notes)


def _parts(tensor: Tensor) -> Iterator[bytes]:
    """Return what ``np.save`` writes, without a second array of all numbers."""
    some = (np.asarray(tensor.with_values(block)) for block in blocks(tensor.values))
    first = next(some)
    header = io.BytesIO()
    description = np.lib.format.header_data_from_array_1_0(first) | {"shape": tensor.shape}
    np.lib.format.write_array_header_1_0(header, description)
    yield header.getvalue()
    for block in chain([first], some):
        yield block.tobytes()
