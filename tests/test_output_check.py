"""A checked answer on terminals of any width, and without colour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcalc import apply
from convcalc.output import Style, render
from tests.conftest import text_of

NINE = "0 1 2; 3 4 5; 6 7 8"


def _drawn(result: Any, **style: Any) -> list[str]:
    """Draw a checked answer for a terminal."""
    return text_of(render(result.check, "pretty", Style(**{"width": 80, **style}))).splitlines()


def _checked(answer: Any, input: Any = NINE, kernel: Any = "0 1; 2 3", **options: Any) -> Any:
    return apply(input, kernel, check=answer, **options)


def test_the_conventions_stand_at_the_end() -> None:
    lines = _drawn(_checked("19 25; 37 43"))
    assert lines[0] == "CORRECT"
    assert lines[-1].startswith("input 3x3, kernel 2x2, stride 1, padding 0, cross-correlation")


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(width: int) -> None:
    answer = np.asarray(apply("random:9x30", "random:3x3:5").output) + 1000
    lines = _drawn(_checked(answer, "random:9x30", "random:3x3:5"), width=width)
    assert max(map(len, lines)) <= width
    numbers = {str(n) for n in answer.ravel().tolist()}
    marked = [word[:-1] for line in lines for word in line.split() if word.endswith("!")]
    assert marked
    right = {str(n - 1000) for n in answer.ravel().tolist()}
    assert set(marked) <= numbers | right


def test_grids_stand_side_by_side_where_there_is_room() -> None:
    result = _checked("5 11; 23 29")
    assert sum("yours" in line and "should be" in line for line in _drawn(result)) == 1
    assert not any("yours" in line and "should be" in line for line in _drawn(result, width=20))


def test_the_wrong_cell_of_a_large_grid_is_shown() -> None:
    answer = np.asarray(apply("random:40x60", "random:3x3:5").output).copy()
    answer[30, 50] += 777
    lines = _drawn(_checked(answer, "random:40x60", "random:3x3:5"))
    assert any(f"{answer[30, 50]}!" in line for line in lines)
    assert any("of 38" in line and "--full shows all" in line for line in lines)
    full = _drawn(_checked(answer, "random:40x60", "random:3x3:5"), full=True)
    assert not any("--full" in line for line in full)
    assert len(full) > 38


def test_planes_with_a_wrong_number_are_shown() -> None:
    kernels = np.arange(24).reshape(6, 1, 2, 2)
    answer = np.asarray(apply(NINE, kernels).output).copy()
    answer[[1, 2, 3, 4, 5], 0, 0] += 1
    lines = _drawn(_checked(answer, NINE, kernels))
    assert [line.strip() for line in lines if "channel" in line and "yours" not in line][:4] == [
        f"channel {i}" for i in (1, 2, 3, 4)
    ]
    assert "  1 more such plane; --full shows it" in lines
    full = _drawn(_checked(answer, NINE, kernels), full=True)
    assert sum(line.strip().startswith("channel ") for line in full) == 5


def test_channels_may_come_last() -> None:
    image = np.arange(18).reshape(3, 3, 2)
    answer = np.asarray(apply(image, "1 2; 3 4", per_channel=True, layout="hwc").output).copy()
    answer[0, 1, 1] += 1
    result = _checked(answer, image, "1 2; 3 4", per_channel=True, layout="hwc")
    lines = _drawn(result)
    assert "  channel 1" in lines
    assert "output[0,1,1]" in "\n".join(lines)
    assert np.argwhere(result.check.wrong).tolist() == [[0, 1, 1]]


def test_one_axis() -> None:
    lines = _drawn(_checked("3 5 8 9 11", "1 2 3 4 5 6", "1 1"))
    assert next(x.split() for x in lines if "yours " in x) == ["yours", "should", "be"]
    assert any("8!" in line and "7!" in line for line in lines)


def test_sizes_that_differ_are_drawn_without_signs() -> None:
    lines = _drawn(_checked("1 2 3; 4 5 6 | 7 8 9; 1 2 3"))
    text = "\n".join(lines)
    assert "!" not in text
    assert "yours, axis 0 1" in text


def test_signs_survive_without_colour_and_colour_is_red() -> None:
    result = _checked("19 25; 37 44")
    plain = "\n".join(_drawn(result))
    coloured = "\n".join(_drawn(result, colour=True))
    assert "44!" in plain
    assert "\x1b[1;31m44!\x1b[0m" in coloured


def test_hidden_grids_have_only_yours() -> None:
    text = "\n".join(_drawn(_checked("19 25; 37 44", no_answer=True)))
    assert "yours" in text
    assert "should be" not in text
    assert "43" not in text


def test_fractions_and_precision() -> None:
    result = _checked("1 2; 3 4", NINE, "1/3 * [0 1; 2 3]")
    assert "19/3!" in "\n".join(_drawn(result, fractions=True))
    assert "6.33!" in "\n".join(_drawn(result, precision=3))
    assert "6.333333333333333!" in text_of(render(result.check, "plain", Style()))
