"""What a slip in counting parameters is, and which layers it applies to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.networks.convolutions import Conv, Depthwise
from convcalc.networks.dense import Dense
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.diagnose.layers.factors import Factors
    from convcalc.networks.layer import Layer

WEIGHTED = (Conv, Depthwise, Dense)


class CountSlip(Record):
    """Something about a count that is easily done in another way.

    Attributes
    ----------
    cause : str
        One of ``CAUSES``.
    text : str
        What was done, so that "1728 is what ... gives" is a sentence.
    change : callable
        From the right factors to those that were multiplied; the same where it does not apply.
    is_forgotten : bool
        Whether it comes together with others of its kind.
    fields : dict
        What to change in the layer to count like this, as far as that can be written.
    flag : str
        The same as a flag, for a single layer.
    """

    cause: str
    text: str
    change: Callable[[Factors], Factors]
    is_forgotten: bool = False
    fields: Mapping[str, Any] = {}
    flag: str = ""

    def rewrite(self, layer: Layer) -> Layer | None:
        """Return the layer that counts like this; None if there is none, or it is the same."""
        known = set(getattr(layer, "_fields", ()))
        if not self.fields or not self.fields.keys() <= known or not isinstance(layer, WEIGHTED):
            return None
        changed = layer._replace(**self.fields)
        return None if changed == layer else changed


def of(*kinds: str) -> Callable[[Callable[[Factors], Factors]], Callable[[Factors], Factors]]:
    """Let a change apply to some kinds of layers only."""

    def limited(change: Callable[[Factors], Factors]) -> Callable[[Factors], Factors]:
        return lambda f: change(f) if f.kind in kinds else f

    return limited
