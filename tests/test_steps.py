from __future__ import annotations

import pytest

from convcalc.errors import ConvcalcError
from convcalc.steps import Steps, padding_sides


@pytest.mark.parametrize(
    ("padding", "axes", "sides"),
    [
        ("1", 2, [(1, 1), (1, 1)]),
        ("1,2", 2, [(1, 1), (2, 2)]),
        ("1,2,3,4", 2, [(1, 2), (3, 4)]),
        ("1,2", 1, [(1, 2)]),
        ((1, 2, 3), 3, [(1, 1), (2, 2), (3, 3)]),
        ("1,2,3,4,5,6", 3, [(1, 2), (3, 4), (5, 6)]),
    ],
)
def test_padding_in_numbers(padding: str, axes: int, sides: list[tuple[int, int]]) -> None:
    assert padding_sides(padding, axes) == sides


def test_padding_is_counted() -> None:
    with pytest.raises(ConvcalcError, match="padding has 3 numbers: expected 1, 2 or 4 "):
        padding_sides("1,2,3", 2)
    with pytest.raises(ConvcalcError, match="padding has 4 numbers: expected 1 or 2 "):
        padding_sides("1,2,3,4", 1)
    with pytest.raises(ConvcalcError, match="padding is -1: expected 0 or more"):
        padding_sides("1,-1", 2)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(ConvcalcError, match="padding 'sane' is unknown: expected numbers or one"):
        Steps(padding="sane").windows((3,), (5,))


def test_causal_is_for_one_axis() -> None:
    assert Steps(padding="causal").windows((3,), (5,))[0].before == 2
    with pytest.raises(ConvcalcError, match="padding causal is for 1-D, here are 2 sliding axes"):
        Steps(padding="causal").windows((3, 3), (5, 5))


@pytest.mark.parametrize("word", ["full", "causal"])
def test_words_without_a_meaning_for_transposed(word: str) -> None:
    with pytest.raises(ConvcalcError, match=f"padding {word} has no meaning for a transposed"):
        Steps(padding=word).windows((3,), (5,), transposed=True)


def test_same_and_output_padding_both_set_the_size() -> None:
    steps = Steps(stride=3, padding="same", output_padding=1)
    with pytest.raises(ConvcalcError, match="output padding and padding same both set the size"):
        steps.windows((2,), (5,), transposed=True)
