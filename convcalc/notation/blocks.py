"""Blocks of numbers with their places in the text, and how blocks become channels and batches."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from convcalc.errors import Misread
from convcalc.notation.numbers import NotANumber, read_number
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.exact import Number

MAX_DEPTH = 32  # of brackets in brackets
PLANE, ITEM, GROUP = 1, 2, 3  # what a blank line (or |), --- and === begin anew
SEPARATORS = {PLANE: "a blank line or |", ITEM: "---", GROUP: "==="}


class Block(Record):
    """Numbers in row order, their shape, and where they start in the text."""

    shape: tuple[int, ...]
    values: list[Number]
    start: int


class Row(Record):
    """One row of numbers, and where it starts in the text."""

    start: int
    values: list[Number]


def cell(text: str, start: int) -> Number:
    """Read the number that stands at an offset."""
    try:
        return read_number(text)
    except NotANumber as error:
        raise Misread(error.reason, start) from None


def count(number: int, noun: str) -> str:
    """Say how many: ``1 row``, ``2 rows``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def matrix(rows: list[Row]) -> Block:
    """Put rows of one length under each other."""
    width = len(rows[0].values)
    for index, row in enumerate(rows, 1):
        if len(row.values) != width:
            raise Misread(
                f"row {index} has {count(len(row.values), 'number')}, row 1 has {width}:"
                f" give every row {count(width, 'number')}",
                row.start,
            )
    return Block((len(rows), width), [x for row in rows for x in row.values], rows[0].start)


def stack(blocks: list[Block], noun: str) -> Block:
    """Put blocks of one shape behind each other along a new first axis."""
    shape = blocks[0].shape
    for index, block in enumerate(blocks, 1):
        if block.shape != shape:
            raise Misread(
                f"{noun} {index} has {size(block.shape)}, {noun} 1 has {size(shape)}:"
                f" give every {noun} {size(shape)}",
                block.start,
            )
    values = [x for block in blocks for x in block.values]
    return Block((len(blocks), *shape), values, blocks[0].start)


def size(shape: tuple[int, ...]) -> str:
    """Say how large a piece of text is: ``2 numbers``, ``3x2 numbers``."""
    if not shape:
        return "no brackets"
    return count(shape[0], "number") if len(shape) == 1 else f"{'x'.join(map(str, shape))} numbers"


def nest(blocks: list[Block], breaks: list[int]) -> Block:
    """Join blocks by the separators that stood between them.

    ``breaks[i]`` is the level of the separator after block i. The highest level decides how many
    axes there are; where a lower separator is missing, its axis has length 1.

    >>> nest([Block((2,), [1, 2], 0), Block((2,), [3, 4], 6)], [ITEM]).shape
    (2, 1, 1, 2)
    """
    if not breaks:
        return blocks[0]
    level = max(breaks)
    return _nest([_plane(block) for block in blocks], breaks, level)


def _plane(block: Block) -> Block:
    if len(block.shape) > 2:
        raise Misread(
            "brackets nested three deep and separators between blocks: use one or the other",
            block.start,
        )
    return block._replace(shape=(1,) * (2 - len(block.shape)) + block.shape)


def _nest(blocks: list[Block], breaks: list[int], level: int) -> Block:
    if level == 0:
        return blocks[0]
    cuts = [0, *(i + 1 for i, b in enumerate(breaks) if b == level), len(blocks)]
    parts = [
        _nest(blocks[low:high], breaks[low : high - 1], level - 1) for low, high in pairwise(cuts)
    ]
    return stack(parts, "block")
