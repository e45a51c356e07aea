"""Checks of numbers at the ends of what types hold: no traceback, and no cause out of thin air."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcalc import apply, pool
from convcalc.tensor import Tensor

HUGE = "1" + "0" * 330


def _causes(result: Any) -> list[str]:
    return [e.causes[0] for e in result.check.explanations]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_wrong_cell_among_floats(dtype: Any) -> None:
    x = np.array([[1, 2], [3, 4]], dtype)
    check = apply(x, "1", check="1 2; 3 5").check
    assert check is not None
    assert check.verdict == "WRONG: 1 of 4 cells differs"
    summed = pool(x, 1, type="sum", check="1 2; 3 5").check
    assert summed is not None
    assert not summed.correct
    more = np.array([[1, 2], [3, 4], [5, 6]], dtype)
    sums = apply(more, "1 1", bias=np.array([10], dtype), check="13; 7; 21").check
    assert sums is not None
    assert [slip.text for slip in sums.slips] == [("the bias left out",)]


@pytest.mark.parametrize(
    "answer", ["nan 3 5", "inf 3 5", "1e350 3 5", "-1e-350 3 5", f"{HUGE} 3 5"]
)
@pytest.mark.parametrize("input", ["1 1 2 3", "1 inf 2 3", "nan 1 2 3", f"{HUGE} 1 2 3"])
@pytest.mark.parametrize("kernel", ["1 1", "1 -1", f"1 {HUGE}", "nan 1"])
def test_numbers_without_end(input: str, kernel: str, answer: str) -> None:
    check = apply(input, kernel, check=answer).check
    assert check is not None
    assert all(e.cells <= e.of for e in check.explanations)
    if not np.isfinite(float(answer.split(maxsplit=1)[0])):  # no sum of slips has such a value
        assert all("nan" not in str(s.text) and "inf" not in str(s.text) for s in check.slips)


def test_a_number_beyond_all_floats_is_not_infinite() -> None:
    check = apply(f"{HUGE} 1 2 3", "1 1", check="inf 3 5").check
    assert check is not None
    assert check.wrong is not None
    assert check.wrong.tolist() == [True, False, False]


@pytest.mark.parametrize("kind", ["max", "min", "avg", "sum"])
def test_pools_of_numbers_without_end(kind: str) -> None:
    for padding in (0, 1):
        shape = pool(f"{HUGE} 2 3 4", 3, stride=1, padding=padding, type=kind).output.shape
        answer = Tensor(np.arange(shape[0]))
        check = pool(f"{HUGE} 2 3 4", 3, stride=1, padding=padding, type=kind, check=answer).check
        assert check is not None
        assert not check.correct


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64])
def test_small_types_have_room_for_every_mistake(dtype: Any) -> None:
    least = np.iinfo(dtype).min
    kernel = np.array([[1, 2], [3, 4]], dtype)
    wrong = [[-n for n in row] for row in apply("random:4x4", kernel).output.tolist()]
    assert _causes(apply("random:4x4", kernel, check=wrong)) == ["negated"]
    kernel[0, 0] = least
    wrong = [[-n for n in row] for row in apply("random:4x4", kernel).output.tolist()]
    if least:
        assert _causes(apply("random:4x4", kernel, check=wrong)) == ["negated"]


def test_sums_past_int64_are_summed_with_more_digits() -> None:
    kernel = f"{2**63 - 1} 1"
    right = apply("1 2 3 4 5 6", kernel).output.tolist()
    fifth = [f"{number}/{2**63}" for number in right]
    check = apply("1 2 3 4 5 6", kernel, check=" ".join(fifth)).check
    assert check is not None
    assert [(e.causes, e.complete) for e in check.causes] == [(("scale",), True)]
    assert 2**63 in check.causes[0].text
    both = f"{2**62} 4 | {2**62} 4"
    together = pool(both, "1,1", check=f"{2**63} 8", dim=2).check
    assert together is not None
    assert any("adding" in str(e.text) for e in together.explanations)


def test_slips_are_exact_where_numbers_are() -> None:
    check = apply("1000000000000000 1 2 3", "1 1", check="1000000000000005 3 5").check
    assert check is not None
    assert check.slips == ()


def test_a_large_answer_is_compared_without_writing_all_of_it() -> None:
    x = np.arange(10**6).reshape(1000, 1000) % 251
    check = apply(x, "sobel-x", check=np.zeros((998, 998), np.int64)).check
    assert check is not None
    assert check.sentences[0] == "no single mistake that was tried explains it"
