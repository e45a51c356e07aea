"""Large grids: the same text as number by number, the same file as ``np.save``, in parts."""

from __future__ import annotations

import io
import math
import subprocess
import sys
import tracemalloc
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcalc import apply
from convcalc.cli.sink import write_file
from convcalc.output import Page, Style, render
from convcalc.output.blocks import BLOCK
from convcalc.output.decimals import float_decimals
from convcalc.output.digits import grid_text
from convcalc.output.layout import BREAKS, lines, planes
from convcalc.output.texts import full_texts
from convcalc.tensor import Tensor
from tests.conftest import bytes_of, child_environment, process, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

JOINTS = (",", "\n", *BREAKS)
PLAIN = Style()


def _slow(tensor: Tensor, style: Style = PLAIN) -> str:
    return planes(full_texts(tensor, style), tensor.shape, lines(","))


def _check(values: Iterable[Any], dtype: Any, denominator: int = 1, style: Style = PLAIN) -> None:
    tensor = Tensor(np.array(list(values), dtype), denominator)
    assert "".join(grid_text(tensor, style, JOINTS)) == _slow(tensor, style)


def _page(tensor: Tensor, name: str, style: Style = PLAIN) -> Page:
    return render(apply("1", "1")._replace(output=tensor), name, style)


int64s = st.integers(-(2**63), 2**63 - 1) | st.integers(-1000, 1000)


@given(st.lists(int64s, min_size=1))
@example([-(2**63), 2**63 - 1, 0])
@example([10**18, 10**18 - 1, 9, 10, -9, -10])
def test_integers(values: list[int]) -> None:
    _check(values, np.int64)


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">i2", ">u8"])
def test_integers_of_every_type(dtype: str) -> None:
    limits = np.iinfo(np.dtype(dtype))
    _check([limits.min, limits.max, 0, 1, 9, 10, 99, 100], dtype)


@given(
    st.lists(int64s, min_size=1),
    st.sampled_from([2, 5, 10, 100, 128, 1000, 3, 12, 2**40, 10**18, 10**25]),
    st.booleans(),
)
@example([-5, 0, 10, 100, 1000, -1001], 1000, False)
@example([1, 2**62], 10**18, False)
def test_fractions(values: list[int], denominator: int, fractions: bool) -> None:
    _check(values, np.int64, denominator, Style(fractions=fractions))


def test_integers_beyond_64_bits() -> None:
    _check([2**64, -1, 10**30], object)
    _check([2**64, -1, 10**30], object, 10)


decimals = st.builds(
    lambda top, places: top / 10**places, st.integers(-(10**16), 10**16), st.integers(0, 20)
)
short_decimals = st.builds(
    lambda top, places: top / 10**places, st.integers(-(10**6), 10**6), st.integers(0, 4)
)
special = st.sampled_from(
    [
        *(-0.0, 0.0, 1e15, 1e15 - 1, 1e16, 2.0**53, 1e-4, 1e-5, 9.999e-5, 1e22, 1e300, 1e-320),
        *(math.nan, math.inf, -math.inf, 0.1 + 0.2, 123456789.125, 999999999999999.0),
    ]
)
float_lists = st.one_of(
    st.lists(short_decimals, min_size=1),
    st.lists(short_decimals | special, min_size=1),
    st.lists(decimals, min_size=1),
    st.lists(st.floats(width=16), min_size=1),
    st.lists(st.floats(2**-13, 2**24, width=32), min_size=1),
)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, np.longdouble, ">f4", ">f8"])
@given(values=float_lists)
def test_floats(values: list[float], dtype: Any) -> None:
    with np.errstate(over="ignore"):
        array = np.array(values).astype(dtype)
    _check(array, dtype)


def _neighbours(singles: np.ndarray[Any, Any]) -> list[float]:
    bits = np.array(singles, np.float32).view(np.int32)[:, None] + np.arange(-20, 21)
    near: list[float] = bits.astype(np.int32).view(np.float32).ravel().tolist()
    return near


@pytest.mark.parametrize(
    "values",
    [
        _neighbours(2.0 ** np.arange(-13, 25)),  # where the next floats are not equally far
        _neighbours(10.0 ** np.arange(-4, 9)),
        np.arange(1, 2**16, 7) / 256,  # with ties between two decimals
        (np.arange(2**13) * 2 + 1) / 2.0**13,
        10 ** np.random.default_rng(0).uniform(-4, 7.2, 20000),
    ],
)
def test_floats_of_32_bits_in_their_fewest_digits(values: Any) -> None:
    _check(values, np.float32)


@pytest.mark.parametrize(
    "values",
    [
        np.array([0.25, -1e3, 12.34, 0.0, -0.0, math.nan, 1e-9]),
        np.random.default_rng(0).uniform(-300, 300, 1000).astype(np.float32),
    ],
)
def test_such_floats_are_not_left_to_the_slow_way(values: np.ndarray[Any, Any]) -> None:
    found = float_decimals(values)
    assert found is not None
    assert found.others.size == np.count_nonzero(~(np.abs(values) > 1e-4) & (values != 0))


shapes = st.lists(st.integers(1, 4), min_size=1, max_size=6).map(tuple)


@given(shapes, st.integers(1, 40))
def test_every_shape_in_blocks_of_every_length(shape: tuple[int, ...], block: int) -> None:
    tensor = Tensor(np.arange(math.prod(shape)).reshape(shape) * 7 - 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("convcalc.output.blocks.BLOCK", block)
        parts = list(grid_text(tensor, PLAIN, JOINTS))
    assert "".join(parts) == _slow(tensor)
    assert len(parts) == -(-tensor.values.size // block)


def test_the_float_of_32_bits_next_to_a_ten_thousandth_is_below_it() -> None:
    _check([1e-4, 1.0], np.float32)


def _id(tensor: Tensor) -> str:
    return f"{tensor.shape}-{tensor.denominator}"


LARGE = [
    Tensor(np.arange(-5000, 5000).reshape(2, 50, 100)),
    Tensor(np.arange(90000).reshape(300, 300)),
    Tensor(np.arange(90000).reshape(300, 300).T),
    Tensor(np.arange(-5000, 5000), 8),
    Tensor(np.arange(-5000, 5000).reshape(-1, 1), 3),
    Tensor(np.arange(10000).reshape(1, 5, 2, 10, 100) / 4),
    Tensor.from_numbers([2**70, Fraction(1, 3)] * 4000, (2, 4000)),
]


@pytest.mark.parametrize("tensor", LARGE, ids=_id)
@pytest.mark.parametrize("style", [PLAIN, Style(fractions=True)])
def test_large_grids_in_text(tensor: Tensor, style: Style) -> None:
    for name, separator in (("plain", " "), ("csv", ","), ("tsv", "\t")):
        page = _page(tensor, name, style)
        assert not isinstance(page.data, str)
        expected = planes(full_texts(tensor, style), tensor.shape, lines(separator))
        assert text_of(page) == expected + "\n"


@pytest.mark.parametrize("style", [PLAIN, Style(fractions=True)])
@pytest.mark.parametrize("tensor", LARGE, ids=_id)
def test_large_grids_in_json(tensor: Tensor, style: Style, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = text_of(_page(tensor, "json", style))
    monkeypatch.setattr("convcalc.output.json_arrays.LARGE", math.inf)
    assert fast == text_of(_page(tensor, "json", style))


@pytest.mark.parametrize(
    "values",
    [
        np.arange(12).reshape(3, 4),
        np.arange(100000).reshape(100, 10, 100),
        np.arange(100000, dtype=np.float32)[::-3],
        np.arange(90000.0).reshape(300, 300).T,
        np.arange(5, dtype=">f8"),
        np.arange(5, dtype=np.float16),
    ],
    ids=lambda values: f"{values.dtype}-{values.shape}",
)
def test_npy_is_what_numpy_saves(values: np.ndarray[Any, Any]) -> None:
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(values))
    assert bytes_of(_page(Tensor(values), "npy")) == file.getvalue()


def test_npy_of_other_types() -> None:
    bytes_ = Tensor(np.arange(256, dtype=np.uint8))
    for tensor in (bytes_, Tensor(np.arange(70000), 8), LARGE[-1]):
        loaded = np.load(io.BytesIO(bytes_of(_page(tensor, "npy"))))
        assert loaded.dtype == np.asarray(tensor).dtype
        assert np.array_equal(loaded, np.asarray(tensor))


@pytest.mark.parametrize("name", ["csv", "npy"])
@pytest.mark.parametrize("denominator", [1, 100])
def test_a_large_grid_is_never_there_a_second_time(
    tmp_path: Path, name: str, denominator: int
) -> None:
    tensor = Tensor(np.arange(60 * BLOCK).reshape(60, -1), denominator)
    page = _page(tensor, name)
    tracemalloc.start()
    write_file(str(tmp_path / "out"), page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 0.4 * tensor.values.nbytes < (tmp_path / "out").stat().st_size


def test_parts_are_one_text_in_every_encoding() -> None:
    ran = process("apply", "arange:100x100", "-k", "1", environment={"PYTHONIOENCODING": "utf-16"})
    assert ran.returncode == 0
    text = ran.stdout.decode("utf-16")
    assert text == "".join(
        " ".join(map(str, range(i, i + 100))) + "\n" for i in range(0, 10000, 100)
    )


def test_a_part_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    def parts() -> Iterable[str]:
        yield "new"
        raise MemoryError

    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(MemoryError):
        write_file(str(path), Page(parts()))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_an_error_amid_the_parts_too() -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "convcalc", "apply", "arange:300x300", "-k", "1"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=child_environment(),
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr == b"Error: cannot write to standard output: No space left on device\n"
