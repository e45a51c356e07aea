"""What people write where a layer is expected, and the nearest that is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ECHO, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# A word, its number, and more of a layer: conv3x3-64, conv64k3s2.
_written = re.compile(
    r"([a-z]*)([0-9.]*)((?:x[0-9]+)*)(?:-([0-9]+))?((?:(?:op|[kspdg])[0-9x+]+)*(?::[a-z]+)*)"
)


def nearest(text: str, after: str, ops: Collection[str], spelled: Mapping[str, str]) -> str:
    """Say what was most likely meant.

    Parameters
    ----------
    text : str
        What is no layer.
    after : str
        What comes after it.
    ops : collection of str
        What layers may begin with.
    spelled : dict of str to str
        From other words for them, in small letters, to how they are written here.

    Examples
    --------
    >>> nearest("conv3-64", "", ["C"], {"conv": "C"})
    'did you mean C64k3?'
    >>> nearest("3*C8", "", ["C"], {})
    'to repeat, write 3*(C8)'
    """
    match = _written.match(text.lower())
    assert match is not None  # noqa: S101 - it matches everything
    word, number, size, filters, rest = match.groups()
    if word in spelled:
        short = spelled[word]
        if filters:  # as the VGG paper has it
            return f"did you mean {short}{filters}k{number}{size}?"
        return f"did you mean {short}{number}{size}{rest}?"
    if number and ("*" in text or after.startswith(("(", "*"))):
        inner = shorten(text.partition("*")[2].strip("[]"), ECHO) or "..."
        return f"to repeat, write {number}*({inner})"
    if rest.startswith(":"):
        return f"write it right after its layer, as in C64k3{rest}"
    if number and not word:
        return (
            f"C{number} has {number} filters, {number}N is a dense layer, and a VGG list stands in"
            " brackets, as in [64, 'M']"
        )
    return f"expected one of {', '.join(ops)}, as in C64k3s2p1 M2 FC10"
