"""Snippets of every library give convcalc's own numbers, for every option of both commands."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import click
import numpy as np
import pytest

import convcalc
from convcalc.cli.apply import command as apply_command
from convcalc.cli.pool import command as pool_command
from convcalc.padding import MODES
from convcalc.poolings import POOLINGS
from tests.test_snippets import PYTHON, assert_alike, octave, run_python

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

X = "random:5x6:1"
COLOURS = "random:3x5x6:2"
BATCH = "random:2x4x5x6:3"
LAST = "random:5x6x3:4"

APPLY = [
    (X, "-k", "random:3x2"),
    ("1 2 3 4 5", "-k", "1 -2"),
    ("1 2 3", "-k", "0 1 0.5", "--flip", "-p", "full"),
    ("1 2 3 4 5 6", "-k", "1 2 3", "-p", "causal", "-d", "2"),
    ("random:3x4x5", "-k", "random:2x2x3", "--dim", "3"),
    ("random:2x3x4x5", "-k", "random:4x2x3x2x2", "--dim", "3", "-s", "1,2,2", "-p", "1", "-b", "1"),
    ("random:2x7", "-k", "random:4x1x3", "--dim", "1", "-g", "2", "-b", "1 2 3 4"),
    ("random:2x3x7", "-k", "random:4x3x3", "--dim", "1", "--layout", "chw"),
    ("1 2 3", "-k", "1 2", "--dim", "2"),
    (COLOURS, "-k", "random:3x2x2"),
    (COLOURS, "-k", "random:6x3x2"),
    (COLOURS, "-k", "random:3x2x2", "-k", "random:3x2x2:7"),
    (X, "-k", "random:2x2", "-k", "random:2x2:7", "-b", "1 -1"),
    (BATCH, "-k", "random:2x4x3x3", "-b", "1/3 2"),
    (BATCH, "-k", "random:8x2x2x2", "-g", "2"),
    (BATCH, "-k", "random:4x1x2x2", "-g", "4"),
    (BATCH, "-k", "random:8x1x2x2", "-g", "4"),
    (COLOURS, "-k", "random:2x3", "--per-channel"),
    (COLOURS, "-k", "random:3x2x3", "--per-channel", "--flip"),
    (LAST, "-k", "random:2x3x3", "--layout", "hwc"),
    (LAST, "-k", "random:2x3x3x2", "--layout", "hwc", "-b", "1 2", "--relu"),
    (X, "-k", "random:2x3x1x2", "--layout", "hwc"),
    ("random:2x4x5x3", "-k", "random:2x2x3x2", "--layout", "hwc", "-s", "2"),
    ("random:2x5x3", "-k", "random:2x3x2", "--layout", "hwc", "--dim", "1"),
    (LAST, "-k", "random:2x2x4x3", "--layout", "hwc", "--transposed", "-s", "2"),
    (X, "-k", "random:3x2", "-s", "2"),
    (X, "-k", "random:3x2", "-s", "2,3", "-d", "1,2"),
    (COLOURS, "-k", "random:3x2x2", "-d", "2", "-s", "2", "-p", "1"),
    (X, "-k", "random:3x2", "-p", "1"),
    (X, "-k", "random:3x2", "-p", "1,2"),
    (X, "-k", "random:3x2", "-p", "1,0,2,3"),
    *((X, "-k", "random:2x3", "-p", word) for word in ("valid", "same", "same-lower", "full")),
    *((X, "-k", "random:3x3", "-p", word, "--flip") for word in ("valid", "same", "full")),
    (X, "-k", "random:3x3", "-p", "same", "-s", "2"),
    (BATCH, "-k", "random:3x4x3x3", "-p", "2,1,0,3", "-s", "2"),
    *((X, "-k", "random:3x2", "-p", "2,1,0,3", "--padding-mode", mode) for mode in MODES),
    *((COLOURS, "-k", "random:3x3x3", "-p", "same", "--padding-mode", mode) for mode in MODES),
    ("1 2 3 4", "-k", "1 2 3", "-p", "2", "--padding-mode", "mirror"),
    (X, "-k", "random:3x2", "-p", "1", "--pad-value", "7"),
    (X, "-k", "random:3x2", "-p", "1", "--pad-value", "-1/3"),
    (COLOURS, "-k", "random:3x3x2", "-p", "1", "--pad-value", "inf"),
    (X, "-k", "random:3x2", "--transposed"),
    ("1 2 3", "-k", "1 2", "--transposed", "-s", "2"),
    (X, "-k", "random:3x2", "--transposed", "-s", "2", "-d", "2,1", "-p", "1"),
    (X, "-k", "random:3x2", "--transposed", "--flip"),
    (X, "-k", "random:3x4", "--transposed", "-s", "3,2", "-p", "1,0,2,1"),
    (X, "-k", "random:3x4", "--transposed", "-s", "3", "--output-padding", "2,1"),
    (X, "-k", "random:3x3", "--transposed", "-s", "2", "-p", "same"),
    (X, "-k", "random:2x2", "--transposed", "-s", "3", "-p", "same-lower"),
    (BATCH, "-k", "random:4x3x2x2", "--transposed", "-b", "1 2 3"),
    (BATCH, "-k", "random:4x3x2x2", "--transposed", "-g", "2", "-s", "2", "-p", "1,0,0,1"),
    (COLOURS, "-k", "random:3x2", "--transposed", "--per-channel", "-d", "2"),
    ("random:2x3x4", "-k", "random:2x2x2", "--transposed", "--dim", "3", "-s", "2"),
    (X, "-k", "random:3x2", "-b", "0.1"),
    (X, "-k", "random:3x2", "-b", "5", "--relu"),
    (X, "-k", "random:3x2", "--activation", "leaky-relu"),
    (X, "-k", "random:3x2", "--activation", "leaky-relu:1/3"),
    (X, "-k", "random:3x2", "--activation", "abs"),
    (X, "-k", "random:3x2", "--activation", "clip:-2:2.5"),
    (X, "-k", "random:3x2", "--activation", "clip:-inf:3"),
    (X, "-k", "random:3x2", "--activation", "sigmoid"),
    (X, "-k", "1/100 * [1 2; 3 4]", "--activation", "tanh"),
    (X, "-k", "gaussian", "-p", "same"),
    (X, "-k", "gaussian:3:0.7", "-p", "same"),
    ("1/3 0.5; 1e-3 2", "-k", "1/7 2"),
    ("1 nan 3; 4 5 inf; 7 8 9", "-k", "1 0; 2 3", "-p", "1"),
    ("1 nan 3; 4 5 inf; 7 8 9", "-k", "1 0; 2 3", "-d", "2", "-p", "1", "--relu"),
    ("1 nan 3; 4 5 inf; 7 8 9", "-k", "1 0; 2 3", "--transposed", "-s", "2"),
    ("9e18 1; 2 3", "-k", "1 1; 1 1e30"),
    ("9e18 1; 2 3", "-k", "1 1; 1 1e30", "-p", "1", "--pad-value", "1e20"),
    ("9e18 1; 2 3", "-k", "1 1; 1 1/3", "--activation", "abs"),
    (X, "-k", "random:3x2", "--float"),
    (X, "-k", "0.5 0.1", "--exact"),
]

NAN = "1 nan 3; 4 5 inf; 7 8 nan"
POOL = [
    *((X, "-k", "2", "-t", kind) for kind in ("max", "avg", "min", "sum", "lp:2", "lp:3")),
    *((COLOURS, "-k", "2,3", "-s", "1", "-t", kind) for kind in ("max", "avg", "min", "lp:1.5")),
    *((BATCH, "-k", "3", "-p", "1", "-s", "2", "-t", t) for t in ("max", "avg", "sum", "min")),
    *((X, "-k", "3", "-p", "1,0,0,1", "-t", t) for t in ("max", "avg", "sum", "min", "lp:2")),
    *((X, "-k", "2", "-p", "same", "-s", "1", "-t", t) for t in ("max", "avg", "sum", "min")),
    *((X, "-k", "4", "-p", "same-lower", "-s", "2", "-t", t) for t in ("max", "avg", "lp:2")),
    *((X, "-k", "2", "-d", "2,3", "-s", "1", "-t", t) for t in ("max", "avg", "sum", "lp:2")),
    *((X, "-k", "4", "-s", "4", "-p", "2", "--ceil", "-t", t) for t in ("max", "avg", "sum")),
    *((X, "-k", "2,4", "--ceil", "-t", t) for t in ("min", "avg", "sum", "lp:2")),
    *((X, "-k", "3", "-p", "1,0,0,1", "--ceil", "-t", t) for t in ("max", "avg", "min")),
    ("1 2 3 4 5 6 7 8 9", "-k", "4", "-s", "4", "-p", "2", "--ceil"),
    ("1 2 3 4 5", "-k", "6", "-s", "2", "--ceil", "-t", "avg"),
    ("random:3x9", "-k", "3", "--dim", "1", "-t", "avg", "--divisor", "2"),
    ("random:3x9", "-k", "3", "--dim", "1", "-t", "sum", "--layout", "hwc"),
    ("random:3x4x5", "-k", "2", "--dim", "3"),
    ("random:3x4x5", "-k", "4", "--dim", "3", "-p", "2,1,0", "-s", "2", "-t", "avg", "--ceil"),
    ("random:2x3x4x5", "-k", "2", "--dim", "3", "--indices"),
    (X, "-k", "3", "-p", "1", "-t", "avg", "--exclude-pad"),
    (BATCH, "-k", "3", "-p", "1,0,1,1", "-t", "avg", "--exclude-pad", "--ceil", "-s", "2"),
    (X, "-k", "3", "-p", "1", "-t", "avg", "--divisor", "-7"),
    (COLOURS, "--global"),
    *((X, "--global", "-t", kind) for kind in ("avg", "min", "sum", "lp:2")),
    (BATCH, "--global", "--indices"),
    *((COLOURS, "--adaptive", "3,2", "-t", kind) for kind in POOLINGS if kind != "lp"),
    (X, "--adaptive", "3,4", "-t", "lp:2"),
    (X, "--adaptive", "3", "-t", "avg", "--divisor", "3"),
    (BATCH, "--adaptive", "3,2", "--indices"),
    ("1 2 3 4 5", "--adaptive", "3", "-t", "min", "--indices"),
    (X, "-k", "2", "--indices"),
    (BATCH, "-k", "3", "-s", "2", "-p", "1", "-t", "min", "--indices"),
    (X, "-k", "3", "-p", "1,0,0,1", "--indices", "--ceil"),
    ("1 1 1; 1 1 1; 1 1 1", "-k", "2", "-s", "1", "-p", "1", "--indices"),
    (NAN, "-k", "2", "-s", "1"),
    (NAN, "-k", "2", "-s", "1", "-t", "avg", "-p", "1"),
    (NAN, "-k", "2", "-s", "1", "--indices"),
    (NAN, "--adaptive", "2", "-t", "min", "--indices"),
    ("-inf -inf; -inf 1", "-k", "2", "-s", "1", "-p", "1", "--indices"),
    ("1 2; 3 4", "-k", "2", "-d", "3", "-p", "same", "-s", "1"),
    ("5", "-k", "2", "-d", "2", "-p", "same", "--dim", "1"),
    ("5 6", "-k", "5", "-p", "same", "--ceil", "-s", "4", "-t", "min", "--indices"),
    (LAST, "-k", "2", "--layout", "hwc"),
    (LAST, "-k", "2", "--layout", "hwc", "--indices"),
    ("random:2x4x5x3", "-k", "2,3", "--layout", "hwc", "-t", "avg"),
    ("1/3 0.5; 1e-3 2", "-k", "2", "-t", "avg"),
    ("9e18 9e18; 1e30 3", "-k", "1,2", "-t", "sum"),
    ("9e18 9e18; 1e30 3", "-k", "1,2", "-t", "max", "-p", "0,1"),
    ("9e18 9e18; 9e18 3", "-k", "2", "-t", "avg"),
    (X, "-k", "2", "--float"),
    (X, "-k", "2", "-t", "avg", "--exact"),
]
CASES = [("apply", *case) for case in APPLY] + [("pool", *case) for case in POOL]
# What is refused together with --code, or says only how numbers look.
ELSEWHERE = {"matrix", "method", "at", "steps", "uses", "check", "no_answer", "tol", "code"}
LOOKS = {"format", "output", "precision", "fractions", "full", "color", "heat", "help"}


@pytest.mark.parametrize("library", PYTHON)
@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_python(cli: Callable[..., Ran], case: tuple[str, ...], library: str) -> None:
    code = cli(*case, "--code", library)
    assert (code.code, code.err) == (0, "")
    assert code.out.endswith(")\n")
    assert_alike(run_python(code.out), convcalc.read(cli(*case, "-f", "plain").out))


def test_octave(cli: Callable[..., Ran], tmp_path: Path) -> None:
    program = octave()
    calls = []
    for number, case in enumerate(CASES):
        path = tmp_path / f"s{number}.m"
        path.write_text(cli(*case, "--code", "octave").out)
        calls.append(f"disp('@'); clear all; source('{path}')\n")
    (tmp_path / "all.m").write_text("".join(calls))
    ran = subprocess.run(
        [program, "--quiet", str(tmp_path / "all.m")], capture_output=True, check=True, text=True
    )
    printed = ran.stdout.split("@\n")[1:]
    for case, text in zip(CASES, printed, strict=True):
        assert_alike(text, convcalc.read(cli(*case, "-f", "plain").out))


@pytest.mark.parametrize(("name", "command"), [("apply", apply_command), ("pool", pool_command)])
def test_every_option_is_in_the_table(name: str, command: click.Command) -> None:
    used = {word for case in CASES if case[0] == name for word in case}
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in ELSEWHERE | LOOKS:
            assert used & {*option.opts}, option.name


@pytest.mark.parametrize("library", PYTHON)
@pytest.mark.parametrize(
    "dtype", ["uint8", "bool", "int64", "float16", "float32", "float64", ">f8"]
)
def test_types_of_files(cli: Callable[..., Ran], tmp_path: Path, library: str, dtype: str) -> None:
    x = np.random.default_rng(0).uniform(0, 100, (6, 7)).astype(dtype)
    np.save(tmp_path / "x.npy", x)
    path = str(tmp_path / "x.npy")
    tolerance = {"float16": 1e-3, "float32": 1e-6}.get(dtype, 1e-12)
    for case in (
        ("apply", path, "-k", "100 2; 3 4", "-p", "1", "--relu"),
        ("apply", path, "-k", "1/3 2; 3 4", "-p", "1", "--pad-value", "0.3", "-b", "0.7"),
        ("apply", path, "-k", "1 2; 3 4", "--transposed", "-s", "2"),
        ("pool", path, "-k", "2", "-p", "1"),
        ("pool", path, "-k", "2", "-t", "avg", "--ceil"),
        ("pool", path, "-k", "2", "-t", "lp:2"),
        ("pool", path, "--adaptive", "4", "-t", "avg"),
    ):
        printed = run_python(cli(*case, "--code", library).out)
        assert_alike(printed, convcalc.read(cli(*case, "-f", "plain").out), tolerance)
