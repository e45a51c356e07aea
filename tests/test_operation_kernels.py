from __future__ import annotations

from fractions import Fraction

import pytest

from convcalc import ConvcalcError
from convcalc.operation.kernels import list_kernels, show_kernel
from convcalc.presets import PRESETS


def test_every_preset_is_listed_once() -> None:
    names = [row["name"] for row in list_kernels().table.rows]
    assert names == list(PRESETS)


@pytest.mark.parametrize(
    ("name", "total", "rank", "half_turn"),
    [
        ("identity", 1, 1, "same"),
        ("box:5", 1, 1, "same"),
        ("gaussian:7", 1, 1, "same"),
        ("laplacian", 0, 2, "same"),
        ("sobel-y", 0, 1, "negated"),
        ("emboss", 1, 3, "changed"),
        ("motion:4", 1, 4, "same"),
        ("roberts-x", 0, 2, "negated"),
        ("log", 0, 3, "same"),
    ],
)
def test_sum_rank_and_symmetry(name: str, total: int, rank: int, half_turn: str) -> None:
    kernel = show_kernel(name)
    assert kernel.sum == Fraction(total)
    assert kernel.rank == rank
    assert kernel.symmetry["half-turn"] == half_turn


def test_symmetry_under_every_mirror() -> None:
    assert show_kernel("emboss").symmetry == {
        "left-right": "changed",
        "up-down": "changed",
        "transpose": "same",
        "half-turn": "changed",
    }
    assert show_kernel("eye:2x3").symmetry["transpose"] == "changed"


def test_inputs_with_other_axes_have_no_rank() -> None:
    data = show_kernel("ones:2x3x4").to_dict()
    assert "rank" not in data
    assert "symmetry" not in data
    assert data["sum"] == 24


@pytest.mark.parametrize("name", ["gaussian:3:1", "gaussian:3:0.8", "gaussian:4:1.4"])
def test_floats_are_summed_too(name: str) -> None:
    kernel = show_kernel(name)
    assert kernel.sum == pytest.approx(1)
    assert kernel.rank == 1


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ConvcalcError, match="no such preset: 'sobel'; did you mean sobel-"):
        show_kernel("sobel")
