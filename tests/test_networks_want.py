"""Sizes backwards: every window that gives a size, against trying them all."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.operation.shape import run, shape
from convcalc.operation.shape_options import Shape
from convcalc.operation.wanted import WantResult
from tests.reference import count_windows


def _want(size: int, want: int, **flags: object) -> WantResult:
    result = run(Shape(size, want=want, **flags))  # type: ignore[arg-type]
    assert isinstance(result, WantResult)
    return result


def _lines(result: WantResult) -> list[tuple[object, ...]]:
    return [tuple(row[c] for c in result.table.columns) for row in result.table.rows]


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 2]))
def test_every_window_is_found_and_no_other(n: int, want: int, dilation: int) -> None:
    expected = set()
    for k, s in itertools.product(range(1, 12), range(1, 5)):
        for before, after in itertools.product(range(k), repeat=2):
            if abs(before - after) > 1:
                continue
            if count_windows(n, k, s, dilation, before + after) == want:
                exact = (n + before + after - dilation * (k - 1) - 1) % s == 0
                padding = str(before) if before == after else f"{before},{after}"
                expected.add((k, s, padding, str(want), "exact" if exact else "floor"))
    lines = _lines(_want(n, want, dilation=dilation))
    assert len(lines) == len(set(lines))
    assert set(lines) == expected
    kinds = [str(line[-1]) for line in lines]
    assert kinds == sorted(kinds)  # exact before floor


def test_every_solution_gives_the_size_when_it_is_asked_for() -> None:
    result = _want(224, 112, stride=2)
    assert len(result.solutions) == 31
    for kernel, stride, padding, output, _ in _lines(result):
        made = shape(224, kernel=str(kernel), stride=str(stride), padding=str(padding))
        assert made.output.short == output == "112"


def test_inputs_that_give_the_same() -> None:
    result = _want(224, 112, kernel=7, stride=2, padding=3)
    assert result.inputs == ((223, 224),)
    assert _want(224, 112, kernel=3, stride=2, padding="same").inputs == ((223, 224),)
    assert _want(9, 5, kernel=2, stride=2, padding=0, ceil=True).inputs == ((9, 10),)
    wrong = _want(224, 100, kernel=7, stride=2, padding=3)
    assert (wrong.solutions, wrong.inputs) == ([], ((199, 200),))
    assert wrong.notes == ("this window does not lead from 224 to 100; inputs 199..200 do",)


def test_sizes_that_nothing_leads_to() -> None:
    result = _want(5, 500)
    assert result.solutions == []
    assert result.to_dict()["solutions"] == []
    assert "inputs" not in result.to_dict()
    assert result.notes == ("no window of those that were tried leads from 5 to 500",)
    gap = _want(4, 2, kernel=1, stride=1, padding=0, transposed=True, output_padding=0)
    assert gap.inputs == ((2, 2),)
    skipped = run(Shape(4, kernel=1, stride=3, padding=0, transposed=True, want=5))
    assert isinstance(skipped, WantResult)
    assert skipped.inputs is None  # 4 and 7 come out, nothing between


def test_transposed_windows() -> None:
    lines = _lines(_want(7, 14, kernel=4, stride=2, transposed=True))
    assert lines == [(4, 2, "1", "14", "exact")]


def test_two_axes() -> None:
    result = run(Shape("9x7", kernel="3", want="5x4", stride=2))
    assert isinstance(result, WantResult)
    assert _lines(result)[0] == (3, 2, "1", "5x4", "exact")
    uneven = run(Shape("9x7", kernel="3x5", want="4x3", stride=2, padding="0,1"))
    assert isinstance(uneven, WantResult)
    assert uneven.to_dict()["solutions"] == [
        {
            "kernel": [3, 5],
            "stride": 2,
            "padding": [[0, 0], [1, 1]],
            "output": {"size": [4, 3]},
            "exact": True,
            "inputs": [[9, 10], [7, 8]],
        }
    ]


def test_axes_that_differ_get_their_own_padding() -> None:
    result = run(Shape("9x9", kernel="3x5", want="9x9"))
    assert isinstance(result, WantResult)
    assert _lines(result) == [([3, 5], 1, "1,2", "9", "exact")]
    alike = run(Shape("9x9", kernel="4", want="9"))
    assert isinstance(alike, WantResult)
    assert [line[2] for line in _lines(alike)] == ["1,2,1,2", "2,1,2,1"]


def test_every_answer_is_one_that_shape_takes() -> None:
    """Padding same is free of pooling's limit, output padding has its own."""
    assert _lines(_want(9, 9, kernel=3, dilation=2, ceil=True, padding="same"))[0][2] == "2"
    too_much = {"transposed": True, "output_padding": 2}
    assert _want(9, 21, kernel=3, stride=2, padding=0, **too_much).solutions == []
    assert _want(9, 20, kernel=3, stride=2, padding=0, transposed=True, output_padding=1).solutions


def test_rounding_up_is_called_so() -> None:
    assert _lines(_want(224, 56, kernel=8, stride=4, padding="0,1", ceil=True))[0][-1] == "ceil"


def test_pooling_keeps_its_limit_on_padding() -> None:
    for solution in _want(20, 10, stride=2, ceil=True).solutions:
        assert all(max(side) <= k // 2 for side, k in zip(solution.sides, solution.kernel))  # noqa: B905
    assert _want(20, 12, kernel=3, stride=2, padding=3, ceil=True).solutions == []


def test_json() -> None:
    data = _want(224, 112, kernel=7, stride=2).to_dict()
    assert data["inputs"] == [223, 225]
    assert data["solutions"][0] == {
        "kernel": 7,
        "stride": 2,
        "padding": [2, 3],
        "output": {"size": [112]},
        "exact": True,
        "inputs": [224, 225],
    }


@pytest.mark.parametrize("want", ["112x110x3", "0", "abc"])
def test_bad_sizes(want: str) -> None:
    from convcalc.errors import ConvcalcError

    with pytest.raises(ConvcalcError, match="--want"):
        run(Shape("224x224", want=want))
