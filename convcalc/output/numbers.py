"""Exact numbers as text, without NumPy: in full for pipes, at some digits for eyes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.exact import ratio

if TYPE_CHECKING:
    from numbers import Rational

    from convcalc.output import Style

LEAST_POSITIONAL = 1e-4  # below it, and from the other on, eyes get exponents
MOST_POSITIONAL = 1e15


def exact_text(number: Rational, style: Style, *, short: bool = False) -> str:
    """Write an int or a Fraction.

    >>> from fractions import Fraction
    >>> from convcalc.output import Style
    >>> exact_text(Fraction(14, 9), Style()), exact_text(Fraction(14, 9), Style(), short=True)
    ('1.5555555555555556', '1.55556')
    """
    top, bottom = int(number.numerator), int(number.denominator)
    if style.fractions:
        return fraction_text(top, bottom)
    return pretty_ratio(top, bottom, style) if short else rational_text(top, bottom)


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


def decimal_text(scaled: int, places: int) -> str:
    """Write scaled / 10**places without trailing zeros."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if scaled < 0 else text


def rational_text(top: int, bottom: int) -> str:
    """Write a rational in full where its decimals end, else as the nearest double."""
    common = math.gcd(top, bottom)
    top, bottom = top // common, bottom // common
    if bottom == 1:
        return str(top)
    places = decimal_places(bottom)
    if places is not None:
        return decimal_text(top * (10**places // bottom), places)
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


def pretty_ratio(top: int, bottom: int, style: Style) -> str:
    """Write a rational for eyes, at ``style.precision`` digits."""
    if top % bottom == 0:
        return str(top // bottom)
    nearest = ratio(top, bottom)
    if not nearest or math.isinf(nearest):
        return _beyond_double(top, bottom)
    return rounded(nearest, style.precision)


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
