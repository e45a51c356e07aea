from __future__ import annotations

import pytest

from convcalc.errors import ConvcalcError
from convcalc.notation.sizes import per_axis, read_sizes, show, show_short


@pytest.mark.parametrize(
    ("value", "sizes"),
    [
        (2, (2,)),
        ("2", (2,)),
        ("2,1", (2, 1)),
        ("2x1", (2, 1)),
        ("2X1", (2, 1)),
        ("2 × 1", (2, 1)),
        (" 2, 1 ", (2, 1)),
        ((2, 1), (2, 1)),
        ([1, 2, 3], (1, 2, 3)),
        ("-1", (-1,)),
    ],
)
def test_sizes_are_read(value: str, sizes: tuple[int, ...]) -> None:
    assert read_sizes(value, "stride") == sizes


@pytest.mark.parametrize("value", ["", "x", "1.5", "2,", "two", "1e3", (1.5,), ()])
def test_other_text_is_refused(value: str) -> None:
    with pytest.raises(ConvcalcError, match=r"stride is .*: expected whole numbers, such as 2"):
        read_sizes(value, "stride")


@pytest.mark.parametrize("value", ["1" * 19, "-" + "1" * 19, "1,1" + "1" * 18])
def test_very_long_sizes_are_refused(value: str) -> None:
    with pytest.raises(ConvcalcError, match=r"stride is '[-,1]*': expected at most 18 digits"):
        read_sizes(value, "stride")
    assert read_sizes("-" + "1" * 18, "stride") == (-int("1" * 18),)


def test_one_number_counts_for_every_axis() -> None:
    assert per_axis("2", 3, "stride") == (2, 2, 2)
    assert per_axis("2,1", 2, "stride") == (2, 1)


def test_a_wrong_count_is_refused() -> None:
    with pytest.raises(ConvcalcError, match="stride has 3 numbers: expected 1 or 2, one per"):
        per_axis("1,2,3", 2, "stride")
    with pytest.raises(ConvcalcError, match="stride has 2 numbers: expected 1, one per"):
        per_axis("1,2", 1, "stride")


def test_too_small_a_number_is_refused() -> None:
    with pytest.raises(ConvcalcError, match="dilation is 0: expected 1 or more"):
        per_axis("1,0", 2, "dilation")


def test_sizes_are_shown_as_they_are_typed() -> None:
    assert show((3, 2)) == "3x2"
    assert show_short((2, 2)) == "2"
    assert show_short((2, 1)) == "2,1"
