"""What pooling makes of the cells under a window. A new kind is one entry in ``POOLINGS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.errors import ConvcalcError, quote
from convcalc.notation.calls import check_arguments, split_call
from convcalc.notation.numbers import read_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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
    contribution, outcome : callable
        For sums of floats only: from a cell, and from their sum, and the parameter, to a number.
    """

    summary: str
    picks: int = 0
    divides: bool = False
    parameters: str = ""
    contribution: Callable[[Any, float], Any] | None = None
    outcome: Callable[[Any, float], Any] | None = None


POOLINGS: Mapping[str, Pooling] = {
    "max": Pooling("the largest cell", picks=1),
    "avg": Pooling("the sum divided by the number of cells", divides=True),
    "min": Pooling("the smallest cell", picks=-1),
    "sum": Pooling("the sum"),
    "lp": Pooling(
        "the P-th root of the sum of |x|^P",
        parameters=":P",
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
    name, texts = split_call(text.strip().lower())
    if name not in POOLINGS:
        known = ", ".join(name + pooling.parameters for name, pooling in POOLINGS.items())
        raise ConvcalcError(f"type {quote(text)} is unknown: expected one of {known}")
    pooling = POOLINGS[name]
    try:
        check_arguments(text, name, pooling.parameters, texts)
        parameters = [_parameter(part) for part in texts]
    except ConvcalcError as error:
        raise error.within("type") from None
    return Kind(name, pooling, *parameters)


def _parameter(text: str) -> float:
    number = read_number(text)
    if not 0 < number <= 1000:
        raise ConvcalcError(f"P is {quote(text)}: expected a number above 0, such as 2")
    return number if isinstance(number, int) else float(number)
