"""Padding: the words for how much, and the modes for what stands there. Integers only.

A new mode is one entry in ``MODES``; a new word is one entry in ``WORDS``. The commands' choices,
the help, the README's tables and the tests all read them from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from convcalc.errors import ConvcalcError, quote
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Sides: TypeAlias = tuple[int, int]
    """Cells before and after."""


class Mode(Record):
    """What stands in the padding.

    Attributes
    ----------
    example : str
        ``1 2 3 4`` padded by 2 on both sides.
    source : callable
        For a position outside 0..n-1 and the length n, the position whose value stands there;
        None for ``--pad-value``.
    most : callable
        For a length n, the most cells that one side may get; None for no limit.
    aliases : tuple of str
        What other tools call it.
    """

    example: str
    source: Callable[[int, int], int] | None
    most: Callable[[int], int] | None = None
    aliases: tuple[str, ...] = ()


MODES: Mapping[str, Mode] = {
    "zeros": Mode("0 0 1 2 3 4 0 0", None, aliases=("constant",)),
    "reflect": Mode(
        "3 2 1 2 3 4 3 2",
        lambda i, n: -i if i < 0 else 2 * (n - 1) - i,
        most=lambda n: n - 1,
        aliases=("mirror",),
    ),
    "replicate": Mode(
        "1 1 1 2 3 4 4 4",
        lambda i, n: 0 if i < 0 else n - 1,
        aliases=("edge", "nearest"),
    ),
    "circular": Mode(
        "3 4 1 2 3 4 1 2",
        lambda i, n: i + n if i < 0 else i - n,
        most=lambda n: n,
        aliases=("wrap",),
    ),
    "symmetric": Mode(
        "2 1 1 2 3 4 4 3",
        lambda i, n: -1 - i if i < 0 else 2 * n - 1 - i,
        most=lambda n: n,
    ),
}

_NAMES = {alias: name for name, mode in MODES.items() for alias in (name, *mode.aliases)}


def mode_name(name: str) -> str:
    """Return a mode's own name for it or for one of its aliases.

    >>> mode_name("edge")
    'replicate'
    """
    if name.lower() not in _NAMES:
        raise ConvcalcError(
            f"padding mode {quote(name)} is unknown: expected one of {', '.join(MODES)}"
        )
    return _NAMES[name.lower()]


def check_limit(mode: str, sides: Sides, length: int) -> None:
    """Refuse more padding than a mode has cells for."""
    most = MODES[mode].most
    if most and max(sides) > most(length):
        free = [name for name, other in MODES.items() if other.most is None]
        raise ConvcalcError(
            f"padding {max(sides)} is too much for {mode} on an axis of {length}:"
            f" expected at most {most(length)}; {' and '.join(free)} have no limit"
        )


class Word(Record):
    """How much padding a word means.

    Attributes
    ----------
    meaning : str
        One line for the help.
    sides : callable
        From the length n, the window's extent d(k-1)+1 and the stride to cells before and after.
    cropped : callable
        For a transposed convolution, from the extent and the stride to the cells cropped before and
        after, and the output padding; None where the word has no meaning there.
    only_1d : bool
        Whether it is for one sliding axis only.
    sets_size : bool
        Whether it says how large the output is, which leaves output padding nothing to say.
    """

    meaning: str
    sides: Callable[[int, int, int], Sides]
    cropped: Callable[[int, int], tuple[int, int, int]] | None = None
    only_1d: bool = False
    sets_size: bool = False


def word_in(padding: object) -> str:
    """Return the word that a padding is given by; empty if it is given in numbers.

    >>> word_in(" Same "), word_in("2,1")
    ('same', '')

    Raises
    ------
    ConvcalcError
        If there is no such word.
    """
    word = padding.strip().lower() if isinstance(padding, str) else ""
    if not word[:1].isalpha():
        return ""
    if word not in WORDS:
        raise ConvcalcError(
            f"padding {quote(word)} is unknown: expected numbers or one of {', '.join(WORDS)}"
        )
    return word


def _same_total(n: int, extent: int, stride: int) -> int:
    """Count the cells that make the output ceil(n / stride), as TensorFlow's SAME does."""
    return max((-(-n // stride) - 1) * stride + extent - n, 0)


def _smaller_first(total: int) -> Sides:
    return total // 2, total - total // 2


def _larger_first(total: int) -> Sides:
    return total - total // 2, total // 2


WORDS: Mapping[str, Word] = {
    "valid": Word("no padding", lambda n, extent, s: (0, 0), lambda extent, s: (0, 0, 0)),
    "same": Word(
        "output size ceil(n / stride), the odd cell after (TensorFlow SAME, ONNX SAME_UPPER)",
        lambda n, extent, s: _smaller_first(_same_total(n, extent, s)),
        lambda extent, s: (*_smaller_first(max(extent - s, 0)), max(s - extent, 0)),
        sets_size=True,
    ),
    "same-lower": Word(
        "the same with the odd cell before (ONNX SAME_LOWER)",
        lambda n, extent, s: _larger_first(_same_total(n, extent, s)),
        lambda extent, s: (*_larger_first(max(extent - s, 0)), max(s - extent, 0)),
        sets_size=True,
    ),
    "full": Word(
        "dilation * (kernel - 1) on both sides: every overlap",
        lambda n, extent, s: (extent - 1, extent - 1),
    ),
    "causal": Word(
        "dilation * (kernel - 1) before, 1-D only: no look ahead",
        lambda n, extent, s: (extent - 1, 0),
        only_1d=True,
    ),
}
