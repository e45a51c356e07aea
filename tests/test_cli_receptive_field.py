from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran


def test_a_line_per_layer_in_a_pipe(cli: Callable[..., Ran]) -> None:
    ran = cli("receptive-field", "C8k3p1 M2 FC10")
    assert ran.out.splitlines() == [
        "index\tlayer\ttype\treceptive field\tjump\tstart\tpadding",
        "1\tC8k3p1\tconv\t3x3\t1,1\t0,0\t1,1",
        "2\tM2\tmax-pool\t4x4\t2,2\t0.5,0.5\t1,1",
        "3\tFC10\tdense\t\t\t\t",
    ]
    assert ran.err == (
        "note: from layer 3 (FC10) on a unit sees everything: the totals are those of layer 2"
        " (M2)\n"
    )
    assert cli("rf", "C8k3p1 M2 FC10") == ran
    assert "\t1/2,1/2\t" in cli("rf", "M2", "--fractions").out


def test_json(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("rf", "C8k3s2p1 C8k2:same", "-f", "json").out)
    assert data == {
        "schema": 1,
        "command": "receptive-field",
        "layers": [
            {
                "index": 1,
                "layer": "C8k3s2p1",
                "type": "conv",
                "receptive_field": [3, 3],
                "jump": [2, 2],
                "start": [0, 0],
                "padding": [1, 1],
            },
            {
                "index": 2,
                "layer": "C8k2:same",
                "type": "conv",
                "receptive_field": [5, 5],
                "jump": [2, 2],
                "start": [1, 1],
                "padding": [1, 1],
            },
        ],
        "notes": [],
        "receptive_field": [5, 5],
        "jump": [2, 2],
        "start": [1, 1],
        "padding": [1, 1],
    }
    unknown = json.loads(cli("rf", "C8k3s2:same", "-f", "json").out)
    assert unknown["start"] is None
    assert unknown["padding"] is None
    assert unknown["layers"][0]["start"] is None
    halves = json.loads(cli("rf", "M2", "-f", "json").out)
    assert halves["start"] == [0.5, 0.5]
    assert json.loads(cli("rf", "M2", "-f", "json", "--fractions").out)["start"] == ["1/2", "1/2"]
    third = json.loads(cli("rf", "T1k3s3", "-f", "json").out)
    assert third["jump"] == [1 / 3, 1 / 3]


def test_the_recurrence_on_a_terminal(cli: Callable[..., Ran]) -> None:
    text = cli("rf", "C8k7s2p3 M2 T8k4s2p1 GAP", "-f", "pretty").out
    assert text.startswith("receptive field 13, jump 2, start 0, padding 6\n")
    assert "r = 1 + (7-1)*1*1 = 7, j = 1*2 = 2, start = 0 + ((7-1)*1/2 - 3)*1 = 0\n" in text
    assert "r = 7 + (2-1)*1*2 = 9, j = 2*2 = 4, start = 0 + ((2-1)*1/2 - 0)*2 = 1\n" in text
    assert (
        "r = 9 + (ceil(4/2) - 1)*4 = 13, j = 4/2 = 2, start = 1 + (1 - (4-1)*1/2)*4/2 = 0\n" in text
    )
    assert "\nr' = r + (kernel-1)*dilation*j, j' = j*stride, start' = " in text
    assert "transposed: r' = r + (ceil(" in text
    uneven = cli("rf", "C8k3x5", "-f", "pretty").out
    assert uneven.startswith("receptive field 3x5, jump 1, start 1,2, padding 0\n")
    assert "height r = 1 + (3-1)*1*1 = 3, j = 1*1 = 1, start = " in uneven
    assert "; width r = 1 + (5-1)*1*1 = 5" in uneven


def test_at(cli: Callable[..., Ran]) -> None:
    arguments = ("rf", "C8k3p1 M2 C8k3p1 FC2", "--input", "3@16x12", "--at", "0,5")
    assert cli(*arguments).out == (
        "axis\tfirst\tlast\tsize\tpadding before\tpadding after\tseen\n"
        "row\t-3\t4\t8\t3\t0\t0..4\n"
        "column\t7\t14\t8\t0\t3\t7..11\n"
    )
    data = json.loads(cli(*arguments, "-f", "json").out)
    assert data["at"] == {
        "unit": [0, 5],
        "region": [[-3, 4], [7, 14]],
        "padding": [[3, 0], [0, 3]],
        "cells": [[[0, 4]], [[7, 11]]],
    }
    pretty = cli(*arguments, "-f", "pretty").out.splitlines()
    assert pretty[0] == (
        "unit 0,5 of layer 3 (C8k3p1) sees rows -3..4, columns 7..14 of the input 3@16x12"
    )
    assert pretty[2:4] == ["region 8x8", "in the padding: 3 rows before, 3 columns after"]
    assert pretty[5] == " " * 14 + "+ + + + + + + +"
    assert pretty[8] == ". . . . . . . # # # # # + + +"
    assert pretty[13] == ". . . . . . . . . . . ."
    assert pretty[-1] == "# seen, + padding, . not seen"


def test_at_without_the_input_s_size(cli: Callable[..., Ran]) -> None:
    ran = cli("rf", "C8k3p1", "--at", "0,7")
    assert ran.out.splitlines()[1:] == ["row\t-1\t1\t3\t1\t\t", "column\t6\t8\t3\t0\t\t"]
    pretty = cli("rf", "C8k3p1", "--at", "0,7", "-f", "pretty").out
    assert "in the padding: 1 row before\n" in pretty
    assert "what falls behind the input depends on its size: add --input\n" in pretty
    assert "#" not in pretty


def test_gaps_are_drawn_and_said(cli: Callable[..., Ran]) -> None:
    text = cli("rf", "C1k3d2", "--input", "1@7", "--at", "1", "-f", "pretty").out
    assert "nothing falls in the padding\nnot every cell between is seen" in text
    assert "\n. # . # . # .\n" in text
    json_ = json.loads(cli("rf", "C1k3d2", "--input", "1@7", "--at", "1", "-f", "json").out)
    assert json_["at"]["cells"] == [[[1, 1], [3, 3], [5, 5]]]


def test_large_inputs_are_drawn_in_blocks(cli: Callable[..., Ran]) -> None:
    text = cli("rf", "vgg16", "--at", "0,0", "-f", "pretty").out
    assert "layer 19 (AAP7) sees rows -90..121, columns -90..121 of the input" in text
    assert "a sign is 14x14 cells\n" in text
    assert max(map(len, text.splitlines()[4:-1])) <= 80


def test_uses(cli: Callable[..., Ran]) -> None:
    arguments = ("rf", "C8k3s2 C8k2", "--input", "3@9x9", "--uses", "4,0")
    assert cli(*arguments).out == "axis\tunits\tplaces\nrow\t3\t0..2\ncolumn\t1\t0\n"
    assert json.loads(cli(*arguments, "-f", "json").out)["uses"] == {
        "cell": [4, 0],
        "units": [[[0, 2]], [[0, 0]]],
    }
    pretty = cli(*arguments, "-f", "pretty").out
    assert pretty.startswith("input 4,0 is seen by rows 0..2, column 0 of layer 2 (C8k2), 8@3x3\n")
    assert "\n# . .\n# . .\n# . .\n" in pretty
    unseen = cli("rf", "C8k1s2", "--input", "9x9", "--uses", "1,0", "-f", "pretty").out
    assert unseen == "no unit of layer 1 (C8k1s2) sees input 1,0\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the layers are missing: give them, as in convcalc rf"),
        (("C8", "--at", "1"), "--at is '1': expected row,column, counted from 0, as in --at 0,0"),
        (("C8", "--at", "1,-1"), "--at is '1,-1': expected row,column, counted from 0"),
        (("C8", "--at", "1,1", "--at", "2,2"), "--at is given 2 times: ask for one place at a"),
        (("C8", "--at", "x"), "--at is 'x': expected whole numbers"),
        (("C8", "--input", "9x9", "--at", "7,0"), "--at 7,0 is outside the output 7x7: expected"),
        (("C8", "--uses", "1,1"), "--uses needs the input's size: add --input, as in --input 3@"),
        (("C8", "--input", "9x9", "--uses", "9,9"), "--uses 9,9 is outside the input 9x9"),
        (("C8", "--input", "9x9", "--at", "0,0", "--uses", "0,0"), "--at and --uses are two"),
        (("C8s2:same", "--at", "0,0"), "where units stand depends on the input's size: add --in"),
        (("C8", "--input", "2x2"), "layer 1 (C8k3): the kernel 3x3 is larger than the padded"),
        (("C8", "--input", "abc"), "shape is 'abc': expected channels@height x width"),
        (("(M2 | C8p1):add",), "layer 3 (:add): its branches have jumps of 2 and 1 input cells"),
    ],
)
def test_refusals(refusal: Callable[..., str], arguments: tuple[str, ...], message: str) -> None:
    assert refusal("receptive-field", *arguments).startswith(message)
