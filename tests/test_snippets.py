"""The option ``--code``: what it prints, what it refuses; and how the other tests run snippets."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import numpy as np
import pytest

import convcalc
from convcalc.snippets import LIBRARIES, library_name
from tests.conftest import process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

NINE = "0 1 2; 3 4 5; 6 7 8"
SQUARE = "0 1; 2 3"
PYTHON = [name for name in LIBRARIES if name != "octave"]

TORCH = """\
import torch
import torch.nn.functional as F

x = torch.tensor([[0, 1, 2], [3, 4, 5], [6, 7, 8]], dtype=torch.float64)
k = torch.tensor([[0, 1], [2, 3]], dtype=torch.float64)

out = F.conv2d(x[None, None], k[None, None])[0, 0]
print(out.tolist())
"""
NUMPY = """\
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

x = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
k = np.array([[0, 1], [2, 3]])

windows = sliding_window_view(x, (2, 2))
out = np.einsum("ijuv,uv->ij", windows, k)
print(out.tolist())
"""
SCIPY = """\
import numpy as np
from scipy import signal

x = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
k = np.array([[0, 1], [2, 3]])

out = signal.correlate2d(x, k, mode="valid")
print(out.tolist())
"""
OCTAVE = """\
x = [0 1 2; 3 4 5; 6 7 8];
k = [0 1; 2 3];

out = conv2(x, rot90(k, 2), 'valid');

disp(mat2str(out, 17))
"""


def run_python(code: str) -> str:
    """Run a snippet in this process and return what it printed."""
    if "import torch" in code:
        pytest.importorskip("torch")
    printed = io.StringIO()
    with redirect_stdout(printed), np.errstate(all="ignore"):
        exec(compile(code, "snippet", "exec"), {})  # noqa: S102 - it is what a user runs
    return printed.getvalue()


def octave() -> str:
    """Return where Octave is; without it the test is skipped."""
    return shutil.which("octave-cli") or pytest.skip("octave-cli is not installed")


def assert_alike(printed: str, expected: object, tolerance: float = 1e-12) -> None:
    """Compare what a snippet printed with an array, up to leading axes of length 1."""
    got, wanted = np.asarray(convcalc.read(printed)), np.asarray(expected)
    assert _trimmed(got.shape) == _trimmed(wanted.shape)
    scale = np.abs(wanted[np.isfinite(wanted)]).max(initial=1.0)
    np.testing.assert_allclose(
        got.astype(float).ravel(),
        wanted.astype(float).ravel(),
        rtol=tolerance,
        atol=tolerance * float(scale),
    )


def _trimmed(shape: tuple[int, ...]) -> tuple[int, ...]:
    while len(shape) > 1 and shape[0] == 1:
        shape = shape[1:]
    return shape


@pytest.mark.parametrize(
    ("library", "code"),
    [("torch", TORCH), ("numpy", NUMPY), ("scipy", SCIPY), ("octave", OCTAVE)],
)
def test_the_simple_case_is_short(cli: Callable[..., Ran], library: str, code: str) -> None:
    assert cli("apply", NINE, "-k", SQUARE, "--code", library) == (0, code, "")


@pytest.mark.parametrize("library", ["numpy", "scipy"])
def test_a_snippet_runs_by_itself(library: str, tmp_path: Path) -> None:
    path = tmp_path / "snippet.py"
    code = process("apply", NINE, "-k", SQUARE, "--code", library, "-o", str(path))
    assert (code.returncode, code.stdout, code.stderr) == (0, b"", b"")
    ran = subprocess.run([sys.executable, path], capture_output=True, check=True)
    assert ran.stdout == b"[[19, 25], [37, 43]]\n"


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("command", ["apply", "pool"])
def test_every_library_is_in_the_help(cli: Callable[..., Ran], library: str, command: str) -> None:
    help_text = cli(command, "-h").out
    assert f"  {library}  " in help_text
    assert library_name(library.upper()) == library


def test_no_line_for_options_that_are_not_used(cli: Callable[..., Ran]) -> None:
    for library in LIBRARIES:
        plain = cli("pool", NINE, "-k", "2", "-s", "1", "--code", library).out
        assert "pad" not in plain
        assert "dilation" not in plain
        assert "astype" not in plain


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--code", "matlab"), "--code is 'matlab': expected one of torch, numpy, scipy, octave"),
        (("--code",), "--code needs a value after it"),
        (("--code", "numpy", "--at", "0,0"), "--code prints a program instead of numbers: leave"),
        (("--code", "numpy", "--steps", "all"), "leave it out, or --steps"),
        (("--code", "numpy", "--uses", "0,0"), "leave it out, or --uses"),
        (("--code", "numpy", "--matrix"), "leave it out, or --matrix"),
        (("--code", "numpy", "--check", "1"), "leave it out, or --check"),
        (("--code", "numpy", "--fractions"), "leave it out, or --fractions"),
        (("--code", "numpy", "--method", "fft"), "leave it out, or --method"),
        (("--code", "numpy", "-f", "json"), "--code prints a program, which is no json: leave"),
        (("--code", "numpy", "-p", "2,2,2"), "padding has 3 numbers"),
    ],
)
def test_refusals(refusal: Callable[..., str], arguments: tuple[str, ...], reason: str) -> None:
    assert reason in refusal("apply", NINE, "-k", SQUARE, *arguments)


def test_pool_refuses_the_same(refusal: Callable[..., str]) -> None:
    assert "leave it out, or --at" in refusal(
        "pool", NINE, "-k", "2", "--code", "torch", "--at", "0,0"
    )
    assert "the window is missing" in refusal("pool", NINE, "--code", "torch")


@pytest.mark.parametrize("library", LIBRARIES)
def test_too_many_numbers_are_refused(refusal: Callable[..., str], library: str) -> None:
    reason = refusal("apply", "ones:65x64", "-k", "1", "--dim", "2", "--code", library)
    assert "the input has 4,160 numbers: a snippet holds at most 4,096; " in reason
    assert ("Octave reads none" if library == "octave" else "the path of the .npy file") in reason
    kernel = refusal("apply", "ones:70x70", "-k", "ones:65x64", "--code", library)
    assert "4,096" in kernel


@pytest.mark.parametrize("library", PYTHON)
@pytest.mark.parametrize("name", ["x.npy", "./x.npy", "@x.npy"])
def test_a_file_is_loaded(
    cli: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    x = np.arange(70 * 70, dtype=np.uint8).reshape(70, 70)
    np.save("x.npy", x)
    code = cli("apply", name, "-k", SQUARE, "--code", library).out
    assert f'np.load("{name.removeprefix("@")}")' in code
    assert_alike(run_python(code), convcalc.apply(x, SQUARE).output)


def test_octave_is_given_the_numbers_of_a_file(cli: Callable[..., Ran], tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([1.5, 2.5], np.float32))
    code = cli("apply", str(tmp_path / "x.npy"), "-k", "1", "--code", "octave").out
    assert code.startswith("x = [1.5 2.5];\n")


@pytest.mark.parametrize("library", PYTHON)
def test_kernels_and_bias_are_loaded(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("k.npy", np.arange(8).reshape(2, 2, 2) / 4)
    np.save('"b".npy', np.array([1, -1], np.int8))
    kernels = ("-k", "k.npy", "-k", "1 2; 3 4 | 5 6; 7 8")
    case = ("apply", "1 2 3; 4 5 6 | 6 5 4; 3 2 1", *kernels, "-b", '"b".npy', "-p", "1")
    code = cli(*case, "--code", library).out
    assert 'np.load("k.npy")' in code
    assert "np.load('\"b\".npy')" in code
    assert_alike(run_python(code), convcalc.read(cli(*case).out))


@pytest.mark.parametrize(
    ("matrix", "written"),
    [
        ("1/16 * [1 2; 2 4]", "np.array([[1, 2], [2, 4]]) / 16"),
        ("0 0.5; 1 1.25", "np.array([[0, 0.5], [1, 1.25]])"),
        ("0.12345 1; 1 1", "np.array([[0.12345, 1], [1, 1]])"),
        ("1/3 1; 1 1", "np.array([[1, 3], [3, 3]]) / 3"),
        ("nan inf; -inf 0", "np.array([[np.nan, np.inf], [-np.inf, 0.0]])"),
        ("1e30 1; 1 1", f"np.array([[{10**30}, 1], [1, 1]], dtype=object)"),
        ("1e30 1/3; 1 1", "np.array([[1e+30, 0.3333333333333333], [1, 1]])"),
    ],
)
def test_how_numbers_are_written(cli: Callable[..., Ran], matrix: str, written: str) -> None:
    code = cli("apply", matrix, "-k", "1", "--dim", "2", "--code", "numpy").out
    assert f"x = {written}\n" in code


def test_long_arrays_are_broken_into_lines(cli: Callable[..., Ran]) -> None:
    for library in LIBRARIES:
        code = cli("apply", "random:6x30x5", "-k", "1", "--per-channel", "--code", library).out
        assert max(map(len, code.splitlines())) <= 88
