"""Numbers as text: in full for pipes, at some digits for eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.output.numbers import (
    LEAST_POSITIONAL,
    decimal_places,
    decimal_text,
    exact_text,
    fraction_text,
    pretty_ratio,
    rational_text,
    rounded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from convcalc.output import Style
    from convcalc.tensor import Array, Tensor

MOST_REPR = 1e16  # where Python's repr goes over to exponents


def full_texts(tensor: Tensor, style: Style) -> list[str]:
    """Write every number in full, in row order.

    Integers as they are, terminating decimals to the last digit, other rationals as the nearest
    double's shortest repr, floats as the shortest repr of their own type.
    """
    if tensor.is_exact:
        return _exact_texts(tensor, fractions=style.fractions)
    return [text.removesuffix(".0") for text in float_texts(tensor.values)]


def float_texts(values: Array) -> list[str]:
    """Write floats in the fewest digits that read back to the same number of their type."""
    values = values + values.dtype.type(0)  # turns -0 into 0
    if values.dtype == np.float64:
        return list(map(repr, values.ravel().tolist()))
    return list(map(_shortest, values.ravel()))


def _shortest(number: np.floating[Any]) -> str:
    """Write a float of any type as Python writes its own; NumPy's own choice changed over time."""
    if number == 0 or LEAST_POSITIONAL <= abs(float(number)) < MOST_REPR:
        return np.format_float_positional(number, trim="0")
    return np.format_float_scientific(number, trim="-", exp_digits=2)


def _exact_texts(tensor: Tensor, *, fractions: bool) -> list[str]:
    tops, bottom = tensor.values.ravel().tolist(), tensor.denominator
    if bottom == 1:
        return list(map(str, tops))
    places = decimal_places(bottom)
    if places is None or fractions:
        write = fraction_text if fractions else rational_text
        return [write(top, bottom) for top in tops]
    factor = 10**places // bottom
    return [decimal_text(top * factor, places) for top in tops]


def pretty_texts(tensor: Tensor, style: Style) -> list[str]:
    """Write numbers for eyes: integers as they are, others at ``style.precision`` digits."""
    if not tensor.is_exact:
        return [rounded(x, style.precision) for x in tensor.values.ravel().tolist()]
    if tensor.denominator == 1 or style.fractions:
        return full_texts(tensor, style)
    bottom = tensor.denominator
    return [pretty_ratio(top, bottom, style) for top in tensor.values.ravel().tolist()]


def number_text(number: Any, style: Style, *, short: bool = False) -> str:
    """Write one int, Fraction or float of any type: in full, or for eyes.

    >>> from fractions import Fraction
    >>> from convcalc.output import Style
    >>> number_text(Fraction(14, 9), Style()), number_text(Fraction(14, 9), Style(), short=True)
    ('1.5555555555555556', '1.55556')
    """
    if isinstance(number, float | np.floating):
        if short:
            return rounded(float(number), style.precision)
        return float_texts(np.asarray(number))[0].removesuffix(".0")
    return exact_text(number, style, short=short)


def nested(
    texts: list[str], shape: tuple[int, ...], join: Callable[[int, Iterable[str]], str]
) -> str:
    """Join texts in row order along every axis, the innermost first.

    ``join(depth, parts)`` gets how many axes lie inside the one it joins.

    >>> nested(list("abcd"), (2, 2), lambda depth, parts: ",;"[depth].join(parts))
    'a,b;c,d'
    """
    for depth, length in enumerate(reversed(shape)):
        texts = [join(depth, texts[i : i + length]) for i in range(0, len(texts), length)]
    return texts[0]
