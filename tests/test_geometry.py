from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.geometry import (
    Steps,
    Window,
    output_lengths,
    padding_sides,
    transposed_lengths,
)

windows = st.builds(
    Window,
    kernel=st.integers(1, 6),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 3),
    before=st.integers(0, 5),
    after=st.integers(0, 5),
    output_padding=st.just(0),
)


@given(windows, st.integers(1, 30))
def test_the_output_counts_the_windows_that_fit(window: Window, n: int) -> None:
    starts = range(0, n + window.before + window.after - window.extent + 1, window.stride)
    assert max(window.output(n), 0) == len(starts)


@given(windows, st.integers(1, 30))
def test_transposed_goes_back(window: Window, n: int) -> None:
    size = window.transposed(n)
    if size > 0:
        assert window.output(size) == n


@given(windows, st.integers(1, 30))
def test_the_least_padding_is_the_least(window: Window, n: int) -> None:
    least = window.least_padding(n)
    assert window._replace(before=least, after=least).output(n) >= 1
    if least:
        assert window._replace(before=least - 1, after=least - 1).output(n) < 1


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


def test_too_small_an_output_names_sizes_and_the_least_padding() -> None:
    with pytest.raises(ConvcalcError) as caught:
        output_lengths([Window(5), Window(3)], (2, 3))
    assert caught.value.reason == (
        "the kernel 5x3 is larger than the padded input 2x3:"
        " the least padding that works is 2,0 (-p 2,0)"
    )
    with pytest.raises(ConvcalcError, match=r"the kernel 3 \(dilated to 5\) is larger"):
        output_lengths([Window(3, dilation=2)], (4,))


def test_a_transposed_output_cropped_away_names_the_most_padding() -> None:
    with pytest.raises(ConvcalcError) as caught:
        transposed_lengths([Window(3, before=3, after=3)], (2,))
    assert caught.value.reason == (
        "padding crops 6 cells from an output of 4: the most padding that works is 1 (-p 1)"
    )


@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (1, 3)])
def test_output_padding_is_less_than_stride_or_dilation(stride: int, dilation: int) -> None:
    most = max(stride, dilation)
    window = Window(3, stride, dilation, output_padding=most - 1)
    assert transposed_lengths([window], (4,))
    with pytest.raises(ConvcalcError, match=f"output padding is {most}: expected less than"):
        transposed_lengths([window._replace(output_padding=most)], (4,))
