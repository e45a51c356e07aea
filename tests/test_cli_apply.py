"""``convcalc apply`` as a user types it."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcalc.engine.registry import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

NINE = "0 1 2; 3 4 5; 6 7 8"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("-1 0 1", "-k", "1"), "-1 0 1"),
        (("-1e3 0", "-k", "1"), "-1000 0"),
        (("-k", "-1", "-.5 2"), "0.5 -2"),
        (("-½", "-k", "2"), "-1"),
        (("-inf", "-k", "1"), "-inf"),
        (("-k", "-1 1", "--", "-1 2"), "3"),
        (("-k1", "-s2", "-1 2 3"), "-1 3"),
        (("--kernel=-1", "-1 2"), "1 -2"),
        (("-p", "1", "-1 2", "-k", "1 1"), "-1 1 2"),
        (("−1 2", "-k", "1"), "-1 2"),
    ],
)
def test_minus_signs_need_no_tricks(
    answer: Callable[..., str], arguments: tuple[str, ...], expected: str
) -> None:
    assert answer(*arguments) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("-s 2", "0 2; 6 8"),
        ("-s 2x1 -p 0", "0 1 2; 6 7 8"),
        ("-p 0,1,0,1", "0 1 2 0; 3 4 5 0; 6 7 8 0; 0 0 0 0"),
        ("-p same-lower --pad-value 9", "0 1 2; 3 4 5; 6 7 8"),
        ("-b -4 --relu", "0 0 0; 0 0 1; 2 3 4"),
        ("-b -4 --activation leaky-relu:1/2", "-2 -1.5 -1; -0.5 0 1; 2 3 4"),
        ("-b 1/3 --fractions", "1/3 4/3 7/3; 10/3 13/3 16/3; 19/3 22/3 25/3"),
        ("--float -b 1/3 --dim 2 -s 3", "0.3333333333333333"),
        ("--transposed -s 2 -p 1 --output-padding 1", "0 0 0 0; 0 4 0 5; 0 0 0 0; 0 7 0 8"),
        ("-k 2 -s 3", "0; ; 0"),
        ("--padding-mode edge -p 1,0 -s 1,3", "0; 0; 3; 6; 6"),
        ("--padding-mode symmetric -p 3 -s 4", "8 7 6; 5 4 3; 2 1 0"),
    ],
)
def test_options(answer: Callable[..., str], options: str, expected: str) -> None:
    assert answer(NINE, "-k", "1", *options.split()) == expected


def test_the_matrix(answer: Callable[..., str]) -> None:
    assert answer("1 2 3", "-k", "1 5", "--matrix") == "1 5 0; 0 1 5"


def test_json(cli: Callable[..., Ran]) -> None:
    ran = cli("apply", NINE, "-k", "0 1; 2 3", "-f", "json", "-p", "same")
    data = json.loads(ran.out)
    assert data["schema"] == 1
    assert data["padding"] == [[0, 1], [0, 1]]
    assert data["output"] == [[19, 25, 10], [37, 43, 16], [7, 8, 0]]


def test_json_and_plain_are_read_back(cli: Callable[..., Ran], tmp_path: Path) -> None:
    for name in ("plain", "json", "csv", "tsv", "latex", "markdown"):
        ran = cli("apply", NINE, "-k", "1/3", "-f", name, "--fractions")
        (tmp_path / name).write_text(ran.out)
        back = cli("apply", str(tmp_path / name), "-k", "3")
        assert back.out == "0 1 2\n3 4 5\n6 7 8\n"


def test_npy_in_and_out(cli: Callable[..., Ran], tmp_path: Path) -> None:
    source, target = tmp_path / "x.npy", tmp_path / "y.npy"
    np.save(source, np.arange(6, dtype=np.float32).reshape(2, 3))
    ran = cli("apply", str(source), "-k", "1/2", "-o", str(target))
    assert ran == (0, "", "")
    written = np.load(target)
    assert written.dtype == np.float32
    np.testing.assert_array_equal(written, np.arange(6).reshape(2, 3) / 2)


def test_files_for_every_matrix(cli: Callable[..., Ran], tmp_path: Path) -> None:
    for name, text in {"x.csv": "1,2\n3,4\n", "k.txt": "2", "b.json": "[5]"}.items():
        (tmp_path / name).write_text(text)
    x, k, b = (str(tmp_path / name) for name in ("x.csv", "k.txt", "b.json"))
    assert cli("apply", x, "-k", k, "-b", b).out == "7 9\n11 13\n"


def test_notes_go_to_standard_error_and_into_json(cli: Callable[..., Ran]) -> None:
    ran = cli("apply", "nan", "-k", "1", "-f", "json")
    assert json.loads(ran.out)["notes"] == ["JSON has no nan and inf: 1 became null"]
    assert ran.err == "note: JSON has no nan and inf: 1 became null\n"
    ran = cli("apply", "1 2", "-k", "1", "-b", "1", "--matrix")
    assert ran.err == "note: the matrix leaves out bias and activation\n"


def test_past_ten_million_multiplications(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.full((200, 200), 2**62))
    kernel = tmp_path / "k.npy"
    np.save(kernel, np.full((18, 18), 2**20))
    arguments = ("apply", str(path), "-k", str(kernel), "-f", "json")
    ran = cli(*arguments)
    assert json.loads(ran.out)["exact"] is False
    assert "calculated in float64" in ran.err
    assert ran.err.removeprefix("note: ").strip() == json.loads(ran.out)["notes"][0]
    first = json.loads(ran.out)["output"][0][0]
    assert Fraction(first) == 18 * 18 * 2**82


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((NINE,), 'the kernel is missing: add -k, as in -k "0 1; 2 3" or -k sobel-x'),
        (
            ("1", "2", "3", "-k", "1"),
            "got 3 arguments ('1 2 3'): put quotes around a matrix, as in",
        ),
        (("1 2", "-k", "0", "1"), "got 2 arguments ('1 2 1'): put quotes around a matrix"),
        (("a", "b", "-k", "1"), "got 2 arguments ('a b'), expected 1: put quotes around what hold"),
        (
            (NINE, "-k", "--flip"),
            "-k needs a value, but '--flip' follows it: write -k VALUE --flip",
        ),
        ((NINE, "-k", "--steps"), "-k needs a value, but '--steps' follows it: write -k VALUE --"),
        ((NINE, "-k", "-s", "2"), "-k needs a value, but '-s' follows it: write -k VALUE -s"),
        ((NINE, "-k", "1", "-o"), "-o needs a value after it"),
        ((NINE, "-k", "1", "--nope"), "no such option: '--nope'; convcalc apply -h lists them"),
        ((NINE, "-k", "1", "-x"), "no such option: '-x'; convcalc apply -h lists them"),
        ((NINE, "--kernal", "1"), "no such option: '--kernal'; did you mean --kernel?"),
        ((NINE, "-kernel", "1"), "no such option: '-kernel'; did you mean --kernel?"),
        ((NINE, "-k", "1", "--strid=2"), "no such option: '--strid'; did you mean --stride?"),
        ((NINE, "-k", "1", "-o", "x.png"), "cannot write 'x.png', a picture: use .json or .csv"),
        (("", "-k", "1"), "input: the input is empty"),
        ((NINE, "-k", "1", "--dim", "4"), "Invalid value for '--dim'"),
        (
            (NINE, "-k", "1", "-f", "xml"),
            "Invalid value for '-f' / '--format': 'xml' is not one of",
        ),
        ((NINE, "-k", "1", "--relu", "--activation", "abs"), "relu and activation are both given"),
        (
            (NINE, "-k", "1", "-f", "npy", "--fractions"),
            "npy has no fractions: leave out --fractio",
        ),
        (("-", "-k", "-"), "kernel: standard input is already the input"),
        ((NINE, "-k", "1", "-k", "x y"), "kernel 2: 'x' is not a number"),
        ((NINE, "-k", "nosuch.csv"), "kernel: no such file or preset: 'nosuch.csv'"),
        (
            (NINE, "-k", "sobelx"),
            "kernel: no such file or preset: 'sobelx'; did you mean sobel-x or sobel-y?",
        ),
        ((NINE, "-k", "1", "-b", "x"), "bias: no such file or preset: 'x'"),
        ((NINE, "-k", "1", "--pad-value", "x"), "pad value: 'x' is not a number"),
        ((NINE, "-k", "ones:4x4"), "the kernel 4x4 is larger than the padded input 3x3: the least"),
        ((NINE, "-k", "1", "-s", "0"), "stride is 0: expected 1 or more"),
        ((NINE, "-k", "1", "-s", "-1"), "stride is -1: expected 1 or more"),
        (
            (NINE, "-k", "1", "-p", "sane"),
            "padding 'sane' is unknown: expected numbers or one of v",
        ),
        ((NINE, "-k", "1", "-p", "9", "--padding-mode", "wrap"), "padding 9 is too much for circu"),
    ],
)
def test_bad_input_costs_one_line(
    refusal: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    reason: str,
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"1 2")))
    assert refusal("apply", *arguments).startswith(reason)


@pytest.mark.parametrize(
    "arguments",
    [
        ("1" * 2000, "-k", "1"),
        ("x" * 2000, "-k", "1"),
        ("1 " + "x" * 2000, "-k", "1"),
        ("1", "-k", "1", "--dim", "1" * 2000),
        ("1", "-k", "1", "-f", "x" * 2000),
        ("1", "-k", "1", "-g", "1," * 1000),
        ("1", "-k", "1", "-s", "x" * 2000),
        ("1", "-k", "1", "-p", "x" * 2000),
        ("1", "-k", "1", "--padding-mode", "x" * 2000),
        ("1", "-k", "1", "--activation", "x" * 2000),
        ("1", "-k", "1", "--activation", f"clip:{'9' * 999}:1"),
        ("1", "-k", "1", "-o", "x" * 2000),
        ("1", "-k", "1", "--" + "x" * 2000),
        ("@" + "x" * 2000, "-k", "1"),
        ("1", "2" * 2000, "-k", "1"),
    ],
)
def test_no_message_repeats_much_of_the_input(
    refusal: Callable[..., str], arguments: tuple[str, ...]
) -> None:
    for line in refusal("apply", *arguments).splitlines():
        assert len(line) < 250
        assert not {"x" * 71, "1" * 71, "9" * 71, "2" * 71} & {line[i : i + 71] for i in range(200)}


def test_input_left_out_is_standard_input(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"1 2")))
    assert cli("apply", "-k", "3") == (0, "3 6\n", "")


def test_an_error_leaves_the_old_file(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("precious")
    assert cli("apply", NINE, "-k", "ones:4x4", "-o", str(path)).code == 2
    assert path.read_text() == "precious"
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_begins_with_examples(cli: Callable[..., Ran], flag: str) -> None:
    ran = cli("apply", flag)
    assert ran.code == 0
    assert ran.out.startswith("Examples:\n  $ convcalc apply")
    for word in ("-k, --kernel", "constant=zeros", "edge=nearest=replicate", "wrap=circular"):
        assert word in ran.out


class TestMethod:
    """``--method``."""

    @pytest.mark.parametrize("method", METHODS)
    def test_each_can_be_forced_and_is_told(self, cli: Callable[..., Ran], method: str) -> None:
        kernels = {"pointwise": "[[2]]", "separable": "1 2; 2 4"}
        line = ("apply", "1 2 3; 4 5 6", "-k", kernels.get(method, "[[1, 2]]"), "-f", "json")
        forced, free = (json.loads(cli(*line, "--method", m).out) for m in (method, "auto"))
        assert forced["method"] == method
        assert free["method"] in METHODS
        assert forced["output"] == free["output"]

    def test_unknown_ones_and_those_that_do_not_fit(self, refusal: Callable[..., str]) -> None:
        assert refusal("apply", "1 2", "-k", "1", "--method", "ff") == (
            "method 'ff' is unknown: expected one of auto, " + ", ".join(METHODS)
        )
        assert refusal("apply", "1 2", "-k", "1 1", "--method", "pointwise") == (
            "method pointwise does not fit: it is for 1x1 kernels with stride 1; leave out --method"
        )
        long = str(10**30)
        assert refusal("apply", f"{long} 2", "-k", "1 1", "--method", "gemm") == (
            "method gemm does not fit: it is for float32 and float64, and integers they hold;"
            " leave out --method"
        )
        assert refusal("apply", "1 2", "-k", "1 1", "--matrix", "--method", "gemm") == (
            "--matrix calculates no output: leave it out, or --method"
        )
