from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcalc.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran


def test_the_list_names_every_preset(cli: Callable[..., Ran]) -> None:
    ran = cli("kernels")
    assert ran.code == 0
    assert [line.split("\t")[0] for line in ran.out.splitlines()[1:]] == [*PRESETS]
    data = json.loads(cli("kernels", "-f", "json").out)
    assert data["command"] == "kernels"
    assert len(data["kernels"]) == len(PRESETS)
    assert not any(value is None for row in data["kernels"] for value in row.values())


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_shown(cli: Callable[..., Ran], name: str) -> None:
    full = f"{name}:2x2" if PRESETS[name].needs_arguments else name
    shown = cli("kernels", full)
    assert shown.code == 0
    same = cli("apply", full, "-k", "[[1]]")
    assert same.out == shown.out


def test_json_can_be_the_kernel_again(cli: Callable[..., Ran], tmp_path: Path) -> None:
    ran = cli("kernels", "gaussian:5", "-f", "json")
    data = json.loads(ran.out)
    assert (data["rank"], data["separable"], data["sum"]) == (1, True, 1)
    path = tmp_path / "k.json"
    path.write_text(ran.out)
    assert cli("apply", "ones:5x5", "-k", str(path)).out == "1\n"


def test_npy(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "k.npy"
    assert cli("kernels", "sobel-x", "-o", str(path)).code == 0
    np.testing.assert_array_equal(np.load(path), [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def test_unknown_names_and_table_formats_are_refused(refusal: Callable[..., str]) -> None:
    assert (
        refusal("kernels", "sobel") == "no such preset: 'sobel'; did you mean sobel-y or sobel-x?"
    )
    assert refusal("kernels", "-f", "npy").startswith(
        "npy holds numbers only, no table: use one of pretty, plain, json"
    )
    assert refusal("kernels", "box:0") == "'box:0': n is '0': expected a whole number, 1 or more"
