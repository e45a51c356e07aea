"""What a text looks like before it is read: comments, and what ``print(model)`` shows."""

from __future__ import annotations

import re

# A label and a module, at the start of a line or right inside a module.
_PRINTED = r"(?:^\s*|\w\(\s*)\([^()\n]+\):\s+(?:[0-9]+ x )?\w+ ?\("


def without_comments(text: str) -> str:
    """Blank out comments, sign for sign, so that places stay.

    >>> without_comments("M2 # a pool")
    'M2         '
    """
    return re.sub(r"#[^\n]*", lambda match: " " * len(match[0]), text)


def looks_printed(text: str) -> bool:
    """Tell whether a text without comments is what ``print`` shows of a model.

    >>> looks_printed("Sequential( (0): ReLU() )"), looks_printed("nn.Sequential(nn.ReLU())")
    (True, False)
    """
    return re.search(_PRINTED, text, re.MULTILINE) is not None
