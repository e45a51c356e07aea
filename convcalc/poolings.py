"""What pooling makes of the cells under a window. A new kind is one entry in ``POOLINGS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.errors import ECHO, ConvcalcError, shorten
from convcalc.notation.calls import look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.exact import Number

# Of lp: beyond them, floats hold neither the powers nor the roots.
EXPONENT_LEAST, EXPONENT_MOST = 0.001, 1000


class Pooling(NamedTuple):
    """A kind of pooling: one of the cells, or something made of their sum.

    Attributes
    ----------
    summary : str
        What it makes of the cells, for the help.
    picks : int
        1 for the largest cell, -1 for the smallest, 0 for a sum.
    divides : bool
        Whether the sum is divided by the number of cells.
    parameters : str
        How they are written after the name.
    check : callable
        Refuses parameters that make no sense.
    contribution, outcome : callable
        For sums of floats only: from a cell, and from their sum, and the parameter, to a number.
    """

    summary: str
    picks: int = 0
    divides: bool = False
    parameters: str = ""
    check: Callable[..., None] = lambda: None
    contribution: Callable[[Any, float], Any] | None = None
    outcome: Callable[[Any, float], Any] | None = None


def _check_exponent(p: Number) -> None:
    if not EXPONENT_LEAST <= p <= EXPONENT_MOST:
        raise ConvcalcError(
            f"P is {shorten(str(p), ECHO)}: expected a number from {EXPONENT_LEAST} to"
            f" {EXPONENT_MOST}, such as 2"
        )


POOLINGS: Mapping[str, Pooling] = {
    "max": Pooling("the largest cell", picks=1),
    "avg": Pooling("the sum divided by the number of cells", divides=True),
    "min": Pooling("the smallest cell", picks=-1),
    "sum": Pooling("the sum"),
    "lp": Pooling(
        "the P-th root of the sum of |x|^P",
        parameters=":P",
        check=_check_exponent,
        contribution=lambda x, p: abs(x) ** p,
        outcome=lambda total, p: total ** (1 / p),
    ),
}


class Kind(NamedTuple):
    """A kind of pooling with its parameter, as it was asked for.

    Attributes
    ----------
    name : str
        Its key in ``POOLINGS``.
    pooling : Pooling
    parameter : int or float
        0 where there is none.
    """

    name: str
    pooling: Pooling
    parameter: float = 0


def read_pooling(text: str) -> Kind:
    """Read ``name`` or ``name:parameter``.

    >>> read_pooling("lp:2").parameter
    2

    Raises
    ------
    ConvcalcError
        If there is no such kind, or its parameter is missing or out of range.
    """
    name, pooling, parameters = look_up(text, POOLINGS, "type")
    return Kind(name, pooling, *(p if isinstance(p, int) else float(p) for p in parameters))
