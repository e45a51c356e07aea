"""What stands at the end of branches: their results added up, or laid on top of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.layer import Kind, Placed
from convcalc.networks.maps import Map

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


LISTED_MOST = 3  # of what differs
WANTED = {
    "add": "the same from each; change a stride, a padding or the filters of one",
    "cat": "the same size from each; change a stride or a padding of one",
}


class Join(Kind):
    """The end of branches.

    Attributes
    ----------
    type : str
        ``add`` or ``cat``.
    """

    type: str

    @property
    def text(self) -> str:
        """As it is written."""
        return f":{self.type}"

    def place(self, *inputs: Map) -> Placed:
        """Check that the branches agree: in everything to be added, else in size."""
        sizes = [x.size for x in inputs if x.lengths is not None]
        self._check_alike(sizes, inputs)
        self._check_alike([len(x.size) for x in inputs], inputs)
        size = sizes[0] if sizes else inputs[0].size
        channels = [x.channels for x in inputs if x.channels is not None]
        if self.type == "cat":
            return Placed(Map(sum(channels) if len(channels) == len(inputs) else None, size))
        self._check_alike(channels, inputs)
        return Placed(Map(channels[0] if channels else None, size))

    def _check_alike(self, values: Sequence[object], inputs: Sequence[Map]) -> None:
        if len(set(values)) > 1:
            raise ConvcalcError(f"its branches give {listed(inputs)}: expected {WANTED[self.type]}")


def listed(items: Iterable[object]) -> str:
    """Name what differs, but not all of many.

    >>> listed([2, 2, 1]), listed([1, 2, 3, 4, 5])
    ('2 and 1', '1, 2, 3 and 2 others')
    """
    texts = list(dict.fromkeys(map(str, items)))
    rest = len(texts) - LISTED_MOST
    if rest > 0:
        texts = [*texts[:LISTED_MOST], f"{rest} others" if rest > 1 else "1 other"]
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last
