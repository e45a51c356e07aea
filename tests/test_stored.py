"""Arrays in files: read and written in bands, larger than the memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pytest

from convcalc import ConvcalcError, apply, files, pool, stored
from convcalc.output import npy
from convcalc.stored import StoredTensor, open_stored
from convcalc.tensor import Band
from tests.conftest import child_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran


@pytest.fixture(autouse=True)
def _small_files_are_stored_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "STORED", 1)


def saved(tmp_path: Path, array: Any) -> str:
    path = tmp_path / "x.npy"
    np.save(path, array)
    return str(path)


@pytest.mark.parametrize("dtype", ["<f4", ">f8", "f2", "u1", "i1", ">i2", "u4", "<i8", "?"])
def test_rows_are_read_where_they_lie(tmp_path: Path, dtype: str) -> None:
    x = np.random.default_rng(0).integers(0, 2, (2, 3, 5, 4)).astype(dtype)
    tensor = open_stored(saved(tmp_path, x))
    assert tensor is not None
    assert tensor.shape == x.shape
    np.testing.assert_array_equal(tensor.rows(Band(1, 2, 4)), x[1, :, 2:4])
    np.testing.assert_array_equal(tensor.rows(Band(0, 0, 5, slice(1, 2))), x[0, 1:2])
    np.testing.assert_array_equal(tensor.values, x)
    assert tensor.reshape(1, 2, 3, 5, 4).shape == (1, 2, 3, 5, 4)


def test_the_largest_number_is_found_in_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "BLOCK", 64)
    x = np.zeros(1000, np.int64)
    x[777] = -(2**40)
    tensor = open_stored(saved(tmp_path, x))
    assert tensor is not None
    assert tensor.most() == 2**40


@pytest.mark.parametrize(
    "array",
    [np.ones((2, 3)).T.copy(order="F"), np.array([1 + 2j]), np.array(["a"]), np.array(7.0)],
    ids=["columns first", "complex", "text", "a lone number"],
)
def test_unusual_files_are_left_to_the_careful_way(tmp_path: Path, array: Any) -> None:
    assert open_stored(saved(tmp_path, array)) is None


def test_a_broken_file_is_left_to_the_careful_way(tmp_path: Path) -> None:
    path = saved(tmp_path, np.ones((5, 5)))
    for size in (20, 150):
        with open(path, "r+b") as file:
            file.truncate(size)
        assert open_stored(path) is None
        with pytest.raises(ConvcalcError, match="damaged or cut short"):
            files.read_file(path)


def test_a_file_that_becomes_shorter_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, np.ones((50, 50)))
    tensor = open_stored(path)
    assert tensor is not None
    with open(path, "r+b") as file:
        file.truncate(1000)
    with pytest.raises(ConvcalcError, match="the file became shorter while it was read"):
        apply(tensor, "1 2; 3 4")


# Command lines, and whether their answer can go right into the file.
LINES = [
    (("-k", "sobel-x"), True),
    (("-k", "1 2; 3 4", "-b", "5", "--relu", "-p", "2", "--padding-mode", "circular"), True),
    (("-k", "1 2; 3 4 | 5 6; 7 8", "-s", "2", "-b", "1 -1"), True),
    (("-k", "1 2; 3 4", "--transposed", "-s", "3"), True),
    (("-k", "1 2; 3 4", "--activation", "tanh"), True),
    (("-k", "box:3"), False),
    (("-k", "1 2; 3 4", "--activation", "leaky-relu:1/3"), False),
    (("-k", "1 2; 3 4", "-b", "9223372036854775000"), False),
]


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32])
@pytest.mark.parametrize(("options", "right_away"), LINES)
def test_the_file_is_what_the_array_would_be(
    cli: Callable[..., Ran], tmp_path: Path, dtype: Any, options: tuple[str, ...], right_away: bool
) -> None:
    x = np.random.default_rng(0).integers(0, 9, (1, 20, 30)).astype(dtype)
    path, out = saved(tmp_path, x), tmp_path / "out.npy"
    with mock.patch.object(npy, "grid", wraps=npy.grid) as afterwards:
        assert cli("apply", path, *options, "-o", str(out)).code == 0
    expected = np.array(json.loads(cli("apply", path, *options, "-f", "json").out)["output"], float)
    np.testing.assert_allclose(np.load(out), expected, rtol=1e-3)
    assert np.load(out).shape == expected.shape
    exact = dtype in (np.uint8, np.int64)
    assert afterwards.called != (right_away or not exact)
    assert exact or np.load(out).dtype == dtype
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.npy", "x.npy"]


@pytest.mark.parametrize("kind", ["max", "avg", "min", "sum", "lp:2"])
def test_pools_go_there_too(cli: Callable[..., Ran], tmp_path: Path, kind: str) -> None:
    x = np.random.default_rng(0).standard_normal((3, 20, 30))
    path, out = saved(tmp_path, x), tmp_path / "out.npy"
    assert cli("pool", path, "-k", "3", "-p", "1", "-t", kind, "-o", str(out)) == (0, "", "")
    np.testing.assert_array_equal(np.load(out), pool(x, 3, padding=1, type=kind).output.values)


def test_an_error_leaves_the_old_file_and_no_other(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stored.StoredRows, "put", fail)
    path, out = saved(tmp_path, np.ones((5, 5))), tmp_path / "out.npy"
    out.write_text("old")
    ran = cli("apply", path, "-k", "1 2", "-o", str(out))
    assert ran.code == 2
    assert ran.err.startswith(f"Error: cannot write '{str(out)[:20]}")
    assert ran.err.endswith("': No space left on device\n")
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.npy", "x.npy"]


def test_a_folder_that_is_none_is_told_with_the_file_s_name(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    path, out = saved(tmp_path, np.ones((5, 5))), tmp_path / "x.npy" / "out.npy"
    ran = cli("apply", path, "-k", "1 2", "-o", str(out))
    assert ran.code == 2
    assert ran.err.startswith(f"Error: cannot write '{str(out)[:20]}")
    assert ran.err.endswith("': Not a directory\n")


def test_an_input_that_cannot_be_read_is_no_failed_write(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.preadv", fail)
    path = saved(tmp_path, np.ones((5, 5)))
    ran = cli("apply", path, "-k", "1 2", "-o", str(tmp_path / "out.npy"))
    assert (ran.code, ran.err) == (2, "Error: cannot read the input: Input/output error\n")


def test_a_file_may_be_its_own_input(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path = saved(tmp_path, np.arange(20.0).reshape(4, 5))
    assert cli("apply", path, "-k", "1 1", "--dim", "2", "-o", path).code == 0
    assert np.load(path).shape == (4, 4)


def test_channels_last_take_the_way_through_the_memory(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    x = np.random.default_rng(0).standard_normal((7, 8, 3))
    path, out = saved(tmp_path, x), tmp_path / "out.npy"
    line = ("apply", path, "-k", "sobel-x", "--layout", "hwc", "--per-channel", "-o", str(out))
    assert cli(*line).code == 0
    assert np.load(out).shape == (5, 6, 3)


@pytest.mark.parametrize(
    "options",
    [
        ("apply", "-k", "sobel-x", "-p", "same", "--padding-mode", "reflect"),
        ("apply", "-k", "gaussian:5", "--float"),
        ("pool", "-k", "2"),
    ],
    ids=" ".join,
)
def test_an_array_larger_than_the_memory_is_no_obstacle(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    limit = 400 * 2**20  # bytes of address space, of which Python and NumPy take half
    shape = (8192, 16384)
    path, out = tmp_path / "large.npy", tmp_path / "out.npy"
    with open(path, "wb") as file:  # a hole in the file reads as zeros and takes no room
        header = {"descr": "<f4", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        file.truncate(file.tell() + 4 * shape[0] * shape[1])
    assert path.stat().st_size > limit
    command, *rest = options
    ran = subprocess.run(
        [sys.executable, "-m", "convcalc", command, str(path), *rest, "-o", str(out)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        env=child_environment(),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
    written = np.load(out, mmap_mode="r")
    assert written.size >= shape[0] * shape[1] / 4
    assert not written[::1000, ::1000].any()
    out.unlink()


def test_where_the_system_has_no_such_calls_files_are_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "AVAILABLE", False)
    assert not isinstance(files.read_file(saved(tmp_path, np.ones((5, 5)))), StoredTensor)


def test_short_floats_stay_short(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path, out = saved(tmp_path, np.ones((1, 5, 5), np.float16)), tmp_path / "out.npy"
    for line in (("apply", path, "-k", "box:3"), ("pool", path, "-k", "2", "-t", "avg")):
        assert cli(*line, "-o", str(out)).code == 0
        assert np.load(out).dtype == np.float16
        np.testing.assert_allclose(np.load(out), 1, rtol=1e-3)


def test_an_answer_that_cannot_go_right_into_the_file_has_to_fit(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convcalc.limits.SMALL", 0)
    monkeypatch.setattr("convcalc.limits.available_memory", lambda: 2000)
    path, out = saved(tmp_path, np.ones((20, 30), np.uint8)), tmp_path / "out.npy"
    assert cli("apply", path, "-k", "sobel-x", "-o", str(out)).code == 0
    ran = cli("apply", path, "-k", "box:3", "-o", str(out))
    assert ran.code == 2
    assert ran.err.startswith("Error: this needs 4,032 bytes of memory, 2,000 are available")
    assert cli("pool", path, "-k", "1", "-t", "avg", "-o", str(out)).code == 0
