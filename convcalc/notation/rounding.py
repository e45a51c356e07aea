"""How exactly numbers are written: what may have been rounded off behind the last digit."""

from __future__ import annotations

import re

from convcalc.notation.literals import front

# Digits with a point among them; not a part of a name or of a fraction, which are exact.
_POINTED = r"(?<![\w./])([0-9]+\.[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?(?![\w./])"
_CALL = r"\b(array|tensor)\("
_SINGLE = r"\bfloat(?:16|32)\b"
SINGLE, DOUBLE = 1e-5, 1e-9  # how close floats of these types are, relatively


def widen(text: str) -> str:
    """Add half a unit of its last digit to every number that is written with a point.

    The distance from what was written is what rounding may have taken away. A point behind the last
    digit, as in ``[2. 3.]``, is how programs say that a number is a float: it rounds nothing.

    A factor in front of all of them is exact.

    >>> widen("3 1.25 -0.5e3 1/9"), widen("0.1 * [2. 0.5]")
    ('3 1.255 -0.55e3 1/9', '0.1 * [2. 0.55]')
    """
    printed = "[" in text
    start = front(text)

    def longer(match: re.Match[str]) -> str:
        digits, exponent = match[1], match[2] or ""
        return match[0] if printed and digits.endswith(".") else f"{digits}5{exponent}"

    return text[:start] + re.sub(_POINTED, longer, text[start:])


def closeness(text: str) -> float:
    """Return how close numbers printed by NumPy or PyTorch are, relatively; 0 for other texts.

    >>> closeness("tensor([1.5])"), closeness("1.5 2")
    (1e-05, 0)
    """
    call = re.search(_CALL, text)
    if call is None:
        return 0
    single = re.search(_SINGLE, text) or (call[1] == "tensor" and "float64" not in text)
    return SINGLE if single else DOUBLE
