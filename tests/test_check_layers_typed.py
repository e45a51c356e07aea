"""Checked sizes as people type and paste them: in many forms, and what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from convcalc import ConvcalcError, shape
from tests.conftest import process
from tests.test_check_layers import NET, USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (USUAL.split(), "112"),
        (USUAL.split(), " 112 x 112 "),
        (USUAL.split(), "112,112"),
        (USUAL.split(), "112.0"),
        (USUAL.split(), "64@112x112"),  # the flags name no channels
        (["224x220", "-k", "7", "-s", "2", "-p", "3"], "112 110"),
        ([*NET], "7"),
        ([*NET], "7×7"),
        ([*NET], "16@7x7"),
        ([*NET], "16x7x7"),
        ([*NET], "16,7,7"),
        ([*NET], "16@7"),
        (["lenet5"], "10"),
        (["3@32x32", "C8k3 F"], "7200"),
        (["3@32", "C8k3"], "8@30"),
        (["3@32", "C8k3"], "8x30"),
        (["1@8x8x8", "C2k3"], "6x6x6"),
        (["1@8x8x8", "C2k3"], "2@6x6x6"),
        (["1@8x8x8", "C2k3"], "(1, 2, 6, 6, 6)"),
        (["32x32x3", "C8k3", "--layout", "hwc"], "30x30x8"),
        (["32x32x3", "C8k3", "--layout", "hwc"], "(None, 30, 30, 8)"),
        (["32x32x3", "C8k3", "--layout", "hwc"], "TensorShape([1, 30, 30, 8])"),
        (["3@32x32", "C8k3 F FC10"], "(None, 10)"),
        (["3@32x32", "C8k3 F FC10"], "torch.Size([1, 10])"),
        (["3@32x32", "C8k3 F FC10"], "(10,)"),
        ([*NET], "(16, 7, 7)"),
        ([*NET], "[16, 7, 7]"),
        ([*NET], "torch.Size([16, 7, 7])"),
        ([*NET], "torch.Size([1, 16, 7, 7])"),
        ([*NET], "[-1, 16, 7, 7]"),
        ([*NET], "1x16x7x7"),
        ([*NET], "16@(7, 7)"),
    ],
)
def test_right_answers_in_many_forms(
    cli: Callable[..., Ran], arguments: list[str], answer: str
) -> None:
    assert cli("shape", *arguments, "--check", answer) == (0, "CORRECT\n", "")


@pytest.mark.parametrize(
    "answer", ["112x110", "111", "7@112x112x3x1", "0", "-112", "112.4", "112@1", "3x112x112x1"]
)
def test_wrong_answers_are_wrong(cli: Callable[..., Ran], answer: str) -> None:
    assert cli("shape", "3@224x224", "C64k7s2p3", "--check", answer).code in (1, 2)


@pytest.mark.parametrize("answer", ["16@8x7", "15@7x7", "7x7x16", "16@7x7x7", "784", "16"])
def test_all_that_is_named_has_to_be_right(cli: Callable[..., Ran], answer: str) -> None:
    assert cli("shape", *NET, "--check", answer).code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*NET, "--check", "seven"), "--check is 'seven': expected a size, as in 112, 112x110"),
        ((*NET, "--check", ""), "--check is '': expected a size"),
        ((*NET, "--check", "7x"), "--check is '7x': expected a size"),
        ((*NET, "--check", "1/0"), "--check is '1/0': expected a size"),
        ((*NET, "--check", "7" * 200), "--check is '7777777777777777777777777777777777777...': ex"),
        ((*NET, "--check", "2x16x7x7"), "--check is '2x16x7x7', 4 numbers: expected channels@he"),
        ((*NET, "--check", "(16, 7"), "--check is '(16, 7': expected a size, as in 112, 112x110"),
        ((*NET, "--check", "size(7)"), "--check is 'size(7)': expected a size, as in 112, 112x110"),
        (
            (*NET, "--check", "(None, 7, 7, 16)"),
            "--check is '(None, 7, 7, 16)': with None, as Keras prints it, the channels stand last:"
            " add --layout hwc, or leave None out",
        ),
        ((*NET, "--check", "(7, None)"), "--check is '(7, None)': expected a size, as in 112"),
        ((*NET, "--no-answer"), "--no-answer is for an answer to check: add --check ANSWER"),
        ((*NET, "--check", "7", "-q"), "-q prints one size alone: leave it out"),
        ((*NET, "--check", "7", "--compare"), "--check and --compare are two questions: leave one"),
        (("224", "-k", "3", "--want", "7", "--check", "7"), "--check and --want are two questions"),
        ((*NET, "--check", "7", "-f", "csv"), "csv has no form for a check: use one of pretty, pl"),
        (("3@32x32", "-", "--check", "-"), "standard input is for the layers or for --check"),
    ],
)
def test_refusals(refusal: Callable[..., str], arguments: tuple[str, ...], message: str) -> None:
    assert refusal("shape", *arguments).startswith(message)


def test_an_answer_from_standard_input() -> None:
    right = process("shape", *USUAL.split(), "--check", "-", stdin=b"112\n")
    assert (right.returncode, right.stdout) == (0, b"CORRECT\n")
    empty = process("shape", *USUAL.split(), "--check", "-", stdin=b" \n")
    assert empty.returncode == 2
    assert empty.stderr == b"Error: standard input is empty: expected an answer\n"


def test_from_python() -> None:
    assert shape(224, kernel=7, stride=2, padding=3, check=112).correct
    assert shape("3@224x224", "C64k7s2p3", check=(64, 112, 112)).correct
    assert shape("3@224x224", "C64k7s2p3", check=(1, 64, 112, 112)).correct
    wrong = shape(224, kernel=7, stride=2, padding=3, check=109)
    assert not wrong.correct
    assert wrong.explanations[0].changes == ("-p 0",)
    assert wrong.to_dict()["check"]["correct"] is False
    with pytest.raises(ConvcalcError, match="expected a size"):
        shape(224, kernel=7, check="wide")
