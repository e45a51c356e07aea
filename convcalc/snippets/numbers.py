"""Numbers as source code: the words of Python and Octave for them differ in nan and inf only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.errors import ConvcalcError
from convcalc.exact import ratio
from convcalc.tensor import INT64_MOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcalc.exact import Number
    from convcalc.tensor import Tensor

    Words = Mapping[str, str]
    """What nan and inf are called."""

NUMBERS_MOST = 4096  # that are written out
DOUBLE_HOLDS = 2**53  # a quotient of integers below is the nearest double

NUMPY_WORDS: Words = {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}
TORCH_WORDS: Words = {"nan": "torch.nan", "inf": "torch.inf", "-inf": "-torch.inf"}
OCTAVE_WORDS: Words = {"nan": "NaN", "inf": "Inf", "-inf": "-Inf"}


def check_count(tensor: Tensor, role: str, advice: str) -> None:
    """Refuse to write out more numbers than anybody pastes.

    Raises
    ------
    ConvcalcError
    """
    count = tensor.values.size
    if count > NUMBERS_MOST:
        raise ConvcalcError(
            f"the {role} has {count:,} numbers: a snippet holds at most {NUMBERS_MOST:,}; {advice}"
        )


def is_decimal(bottom: int) -> bool:
    """Tell whether a fraction is better written with a point: 0.5 and 0.1234, but 3 / 16.

    >>> is_decimal(2), is_decimal(2500), is_decimal(16), is_decimal(9)
    (True, True, False, False)
    """
    return 1000 % bottom == 0 or (bottom % 5 == 0 and 10**17 % bottom == 0)


def integer_text(number: int, *, big: bool) -> str:
    """Write an integer; one that no int64 holds as the nearest double, unless ``big`` ones do.

    >>> integer_text(7, big=False), integer_text(2**70, big=False)
    ('7', '1.1805916207174113e+21')
    """
    return str(number) if big or abs(number) <= INT64_MOST else repr(ratio(number, 1))


def number_texts(
    tensor: Tensor, words: Words, *, big: bool = False, own: bool = False
) -> tuple[list[str], int]:
    """Write numbers in row order, and what all of them are to be divided by.

    ``own`` says that floats will be read as their own type again, for which fewer digits may do.

    >>> from convcalc.tensor import Tensor
    >>> number_texts(Tensor(np.array([1, 2]), 2), NUMPY_WORDS)
    (['0.5', '1'], 1)
    >>> number_texts(Tensor(np.array([1, 2]), 16), NUMPY_WORDS)
    (['1', '2'], 16)
    """
    values, bottom = tensor.values.ravel(), tensor.denominator
    if not tensor.is_exact:
        texts = [str(value) if own else repr(float(value)) for value in values]
        return [words.get(text, text) for text in texts], 1
    tops = [int(top) for top in values.tolist()]
    if bottom == 1:
        texts = [integer_text(top, big=big) for top in tops]
        return [words.get(text, text) for text in texts], 1
    if is_decimal(bottom) or max(bottom, *map(abs, tops)) >= DOUBLE_HOLDS:
        texts = [_quotient_text(top, bottom) for top in tops]
        return [words.get(text, text) for text in texts], 1
    return list(map(str, tops)), bottom


def _quotient_text(top: int, bottom: int) -> str:
    if top % bottom == 0:
        return integer_text(top // bottom, big=False)
    return repr(ratio(top, bottom))


def scalar_text(number: Number | np.generic, words: Words, *, big: bool = False) -> str:
    """Write one number of any kind.

    >>> from fractions import Fraction
    >>> scalar_text(Fraction(1, 3), NUMPY_WORDS), scalar_text(float("inf"), NUMPY_WORDS)
    ('1 / 3', 'np.inf')
    """
    if isinstance(number, float | np.floating):
        text = repr(float(number))
    elif number.denominator == 1:  # type: ignore[union-attr]
        text = integer_text(int(number), big=big)
    else:
        top, bottom = number.numerator, number.denominator  # type: ignore[union-attr]
        if is_decimal(bottom) or max(abs(top), bottom) >= DOUBLE_HOLDS:
            text = repr(ratio(top, bottom))
        else:
            text = f"{top} / {bottom}"
    return words.get(text, text)
