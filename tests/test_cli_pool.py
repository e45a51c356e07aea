from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcalc.poolings import POOLINGS
from tests.conftest import process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

NINE = "0 1 2; 3 4 5; 6 7 8"


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        ((NINE, "-k", "2", "-s", "1"), "4 5\n7 8\n"),
        ((NINE, "--kernel=2x1", "--stride=1,2", "--type=min"), "0 2\n3 5\n"),
        ((NINE, "-k2", "-s1", "-tavg"), "2 3\n5 6\n"),
        (("-1 -5 3", "-k", "3", "-t", "sum"), "-3\n"),
        ((NINE, "-k", "2", "-t", "AVG", "--ceil"), "2 3.5\n6.5 8\n"),
        ((NINE, "-k", "3", "-p", "1", "-t", "avg", "--exclude-pad"), "2\n"),
        (("1 2 3", "-k", "2", "-s", "1", "-t", "avg", "--divisor", "-1"), "-3 -5\n"),
        ((NINE, "--global", "-t", "avg"), "4\n"),
        ((NINE, "--adaptive", "1,2"), "7 8\n"),
        ((NINE, "-k", "2", "-s", "1", "--indices"), "4 5\n7 8\n"),
        ((NINE, "-k", "2", "-s", "1", "-d", "2"), "8\n"),
        (("1 2 3 5", "-k", "4", "-t", "avg", "--fractions"), "11/4\n"),
        (("3 4", "-k", "2", "-t", "lp:2"), "5\n"),
        (("1 2|3 4", "-k", "1,2"), "2\n\n4\n"),
        ((NINE, "-k", "2", "-s", "1", "-f", "csv"), "4,5\n7,8\n"),
    ],
)
def test_answers(cli: Callable[..., Ran], arguments: tuple[str, ...], out: str) -> None:
    assert cli("pool", *arguments) == (0, out, "")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((NINE,), "the window is missing: add -k, as in -k 2 or -k 3,2, or --global"),
        ((NINE, "-k"), "-k needs a value after it"),
        ((NINE, "-k", "--ceil"), "-k needs a value, but '--ceil' follows it"),
        ((NINE, "-k", "0 1; 2 3"), "kernel is '0 1; 2 3': expected whole numbers, such as 2"),
        ((NINE, "-k", "2", "--global"), "--global sets the windows by itself: leave out --kernel"),
        (
            (NINE, "-k", "2", "-t", "avg", "--indices"),
            "--indices is for -t max or min, here it is avg: add -t max, or leave",
        ),
        (
            (NINE, "-k", "2", "-t", "avg", "--divisor", "0"),
            "--divisor is 0: expected a whole number other than 0",
        ),
        (
            (NINE, "-k", "2", "-t", "avg", "--divisor", "x"),
            "--divisor is 'x': expected a whole number other than 0",
        ),
        ((NINE, "-k", "2", "-p", "2"), "padding 2 is more than half the window of 2: expected at"),
        ((NINE, "-k", "4"), "the window 4x4 is larger than the padded input 3x3: the least"),
        ((NINE, "-k", "2", "--at", "1,0"), "--at 1,0 is outside the output 1x1: expected row 0..0"),
        ((NINE, "-k", "2", "--at", "-1,0"), "--at -1,0 is outside the output 1x1: expected row"),
        ((NINE, "-k", "2", "--uses", "3,0"), "--uses 3,0 is outside the input 3x3: expected row"),
        ((NINE, "-k", "2", "--uses", "0,0", "--uses", "0,1"), "--uses names 2 cells: expected one"),
        ((NINE, "-k", "2", "--steps", "some"), "Invalid value for '--steps': 'some' is not one"),
        ((NINE, "-k", "2", "--at", "0,0", "-f", "csv"), "csv holds numbers only, no working: use"),
        ((NINE, "-k", "2", "--padding-mode", "reflect"), "no such option: '--padding-mode'"),
        ((NINE, "-k", "2", "--bias", "1"), "no such option: '--bias'"),
        ((NINE, "-k", "2", "-t", "maximum"), "type 'maximum' is unknown: expected one of max, avg"),
        ((NINE, NINE, "-k", "2"), "got 2 arguments"),
        (("1 x", "-k", "2"), "input: 'x' is not a number"),
    ],
)
def test_bad_input_costs_one_line(
    refusal: Callable[..., str], arguments: tuple[str, ...], reason: str
) -> None:
    assert refusal("pool", *arguments).startswith(reason)


def test_an_error_leaves_the_old_file(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("precious")
    assert cli("pool", NINE, "-k", "2", "--at", "0,0", "-o", str(path)).code == 2
    assert path.read_text() == "precious"


def test_json_names_the_conventions(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("pool", NINE, "-k", "2", "-s", "1", "--indices", "-f", "json").out)
    assert data == {
        "schema": 1,
        "command": "pool",
        "operation": "pool",
        "type": "max",
        "stride": [1, 1],
        "padding": [[0, 0], [0, 0]],
        "dilation": [1, 1],
        "ceil": False,
        "global": False,
        "dim": 2,
        "layout": "chw",
        "method": "exact integers",
        "input_shape": [3, 3],
        "kernel_shape": [2, 2],
        "output_shape": [2, 2],
        "exact": True,
        "output": [[4, 5], [7, 8]],
        "indices": [[4, 5], [7, 8]],
        "notes": [],
    }


@pytest.mark.parametrize("name", ["plain", "json", "csv", "tsv", "markdown", "latex"])
@pytest.mark.parametrize(
    "stages",
    [
        (("apply", "1 2 3; 4 5 6; 7 8 9", "-k", "1/3 1; 1 1/8"), ("pool", "-k", "2", "-t", "avg")),
        (
            ("pool", "1 2 3; 4 5 6; 7 8 9", "-k", "2", "-s", "1", "-t", "avg"),
            ("apply", "-k", "1/3"),
        ),
        (("apply", "1 2|3 4", "-k", "1/3", "--per-channel"), ("pool", "-k", "1,2", "-t", "sum")),
    ],
)
def test_pipes_lose_nothing(
    cli: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    stages: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    first, second = stages
    through = cli(*first, "-f", name, "--fractions").out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(through.encode())))
    piped = cli(*second, "-f", "json", "--fractions")
    assert (piped.code, piped.err) == (0, "")
    direct = json.loads(cli(*first, "-f", "json", "--fractions").out)["output"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(direct).encode())))
    expected = json.loads(cli(*second, "-f", "json", "--fractions").out)["output"]
    assert json.loads(piped.out)["output"] == expected
    assert "/" in json.dumps(expected)


def test_files_in_and_out(cli: Callable[..., Ran], tmp_path: Path) -> None:
    x = np.random.default_rng(0).standard_normal((2, 3, 8, 8)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    out = tmp_path / "y.npy"
    assert cli("pool", str(tmp_path / "x.npy"), "-k", "2", "-o", str(out)) == (0, "", "")
    y = np.load(out)
    assert (y.shape, y.dtype) == ((2, 3, 4, 4), np.float32)
    np.testing.assert_array_equal(y, x.reshape(2, 3, 4, 2, 4, 2).max((3, 5)))


def test_the_working_goes_to_a_file_too(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "steps.md"
    assert cli("pool", NINE, "-k", "2", "--at", "0,0", "-o", str(path)) == (0, "", "")
    assert path.read_text().startswith("input 3x3, window 2x2")
    text = tmp_path / "steps.txt"
    assert cli("pool", NINE, "-k", "2", "--at", "0,0", "-o", str(text)).code == 0
    assert "max(0, 1, 3, 4) = 4" in text.read_text()


def test_help_lists_the_types_and_the_words(cli: Callable[..., Ran]) -> None:
    ran = cli("pool", "-h")
    assert ran.code == 0
    assert ran.out.startswith("Examples:\n  $ convcalc pool")
    for name, pooling in POOLINGS.items():
        assert name + pooling.parameters in ran.out
        assert pooling.summary.split()[0] in ran.out
    assert "same-lower" in ran.out


def test_nothing_piped_in_is_an_empty_input() -> None:
    ran = process("pool", "-k", "2")
    assert ran.returncode == 2
    assert ran.stderr == b"Error: input: standard input is empty: expected numbers\n"
