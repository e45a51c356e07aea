"""Checked receptive fields: every slip planted, by sums made out by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import ConvcalcError, receptive_field
from convcalc.diagnose.explanation import CAUSES
from convcalc.diagnose.layers.recurrences import FIELD_SLIPS
from tests.conftest import process

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran

NET = "C64k7s2p3 M3s2p1 C64k3p1 C64k3p1"  # 1 + 6 + 2*2 + 2*4 + 2*4 = 27
DILATED = "C8k3 C8k3d2 C8k3d4"  # 1 + 2 + 4 + 8 = 15

PLANTED = {
    "no-strides": (NET, 1 + 6 + 2 + 2 + 2),
    "no-dilation": (DILATED, 1 + 2 + 2 + 2),
    "no-pools": (NET, 1 + 6 + 2 * 2 + 2 * 2),
    "own-stride": (NET, 1 + 6 * 2 + 2 * 4 + 2 * 4 + 2 * 4),
    "last-stride": (NET, 1 + 6 + 2 * 2 + 2 * 2 + 2),
    "kernel": (NET, 1 + 7 + 3 * 2 + 3 * 4 + 3 * 4),
    "kernel-from-0": (NET, 7 + 3 * 2 + 3 * 4 + 3 * 4),
    "from-0": (NET, 26),
    "sum": (NET, 7 + 3 + 3 + 3),
    "product": (NET, 7 * 3 * 3 * 3),
    "pool-kernels": (NET, 1 + 6 + 2 * 4 + 2 * 4),
    "pool-strides": (NET, 1 + 6 + 2 * 2 + 2 * 2 + 2 * 2),
    "padding": (NET, 1 + 12 + 4 * 2 + 4 * 4 + 4 * 4),
    "dilated-kernel": (DILATED, 1 + 2 + 5 + 11),
    "ordinary": ("T8k4s2p1 C8k3", 1 + 3 + 2 * 2),
}


def explained(cli: Callable[..., Ran], layers: str, answer: object, *more: str) -> list[str]:
    ran = cli("rf", layers, *more, "--check", str(answer), "-f", "json")
    assert ran.code == 1
    explanations = json.loads(ran.out)["check"]["explanations"]
    assert len(explanations) <= 4
    for found in explanations:
        assert found["cause"] in CAUSES
        assert (found["cells"], found["of"], found["certain"]) == (1, 1, False)
    return [found["text"] for found in explanations]


def test_every_slip_is_planted() -> None:
    assert set(PLANTED) == set(FIELD_SLIPS)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_slip_explains_the_answer(cli: Callable[..., Ran], name: str) -> None:
    layers, answer = PLANTED[name]
    assert FIELD_SLIPS[name].text in explained(cli, layers, answer)


@pytest.mark.parametrize(
    ("arguments", "answer", "first"),
    [
        (("C8k3 C8k5 C8k3",), 7, "stopping after layer 2 (C8k5)"),
        ((NET,), 4, "taking the jump for the receptive field"),
        ((NET,), 28, "being off by one"),
        ((NET,), 72, "swapping two digits"),
        (("C8k3 C8k3d3 C8k3d4",), 11, "leaving out the dilation in layer 3 (C8k3d4)"),
        (("C8k5 C8k3",), 3, "leaving out layer 1 (C8k5)"),
        (("C8k3x5",), "5x3", "writing width before height"),
        (("C8k3x5",), "3", "taking the number of one axis for all"),
        (("C8k5s2 C8k5s2 C8k5s2",), 17, "leaving out the stride in layer 1 (C8k5s2)"),
        ((NET + " GAP FC10", "--input", "3@64x64"), 64, "taking the whole input"),
        (("C8k3 C8k3",), 5 * 5, "taking the area of the receptive field for its side"),
        (("C8k3x5",), "15x15", "taking the area of the receptive field for its side"),
        (("(C8k3p1 | C8k5p2):add C8k3",), 5, "stopping after layer 3 (:add)"),
    ],
)
def test_the_likeliest_comes_first(
    cli: Callable[..., Ran], arguments: tuple[str, ...], answer: object, first: str
) -> None:
    layers, *more = arguments
    assert explained(cli, layers, answer, *more)[0].startswith(first)


def test_what_is_said(cli: Callable[..., Ran]) -> None:
    ran = cli("rf", "C8k3 M2 C8k3", "--check", "6", "-f", "pretty")
    assert ran == (
        1,
        "yours 6, should be 8: 6 is what leaving out the strides gives\n\n"
        "it could also be leaving out the strides of the poolings\n\n"
        "layer 1 (C8k3): r = 1 + (3-1)*1*1 = 3, j = 1*1 = 1\n"
        "layer 2 (M2): r = 3 + (2-1)*1*1 = 4, j = 1*2 = 2\n"
        "layer 3 (C8k3): r = 4 + (3-1)*1*2 = 8, j = 2*1 = 2\n\n"
        "the receptive field of layer 3 (C8k3), in cells of the input\n",
        "",
    )
    right = cli("rf", "vgg16", "--check", "212")
    assert (right.code, right.out) == (0, "CORRECT\n")
    assert right.err.startswith("note: from layer 21 (FC4096) on a unit sees everything")


def test_json(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("rf", "C8k3 M2 C8k3", "--check", "7x8", "-f", "json").out)
    assert data["receptive_field"] == [8, 8]
    assert data["check"]["value"] == {"yours": [7, 8], "expected": [8, 8]}
    assert data["check"]["wrong"] is None
    assert [*data][-2:] == ["check", "notes"]
    right = json.loads(cli("rf", "C8k3", "--check", "3", "-f", "json").out)["check"]
    assert right == {"correct": True, "wrong": [], "explanations": []}


@pytest.mark.parametrize("form", ["plain", "pretty", "json"])
@pytest.mark.parametrize(
    ("arguments", "answer", "secret"),
    [
        ((NET,), "13", "27"),
        ((NET,), "99", "27"),
        ((NET, "--input", "27x27"), "26", "27"),
        (("C8k41x43",), "43x41", "41x43"),
    ],
)
def test_no_answer_gives_nothing_away(
    cli: Callable[..., Ran], form: str, arguments: tuple[str, ...], answer: str, secret: str
) -> None:
    ran = cli("rf", *arguments, "--check", answer, "--no-answer", "-f", form)
    assert (ran.code, ran.err) == (1, "")
    assert secret not in ran.out
    if form == "json":
        data = json.loads(ran.out)
        assert {*data} <= {"schema", "command", "input", "check", "notes"}
        assert {*data["check"]["value"]} == {"yours"}
    else:
        assert ran.out.startswith(f"yours {answer} is wrong")


@pytest.mark.parametrize(
    ("layers", "answer"),
    [
        (NET, "27"),
        (NET, "27x27"),
        (NET, "27,27"),
        (NET, " 27 27 "),
        (NET, "(27, 27)"),
        (NET, "[27, 27]"),
        (NET, "(27,)"),
        ("C8k3x5", "3x5"),
        ("T8k3s2", "2"),
        ("T8k3s2 C8k2", "2.5"),
        ("T8k3s2 C8k2", "5/2"),
        ("T8k3s3 C8k2", "1.33"),
        ("T8k3s3 C8k2", "4/3"),
        ("C8k3x3x3", "3x3x3"),
    ],
)
def test_right_answers_in_many_forms(cli: Callable[..., Ran], layers: str, answer: str) -> None:
    assert cli("rf", layers, "--check", answer) == (0, "CORRECT\n", "")


@pytest.mark.parametrize(("layers", "answer"), [("T8k3s3 C8k2", "1.3334"), ("T8k3s3 C8k2", "1")])
def test_wrong_fractions_are_wrong(cli: Callable[..., Ran], layers: str, answer: str) -> None:
    ran = cli("rf", layers, "--check", answer)
    assert ran.code == 1
    assert ran.out.startswith(f"yours {answer}, should be 1.33333333333333")
    shown = cli("rf", layers, "--check", answer, "--fractions").out
    assert shown.startswith(f"yours {answer}, should be 4/3")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((NET, "--check", "wide"), "--check is 'wide': expected a number of cells, as in 212, or"),
        (
            (NET, "--check", "(27"),
            "--check is '(27': expected a number of cells, as in 212, or 212",
        ),
        ((NET, "--check", "1x2x3"), "--check is '1x2x3': expected 1 or 2 numbers, as the layers"),
        ((NET, "--check", "27", "--at", "0,0"), "--check and --at are two questions: leave one of"),
        ((NET, "--check", "27", "--uses", "0,0"), "--check and --uses are two questions"),
        ((NET, "--no-answer"), "--no-answer is for an answer to check: add --check ANSWER"),
        ((NET, "--check", "27", "-f", "latex"), "latex has no form for a check"),
        (("nn.Linear(784, 10)", "--input", "784", "--check", "3"), "there is no receptive field"),
    ],
)
def test_refusals(refusal: Callable[..., str], arguments: tuple[str, ...], message: str) -> None:
    assert refusal("rf", *arguments).startswith(message)


def test_an_answer_from_standard_input() -> None:
    ran = process("rf", NET, "--check", "-", stdin=b"27")
    assert (ran.returncode, ran.stdout) == (0, b"CORRECT\n")


def test_from_python() -> None:
    assert receptive_field(NET, check=27).correct
    assert receptive_field(NET, check=(27, 27)).correct
    assert receptive_field(NET, check="(27, 27)").correct
    wrong = receptive_field(NET, check=13)
    assert [found.text for found in wrong.explanations] == ["leaving out the strides"]


@given(
    layers=st.lists(
        st.sampled_from(["C4k3p1", "C4k5s2", "C4k3d2", "M2", "A3s2p1", "R", "T4k2s2", "AAP3"]),
        min_size=1,
        max_size=8,
    ),
    off=st.integers(-5, 5),
)
def test_only_the_right_size_is_right(layers: list[str], off: int) -> None:
    text = " ".join(layers)
    try:
        result = receptive_field(text, input="4@64x64")
    except ConvcalcError:
        return
    (size, *_) = result.receptive_field or [1]
    check = receptive_field(
        text, input="4@64x64", check=f"{size.numerator + off * size.denominator}/{size.denominator}"
    )
    assert check.correct == (off == 0)
    assert len(check.explanations) <= 4 * (off != 0)
