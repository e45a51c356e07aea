"""``name:argument:argument``, as presets and activations are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from convcalc.errors import ConvcalcError, quote
from convcalc.notation.numbers import read_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.exact import Number


class WithParameters(Protocol):
    """An entry of a registry whose name may be followed by numbers."""

    @property
    def parameters(self) -> str:
        """How they are written."""

    @property
    def check(self) -> Callable[..., None]:
        """Refuses numbers that make no sense."""


Entry = TypeVar("Entry", bound=WithParameters)


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
    if not least <= len(arguments) <= most or not all(arguments):
        raise ConvcalcError(f"{quote(text)} does not fit: expected {name}{signature}")


def needed(signature: str) -> int:
    """Count the arguments that may not be left out.

    >>> needed(":lo:hi"), needed("[:n[:sigma]]")
    (2, 0)
    """
    return signature.partition("[")[0].count(":")


def look_up(text: str, registry: Mapping[str, Entry], role: str) -> tuple[str, Entry, list[Number]]:
    """Find the entry that ``name`` or ``name:number:number`` stands for.

    Parameters
    ----------
    text : str
    registry : dict of str to entries with ``parameters`` and ``check``
    role : str
        The flag, for messages.

    Returns
    -------
    (name, entry, numbers)

    Raises
    ------
    ConvcalcError
        If there is no such entry, or the numbers do not fit it.
    """
    text = str(text)  # from Python it may be anything
    name, texts = split_call(text.strip().lower())
    if name not in registry:
        known = ", ".join(name + entry.parameters for name, entry in registry.items())
        raise ConvcalcError(f"{role} {quote(text)} is unknown: expected one of {known}")
    entry = registry[name]
    try:
        check_arguments(text, name, entry.parameters, texts)
        numbers = [read_number(part) for part in texts]
        entry.check(*numbers)
    except ConvcalcError as error:
        raise error.within(role) from None
    return name, entry, numbers
