"""Sizes on flags: ``2``, ``2,1``, ``2x1``: one number, or one per axis, height before width."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from convcalc.errors import ConvcalcError, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    Sizes: TypeAlias = int | str | Sequence[int]
    """What a flag or an argument may give: 2, "2,1", "2x1", (2, 1)."""

T = TypeVar("T")
DIGITS_MOST = 18  # of a size

_SEPARATOR = r"\s*[,xX×\s]\s*"


def read_sizes(value: Sizes, name: str) -> tuple[int, ...]:
    """Read whole numbers from a flag or an argument.

    >>> read_sizes("2x1", "stride"), read_sizes(3, "stride")
    ((2, 1), (3,))
    """
    if type(value) is int:
        return (value,)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < DIGITS_MOST:
        return (int(value),)
    if isinstance(value, tuple) and set(map(type, value)) == {int}:
        return value
    parts = re.split(_SEPARATOR, value.strip()) if isinstance(value, str) else _whole(value)
    if parts and all(re.fullmatch(r"[+-]?[0-9]+", part) for part in parts):
        if max(len(part.lstrip("+-")) for part in parts) > DIGITS_MOST:
            raise ConvcalcError(
                f"{name} is {quote(str(value))}: expected at most {DIGITS_MOST} digits"
            )
    else:
        raise ConvcalcError(
            f"{name} is {quote(str(value))}: expected whole numbers, such as 2, 2,1 or 2x1"
        )
    return tuple(int(part) for part in parts)


def _whole(value: object) -> list[str]:
    """Write what Python gives as text; whatever is not whole becomes no number."""
    items = value if isinstance(value, Iterable) else [value]
    return [str(item) for item in items]


def per_axis(value: Sizes, axes: int, name: str, *, least: int = 1) -> tuple[int, ...]:
    """Read one number per axis; a single one counts for all.

    Parameters
    ----------
    value : int, str or sequence of int
        As :func:`read_sizes` takes it.
    axes : int
        How many sliding axes there are.
    name : str
        The flag, for messages.
    least : int
        The smallest number allowed.

    Examples
    --------
    >>> per_axis(2, 3, "stride")
    (2, 2, 2)
    """
    sizes = read_sizes(value, name)
    if len(sizes) not in (1, axes):
        many = f"1 or {axes}" if axes > 1 else "1"
        raise ConvcalcError(
            f"{name} has {len(sizes)} numbers: expected {many}, one per sliding axis"
            f" ({axes} here; --dim changes that)"
        )
    if min(sizes) < least:
        raise ConvcalcError(f"{name} is {min(sizes)}: expected {least} or more")
    return spread(sizes, axes)


def spread(sizes: tuple[T, ...], axes: int) -> tuple[T, ...]:
    """Return one per axis; a single one counts for all.

    >>> spread((3,), 2), spread((3, 5), 2)
    ((3, 3), (3, 5))
    """
    return sizes * axes if len(sizes) == 1 else sizes


def gather(sizes: Sequence[T]) -> Sequence[T]:
    """Return one for all axes where they are alike.

    >>> gather((3, 3)), gather((3, 5))
    ((3,), (3, 5))
    """
    return sizes[:1] if len(set(sizes)) == 1 else sizes


def show(sizes: Sequence[int]) -> str:
    """Write sizes as people say them: ``3x2``."""
    return "x".join(map(str, sizes))


def show_index(index: Sequence[int]) -> str:
    """Write an index as a flag takes it: ``1,2``."""
    return ",".join(map(str, index))


def show_short(sizes: Sequence[int]) -> str:
    """Write sizes as a flag takes them: ``2`` for all axes alike, else ``2,1``."""
    return show_index(gather(sizes))
