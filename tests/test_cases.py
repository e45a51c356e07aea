"""Worked numbers from textbooks and lectures, through the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcalc import apply, params, pool, receptive_field, shape

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

NINE = "0 1 2; 3 4 5; 6 7 8"
NEXT = "1 2 3; 4 5 6; 7 8 9"
SIXTEEN = "1 2 3 4; 5 6 7 8; 9 10 11 12; 13 14 15 16"


def test_case_1_cross_correlation(answer: Callable[..., str]) -> None:
    assert answer(NINE, "-k", "0 1; 2 3") == "19 25; 37 43"


def test_case_1_with_its_sums(cli: Callable[..., Ran]) -> None:
    steps = cli("apply", NINE, "-k", "0 1; 2 3", "--steps", "sums").out.splitlines()[2:]
    assert steps == [
        "[0,0] 0*0 + 1*1 + 3*2 + 4*3 = 19",
        "[0,1] 1*0 + 2*1 + 4*2 + 5*3 = 25",
        "[1,0] 3*0 + 4*1 + 6*2 + 7*3 = 37",
        "[1,1] 4*0 + 5*1 + 7*2 + 8*3 = 43",
    ]


def test_case_2_padding_and_strides(answer: Callable[..., str]) -> None:
    padded = "0 3 8 4; 9 19 25 10; 21 37 43 16; 6 7 8 0"
    assert answer(NINE, "-k", "0 1; 2 3", "-p", "1") == padded
    assert answer(NINE, "-k", "0 1; 2 3", "-p", "1", "-s", "3,2") == "0 8; 6 8"


def test_case_3_several_channels_in_and_out(answer: Callable[..., str]) -> None:
    both = f"{NINE} | {NEXT}"
    kernels = ["0 1; 2 3 | 1 2; 3 4", "1 2; 3 4 | 2 3; 4 5", "2 3; 4 5 | 3 4; 5 6"]
    assert answer(both, "-k", kernels[0]) == "56 72; 104 120"
    together = [part for kernel in kernels for part in ("-k", kernel)]
    expected = "56 72; 104 120; ; 76 100; 148 172; ; 96 128; 192 224"
    assert answer(both, *together) == expected


def test_case_4_one_by_one_changes_channels_only() -> None:
    x = np.arange(27).reshape(3, 3, 3)
    w = np.array([[1, 2, 3], [4, 5, 6]])
    result = apply(x, w.reshape(2, 3, 1, 1))
    assert result.output.shape == (2, 3, 3)
    np.testing.assert_array_equal(result.output.values.reshape(2, 9), w @ x.reshape(3, 9))


def test_case_5_pooling(cli: Callable[..., Ran]) -> None:
    assert cli("pool", NINE, "-k", "2", "-s", "1").out == "4 5\n7 8\n"
    assert cli("pool", NINE, "-k", "2", "-s", "1", "-t", "avg").out == "2 3\n5 6\n"
    assert pool(SIXTEEN, 2, stride=2).output.shape == (2, 2)
    steps = cli("pool", NINE, "-k", "2", "-s", "1", "-t", "avg", "--steps", "sums").out
    assert "[0,0] (0 + 1 + 3 + 4) / 4 = 8 / 4 = 2\n" in steps


@pytest.mark.parametrize(("n", "f", "p", "s"), [(6, 3, 0, 1), (224, 7, 3, 2), (5, 3, 1, 2)])
def test_case_7_output_sizes(n: int, f: int, p: int, s: int) -> None:
    size = shape(n, kernel=f, padding=p, stride=s).output.size
    assert size == ((n + 2 * p - f) // s + 1,) * 2
    assert size == ((n - f + 2 * p + s) // s,) * 2


def test_case_8_receptive_fields_grow_and_dilation_widens_them() -> None:
    assert [layer["receptive_field"] for layer in receptive_field("2*(C8k3)").layers] == [
        [3, 3],
        [5, 5],
    ]
    assert receptive_field("C8k3 C8k3d2").receptive_field == [7, 7]
    counts = [params(f"2*(C8k3d{d})", shape="8@32x32").total["params"] for d in (1, 2)]
    assert counts[0] == counts[1]


def test_case_9_weights_are_shared() -> None:
    result = params("C32k5", shape="3@224x224")
    assert result.total["params"] == 32 * (5 * 5 * 3 + 1) == 2432
    assert result.dense
    assert result.dense["weights"] == (224 * 224 * 3) * (220 * 220 * 32)
    assert str(result.trace.output) == "32@220x220"


@pytest.mark.parametrize(
    ("mode", "first", "second"),
    [
        ("zeros", "0 0 0 0 0 0", "0 1 2 3 4 0"),
        ("reflect", "6 5 6 7 8 7", "2 1 2 3 4 3"),
        ("replicate", "1 1 2 3 4 4", "1 1 2 3 4 4"),
        ("circular", "16 13 14 15 16 13", "4 1 2 3 4 1"),
    ],
)
def test_case_6_padding_modes(
    answer: Callable[..., str], mode: str, first: str, second: str
) -> None:
    padded = answer(SIXTEEN, "-k", "1", "-p", "1", "--padding-mode", mode)
    assert padded.split("; ")[:2] == [first, second]


def test_case_10_the_lecture_example_with_two_filters_and_stride_2(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    x, w = rng.integers(0, 3, (3, 5, 5)), rng.integers(-1, 2, (2, 3, 3, 3))
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "w.npy", w)
    files = (str(tmp_path / "x.npy"), "-k", str(tmp_path / "w.npy"))
    ran = cli("apply", *files, "-p", "1", "-s", "2", "-b", "1 0", "-f", "json")
    data = json.loads(ran.out)
    assert data["output_shape"] == [2, 3, 3]
    padded = np.pad(x, [(0, 0), (1, 1), (1, 1)])
    for o, i, j in np.ndindex(2, 3, 3):
        window = padded[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3]
        assert data["output"][o][i][j] == (window * w[o]).sum() + (1, 0)[o]


def test_case_11_discrete_convolution(answer: Callable[..., str]) -> None:
    assert answer("1 2 3", "-k", "0 1 0.5", "--flip", "-p", "full") == "0 1 2.5 4 1.5"
    assert answer("1 2 3", "-k", "0 1 0.5", "-p", "full") == "0.5 2 3.5 3 0"


def test_case_11_with_its_working(cli: Callable[..., Ran]) -> None:
    text = cli("apply", "1 2 3", "-k", "0 1 0.5", "--flip", "-p", "full", "--at", "2").out
    assert "output[2]  <-  input cells 0..2\n" in text
    assert "1*0.5 + 2*1 + 3*0 = 2.5\n" in text
    assert "kernel" in text
    assert "rotated by 180 degrees" in text


def test_case_12_relu_after_the_bias(answer: Callable[..., str]) -> None:
    assert answer(NINE, "-k", "0 1; 2 3", "-b", "-30", "--relu") == "0 0; 7 13"


def test_case_12_with_its_working(cli: Callable[..., Ran]) -> None:
    text = cli("apply", NINE, "-k", "0 1; 2 3", "-b", "-30", "--relu", "--at", "0,0").out
    assert "  bias        19 + (-30) = -11\n  activation  relu(-11) = 0\n" in text


def test_case_13_filters_are_as_deep_as_the_maps_before() -> None:
    x = np.arange(64).reshape(8, 8)
    maps = apply(x, np.ones((6, 1, 3, 3), int)).output
    result = apply(maps, np.ones((10, 6, 3, 3), int))
    assert maps.shape == (6, 6, 6)
    assert result.output.shape == (10, 4, 4)


def test_case_13_filters_are_as_deep_as_the_layers_tell() -> None:
    first, second = params("C6k3 C10k3", shape="1@8x8").layers
    assert (first["weights"], second["weights"]) == (6 * 9, 10 * 6 * 9)
    assert second["output"] == {"channels": 10, "size": [4, 4]}


def test_case_14_the_matrix_is_sparse_and_shares_its_weights() -> None:
    matrix = apply(NINE, "1 2; 3 4", matrix=True).output.values
    np.testing.assert_array_equal(
        matrix @ np.arange(9), apply(NINE, "1 2; 3 4").output.values.ravel()
    )
    assert [(row != 0).sum() for row in matrix] == [4, 4, 4, 4]
    assert {tuple(row[row != 0]) for row in matrix} == {(1, 2, 3, 4)}
    shifted = apply("0 0 1 2; 0 3 4 5", "1 2; 3 4").output.values
    plain = apply("0 1 2; 3 4 5", "1 2; 3 4").output.values
    np.testing.assert_array_equal(shifted[:, 1:], plain)
