"""Checked numbers of parameters: every slip planted, by sums made out by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import ConvcalcError, params
from convcalc.diagnose.explanation import CAUSES
from convcalc.diagnose.layers.counts import COUNT_SLIPS, SIZE_SLIPS, SUM_SLIPS
from tests.conftest import process
from tests.test_check_layers import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran

ONE = words("-i 3 -c 64 -k 7")  # 64*3*49 + 64
NET = ["3@8x8", "C8k3 BN M2 F FC10"]  # 216 + 8, 8 + 8 (16 buffers), 720 + 10
LENET = ["1@32x32", "C6k5 A2 C16k5 A2 F FC120 FC84 FC10"]
LENET_DENSE = (16 * 5 * 5 + 1) * 120 + 121 * 84 + 85 * 10
LENET_CONVS = (25 + 1) * 6 + (6 * 25 + 1) * 16

PLANTED = {
    "no-biases": (ONE, 64 * 3 * 49),
    "biases": ([*ONE, "--no-bias"], 64 * 3 * 49 + 64),
    "no-channels": (ONE, 64 * 49 + 64),
    "side": (ONE, 64 * 3 * 7 + 64),
    "one-filter": (ONE, 3 * 49 + 1),
    "no-filters": (ONE, 3 * 49 + 64),
    "no-groups": (words("-i 8 -c 64 -k 3 -g 4"), 64 * 8 * 9 + 64),
    "full-depth": (["32@8x8", "DW32k3"], 32 * 32 * 9 + 32),
    "depthwise": (words("-i 8 -c 64 -k 3 -g 4"), 64 * 9 + 64),
    "flatten-sizes": (NET, 224 + 16 + 9 * 10 + 10),
    "flatten-channels": (NET, 224 + 16 + 8 * 10 + 10),
    "bias-per-channel": (ONE, 64 * 3 * 49 + 3),
    "bias-per-plane": (ONE, 64 * 3 * 49 + 64 * 3),
    "bias-per-weight": (ONE, 2 * 64 * 3 * 49),
    "one-bias": (ONE, 64 * 3 * 49 + 1),
    "norm-once": (NET, 224 + 8 + 730),
    "buffers": (NET, 224 + 32 + 730),
    "no-norm": (NET, 224 + 730),
    "no-convs": (NET, 16 + 730),
    "no-dense": (NET, 224 + 16),
    "multiplications": (["3@9x9", "C8k3"], 8 * 27 * 49),
    "flops": (["3@32x32", "C8k3"], 2 * 8 * 27 * 30 * 30),
    "positions": (["3@9x9", "C8k3"], (8 * 27 + 8) * 49),
    "square-height": (words("-i 3 -c 8 -k 3,5"), 8 * 3 * 3 * 3 + 8),
    "square-width": (words("-i 3 -c 8 -k 3,5"), 8 * 3 * 5 * 5 + 8),
    "flatten-less": (LENET, LENET_CONVS + LENET_DENSE + (16 * 4 * 4 - 16 * 5 * 5) * 120),
    "flatten-more": (LENET, LENET_CONVS + LENET_DENSE + (16 * 6 * 6 - 16 * 5 * 5) * 120),
}


def explained(cli: Callable[..., Ran], arguments: list[str], answer: object) -> list[str]:
    ran = cli("params", *arguments, "--check", str(answer), "-f", "json")
    assert ran.code == 1
    explanations = json.loads(ran.out)["check"]["explanations"]
    assert len(explanations) <= 4
    for found in explanations:
        assert found["cause"] in CAUSES
        assert (found["cells"], found["of"], found["certain"]) == (1, 1, False)
    return [found["text"] for found in explanations]


def test_every_slip_is_planted() -> None:
    assert set(PLANTED) == {*COUNT_SLIPS, *SUM_SLIPS, *SIZE_SLIPS}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_slip_explains_the_answer(cli: Callable[..., Ran], name: str) -> None:
    arguments, answer = PLANTED[name]
    assert {**COUNT_SLIPS, **SUM_SLIPS, **SIZE_SLIPS}[name].text in explained(
        cli, arguments, answer
    )


@pytest.mark.parametrize(
    ("arguments", "answer", "first"),
    [
        (NET, 970 - 10, "leaving out the biases in layer 5 (FC10)"),
        (NET, 970 - 18, "leaving out the biases"),
        (NET, 970 - 224, "leaving out the convolutions"),
        (NET, 224 + 16, "leaving out the dense layers"),
        (["3@8x8", "C8k3 C4k3"], 224, "stopping after layer 1 (C8k3)"),
        (["3@8x8", "C8k3 C4k3"], 4 * 72 + 4, "counting layer 2 (C4k3) only"),
        (["3@8x8", "C8k3 C4k3 FC2"], 224 + 292 + 2 * 64 + 2 + 292, "counting layer 2 (C4k3) twice"),
        (["3@8x8", "C8k3 C4k3 FC2"], 224 + 130, "leaving out layer 2 (C4k3)"),
        (
            ["3@8x8", "C8k3p1 M2 FC2"],
            224 + 2 * 8 * 64 + 2,
            "leaving out the pooling in layer 2 (M2)",
        ),
        (["3@8x8", "C8k3p1 M2 FC2"], 224 + 2 * 8 * 9 + 2, "leaving out the padding in layer 1"),
        (["3@9x9", "C8k3p1 C8k3p1 FC2"], 224 + 584 + 402, "leaving out the padding in every layer"),
        (
            LENET,
            LENET_CONVS + LENET_DENSE - 120 - 84 - 10,
            "leaving out the biases in every dense layer",
        ),
        (LENET, LENET_CONVS + LENET_DENSE - 6 - 16, "leaving out the biases in every convolution"),
        (
            ["3@32x32", "C8k3"],
            8 * 30 * 30,
            "counting the cells of the output instead of parameters",
        ),
        (["3@32x32", "C8k3 M2"], 8 * 15 * 15, "counting the cells of the output instead of"),
        (ONE, 9427, "swapping two digits"),
        (ONE, 9_472_000, "being off by a factor of 1,000"),
        (ONE, 9, "being off by a factor of 1,000"),
        (ONE, 9473, "being off by one"),
        (ONE, 64 * 49, "leaving out the biases and the input channels"),
        (["vgg16"], "14,714,688", "leaving out the dense layers"),
        (["vgg16"], "138,344,128", "leaving out the biases"),
        (["resnet50"], 25_557_032 + 53_120, "counting the running means and variances too"),
        (["resnet50"], 25_557_032 - 2_049_000, "leaving out the dense layers"),
    ],
)
def test_the_likeliest_comes_first(
    cli: Callable[..., Ran], arguments: list[str], answer: object, first: str
) -> None:
    assert explained(cli, arguments, answer)[0].startswith(first)


def test_nothing_counted_explains_nothing(cli: Callable[..., Ran]) -> None:
    assert explained(cli, ONE, 0) == []
    assert explained(cli, ["3@8x8", "C8k3"], 0) == []


def test_weights_that_are_shared_are_counted_once(cli: Callable[..., Ran]) -> None:
    code = "block = [nn.Linear(8, 8)]\nnn.Sequential(*block, *block)"
    assert params(code).total["params"] == 72
    assert explained(cli, [code], 144)[0] == "counting shared weights each time they are used"


def test_what_is_said(cli: Callable[..., Ran]) -> None:
    ran = cli("params", *ONE, "--check", "9408")
    assert ran == (
        1,
        "yours 9408, should be 9472: 9408 is what leaving out the biases gives\n\n"
        "it could be that: try --no-bias\n\n"
        "64*3*7*7 + 64 = 9472\n",
        "",
    )
    pretty = cli("params", *NET, "--check", "986", "-f", "pretty").out
    assert pretty == (
        "yours 986, should be 970: 986 is what counting the running means and variances too gives"
        "\n\nit could be that, or something else\n\n"
        "layer 1 (C8k3): 8*3*3*3 + 8 = 224\n"
        "layer 2 (BN): 8 + 8 = 16\n"
        "layer 5 (FC10): 10*72 + 10 = 730\n\n"
        "parameters are weights and biases; running means and variances are none\n"
    )
    assert cli("params", "resnet50", "--check", "25,557,032") == (0, "CORRECT\n", "")
    commas = cli("params", "lenet5", "--check", "61,707").out
    assert commas.startswith("yours 61,707, should be 61,706: 61,707 is what being off by one")


def test_json(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("params", *ONE, "--check", "9408", "-f", "json").out)
    assert [*data][-2:] == ["check", "notes"]
    assert data["total"]["params"] == 9472
    assert data["check"] == {
        "correct": False,
        "wrong": None,
        "value": {"yours": 9408, "expected": 9472},
        "explanations": [
            {
                "cause": "bias",
                "text": "leaving out the biases",
                "changes": ["--no-bias"],
                "cells": 1,
                "of": 1,
                "certain": False,
            }
        ],
    }
    right = json.loads(cli("params", *ONE, "--check", "9472", "-f", "json").out)["check"]
    assert right == {"correct": True, "wrong": [], "explanations": []}


@pytest.mark.parametrize("form", ["plain", "pretty", "json"])
@pytest.mark.parametrize(
    ("arguments", "answer"), [(ONE, 9408), (NET, 986), (NET, 5), (["vgg16"], "14,714,688")]
)
def test_no_answer_gives_nothing_away(
    cli: Callable[..., Ran], form: str, arguments: list[str], answer: object
) -> None:
    total = json.loads(cli("params", *arguments, "-f", "json").out)["total"]["params"]
    ran = cli("params", *arguments, "--check", str(answer), "--no-answer", "-f", form)
    assert ran.code == 1
    assert str(total) not in ran.out.replace(",", "")
    if form == "json":
        data = json.loads(ran.out)
        assert {*data} <= {"schema", "command", "input", "check", "notes"}
        assert {*data["check"]["value"]} == {"yours"}
    else:
        assert ran.out.startswith(f"yours {answer} is wrong")


@pytest.mark.parametrize(
    "answer",
    [
        "9472",
        "9,472",
        "9 472",
        "9_472",
        "9'472",
        " 9472 ",
        "+9472",
        "9\u202f472",
        "9472.0",
        "9472.",
        "9,472.00",
        "9.472e3",
        "9.472E+03",
        "94720e-1",
    ],
)
def test_right_answers_in_many_forms(cli: Callable[..., Ran], answer: str) -> None:
    assert cli("params", *ONE, "--check", answer) == (0, "CORRECT\n", "")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("9.4K", "--check is '9.4K': expected a whole number, as in 25557032 or 25,557,032"),
        ("94,72", "--check is '94,72': expected a whole number"),
        ("9.4725e3", "--check is '9.4725e3': expected a whole number"),
        ("9.472", "--check is '9.472': expected a whole number"),
        ("1e999", "--check is '1e999': expected a whole number"),
        ("(9472)", "--check is '(9472)': expected a whole number"),
        ("9472.5", "--check is '9472.5': expected a whole number"),
        ("1,234_567", "--check is '1,234_567': expected a whole number"),
        ("", "--check is '': expected a whole number"),
        ("9" * 200, "--check is '9999999999999999999999999999999999999...': expected a whole"),
    ],
)
def test_refusals(refusal: Callable[..., str], answer: str, message: str) -> None:
    assert refusal("params", *ONE, "--check", answer).startswith(message)


def test_no_answer_alone(refusal: Callable[..., str]) -> None:
    message = "--no-answer is for an answer to check: add --check ANSWER"
    assert refusal("params", *ONE, "--no-answer") == message


def test_an_answer_from_standard_input() -> None:
    ran = process("params", *ONE, "--check", "-", stdin=b"9,472\n")
    assert (ran.returncode, ran.stdout) == (0, b"CORRECT\n")


def test_from_python() -> None:
    assert params("lenet5", check=61_706).correct
    assert params("lenet5", check=str(61_706.0)).correct
    wrong = params(in_channels=3, out_channels=64, kernel=7, check=9408)
    assert [found.text for found in wrong.explanations] == ["leaving out the biases"]
    hidden = params("lenet5", check="7", no_answer=True)
    assert "61706" not in json.dumps(hidden.to_dict())


@given(
    layers=st.lists(
        st.sampled_from(["C4k3p1", "C6k1", "DW12k3p1", "M2", "BN", "R", "C8k3p1g2", "T4k2s2"]),
        min_size=1,
        max_size=6,
    ),
    dense=st.booleans(),
    off=st.integers(-300, 300),
)
def test_only_the_total_is_right(layers: list[str], dense: bool, off: int) -> None:
    text = " ".join([*layers, "FC3"] if dense else layers)
    try:
        total = params(text, shape="4@16x16").total["params"]
    except ConvcalcError:
        return
    check = params(text, shape="4@16x16", check=total + off)
    assert check.correct == (off == 0)
    assert len(check.explanations) <= 4 * (off != 0)
