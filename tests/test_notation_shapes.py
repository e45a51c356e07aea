from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.notation.shapes import looks_like_shape, read_shape, show_shape


@pytest.mark.parametrize(
    ("text", "channels", "sizes"),
    [
        ("3@224x224", 3, (224, 224)),
        (" 3 @ 224 x 224 ", 3, (224, 224)),
        ("1@28X28", 1, (28, 28)),
        ("3@224×224", 3, (224, 224)),
        ("3@224", 3, (224,)),
        ("1@3x224x224", 1, (3, 224, 224)),
        ("224", None, (224,)),
        ("224x110", None, (224, 110)),
        ("3x224x224", 3, (224, 224)),
        ("5x5x4", 5, (5, 4)),  # 4 columns, more than colours have
        ("2x3x2", 2, (3, 2)),  # as many columns as channels
        (224, None, (224,)),
        ((3, 224, 110), 3, (224, 110)),
    ],
)
def test_shapes(text: str, channels: int | None, sizes: tuple[int, ...]) -> None:
    if text == "5x5x4":
        with pytest.raises(ConvcalcError, match="looks like height x width x channels"):
            read_shape(text)
        return
    assert read_shape(text) == (channels, sizes)


def test_channels_last() -> None:
    assert read_shape("224x110x3", "hwc") == (3, (224, 110))
    assert read_shape("3@224x110", "hwc") == (3, (224, 110))


@given(st.integers(1, 999) | st.none(), st.lists(st.integers(1, 10**6), min_size=1, max_size=2))
def test_what_is_written_is_read_again(channels: int | None, sizes: list[int]) -> None:
    assert read_shape(show_shape(channels, sizes)) == (channels, tuple(sizes))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "shape is 'abc': expected channels@height x width, as in 3@224x224, or 224"),
        ("3@", "shape is '3@': expected channels@height x width, as in 3@224x224, or 224"),
        ("", "shape is '': expected channels@height x width, as in 3@224x224, or 224"),
        ("3@0x5", "shape is '3@0x5': expected every number to be 1 or more"),
        ("0@5x5", "shape is '0@5x5': expected every number to be 1 or more"),
        (
            "224x224x3",
            "shape is '224x224x3', which looks like height x width x channels: write 3@224x224, or"
            " --layout hwc",
        ),
        (
            "1x3x224x224",
            "shape is '1x3x224x224', 4 numbers: write 3@224x224 for an image without its batch, or"
            " 1@3x224x224 for a volume",
        ),
        ("1@2x3x4x5", "shape is '1@2x3x4x5', 4 sizes: expected at most 3 after the @"),
        ("1@" + "9" * 19, "shape is '1@9999999999999999999': expected at most 18 digits"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_shape(text)
    assert caught.value.reason == message


def test_what_looks_like_a_shape() -> None:
    assert looks_like_shape("3@224x224")
    assert looks_like_shape("224")
    assert not looks_like_shape("C64")
    assert not looks_like_shape("3@224y")
