"""What people write where a layer is expected, and the nearest that is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ECHO, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# A word, its number, and more of a layer: conv3x3-64, conv64k3s2.
_spelled = re.compile(
    r"([a-z]+)([0-9]*)((?:x[0-9]+)*)(?:-([0-9]+))?((?:(?:op|[kspdg])[0-9x+]+)*(?::[a-z]+)*)"
)
# The first that matches what is no layer, and the sign after it.
_RULES = (
    (r"(?:add|cat|concat|concatenate|sum)\b.*", "branches are joined as in (C8 | I):add"),
    (r"((?:\w+\.)*(?:nn|layers)\.\w+).*", "a module has brackets, as in {}()"),
    (r":?(same|valid|full|bias|nobias|ceil)\b.*", "write it right after its layer, as in C64k3:{}"),
    (r"((?:(?:op|[kspdg])[0-9x+]+)+).*", "write it right after its layer, as in C64{}"),
    (r"([0-9]+)\*\[?([^\s\](]+).*", "to repeat, write {}*({})"),
    (r"([0-9]+)[x*]?[(*].*", "to repeat, write {}*(...)"),
    (r"([0-9]+(?:x[0-9]+)+).?", "a kernel is written C64k{0}, a window M{0}"),
    (
        r"([0-9]+).*",
        "C{0} has {0} filters, {0}N is a dense layer, and a VGG list stands in brackets, as in"
        " [64, 'M']",
    ),
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
        From other words for them, in small letters, to how they are written here, with curly
        brackets where their number stands.

    Examples
    --------
    >>> nearest("conv3-64", "", ["C"], {"conv": "C{}"})
    'did you mean C64k3?'
    >>> nearest("3*C8", "", ["C"], {})
    'to repeat, write 3*(C8)'
    """
    word = _spelled.match(text.lower())
    if word and word[1] in spelled:
        _, number, size, filters, rest = word.groups()
        # The VGG paper has conv3-64.
        tail = f"{filters}k{number}{size}" if filters else f"{number}{size}{rest}"
        return f"did you mean {spelled[word[1]].format(tail)}?"
    for pattern, message in _RULES:
        match = re.fullmatch(pattern, text + after[:1], re.IGNORECASE | re.ASCII)
        if match:
            return message.format(*(shorten(group, ECHO) for group in match.groups()))
    return f"expected one of {', '.join(ops)}, as in C64k3s2p1 M2 FC10"
