"""How answers about layers are typed, or pasted from what programs print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.diagnose.layers.answers import SizeAnswer, read_figure
from convcalc.errors import ConvcalcError, quote
from convcalc.notation.numbers import read_number
from convcalc.notation.sizes import show, spread

if TYPE_CHECKING:
    from convcalc.diagnose.layers.answers import Figure
    from convcalc.notation.sizes import Sizes

LENGTH_MOST = 100  # characters of an answer
NUMBERS_MOST = 4  # channels and three axes

_SEPARATOR = r"\s*[,xX×]\s*|\s+"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:/0*[1-9][0-9]*)?"
_GROUPED = r"([+-]?(?:[0-9]+|[0-9]{1,3}(?:([,_' \u00a0\u202f])[0-9]{3})(?:\2[0-9]{3})*))(?:\.0*)?"
_POWERED = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?0*[0-9]{1,2}"
_CALLED = r"(?:(?:torch\.)?Size|(?:tf\.)?TensorShape)\s*(?=[(\[])"
OPEN = "None"  # a batch of any size, as Keras prints it
BATCHES = (OPEN, "1", "-1")


def bare(text: str) -> str:
    """Take off the brackets that programs print around a size.

    >>> bare("torch.Size([64, 112, 112])"), bare("(10,)"), bare("112 x 110")
    ('64, 112, 112', '10', '112 x 110')
    """
    text = re.sub(rf"\A{_CALLED}", "", text.strip())
    while text[:1] + text[1:][-1:] in ("()", "[]"):
        text = text[1:-1].strip().removesuffix(",").rstrip()
    return text


def read_sizes_answer(value: Sizes, layout: str = "chw", axes: int = 2) -> SizeAnswer:
    """Read a size.

    Parameters
    ----------
    value : str, int or sequence of int
    layout : str
        Where channels stand that no @ tells from the sizes: ``chw`` or ``hwc``.
    axes : int
        How many sliding axes the right one has: what is more than them and channels is a batch.

    Raises
    ------
    ConvcalcError
        If it is none.

    Examples
    --------
    >>> read_sizes_answer("64 @ 56,56").text, read_sizes_answer((112, 110)).text
    ('64@56x56', '112x110')
    >>> read_sizes_answer("torch.Size([1, 64, 56, 56])").text
    '64x56x56'
    """
    text = as_text(value)
    channels, at, sizes = bare(text[: LENGTH_MOST + 1]).rpartition("@")
    parts = re.split(_SEPARATOR, bare(sizes))
    if at:
        parts.insert(0, channels.strip())
    else:
        parts = _without_batch(parts, text, layout, axes)
    if not all(re.fullmatch(_NUMBER, part) for part in parts) or len(text) > LENGTH_MOST:
        raise ConvcalcError(
            f"--check is {quote(text)}: expected a size, as in 112, 112x110 or 64@112x110"
        )
    if len(parts) > NUMBERS_MOST or (len(parts) == NUMBERS_MOST and not at and axes < 3):
        raise ConvcalcError(
            f"--check is {quote(text)}, {len(parts)} numbers: expected channels@height x width, as"
            " in 64@56x56, and no batch but 1"
        )
    figures = tuple(map(read_figure, parts))
    written = f"{parts[0]}@{'x'.join(parts[1:])}" if at else "x".join(parts)
    return SizeAnswer(figures, bool(at), written, layout == "hwc")


def _without_batch(parts: list[str], text: str, layout: str, axes: int) -> list[str]:
    """Leave out a batch, which stands first; what Keras prints has its channels last."""
    first, *rest = parts
    if first == OPEN and len(rest) > 1 and layout != "hwc":
        raise ConvcalcError(
            f"--check is {quote(text)}: with {OPEN}, as Keras prints it, the channels stand last:"
            f" add --layout hwc, or leave {OPEN} out"
        )
    is_batch = first in BATCHES and len(parts) == axes + 2
    return rest if rest and (first == OPEN or is_batch) else parts


def read_field_answer(value: Sizes, axes: int) -> tuple[tuple[Figure, ...], str]:
    """Read a receptive field, one number for all axes or one each; and as it is written.

    Raises
    ------
    ConvcalcError
        If it is none.
    """
    text = as_text(value)
    parts = re.split(_SEPARATOR, bare(text[: LENGTH_MOST + 1]))
    if not all(re.fullmatch(_NUMBER, part) for part in parts) or len(text) > LENGTH_MOST:
        raise ConvcalcError(
            f"--check is {quote(text)}: expected a number of cells, as in 212, or 212x180"
        )
    if len(parts) not in (1, axes):
        many = f"1 or {axes} numbers" if axes > 1 else "1 number"
        raise ConvcalcError(
            f"--check is {quote(text)}: expected {many}, as the layers have {axes}"
            f" sliding {'axes' if axes > 1 else 'axis'}"
        )
    return spread(tuple(map(read_figure, parts)), axes), "x".join(parts)


def read_count_answer(value: float | str) -> int:
    """Read a number of parameters; thousands may be set apart.

    >>> read_count_answer("25,557,032"), read_count_answer("25 557 032"), read_count_answer(7)
    (25557032, 25557032, 7)
    >>> read_count_answer(18944.0), read_count_answer("1.8944e4")
    (18944, 18944)

    Raises
    ------
    ConvcalcError
        If it is none.
    """
    text = as_text(value).strip()
    if len(text) <= LENGTH_MOST:
        if match := re.fullmatch(_GROUPED, text):
            return int(re.sub(r"[^0-9+-]", "", match[1]))
        number = read_number(text) if re.fullmatch(_POWERED, text) else None
        if isinstance(number, int):
            return number
    raise ConvcalcError(
        f"--check is {quote(text)}: expected a whole number, as in 25557032 or 25,557,032"
    )


def as_text(value: object) -> str:
    """Write what Python gives as text."""
    return show(value) if isinstance(value, list | tuple) else str(value)
