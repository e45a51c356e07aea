"""The shape of a feature map: ``3@224x224``, ``224``, ``3x224x224``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.notation.sizes import DIGITS_MOST, show

if TYPE_CHECKING:
    from convcalc.notation.sizes import Sizes

AXES_MOST = 3  # that slide
CHANNELS_LOOK = 4  # channels that the last of three numbers looks like


def looks_like_shape(text: str) -> bool:
    """Tell whether a text is written as a shape."""
    return _numbers(text) is not None


def _numbers(text: str) -> list[str] | None:
    """Split a shape into its numbers; None if it is none."""
    channels, at, sizes = text.rpartition("@")
    numbers = [channels] * bool(at) + sizes.lower().replace("×", "x").split("x")
    numbers = [number.strip() for number in numbers]
    return numbers if all(n.isascii() and n.isdigit() for n in numbers) else None


def read_shape(value: Sizes, layout: str = "chw") -> tuple[int | None, tuple[int, ...]]:
    """Read a shape: the channels, None where they are not known, and the sizes.

    Parameters
    ----------
    value : str, int or sequence of int
        ``3@224x224`` (channels@height x width), ``224x224``, ``224``, or three numbers without @.
    layout : str
        Where the channels are in three numbers without @: ``chw`` or ``hwc``.

    Raises
    ------
    ConvcalcError
        If it is no shape, or could be read in two ways.

    Examples
    --------
    >>> read_shape("3@224x224"), read_shape(224)
    ((3, (224, 224)), (None, (224,)))
    """
    text = value if isinstance(value, str) else _as_text(value)
    numbers = _numbers(text)
    if not numbers:
        raise ConvcalcError(
            f"shape is {quote(text)}: expected channels@height x width, as in 3@224x224, or 224"
        )
    if max(map(len, numbers)) > DIGITS_MOST:
        raise ConvcalcError(f"shape is {quote(text)}: expected at most {DIGITS_MOST} digits")
    counts = [int(number) for number in numbers]
    if min(counts) < 1:
        raise ConvcalcError(f"shape is {quote(text)}: expected every number to be 1 or more")
    if "@" not in text:
        return _without_at(counts, layout)
    channels, *sizes = counts
    _check_count(sizes, text)
    return channels, tuple(sizes)


def _as_text(value: int | list[int] | tuple[int, ...] | object) -> str:
    return show(value) if isinstance(value, list | tuple) else str(value)


def _without_at(sizes: list[int], layout: str) -> tuple[int | None, tuple[int, ...]]:
    """Tell channels from sizes where no @ does."""
    written = show(sizes)
    if len(sizes) > AXES_MOST:
        picture, volume = show_shape(sizes[-3], sizes[-2:]), show_shape(sizes[-4], sizes[-3:])
        raise ConvcalcError(
            f"shape is {quote(written)}, {len(sizes)} numbers: write {picture} for an image without"
            f" its batch, or {volume} for a volume"
        )
    if len(sizes) < AXES_MOST:
        return None, tuple(sizes)
    if layout == "hwc":
        return sizes[2], (sizes[0], sizes[1])
    first, height, last = sizes
    if last <= CHANNELS_LOOK and last < first:
        raise ConvcalcError(
            f"shape is {quote(written)}, which looks like height x width x channels: write"
            f" {show_shape(last, [first, height])}, or --layout hwc"
        )
    return first, (height, last)


def _check_count(sizes: list[int], text: str) -> None:
    if len(sizes) > AXES_MOST:
        raise ConvcalcError(
            f"shape is {quote(text)}, {len(sizes)} sizes: expected at most {AXES_MOST} after the @"
        )


def show_shape(channels: int | None, sizes: list[int] | tuple[int, ...]) -> str:
    """Write a shape as it is read: ``3@224x224``, without channels ``224x224``.

    >>> show_shape(64, (112, 112)), show_shape(10, ()), show_shape(None, (112, 110))
    ('64@112x112', '10', '112x110')
    """
    if channels is None:
        return show(sizes)
    return f"{channels}@{show(sizes)}" if sizes else str(channels)
