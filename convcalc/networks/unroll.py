"""Written layers as a network: repeats written out, branches with what joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ECHO, Misread, shorten
from convcalc.networks.build import build
from convcalc.networks.graph import INPUT, Join, Node
from convcalc.notation.written import LAYERS_MOST, Branches, Repeat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.networks.layer import Layer
    from convcalc.notation.written import Item, Written


def unroll(items: Sequence[Item], text: str) -> tuple[Node, ...]:
    """Write out repeats and branches.

    Parameters
    ----------
    items : sequence of Item
    text : str
        What they were read from.

    Raises
    ------
    Misread
        If there are too many layers, or one is not written as it should be.

    Examples
    --------
    >>> from convcalc.networks.ops import OPS
    >>> from convcalc.notation.layers import read_layers
    >>> text = "M (C8k1 | I):cat"
    >>> [node.parents for node in unroll(read_layers(text, OPS, {}), text)]
    [(0,), (1,), (1,), (2, 3)]
    """
    total = sum(map(_count, items))
    if total > LAYERS_MOST:
        raise Misread(f"these are {total:,} layers: expected at most {LAYERS_MOST:,}", 0)
    unroller = _Unroller(text)
    unroller.lay(items, INPUT)
    return tuple(unroller.nodes)


def _count(item: Item) -> int:
    if isinstance(item, Repeat):
        return item.times * sum(map(_count, item.items))
    if isinstance(item, Branches):
        return 1 + sum(_count(inner) for branch in item.branches for inner in branch)
    return 1


class _Unroller:
    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes: list[Node] = []
        self._built: dict[int, Layer] = {}  # by where they stand: repeats share their layers

    def lay(self, items: Sequence[Item], parent: int) -> int:
        """Append items after a parent; return the last of them."""
        for item in items:
            if isinstance(item, Repeat):
                for _ in range(item.times):
                    parent = self.lay(item.items, parent)
            elif isinstance(item, Branches):
                ends = tuple(self.lay(branch, parent) for branch in item.branches)
                parent = self._append(item, ends)
            else:
                parent = self._append(item, (parent,))
        return parent

    def _append(self, item: Written | Branches, parents: tuple[int, ...]) -> int:
        layer = self._built.get(item.start)
        if layer is None:
            layer = Join(item.join) if isinstance(item, Branches) else self._build(item)
            self._built[item.start] = layer
        self.nodes.append(Node(layer, parents, item.start))
        return len(self.nodes)

    def _build(self, item: Written) -> Layer:
        try:
            return build(item)
        except Misread as error:
            written = shorten(self.text[item.start : item.stop], ECHO)
            raise error.within(f"layer {len(self.nodes) + 1} ({written})") from None
