"""``name:argument:argument``, as presets and activations are written."""

from __future__ import annotations

from convcalc.errors import ConvcalcError, quote


def split_call(text: str) -> tuple[str, list[str]]:
    """Split a name from its arguments.

    >>> split_call("gaussian:5:1.4")
    ('gaussian', ['5', '1.4'])
    """
    name, *arguments = text.split(":")
    return name, arguments


def check_arguments(text: str, name: str, signature: str, arguments: list[str]) -> None:
    """Refuse too many or too few arguments.

    Parameters
    ----------
    text, name : str
        What was typed, and the name in it.
    signature : str
        How the arguments are written, those that may be left out in brackets: ``:SIZE[:seed]``.
    arguments : list of str
    """
    least, most = needed(signature), signature.count(":")
    if not least <= len(arguments) <= most:
        raise ConvcalcError(f"{quote(text)} does not fit: expected {name}{signature}")


def needed(signature: str) -> int:
    """Count the arguments that may not be left out.

    >>> needed(":lo:hi"), needed("[:n[:sigma]]")
    (2, 0)
    """
    return signature.partition("[")[0].count(":")
