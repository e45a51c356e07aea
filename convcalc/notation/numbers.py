r"""One number as people write it: ``7``, ``-.5``, ``1e-3``, ``1/9``, ``1½``, ``\frac{1}{9}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.exact import quotient

if TYPE_CHECKING:
    from fractions import Fraction

    from convcalc.exact import Number


MAX_DIGITS = 1000
MAX_EXPONENT = 400
SHORT = 300  # digits that need no further look

VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

_DECIMAL = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_PARTS = r"([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?"
_RATIONAL = rf"([+-]?)({_DECIMAL})(?:/({_DECIMAL}))?"
_VULGAR = rf"([+-]?)([0-9]*)([{VULGAR}])"
_LATEX = r"([+-]?)\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"
_SPECIAL = r"(?ai:[+-]?(?:nan|inf|infinity))"


class NotANumber(ConvcalcError):  # noqa: N818 - says what the text is
    """The text is not a number; the reason says why, and what to type instead."""


def read_number(text: str) -> Number:
    """Read one number exactly.

    Parameters
    ----------
    text : str
        The number alone, with ASCII minus and no blanks around it.

    Returns
    -------
    int, Fraction or float
        An int if it is whole, a float only for nan and inf.

    Raises
    ------
    NotANumber
        With the reason, and what to type instead.

    Examples
    --------
    >>> read_number("-12"), read_number("1e3"), read_number("0.1"), read_number("½")
    (-12, 1000, Fraction(1, 10), Fraction(1, 2))
    """
    digits = text[1:] if text.startswith(("-", "+")) else text
    if digits.isascii() and digits.isdigit() and len(digits) <= SHORT:
        return int(text)
    if match := re.fullmatch(_RATIONAL, text):
        sign, top, bottom = match.groups()
        return _signed(sign, _ratio(_read_decimal(top), _read_decimal(bottom or "1"), text))
    if match := re.fullmatch(_VULGAR, text):
        sign, whole, part = match.groups()
        _check_digits(whole, text)
        from unicodedata import normalize  # few numbers need it

        top, bottom = normalize("NFKC", part).split("\u2044")  # a fraction slash
        return _signed(sign, int(whole or 0) + _ratio(int(top), int(bottom), text))
    if match := re.fullmatch(_LATEX, text):
        sign, top, bottom = (part.strip() for part in match.groups())
        return _signed(sign, _ratio(_read_exact(top), _read_exact(bottom), text))
    if re.fullmatch(_SPECIAL, text):
        return float(text)
    raise NotANumber(_why_not(text))


def _read_decimal(text: str) -> int | Fraction:
    """Read unsigned digits with a point and an exponent; the pattern was checked before."""
    match = re.fullmatch(_PARTS, text)
    assert match is not None  # noqa: S101 - callers match _DECIMAL first
    whole, part, exponent = match.groups()
    _check_digits(whole + part, text)
    if exponent and (len(exponent.lstrip("+-0")) > 5 or abs(int(exponent)) > MAX_EXPONENT):
        raise NotANumber(
            f"the exponent of {quote(text)} is beyond {MAX_EXPONENT}: scale the numbers first"
        )
    shift = int(exponent or 0) - len(part)
    digits = int(whole + part)
    return digits * 10**shift if shift >= 0 else _ratio(digits, 10**-shift, text)


def _check_digits(digits: str, text: str) -> None:
    if len(digits) > MAX_DIGITS:
        raise NotANumber(f"{quote(text)} has more than {MAX_DIGITS:,} digits: shorten it")


def _read_exact(text: str) -> int | Fraction:
    number = read_number(text)
    if isinstance(number, float):
        raise NotANumber(f"{quote(text)} cannot stand in a fraction")
    return number


def _ratio(top: int | Fraction, bottom: int | Fraction, text: str) -> int | Fraction:
    """Divide exactly, but not by zero."""
    if bottom == 0:
        raise NotANumber(f"{quote(text)} divides by zero")
    return quotient(top, bottom)


def _signed(sign: str, number: int | Fraction) -> int | Fraction:
    return -number if sign == "-" else number


def is_number(text: str) -> bool:
    """Tell whether a text reads as a number."""
    try:
        read_number(text)
    except NotANumber:
        return False
    return True


# What a text may be that is not a number, and what to do about it.
_REASONS = (
    ("", "an empty cell: give a number"),
    ("-{3,}|={3,}", "{} needs a line of its own: it starts the next filter or batch item"),
    (
        r".*(?:\.\.\.|…).*",
        "{} means the paste was cut short: print the whole array first, in NumPy with"
        " np.set_printoptions(threshold=sys.maxsize)",
    ),
    ("[+-]", "a lone {} between numbers: write 1 -2 for two numbers, or the result for one"),
    (
        rf"{_DECIMAL}[+-]{_DECIMAL}",
        "{} is a sum, not a number: write 1 -2 for two numbers, or the result for one",
    ),
    ("/.*|.*/", "{} is half a fraction: write it without blanks, as 1/9"),
    (r"[-+0-9.eE]*[0-9.][ij]", "{} is complex: expected real numbers"),
    ("(?i:true|false)", "{} is not a number: write 1 or 0"),
    ("(?i:null|none)", "{} is not a number: give a value for every cell"),
    (r"\*.*|.*\*", "{}: a scale stands in front, as in 1/9 * [1 1; 1 1]"),
    ("[#%].*", "{}: a comment needs a line of its own"),
)


def _why_not(text: str) -> str:
    """Find the reason that fits a text which is not a number."""
    for pattern, reason in _REASONS:
        if re.fullmatch(pattern, text):
            return reason.format(quote(text))
    return f"{quote(text)} is not a number: expected one such as 7, -2.5, 1e-3 or 1/9"
