"""Arrays a block at a time, so that what is made of a large one is never there as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.progress import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcalc.tensor import Array

LARGE = 1 << 12  # numbers from which on whole blocks are faster than one number after the other
BLOCK = 1 << 16  # numbers; a block and what is made of it stay close to the processor


def blocks(values: Array) -> Iterator[Array]:
    """Cut the numbers of an array, in row order, into blocks.

    >>> import numpy as np
    >>> [block.shape for block in blocks(np.zeros((300, 300)))]
    [(65536,), (24464,)]
    """
    flat = values.reshape(-1) if values.flags.c_contiguous else values.flat
    for start in range(0, values.size, BLOCK):
        yield flat[start : start + BLOCK]
        report("writing", min(start + BLOCK, values.size), values.size)
