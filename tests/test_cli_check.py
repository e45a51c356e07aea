"""``--check`` on ``apply`` and ``pool``: what people read, and what scripts read."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from convcalc.diagnose.grids.mistakes import POOLS, SUMS
from convcalc.output import FORMATS
from tests.exercises import done_wrong, pool_task, sums_task, tasks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran
    from tests.exercises import Task

NINE = ("apply", "0 1 2; 3 4 5; 6 7 8", "-k", "0 1; 2 3")
EDGES = (
    "apply",
    "1 2 3 0 1; 4 5 6 1 2; 7 8 9 0 1; 1 2 3 4 5",
    *("-k", "1 0 -1; 1 0 -1; 1 0 -1"),
)


@pytest.fixture
def told(cli: Callable[..., Ran]) -> Callable[..., str]:
    """Check an answer that is wrong; return what is said."""

    def call(*arguments: str) -> str:
        ran = cli(*arguments)
        assert (ran.code, ran.err) == (1, "")
        return ran.out

    return call


@pytest.fixture
def data(cli: Callable[..., Ran]) -> Callable[..., Any]:
    """Check an answer that is wrong; return the JSON object."""

    def call(*arguments: str) -> Any:
        ran = cli(*arguments, "-f", "json")
        assert ran.code == 1
        return json.loads(ran.out)

    return call


@pytest.mark.parametrize("form", ["plain", "pretty"])
def test_a_right_answer_is_one_word(cli: Callable[..., Ran], form: str) -> None:
    ran = cli(*NINE, "--check", "19 25; 37 43", "-f", form)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "CORRECT"
    assert (ran.out == "CORRECT\n") is (form == "plain")


def test_a_wrong_answer_and_its_cause(told: Callable[..., str]) -> None:
    assert told(*NINE, "--check", "5 11; 23 29") == (
        "WRONG: 4 of 4 cells differ\n"
        "\n"
        "the kernel rotated by 180 degrees (--flip) explains all 4 cells\n"
        "\n"
        "  yours          should be\n"
        "        0    1         0    1\n"
        "  0    5!  11!   0   19!  25!\n"
        "  1   23!  29!   1   37!  43!\n"
    )


def test_sizes_come_first(told: Callable[..., str]) -> None:
    padded = "0 3 8 4; 9 19 25 10; 21 37 43 16; 6 7 8 0"
    lines = told(*NINE, "--check", padded).splitlines()
    assert lines[0] == "yours 4x4, should be 2x2: 4x4 is what padding 1 gives"
    assert lines[2] == "padding 1 (-p 1) explains all 16 cells"


def test_a_size_without_its_numbers(told: Callable[..., str]) -> None:
    lines = told(*NINE, "--check", "1 2 3; 4 5 6; 7 8 9").splitlines()
    assert lines[0].startswith("yours 3x3, should be 2x2: 3x3 is what ")
    assert "explains the size only" in "\n".join(lines)
    lines = told(*NINE, "--check", "1 2 3; 4 5 6 | 1 2 3; 4 5 6").splitlines()
    assert lines[0] == "yours 2x2x3, should be 2x2"
    assert lines[2] == "no mistake that was tried explains it, nor two together"


def test_the_slip_in_one_number(told: Callable[..., str]) -> None:
    assert told(*EDGES, "--check", "-6 14 14; -6 9 10") == (
        "WRONG: 1 of 6 cells differs\n"
        "\n"
        "  yours               should be\n"
        "        0    1    2         0    1    2\n"
        "  0   -6   14   14    0   -6   14   14\n"
        "  1   -6    9!  10    1   -6   10!  10\n"
        "\n"
        "[1,1] 5*1 + 6*0 + 1*(-1) + 8*1 + 9*0 + 0*(-1) + 2*1 + 3*0 + 4*(-1) = 10\n"
        "output[1,1]: yours is 9, explained by the term 1*(-1) counted twice\n"
    )


@pytest.mark.parametrize(
    ("number", "slip"),
    [
        ("2", "explained by the term 8*1 left out"),
        ("-6", "could be explained by the term 8*1 with the wrong sign"),
        ("18", "by the term 8*1 counted twice"),
        ("1", "explained by two digits exchanged"),
        ("14", "explained by"),
        ("-10", "explained by the wrong sign"),
        ("100", "explained by the point one digit too far right"),
        ("77", "which no single slip explains"),
    ],
)
def test_slips(told: Callable[..., str], number: str, slip: str) -> None:
    said = told(*EDGES, "--check", f"-6 14 14; -6 {number} 10").splitlines()
    assert f"output[1,1]: yours is {number}, " in said[-1] + said[-2] + said[-3]
    assert slip in "\n".join(said)


def test_a_neighbour_s_window(told: Callable[..., str]) -> None:
    said = told("apply", "1 2 3 4 50", "-k", "1 10", "--check", "21 21 43 504")
    assert "explained by the value of output[0], its neighbour" in said


def test_slips_in_bias_and_activation(told: Callable[..., str]) -> None:
    said = told("apply", "1 2 3 4 5 6", "-k", "1 1", "-b", "100", "--check", "103 5 107 109 111")
    assert "explained by the bias left out" in said
    said = told("apply", "1 2 9 4 5 6", "-k", "1 -1", "--relu", "--check", "0 -7 5 0 0")
    assert "explained by relu left out" in said


def test_off_by_one_where_no_term_explains_it(told: Callable[..., str]) -> None:
    said = told("apply", "3 4 5 6 7", "-k", "2 3", "--check", "18 23 29 33")
    assert "output[2]: yours is 29, explained by being off by one" in said


def test_more_than_a_term_left_out(told: Callable[..., str], cli: Callable[..., Ran]) -> None:
    one = ("apply", "1 2 3; 4 5 6; 7 8 9", "-k", "1 20; 30 4")
    _, *rest = cli(*one).out.split()  # 1*1 + 2*20 + 4*30 + 5*4 = 181
    said = told(*one, "--check", f"41 {rest[0]}; {rest[1]} {rest[2]}")
    assert "output[0,0]: yours is 41, explained by row 1 under the window left out" in said
    two = ("apply", "1 2 3; 4 5 6; 7 8 9 | 9 1 2; 3 4 5; 6 7 8", "-k", "1 20; 30 4 | 5 6; 7 80")
    _, *rest = cli(*two).out.split()
    said = told(*two, "--check", f"181 {rest[0]}; {rest[1]} {rest[2]}")
    assert "output[0,0,0]: yours is 181, explained by channel 1 left out" in said


def test_slips_in_pools(told: Callable[..., str]) -> None:
    four = ("pool", "1 2 3 0; 4 5 6 1; 7 8 9 0; 1 2 3 4", "-k", "2")
    said = told(*four, "--check", "5 6; 8 4")
    assert "explained by the 4 at 3,3, which is under the window but not the largest" in said
    said = told(*four, "-t", "avg", "--check", "3 2.5; 4.5 5.3")
    assert "explained by a division by 3 instead of 4" in said
    said = told(*four, "-t", "sum", "--check", "12 10; 18 12")
    assert "explained by the term 4 left out" in said


def test_even_then_one_number_stays_wrong(
    told: Callable[..., str], data: Callable[..., Any]
) -> None:
    answer = "5 11; 23 28"
    said = told(*NINE, "--check", answer)
    assert "the kernel rotated by 180 degrees (--flip) explains 3 of 4 cells" in said
    assert "with that, [1,1] 4*3 + 5*2 + 7*1 + 8*0 = 29" in said
    found = data(*NINE, "--check", answer)
    assert [step["value"] for step in found["steps"]] == [43]
    assert found["check"]["explanations"][0] == {
        "cause": "flip",
        "text": "the kernel rotated by 180 degrees",
        "changes": ["--flip"],
        "cells": 3,
        "of": 4,
        "certain": True,
    }


def test_the_json_of_a_wrong_answer(data: Callable[..., Any]) -> None:
    found = data(*EDGES, "--check", "-6 14 14; -6 2 10")
    assert found["check"] == {
        "correct": False,
        "wrong": [[1, 1]],
        "explanations": [
            {
                "cause": "slip",
                "text": "the term 8*1 left out",
                "changes": [],
                "cells": 6,
                "of": 6,
                "certain": True,
            }
        ],
    }
    assert found["output"] == [[-6, 14, 14], [-6, 10, 10]]
    assert found["steps"][0]["at"] == [1, 1]
    assert found["steps"][0]["terms"][3] == [8, 1, 8]
    assert list(found)[-2:] == ["check", "notes"]


def test_the_json_of_other_sizes(data: Callable[..., Any]) -> None:
    check = data(*NINE, "--check", "0 3 8 4; 9 19 25 10; 21 37 43 16; 6 7 8 0")["check"]
    assert check["wrong"] is None
    assert check["shape"] == {"yours": [4, 4], "expected": [2, 2]}
    assert check["explanations"] == [
        {
            "cause": "padding",
            "text": "padding 1",
            "changes": ["-p 1"],
            "cells": 16,
            "of": 16,
            "certain": True,
        }
    ]


def test_the_json_of_a_right_answer(cli: Callable[..., Ran]) -> None:
    ran = cli(*NINE, "--check", "19 25; 37 43", "-f", "json")
    assert ran.code == 0
    check = json.loads(ran.out)["check"]
    assert check == {"correct": True, "wrong": [], "explanations": []}


def test_two_causes_are_both_named(
    told: Callable[..., str], data: Callable[..., Any], cli: Callable[..., Ran]
) -> None:
    call = ("apply", "random:5x5", "-k", "random:3x3:5")
    answer = cli(*call, "--flip").out
    (both,) = data(*call, "-b", "100", "--check", answer)["check"]["explanations"]
    assert both == {
        "cause": "flip",
        "causes": ["flip", "bias"],
        "text": "the kernel rotated by 180 degrees and no bias",
        "changes": ["--flip", "without -b"],
        "cells": 9,
        "of": 9,
        "certain": True,
    }
    assert (
        "the kernel rotated by 180 degrees and no bias (--flip, without -b) together explain all"
        " 9 cells"
    ) in told(*call, "-b", "100", "--check", answer)


@pytest.mark.parametrize("form", ["plain", "pretty", "json"])
def test_no_answer_gives_nothing_away(cli: Callable[..., Ran], form: str) -> None:
    call = ("apply", "1 2; 3 4; 5 6", "-k", "100 1000; 10000 100000", "-f", form, "--no-answer")
    ran = cli(*call, "--check", "432100 654301")
    assert ran.code == 1
    assert "654300" not in ran.out
    ran = cli(*call, "--check", "432100; 654301")
    assert ran.code == 1
    assert "654300" not in ran.out
    assert "654301" in ran.out or form == "json"
    assert '"terms"' not in ran.out
    assert '"output"' not in ran.out


def test_no_answer_still_says_why(told: Callable[..., str]) -> None:
    assert told(*EDGES, "--check", "-6 14 14; -6 2 10", "--no-answer") == (
        "WRONG: 1 of 6 cells differs\n"
        "\n"
        "  yours\n"
        "        0    1    2\n"
        "  0   -6   14   14\n"
        "  1   -6    2!  10\n"
        "\n"
        "output[1,1]: yours is 2, explained by the term 8*1 left out\n"
    )


def test_an_answer_from_a_file_or_standard_input(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    path = tmp_path / "answer.npy"
    np.save(path, np.array([[19.0, 25], [37, 43]]))
    assert cli(*NINE, "--check", str(path)).out == "CORRECT\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"19 25\n37 43\n")))
    assert cli(*NINE, "--check", "-").out == "CORRECT\n"


def test_our_own_output_is_correct_in_every_form(cli: Callable[..., Ran]) -> None:
    call = ("apply", "random:5x5", "-k", "1/9 * [1 2 3; 4 5 6; 7 8 9]")
    for form in ("plain", "json", "csv", "tsv", "latex", "markdown"):
        answer = cli(*call, "-f", form).out
        assert cli(*call, "--check", answer).out == "CORRECT\n", form
    rounded = cli(*call, "--activation", "tanh").out
    assert cli(*call, "--activation", "tanh", "--check", rounded).out == "CORRECT\n"


def test_a_tolerance(cli: Callable[..., Ran]) -> None:
    assert cli(*NINE, "--check", "19 25; 37 44").code == 1
    assert cli(*NINE, "--check", "19 25; 37 44", "--tol", "1").code == 0
    assert cli(*NINE, "--check", "19 25; 37 44", "--tol", "0.99").code == 1


@pytest.mark.parametrize("form", [name for name in FORMATS if not FORMATS[name].checks])
def test_formats_without_a_check(refusal: Callable[..., str], form: str, tmp_path: Path) -> None:
    said = refusal(*NINE, "--check", "1", "-f", form, "-o", str(tmp_path / "x"))
    assert said == f"{form} has no form for a check: use one of pretty, plain, json"
    assert not (tmp_path / "x").exists()


def test_formats_with_a_check() -> None:
    from importlib import import_module

    for entry in FORMATS.values():
        assert hasattr(import_module(entry.module), "check") is entry.checks


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--tol", "1"), "--tol is for an answer to check: add --check ANSWER"),
        (("--no-answer",), "--no-answer is for an answer to check: add --check ANSWER"),
        (
            ("--check", "1", "--tol", "x"),
            "--tol is 'x': expected a number, 0 or more, such as 0.01",
        ),
        (
            ("--check", "1", "--at", "0,0"),
            "--check shows the sum of a wrong cell by itself: leave it out, or --at, --steps and"
            " --uses",
        ),
        (("--check", "1", "--matrix"), "--check compares the output: leave it out, or --matrix"),
        (
            ("--check", "19 25; 37"),
            "answer: row 2 has 1 number, row 1 has 2: give every row 2 numbers\n  19 25; 37\n"
            "         ^",
        ),
        (
            ("--check", "nowhere.csv"),
            "answer: no such file or preset: 'nowhere.csv'; convcalc kernels lists the presets",
        ),
        (("--check",), "--check needs a value after it"),
    ],
)
def test_bad_input(refusal: Callable[..., str], arguments: tuple[str, ...], reason: str) -> None:
    assert refusal(*NINE, *arguments) == reason


def test_pools_are_checked_too(told: Callable[..., str], cli: Callable[..., Ran]) -> None:
    four = ("pool", "1 2 3 0; 4 5 6 1; 7 8 9 0; 1 2 3 4", "-k", "2")
    assert cli(*four, "--check", "5 6; 8 9").out == "CORRECT\n"
    assert "average pooling (-t avg) explains all 4 cells" in told(*four, "--check", "3 2.5; 4.5 4")
    said = told(*four, "--check", "5 6 6; 8 9 9; 8 9 9")
    assert said.startswith("yours 3x3, should be 2x2: 3x3 is what stride 1 gives\n")
    assert cli(*four, "--indices", "--check", "5 6; 9 10").out == "CORRECT\n"


def test_leading_axes_of_length_one_may_be_left_out(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    np.save(tmp_path / "x.npy", np.arange(9).reshape(1, 1, 3, 3))
    call = ("apply", str(tmp_path / "x.npy"), "-k", "0 1; 2 3")
    for answer in ("19 25; 37 43", "[[[19, 25], [37, 43]]]", "[[[[[19, 25], [37, 43]]]]]"):
        assert cli(*call, "--check", answer).out == "CORRECT\n"


ALIASES = {"-k": "kernel", "-b": "bias", "-p": "padding", "-s": "stride", "-d": "dilation"}
ALIASES |= {"-t": "type", "--activation": "activation", "--padding-mode": "padding_mode"}
ALIASES |= {"--output-padding": "output_padding", "--pad-value": "pad_value"}
ALIASES |= {"--divisor": "divisor", "--adaptive": "adaptive"}


@pytest.mark.parametrize("task", [*tasks(sums_task, 25, 21), *tasks(pool_task, 25, 22)])
def test_the_flags_that_are_told_give_the_same_numbers(task: Task) -> None:
    exercise = task.exercise()
    registry = SUMS if task.calculate.__name__ == "apply" else POOLS
    for mistake in registry.values():
        for change in mistake.changes(exercise):
            wrong = done_wrong(exercise, change)
            if change.flags and wrong is not None:
                again = _with_flags(task, change.flags)
                assert again.result.shown.tolist() == task.as_answer(wrong).tolist(), change


def _with_flags(task: Task, flags: str) -> Task:
    """Do a task with some flags in place of its own."""
    words, arguments, options = shlex.split(flags), list(task.arguments), dict(task.options)
    while words:
        flag = words.pop(0)
        if flag == "without":
            flag = words.pop(0)
            options.pop(ALIASES.get(flag, flag[2:].replace("-", "_")), None)
        elif flag == "-k":
            arguments[1:] = [words.pop(0)]
        elif flag in ALIASES:
            options[ALIASES[flag]] = words.pop(0)
        else:
            options[flag[2:].replace("-", "_")] = True
    return replace(task, arguments=tuple(arguments), options=options)
