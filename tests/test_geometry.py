from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.geometry import AdaptiveWindow, Window
from convcalc.lengths import Limits, output_lengths, transposed_lengths

windows = st.builds(
    Window,
    kernel=st.integers(1, 6),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 3),
    before=st.integers(0, 5),
    after=st.integers(0, 5),
    output_padding=st.just(0),
    ceil=st.just(False),
)
# As pooling allows them.
pool_windows = windows.map(
    lambda w: w._replace(before=min(w.before, w.kernel // 2), after=min(w.after, w.kernel // 2))
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


@given(windows | pool_windows.map(lambda w: w._replace(ceil=True)), st.integers(1, 9))
def test_inputs_are_those_that_give_a_size(window: Window, size: int) -> None:
    tried = range(1, 60)
    assert {n for n in tried if window.output(n) == size} == set(window.inputs(size)) & set(tried)
    back = window._replace(ceil=False)
    laid = {n for n in tried if back.transposed(n) == size}
    assert laid == set(back.inputs(size, transposed=True)) & set(tried)


@given(windows, st.integers(1, 30))
def test_the_least_padding_is_the_least(window: Window, n: int) -> None:
    least = window.least_padding(n)
    assert window._replace(before=least, after=least).output(n) >= 1
    if least:
        assert window._replace(before=least - 1, after=least - 1).output(n) < 1


def test_too_small_an_output_names_sizes_and_the_least_padding() -> None:
    with pytest.raises(ConvcalcError) as caught:
        output_lengths([Window(5), Window(3)], (2, 3))
    assert caught.value.reason == (
        "the kernel 5x3 is larger than the padded input 2x3:"
        " the least padding that works is 2,0 (-p 2,0)"
    )
    with pytest.raises(ConvcalcError, match=r"the kernel 3 \(dilated to 5\) is larger"):
        output_lengths([Window(3, dilation=2)], (4,))


def test_limits_add_their_advice_only_where_the_padding_would_break_them() -> None:
    limits = Limits(most=(1,), advice=", too much", also="; or stop", noun="window")
    with pytest.raises(ConvcalcError) as caught:
        output_lengths([Window(5)], (1,), limits)
    assert caught.value.reason == (
        "the window 5 is larger than the padded input 1: the least padding that works is 2 (-p 2)"
        ", too much; or stop"
    )
    with pytest.raises(ConvcalcError, match=r"works is 1 \(-p 1\); or stop$"):
        output_lengths([Window(5)], (3,), limits)


@pytest.mark.parametrize(
    ("n", "window", "size"),
    [
        (5, Window(2, 2, ceil=True), 3),
        (5, Window(2, 2), 2),
        (9, Window(4, 4, before=2, after=2, ceil=True), 3),  # a fourth would start in the padding
        (5, Window(6, 2, ceil=True), 1),
        (4, Window(2, 2, ceil=True), 2),
        (1, Window(3, 3, ceil=True), 1),
    ],
)
def test_ceil_rounds_up_but_starts_no_window_after_the_input(
    n: int, window: Window, size: int
) -> None:
    assert window.output(n) == size


@given(pool_windows, st.integers(1, 30))
def test_ceil_adds_at_most_one_window(window: Window, n: int) -> None:
    rounded_up = window._replace(ceil=True)
    # Undilated, the padding is never wide enough for a window of its own.
    if window.dilation == 1 and window.output(n) >= 1:
        assert rounded_up.output(n) - window.output(n) in (0, 1)
    last = rounded_up.output(n) - 1
    if last >= 0 and window.dilation == 1:
        assert last * window.stride - window.before < n


@given(pool_windows, st.integers(1, 30), st.booleans())
def test_the_cells_of_a_window_lie_in_the_padded_input(window: Window, n: int, ceil: bool) -> None:
    window = window._replace(ceil=ceil)
    for place in range(max(window.output(n), 0)):
        cells = window.cells(place, n)
        assert cells[0] == place * window.stride - window.before
        assert all(-window.before <= cell < n + window.after for cell in cells)
        if not ceil:
            assert len(cells) == window.kernel


@given(
    st.one_of(pool_windows, st.builds(AdaptiveWindow, st.integers(1, 30))),
    st.integers(1, 30),
    st.booleans(),
)
def test_no_window_has_more_than_the_most_cells(
    window: Window | AdaptiveWindow, n: int, ceil: bool
) -> None:
    if isinstance(window, Window):
        window = window._replace(ceil=ceil)
    counts = [len(window.cells(place, n)) for place in range(max(window.output(n), 0))]
    assert max(counts, default=0) <= window.most_cells(n)


@given(pool_windows, st.integers(1, 30), st.booleans())
def test_whole_windows_cover_the_same_cells_of_the_input(
    window: Window, n: int, ceil: bool
) -> None:
    window = window._replace(ceil=ceil)
    whole = window.whole(n)
    size = window.output(n)
    if size < 1:
        return
    assert whole.output(n) == size
    for place in range(size):
        inside = [cell for cell in window.cells(place, n) if 0 <= cell < n]
        first = place * whole.stride - whole.before
        clipped = range(first, first + whole.extent, whole.dilation)
        assert [cell for cell in clipped if 0 <= cell < n] == inside


@given(st.integers(1, 40), st.integers(1, 40))
def test_adaptive_windows_cover_the_axis_evenly(n: int, size: int) -> None:
    window = AdaptiveWindow(size)
    assert (window.output(n), window.before, window.after) == (size, 0, 0)
    cells = [window.cells(place, n) for place in range(size)]
    assert cells[0].start == 0
    assert cells[-1].stop == n
    assert {cell for part in cells for cell in part} == set(range(n))
    lengths = {len(part) for part in cells}
    assert max(lengths) - min(lengths) <= 1 + (n % size > 0)


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
