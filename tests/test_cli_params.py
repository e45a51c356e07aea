from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import process

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran

COLUMNS = "index layer type output weights biases params share buffers macs activations"


def _rows(text: str) -> list[dict[str, str]]:
    heading, *rows = (line.split("\t") for line in text.splitlines())
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_a_line_per_layer_in_a_pipe(cli: Callable[..., Ran]) -> None:
    ran = cli("params", "3@9x9", "C8k3:nobias BN R M2 FC10")
    assert ran.err == ""
    rows = _rows(ran.out)
    assert [*rows[0]] == COLUMNS.split()
    assert [row["type"] for row in rows] == [
        "conv",
        "batch-norm",
        "activation",
        "max-pool",
        "dense",
    ]
    assert [row["output"] for row in rows] == ["8@7x7", "8@7x7", "8@7x7", "8@3x3", "10"]
    assert [row["weights"] for row in rows] == ["216", "8", "0", "0", "720"]
    assert [row["biases"] for row in rows] == ["0", "8", "0", "0", "10"]
    assert [row["params"] for row in rows] == ["216", "16", "0", "0", "730"]
    assert [row["share"] for row in rows] == [
        str(216 / 962),
        str(16 / 962),
        "0",
        "0",
        str(730 / 962),
    ]
    assert [row["buffers"] for row in rows] == ["0", "16", "0", "0", "0"]
    assert [row["macs"] for row in rows] == ["10584", "0", "0", "0", "720"]
    assert [row["activations"] for row in rows] == ["392", "392", "0", "72", "10"]


def test_without_a_size_the_macs_are_left_out(cli: Callable[..., Ran]) -> None:
    rows = _rows(cli("params", "nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Linear(72, 10)").out)
    assert [*rows[0]] == [
        "index",
        "layer",
        "type",
        "weights",
        "biases",
        "params",
        "share",
        "buffers",
    ]
    assert [row["params"] for row in rows] == ["224", "16", "730"]
    data = json.loads(cli("params", "nn.Linear(72, 10)", "-f", "json", "--flops").out)
    assert data["total"] == {"params": 730, "buffers": 0}
    assert "macs" not in data["layers"][0]
    assert "input" not in data


def test_one_layer_from_flags(cli: Callable[..., Ran]) -> None:
    def params(*arguments: str) -> dict[str, int]:
        total: dict[str, int] = json.loads(cli("params", *arguments, "-f", "json").out)["total"]
        return total

    assert params("-i", "3", "-c", "128", "-k", "7")["params"] == 18_944
    assert params("-i", "3", "-c", "128", "-k", "7", "--no-bias")["params"] == 18_816
    assert params("-i", "4", "-c", "8", "-k", "3,5", "-g", "2")["params"] == 8 * 2 * 15 + 8
    assert params("-i", "4", "-c", "8", "-k", "3x3x3")["params"] == 8 * 4 * 27 + 8
    sized = params("3@224x224", "-c", "64", "-k", "7", "-s", "2", "-p", "3")
    assert sized["macs"] == 64 * 3 * 49 * 112 * 112
    same = params("224x224", "-i", "3", "-c", "64", "-k", "7", "-s", "2", "-p", "same", "-d", "1")
    assert same == sized
    assert params("224", "-i", "3", "-c", "64", "-k", "7", "-s", "2", "-p", "3") == sized


def test_json(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("params", "4@6x6", "T2k4s2p1 GAP", "--flops", "-f", "json").out)
    assert data == {
        "schema": 1,
        "command": "params",
        "input": {"channels": 4, "size": [6, 6]},
        "layers": [
            {
                "index": 1,
                "layer": "T2k4s2p1",
                "type": "transposed",
                "output": {"channels": 2, "size": [12, 12]},
                "weights": 128,
                "biases": 2,
                "params": 130,
                "share": 1,
                "buffers": 0,
                "macs": 128 * 36,
                "flops": 256 * 36,
                "activations": 288,
            },
            {
                "index": 2,
                "layer": "GAP",
                "type": "adaptive-avg-pool",
                "output": {"channels": 2, "size": [1, 1]},
                "weights": 0,
                "biases": 0,
                "params": 0,
                "share": 0,
                "buffers": 0,
                "macs": 0,
                "flops": 0,
                "activations": 2,
            },
        ],
        "total": {"params": 130, "buffers": 0, "macs": 4608, "activations": 290, "flops": 9216},
        "dense": {"weights": 4 * 36 * 288, "times": 324.0},
        "notes": [],
    }


def test_totals_and_rules_on_a_terminal(cli: Callable[..., Ran]) -> None:
    text = cli("params", "3@224x224", "C32k5", "-f", "pretty").out
    assert text.startswith("2,432 parameters, 116,160,000 MACs\n\n#  layer  output")
    assert (
        "\n   total                2,400      32   2,432  100.0%  116,160,000  5.91 MiB\n" in text
    )
    dense = (224 * 224 * 3) * (220 * 220 * 32)
    assert (
        f"\nA dense layer from the same input to the same output would need {dense:,} weights,"
        f" {dense / 2400:,.0f} times more.\n"
    ) in text
    assert "\nA MAC is one multiply and one add for each use of a weight, for one item: " in text
    assert "a transposed layer counts by its input's size.\n" in text
    assert "Memory is that of the outputs in float32;" in text
    flops = cli("params", "3@224x224", "C32k5 BN", "-f", "pretty", "--flops").out
    assert flops.startswith("2,496 parameters, 116,160,000 MACs, 232,320,000 FLOPs\n")
    assert "\n64 buffers (running means and variances) are no parameters.\n" in flops
    net = cli("params", "lenet5", "-f", "pretty").out
    for_all = "Dense layers for the convolutions, from the same inputs to the same outputs, would"
    assert f"{for_all} need 6,698,496 " in net
    bare = cli("params", "-i", "3", "-c", "8", "-k", "3", "-f", "pretty").out
    assert bare.startswith("224 parameters\n")
    assert "MAC" not in bare
    nothing = cli("params", "3@9x9", "M2 R", "-f", "pretty").out
    assert nothing.startswith("0 parameters, 0 MACs\n")
    assert "ense layer" not in nothing


def test_branches_and_joins(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("params", "8@6x6", "(C4k1 | I):cat (C12k3p1 | I):add", "-f", "json").out)
    assert [row["type"] for row in data["layers"]] == [
        *("conv", "identity", "cat", "conv", "identity", "add"),
    ]
    assert data["total"]["params"] == 8 * 4 + 4 + 12 * 12 * 9 + 12
    assert data["total"]["activations"] == 36 * (4 + 12 + 12 + 12)


def test_standard_input(cli: Callable[..., Ran]) -> None:
    ran = process("params", "3@9x9", "-", stdin=b"Sequential(\n  (0): Conv2d(3, 8, 3)\n)\n")
    assert _rows(ran.stdout.decode())[0]["params"] == "224"
    closed = process("rf", "-", stdin=b"")
    assert closed.stderr == b"Error: standard input is empty: expected layers\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the layers are missing: give them, as in convcalc params 3@224x224"),
        (("3@9x9",), "'3@9x9' is a SHAPE: the layers come after it, as in convcalc params 3@9x9"),
        (("C8",), "layer 1 (C8k3): the number of channels is not known: give the SHAPE of the inp"),
        (("9", "C8"), "layer 1 (C8k3): the number of channels is not known: give the SHAPE"),
        (("BN",), "layer 1 (BN): the number of channels is not known"),
        (("FC10",), "layer 1 (FC10): how many values come in? Give the SHAPE of the input"),
        (("nn.Conv2d(3, 8, 3), nn.LazyLinear(4)",), "layer 2 (FC4): how many values come in?"),
        (("3@9x9", "Ck3 FC2"), "layer 1 (Ck3): how many filters? Write them after the C"),
        (("3@9x9", "C8", "-k", "3"), "the layers are given already: leave out -k, which is for"),
        (("C8", "-k", "3"), "the layers are given already: leave out -k, which is for a single"),
        (("-i", "3", "-k", "7"), "-c, the number of filters, is missing: add it, as in -i 3 -c 64"),
        (("-i", "3", "-c", "7"), "-k, the kernel, is missing: add it, as in -i 3 -c 64 -k 7"),
        (("-c", "8", "-k", "7"), "layer 1 (C8k7): the number of channels is not known"),
        (("-i", "0", "-c", "8", "-k", "7"), "in channels is '0': expected one number, 1 or more"),
        (
            ("-i", "3,4", "-c", "8", "-k", "7"),
            "in channels is '3,4': expected one number, 1 or more",
        ),
        (("-i", "3", "-c", "64", "-k", "7", "-g", "2"), "layer 1 (C64k7g2): the 3 channels that"),
        (("1@9x9", "-i", "3", "-c", "8", "-k", "3"), "layer 1 (C8k3): it is made for 3 channels"),
    ],
)
def test_refusals(refusal: Callable[..., str], arguments: tuple[str, ...], message: str) -> None:
    assert refusal("params", *arguments).startswith(message)
