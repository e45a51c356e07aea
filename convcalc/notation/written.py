"""Layers as they are written: a tree of parts with their places, before they mean anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from convcalc.records import Record

if TYPE_CHECKING:
    Sizes: TypeAlias = tuple[int, ...]
    Sides: TypeAlias = tuple[tuple[int, int], ...]
    """Padding: before and after, once for all axes or once per axis."""

LAYERS_MOST = 10_000

KEYS = {
    "k": "kernel",
    "s": "stride",
    "p": "padding",
    "d": "dilation",
    "g": "groups",
    "op": "output padding",
}


class Part(Record):
    """A key with its size, or a word.

    Attributes
    ----------
    name : str
    start : int
        Where it stands in the text.
    sizes : tuple of int
        What a key was given.
    sides : tuple of pairs
        What padding was given: before and after, once for all axes or once per axis.
    """

    name: str
    start: int
    sizes: Sizes = ()
    sides: Sides = ()


class Written(Record):
    """One layer as it is written.

    Attributes
    ----------
    op : str
        What it is, in capitals.
    out : str
        The number or size right after it; empty if there is none.
    keys, words : tuple of Part
        In the order in which they stand.
    start, stop : int
        Where it stands in the text.
    """

    op: str
    out: str
    keys: tuple[Part, ...]
    words: tuple[Part, ...]
    start: int
    stop: int


class Repeat(Record):
    """Items that come several times after each other."""

    times: int
    items: tuple[Item, ...]


class Branches(Record):
    """Items side by side, how their results are joined, and where that is written."""

    branches: tuple[tuple[Item, ...], ...]
    join: str
    start: int


Item: TypeAlias = "Written | Repeat | Branches"
