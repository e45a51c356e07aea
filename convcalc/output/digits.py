"""Large grids of numbers as text, a digit of many numbers at a time.

The text is what :mod:`convcalc.output.texts` makes of each number; it is asked itself for numbers
that are no short decimals.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from convcalc.output.blocks import blocks
from convcalc.output.decimals import Decimals, exact_decimals, float_decimals
from convcalc.output.texts import full_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.output import Style
    from convcalc.tensor import Array, Tensor

_CODES = 128  # from here on, signs that no number has, each for a joint of several characters


def grid_text(tensor: Tensor, style: Style, joints: Sequence[str]) -> Iterator[str]:
    r"""Write the numbers of a grid in full, some at a time.

    Parameters
    ----------
    tensor : Tensor
    style : Style
        Whether fractions are written as ``14/9``.
    joints : sequence of str
        What stands between numbers, between rows, between planes and so on; the last one also
        further out.

    Yields
    ------
    str
        The next part of the text.

    Examples
    --------
    >>> import numpy as np
    >>> from convcalc.output import Style
    >>> from convcalc.tensor import Tensor
    >>> list(grid_text(Tensor(np.array([[1, 2], [-3, 40]]), 4), Style(), (",", ";")))
    ['0.25,0.5;-0.75,10']
    """
    codes = [ord(x) if len(x) == 1 else _CODES + depth for depth, x in enumerate(joints)]
    count = 0
    for block in blocks(tensor.values):
        marks = _marks(tensor.shape, count, block.size, codes)
        text = _write(tensor.with_values(block), style, marks)
        for code, joint in zip(codes, joints, strict=True):
            text = text if len(joint) == 1 else text.replace(chr(code), joint)
        yield text
        count += block.size


def _marks(shape: tuple[int, ...], start: int, count: int, codes: Sequence[int]) -> Array:
    """Return the code of what stands behind each number, 0 behind the last of all."""
    marks = np.full(count, codes[0], np.uint8)
    period = 1
    for depth, length in enumerate(reversed(shape), 1):
        period *= length
        last = depth == len(shape)
        marks[-(start + 1) % period :: period] = 0 if last else codes[min(depth, len(codes) - 1)]
    return marks


def _write(tensor: Tensor, style: Style, marks: Array) -> str:
    """Write a block of numbers, behind each of them its mark."""
    decimals = _decimals(tensor, style)
    if decimals is None:
        signs = marks.tobytes().decode("latin-1")
        text = "".join(chain.from_iterable(zip(full_texts(tensor, style), signs, strict=True)))
        return text.replace("\0", "")
    others = full_texts(tensor.with_values(tensor.values[decimals.others]), style)
    cells = _cells(decimals, max(map(len, others), default=0))
    cells[:, -1] = marks
    for index, other in zip(decimals.others.tolist(), others, strict=True):
        cells[index, :-1] = list(other.encode().ljust(cells.shape[1] - 1, b"\0"))
    return cells.tobytes().translate(None, b"\0").decode("latin-1")


def _decimals(tensor: Tensor, style: Style) -> Decimals | None:
    if not tensor.is_exact:
        return float_decimals(tensor.values)
    if style.fractions and tensor.denominator > 1:
        return None
    return exact_decimals(tensor.values, tensor.denominator)


def _cells(decimals: Decimals, least: int) -> Array:
    """Write each number into a row of bytes, ``least`` or more and one to spare; 0 is no sign."""
    tops, places, _ = decimals
    negative = tops < 0
    sizes = np.where(negative, -tops, tops)
    sizes = sizes.view(f"u{sizes.itemsize}")  # the least integer has no positive one of its type
    sizes = sizes.astype(np.min_scalar_type(int(sizes.max())))
    whole = max(len(str(sizes.max())) - places, 1)
    width = max(1 + whole + (places > 0) + places, least) + 1
    cells = np.zeros((tops.size, width), np.uint8)
    column = width - 2
    shown: Array = np.zeros(tops.size, np.bool_)
    for _ in range(places):
        sizes, digits = _split(sizes)
        shown |= digits != 0
        cells[:, column] = (digits + ord("0")) * shown
        column -= 1
    if places:
        cells[:, column] = shown * np.uint8(ord("."))
        column -= 1
    shown[:] = True
    for _ in range(whole):
        rest, digits = _split(sizes)
        cells[:, column] = (digits + ord("0")) * shown
        column -= 1
        sizes, shown = rest, rest > 0
    cells[:, 0] = negative * np.uint8(ord("-"))
    return cells


def _split(sizes: Array) -> tuple[Array, Array]:
    """Cut off the last digits."""
    rest = sizes // 10
    return rest, (sizes - rest * 10).astype(np.uint8)
