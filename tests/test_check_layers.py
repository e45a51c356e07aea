"""Checked sizes: what is right, what explains what is wrong, and what is kept back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import ConvcalcError, shape
from convcalc.diagnose.explanation import CAUSES
from convcalc.diagnose.layers.guesses import both, digits_swapped
from convcalc.diagnose.layers.readings import READINGS
from convcalc.diagnose.layers.slips import FORGOTTEN, MISTAKEN, SLIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran


def words(line: str) -> list[str]:
    return line.split()


USUAL = "224 -k 7 -s 2 -p 3"  # 112
TRANSPOSED = "7 -k 3 -s 2 -p 1 --transposed"  # 13
NET = ("3@32x32", "C8k3 M2 C16k3p1 M2")  # 30, 15, 15, 7
NET_OF_3 = ("3@224x224", "C64k7s2p3 M3s2p1 C128k3")  # 112, 56, 54
NO_PADDING = "leaving out the padding in"

# One layer, or a net, and the size that the formula gives with the slip in it.
PLANTED = {
    "no-padding": (USUAL.split(), (224 - 7) // 2 + 1),
    "no-stride": (USUAL.split(), 224 + 6 - 7 + 1),
    "no-dilation": (words("224 -k 3 -d 2"), 224 - 3 + 1),
    "no-pool": (["3@32x32", "C8k3 M2 C8k3"], 32 - 2 - 2),
    "no-output-padding": (words(f"{TRANSPOSED} --output-padding 1"), 13),
    "padding-once": (USUAL.split(), (224 + 3 - 7) // 2 + 1),
    "ceil": (USUAL.split(), -(-(224 + 6 - 7) // 2) + 1),
    "floor": (words("9 -k 2 -s 2 --ceil"), (9 - 2) // 2 + 1),
    "no-last-one": (USUAL.split(), (224 + 6 - 7) // 2),
    "no-rounding": (USUAL.split(), (224 + 6 - 7) / 2 + 1),
    "same": (words("15 -k 5 -s 2 -p 1"), 8),
    "ordinary": (TRANSPOSED.split(), (7 + 2 - 3) // 2 + 1),
    "transposed": (words("7 -k 3 -s 2 -p 1"), (7 - 1) * 2 - 2 + 3),
    "kernel-swapped": (words("24x32 -k 3,5"), f"{24 - 5 + 1}x{32 - 3 + 1}"),
    "padding-added": (TRANSPOSED.split(), (7 - 1) * 2 + 2 + 3),
    "n-for-n-1": (TRANSPOSED.split(), 7 * 2 - 2 + 3),
    "cells-under": (words("32 -k 3 -d 2"), 32 - 2 * 3 + 1),
    "no-inner-one": (USUAL.split(), (224 + 6 - 7 + 1) // 2 + 1),
    "last-window": (words("9 -k 4 -s 4 -p 2 --ceil"), -(-(9 + 4 - 4) // 4) + 1),
}
READ_WRONGLY = {
    "swapped": (words("224x200 -k 3 -s 2 -p 1"), "100x112"),
    "one-axis": (words("224x200 -k 3 -s 2 -p 1"), "112"),
    "channels-last": (["3@32x20", "C8k3"], "30x18x8"),
    "filters": (["3@32x32", "C8k3"], "24@30x30"),
    "flattened": (["3@32x32", "C8k3 F"], "900"),
    "one-number": (["3@32x32", "C8k3"], "7200"),
    "earlier": (list(NET), "15"),
}


def checked(cli: Callable[..., Ran], *arguments: str) -> dict[str, object]:
    ran = cli("shape", *arguments, "-f", "json")
    data = json.loads(ran.out)["check"]
    assert ran.code == (0 if data["correct"] else 1)
    assert isinstance(data, dict)
    return data


def texts(check: dict[str, object]) -> list[str]:
    explanations = check["explanations"]
    assert isinstance(explanations, list)
    assert len(explanations) <= 4
    for found in explanations:
        assert found["cause"] in CAUSES
        assert (found["cells"], found["of"], found["certain"]) == (1, 1, False)
    return [found["text"] for found in explanations]


def test_every_slip_is_planted() -> None:
    assert set(PLANTED) == {*FORGOTTEN, *SLIGHT, *MISTAKEN}
    assert set(READ_WRONGLY) == set(READINGS)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_slip_explains_the_answer(cli: Callable[..., Ran], name: str) -> None:
    arguments, answer = PLANTED[name]
    slip = {**FORGOTTEN, **SLIGHT, **MISTAKEN}[name]
    found = texts(checked(cli, *arguments, "--check", f"{answer}"))
    assert slip.text in [text.partition(" in layer")[0] for text in found]


@pytest.mark.parametrize("name", READ_WRONGLY)
def test_a_right_size_that_is_read_wrongly_is_explained(cli: Callable[..., Ran], name: str) -> None:
    arguments, answer = READ_WRONGLY[name]
    expected = {
        "swapped": "writing width before height",
        "one-axis": "taking the height for the width too",
        "channels-last": "writing the channels last",
        "filters": "multiplying the channels by the filters",
        "flattened": "multiplying the sizes without the channels",
        "one-number": "flattening",
        "earlier": "stopping after layer 3 (C16k3p1)",
    }[name]
    assert expected in texts(checked(cli, *arguments, "--check", answer))


NAMES = {"-k": "kernel", "-s": "stride", "-p": "padding", "-d": "dilation"}


def with_changes(flags: dict[str, Any], changes: tuple[str, ...]) -> dict[str, Any]:
    changed = dict(flags)
    for change in changes:
        flag, _, value = change.removeprefix("without ").partition(" ")
        name = NAMES.get(flag, flag.lstrip("-").replace("-", "_"))
        changed[name] = value or not change.startswith("without ")
    if not changed.get("transposed"):
        changed.pop("output_padding", None)
    return changed


@given(
    size=st.sampled_from(["24", "3@24x24", "24x20", "3@30", "9x9x9"]),
    flags=st.fixed_dictionaries(
        {
            "kernel": st.sampled_from([2, 3, "3,5", 5]),
            "stride": st.sampled_from([1, 2, "2,1"]),
            "padding": st.sampled_from([0, 1, 2, "1,2", "same", "full"]),
            "dilation": st.sampled_from([1, 2]),
        }
    ),
    kind=st.sampled_from([{}, {"ceil": True}, {"transposed": True, "output_padding": 1}]),
    off=st.integers(-12, 12),
)
def test_what_is_to_be_typed_gives_the_answer(
    size: str, flags: dict[str, Any], kind: dict[str, Any], off: int
) -> None:
    try:
        right = shape(size, **flags, **kind).output.lengths or (0,)
    except ConvcalcError:
        return
    answer = str(right[0] + off)
    check = shape(size, **flags, **kind, check=answer)
    assert check.correct == (off == 0 and len(set(right)) == 1)
    for found in check.explanations:
        if found.changes:
            changed = with_changes({**flags, **kind}, found.changes)
            assert shape(size, **changed, check=answer).correct


@pytest.mark.parametrize(
    ("arguments", "answer", "first"),
    [
        (NET, "6", "leaving out the padding in layer 3 (C16k3p1)"),
        (NET, "8", "rounding up in every layer"),
        (NET, "14", "leaving out the stride in layer 2 (M2) or layer 4 (M2)"),
        (NET, "3", "stride 2 in layer 1 (C8k3)"),
        (("3@64x64", "C8s2p1 C8s2p1 C8s2p1"), "7", "leaving out the padding in every layer"),
        (("3@64x64", "C8s2p1 C8s2p1 C8s2p1"), "64", "leaving out the stride in every layer"),
        (("3@64x64", "C8 C8 C8"), "60", "stopping after layer 2 (C8k3)"),
        (("3@224x224", "C64k7s2p3 M3s2p1 C128k3p1"), "54", f"{NO_PADDING} layer 3 (C128k3p1)"),
        (
            ("32@8x8", "C64k3p1 C64k3p1"),
            "6",
            f"{NO_PADDING} layer 1 (C64k3p1) or layer 2 (C64k3p1)",
        ),
        (("32@8x8", "C64k3p1 C64k3p1"), "4", f"{NO_PADDING} every layer"),
        (("32@8x8", f"{'C64k3p1 ' * 5}"), "6", f"{NO_PADDING} one of the layers"),
        (
            ("3@24x32", "C8k3x5"),
            "8@20x30",
            "exchanging the kernel's height and width in layer 1 (C8k3x5)",
        ),
        (NET_OF_3, "3@54x54", "keeping the input's channels to the end"),
        (NET_OF_3, "64@54x54", "keeping the channels that come in"),
        (NET_OF_3, "224", "giving the input's size"),
        (("3@64x64", "C8s2 C8s2 F"), "225", "multiplying the sizes without the channels"),
        (("224", "-k", "3", "-s", "2", "-p", "1"), "121", "swapping two digits"),
        (("224", "-k", "3", "-s", "2", "-p", "1"), "75", "stride 3"),
        (("224", "-k", "7", "-s", "2"), "112", "padding same"),
        (("28", "-k", "3", "-s", "2", "-p", "1"), "26", "leaving out the padding and the stride"),
    ],
)
def test_the_likeliest_comes_first(
    cli: Callable[..., Ran], arguments: tuple[str, ...], answer: str, first: str
) -> None:
    assert texts(checked(cli, *arguments, "--check", answer))[0] == first


def test_what_is_forgotten_once_comes_before_what_is_odd_everywhere(
    cli: Callable[..., Ran],
) -> None:
    net = ("3@224x224", "C64k7s2p3 M3s2p1 C128k3p1")
    assert texts(checked(cli, *net, "--check", "54")) == [
        f"{NO_PADDING} layer 3 (C128k3p1)",
        "counting the padding on one side only in every layer",
        "leaving out the + 1 at the end in every layer",
    ]
    three = ("3@64x64", "C8s2p1 C8s2p1 C8s2p1")
    assert texts(checked(cli, *three, "--check", "7"))[:2] == [
        f"{NO_PADDING} every layer",
        f"{NO_PADDING} layer 3 (C8k3s2p1)",
    ]


def test_stopping_early_is_told_after_what_is_forgotten(cli: Callable[..., Ran]) -> None:
    assert texts(checked(cli, "3@64x64", "C8s2p1 C8s2p1", "--check", "32"))[:2] == [
        "leaving out the stride in layer 1 (C8k3s2p1) or layer 2 (C8k3s2p1)",
        "stopping after layer 1 (C8k3s2p1)",
    ]


def test_what_is_said_on_a_terminal(cli: Callable[..., Ran]) -> None:
    ran = cli("shape", *USUAL.split(), "--check", "111", "-f", "pretty")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "yours 111, should be 112: 111 is what counting the padding on one side only gives\n\n"
        "it could be that: try -p 3,0\n"
        "it could also be leaving out the + 1 at the end, or padding 2 (-p 2)\n\n"
        "size = floor((n + before + after - dilation*(kernel-1) - 1) / stride) + 1\n"
        "floor((224 + 3 + 3 - 1*(7-1) - 1) / 2) + 1 = 112\n\n"
        "input 224, kernel 7, stride 2, padding 3\n"
    )
    right = cli("shape", *USUAL.split(), "--check", "112")
    assert right == (0, "CORRECT\n", "")
    shown = cli("shape", *NET, "--check", "16@7x7", "-f", "pretty")
    assert shown == (0, "CORRECT\n\ninput 3@32x32, 4 layers\n", "")
    unknown = cli("shape", *USUAL.split(), "--check", "1000")
    assert unknown.out.startswith(
        "yours 1000, should be 112\n\nnothing that was tried gives 1000\n\nsize = "
    )


def test_json(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("shape", *NET, "--check", "6", "-f", "json").out)
    assert data["output"] == {"channels": 16, "size": [7, 7]}
    assert [*data][-2:] == ["check", "notes"]
    assert data["check"] == {
        "correct": False,
        "wrong": None,
        "shape": {"yours": {"size": [6, 6]}, "expected": {"channels": 16, "size": [7, 7]}},
        "explanations": [
            {
                "cause": "padding",
                "text": "leaving out the padding in layer 3 (C16k3p1)",
                "changes": ["layer 3 as C16k3"],
                "cells": 1,
                "of": 1,
                "certain": False,
            },
            {
                "cause": "slip",
                "text": "leaving out the + 1 at the end in layer 4 (M2)",
                "changes": [],
                "cells": 1,
                "of": 1,
                "certain": False,
            },
        ],
    }
    right = json.loads(cli("shape", *NET, "--check", "7", "-f", "json").out)["check"]
    assert right == {"correct": True, "wrong": [], "explanations": []}
    two = checked(cli, "28", "-k", "3", "-s", "2", "-p", "1", "--check", "26")["explanations"]
    assert isinstance(two, list)
    assert (two[0]["cause"], two[0]["causes"]) == ("padding", ["padding", "stride"])


@pytest.mark.parametrize("form", ["plain", "pretty", "json"])
@pytest.mark.parametrize(
    ("arguments", "answer", "secret"),
    [
        (tuple(words("113 -k 7 -s 2 -p 3")), "54", "57"),
        (tuple(words("57 -k 3 -p 1")), "55", "57"),
        (tuple(words("221x201 -k 3 -s 2 -p 1")), "101x111", "111x101"),
        (("3@221x221", "C57k3s2 M3s2"), "57@55x55", "54"),
        (("3@221x221", "C57k3s2 M3s2"), "9999", "54"),
        (("3@221x221", "C57k3s2 M3s2"), "3@54x54", "57"),
        (("3@24x32", "C8k3x7"), "18x30", "22x26"),
    ],
)
def test_no_answer_gives_nothing_away(
    cli: Callable[..., Ran], form: str, arguments: tuple[str, ...], answer: str, secret: str
) -> None:
    assert secret in cli("shape", *arguments).out
    ran = cli("shape", *arguments, "--check", answer, "--no-answer", "-f", form)
    assert (ran.code, ran.err) == (1, "")
    assert secret not in ran.out
    if form == "json":
        data = json.loads(ran.out)
        assert {*data} <= {"schema", "command", "input", "check", "notes"}
        assert "expected" not in data["check"]["shape"]
        pair = [int(n) for n in secret.split("x")]
        assert str(pair * (3 - len(pair))) not in ran.out
    else:
        assert ran.out.startswith(f"yours {answer} is wrong")


@given(
    n=st.integers(8, 40),
    window=st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 3)),
    depth=st.integers(1, 3),
    filters=st.integers(1, 9),
)
def test_the_program_s_own_answers_are_right(
    n: int, window: tuple[int, int, int], depth: int, filters: int
) -> None:
    kernel, stride, padding = window
    layers = " ".join([f"C{filters}k{kernel}s{stride}p{padding}"] * depth)
    try:
        result = shape(f"2@{n}x{n + 1}", layers)
    except ConvcalcError:
        return
    own = result.output
    assert shape(f"2@{n}x{n + 1}", layers, check=str(own)).correct
    height, width = own.lengths or (0, 0)
    for answer in (f"{height + 1}x{width}", f"{filters + 1}@{height}x{width}"):
        check = shape(f"2@{n}x{n + 1}", layers, check=answer)
        assert not check.correct
        assert all(found.complete for found in check.explanations)


def test_a_large_net_takes_no_time(cli: Callable[..., Ran]) -> None:
    ran = cli("shape", "resnet152", "--check", "512")
    assert ran.out == "yours 512, should be 1000\n\nnothing that was tried gives 512\n"


def test_digits_and_phrases() -> None:
    assert digits_swapped(121, 112)
    assert not digits_swapped(211, 112)
    assert not digits_swapped(112, 112)
    assert not digits_swapped(12, 112)
    assert (
        both("leaving out the padding", "rounding up") == "leaving out the padding and rounding up"
    )
