from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.engine.room import Room
from convcalc.engine.rows import Padded
from convcalc.errors import ConvcalcError
from convcalc.padding import MODES, WORDS, check_limit, mode_name
from convcalc.tensor import Band, Tensor
from tests import reference

if TYPE_CHECKING:
    from convcalc.engine.rows import Span


def spans(shape: tuple[int, ...], sides: list[tuple[int, int]]) -> list[Span]:
    return [(-before, n + after) for n, (before, after) in zip(shape, sides, strict=True)]


def pad(x: Any, sides: list[tuple[int, int]], mode: str) -> Any:
    """Read an array with all of its padding, the axes in front being channels."""
    lead = x.ndim - len(sides)
    tensor = Tensor(x.reshape(1, -1, *x.shape[lead:]))
    padded = Padded(tensor, mode).read(Band(0, 0, 0), spans(x.shape[lead:], sides), x.dtype, Room())
    return padded.reshape(*x.shape[:lead], *padded.shape[1:])


@pytest.mark.parametrize("name", MODES)
@given(data=st.data())
def test_any_part_is_a_part_of_the_whole(data: st.DataObject, name: str) -> None:
    x = np.arange(24).reshape(1, 2, 3, 4)
    most = MODES[name].most
    sides = [(most(n) if most else 5,) * 2 for n in x.shape[2:]]
    whole = spans(x.shape[2:], sides)
    wanted = []
    for low, high in whole:
        start = data.draw(st.integers(low, high - 1))
        wanted.append((start, data.draw(st.integers(start + 1, high))))
    padded = Padded(Tensor(x), name, -1)
    cut = tuple(slice(a - low, b - low) for (a, b), (low, _) in zip(wanted, whole, strict=True))
    part = padded.read(Band(0, 0, 0, slice(1, 2)), wanted, x.dtype, Room())
    expected = padded.read(Band(0, 0, 0), whole, x.dtype, Room())[(slice(1, 2), *cut)]
    np.testing.assert_array_equal(part, expected)


@pytest.mark.parametrize("name", MODES)
def test_the_example_of_each_mode_is_what_it_does(name: str) -> None:
    padded = pad(np.array([1, 2, 3, 4]), [(2, 2)], name)
    assert " ".join(map(str, padded)) == MODES[name].example


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("sides", [[(0, 1), (2, 0)], [(2, 2), (1, 3)], [(0, 0), (0, 3)]])
def test_each_mode_is_the_oracle_s(name: str, sides: list[tuple[int, int]]) -> None:
    x = np.arange(2 * 4 * 5).reshape(2, 4, 5)
    expected = reference.pad(x.astype(object), sides, name)
    np.testing.assert_array_equal(pad(x, sides, name), expected)


NUMPY_NAMES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
    "symmetric": "symmetric",
}


@pytest.mark.parametrize("name", MODES)
def test_each_mode_is_numpy_s(name: str) -> None:
    x = np.arange(20).reshape(4, 5)
    sides = [(3, 2), (1, 4)]
    numpy_pad = np.pad(x, sides, mode=NUMPY_NAMES[name])  # type: ignore[call-overload]
    np.testing.assert_array_equal(pad(x, sides, name), numpy_pad)


@pytest.mark.parametrize("name", MODES)
def test_each_mode_stops_at_its_limit(name: str) -> None:
    most = MODES[name].most
    if most is None:
        check_limit(name, (1000, 1000), 2)
        return
    for n in (1, 2, 5):
        check_limit(name, (most(n), 0), n)
        with pytest.raises(ConvcalcError) as caught:
            check_limit(name, (0, most(n) + 1), n)
        assert caught.value.reason == (
            f"padding {most(n) + 1} is too much for {name} on an axis of {n}:"
            f" expected at most {most(n)}; zeros and replicate have no limit"
        )


def test_the_limits_are_those_of_pytorch() -> None:
    limits = {name: mode.most(4) for name, mode in MODES.items() if mode.most}
    assert limits == {"reflect": 3, "circular": 4, "symmetric": 4}


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("constant", "zeros"),
        ("edge", "replicate"),
        ("nearest", "replicate"),
        ("wrap", "circular"),
        ("mirror", "reflect"),
        ("Reflect", "reflect"),
    ],
)
def test_aliases(alias: str, name: str) -> None:
    assert mode_name(alias) == name


def test_an_unknown_mode_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConvcalcError, match="padding mode 'miror' is unknown: expected one of zer"):
        mode_name("miror")


@pytest.mark.parametrize("name", ["same", "same-lower"])
@pytest.mark.parametrize("n", range(1, 12))
@pytest.mark.parametrize("extent", range(1, 8))
@pytest.mark.parametrize("stride", range(1, 5))
def test_same_gives_n_over_stride_rounded_up(name: str, n: int, extent: int, stride: int) -> None:
    before, after = WORDS[name].sides(n, extent, stride)
    assert (n + before + after - extent) // stride + 1 == -(-n // stride)
    odd_one = after - before if name == "same" else before - after
    assert odd_one in (0, 1)
    if before + after:  # one cell less would not be enough
        assert (n + before + after - 1 - extent) // stride + 1 < -(-n // stride)


@pytest.mark.parametrize("name", [name for name, word in WORDS.items() if word.cropped])
@pytest.mark.parametrize("extent", range(1, 8))
@pytest.mark.parametrize("stride", range(1, 5))
def test_transposed_same_gives_n_times_stride(name: str, extent: int, stride: int) -> None:
    cropped = WORDS[name].cropped
    assert cropped is not None
    before, after, extra = cropped(extent, stride)
    for n in (1, 4):
        size = (n - 1) * stride - before - after + extent + extra
        assert size == (n * stride if name != "valid" else (n - 1) * stride + extent)


def test_full_and_causal() -> None:
    assert WORDS["full"].sides(9, 5, 2) == (4, 4)
    assert WORDS["causal"].sides(9, 5, 2) == (4, 0)
    assert WORDS["valid"].sides(9, 5, 2) == (0, 0)
