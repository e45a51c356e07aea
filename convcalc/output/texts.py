"""Numbers as text: in full for pipes, at some digits for eyes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.tensor import ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from convcalc.output import Style
    from convcalc.tensor import Array, Tensor

LEAST_POSITIONAL = 1e-4  # below it, and from the other on, eyes get exponents
MOST_POSITIONAL = 1e15
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
        write = fraction_text if fractions else _rational_text
        return [write(top, bottom) for top in tops]
    factor = 10**places // bottom
    return [_decimal_text(top * factor, places) for top in tops]


def decimal_places(bottom: int) -> int | None:
    """Count the decimals that a fraction over ``bottom`` needs, None if they never end.

    >>> decimal_places(8), decimal_places(3)
    (3, None)
    """
    twos = (bottom & -bottom).bit_length() - 1
    rest, fives = bottom >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _decimal_text(scaled: int, places: int) -> str:
    """Write scaled / 10**places without trailing zeros."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if scaled < 0 else text


def _rational_text(top: int, bottom: int) -> str:
    common = math.gcd(top, bottom)
    top, bottom = top // common, bottom // common
    if bottom == 1:
        return str(top)
    places = decimal_places(bottom)
    if places is not None:
        return _decimal_text(top * (10**places // bottom), places)
    nearest = ratio(top, bottom)
    if nearest and math.isfinite(nearest):
        return repr(nearest).removesuffix(".0")
    return _beyond_double(top, bottom)


def _beyond_double(top: int, bottom: int) -> str:
    """Write a rational that no double is near: 17 digits, as many as a double would get."""
    from decimal import Context, Decimal

    return format(Context(prec=17).divide(Decimal(top), Decimal(bottom)), "e")


def fraction_text(top: int, bottom: int) -> str:
    """Write a fraction in lowest terms; whole ones as integers.

    >>> fraction_text(28, 18), fraction_text(4, 2)
    ('14/9', '2')
    """
    common = math.gcd(top, bottom)
    top, bottom = top // common, bottom // common
    return str(top) if bottom == 1 else f"{top}/{bottom}"


def pretty_texts(tensor: Tensor, style: Style) -> list[str]:
    """Write numbers for eyes: integers as they are, others at ``style.precision`` digits."""
    if not tensor.is_exact:
        return [rounded(x, style.precision) for x in tensor.values.ravel().tolist()]
    if tensor.denominator == 1 or style.fractions:
        return full_texts(tensor, style)
    bottom = tensor.denominator
    return [_pretty_ratio(top, bottom, style) for top in tensor.values.ravel().tolist()]


def _pretty_ratio(top: int, bottom: int, style: Style) -> str:
    if top % bottom == 0:
        return str(top // bottom)
    nearest = ratio(top, bottom)
    if not nearest or math.isinf(nearest):
        return _beyond_double(top, bottom)
    return rounded(nearest, style.precision)


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
    top, bottom = number.numerator, number.denominator
    if style.fractions:
        return fraction_text(top, bottom)
    return _pretty_ratio(top, bottom, style) if short else _rational_text(top, bottom)


def rounded(number: float, digits: int) -> str:
    """Round to significant digits, but never cut the integer part.

    >>> [rounded(x, 6) for x in (1/9, 1234567.89, 2.5, 0.00001234, 1e15)]
    ['0.111111', '1234568', '2.5', '1.234e-05', '1e+15']
    """
    size = abs(number)
    if not math.isfinite(size) or size == 0:
        return str(size if size == 0 else number).removesuffix(".0")
    if not LEAST_POSITIONAL <= size < MOST_POSITIONAL:
        mantissa, _, exponent = f"{number:.{digits - 1}e}".partition("e")
        return f"{_without_zeros(mantissa)}e{exponent}"
    decimals = max(digits - 1 - math.floor(math.log10(size)), 0)
    return _without_zeros(f"{number:.{decimals}f}")


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


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
