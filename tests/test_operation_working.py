from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcalc import ConvcalcError, apply, pool
from convcalc.engine.pool import Pooler
from convcalc.engine.sliding import Sliding
from convcalc.operation import working

NINE = "0 1 2; 3 4 5; 6 7 8"


def _at(result: Any) -> list[tuple[int, ...]]:
    return [step.at for step in result.working.steps]


@pytest.mark.parametrize("at", ["1,0", "1x0", (1, 0), ["1,0"], [(1, 0)], ("1,0",), [[1, 0]]])
def test_one_cell_in_any_spelling(at: Any) -> None:
    assert _at(apply(NINE, "0 1; 2 3", at=at)) == [(1, 0)]


@pytest.mark.parametrize("at", [["1,0", "0,1"], [(1, 0), (0, 1)], ("1,0", "0x1")])
def test_several_cells_in_their_order(at: Any) -> None:
    assert _at(apply(NINE, "0 1; 2 3", at=at)) == [(1, 0), (0, 1)]


def test_leading_axes_of_length_one_may_be_left_out() -> None:
    image = np.arange(9).reshape(1, 1, 3, 3)
    assert _at(apply(image, "1", at="1,2")) == [(0, 0, 1, 2)]
    assert _at(apply(image, "1", at="0,1,2")) == [(0, 0, 1, 2)]
    assert _at(apply("1 2 3", "1 2 3; 1 2 3; 1 2 3", padding=1, at=2)) == [(0, 2)]
    used = apply(image, "1", uses="1,2").working
    assert used is not None
    assert used.uses is not None
    assert used.uses.cell == (0, 0, 1, 2)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"at": "2,0"}, "--at 2,0 is outside the output 2x2: expected row 0..1, column 0..1"),
        ({"at": "0,2"}, "--at 0,2 is outside the output 2x2: expected row 0..1, column 0..1"),
        ({"at": "-1,0"}, "--at -1,0 is outside the output 2x2: expected row 0..1, column 0..1"),
        ({"uses": "3,0"}, "--uses 3,0 is outside the input 3x3: expected row 0..2, column 0..2"),
        (
            {"at": "1"},
            "--at 1 has 1 number: the output 2x2 has 2 axes (row, column), as in --at 0,0",
        ),
        (
            {"uses": "1,1,1"},
            "--uses 1,1,1 has 3 numbers: the input 3x3 has 2 axes (row, column), as in --uses 0,0",
        ),
        ({"at": "a,b"}, "--at is 'a,b': expected whole numbers, such as 2, 2,1 or 2x1"),
        ({"at": ""}, "--at is '': expected whole numbers, such as 2, 2,1 or 2x1"),
        ({"uses": ["0,0", "1,1"]}, "--uses names 2 cells: expected one"),
        ({"steps": "some"}, "--steps is 'some': expected one of first, all, sums"),
        ({"steps": "all", "at": "0,0"}, "--at names the cells already: leave out --steps all"),
        ({"steps": "first", "at": "0,0"}, "--at names the cells already: leave out --steps first"),
    ],
)
def test_bad_requests(options: dict[str, Any], reason: str) -> None:
    for run in (lambda: apply(NINE, "0 1; 2 3", **options), lambda: _pool(**options)):
        with pytest.raises(ConvcalcError) as caught:
            run()
        assert str(caught.value).startswith(reason)


def _pool(**options: Any) -> Any:
    return pool(NINE, 2, stride=1, **options)


def test_the_matrix_has_no_working() -> None:
    with pytest.raises(ConvcalcError, match="--matrix takes the place of the output: leave it out"):
        apply(NINE, "1", matrix=True, at="0,0")


def test_steps_choose_the_cells() -> None:
    first = apply(NINE, "0 1; 2 3", steps="first").working
    assert first is not None
    assert [step.at for step in first.steps] == [(0, 0)]
    assert first.left == 3
    every = apply(NINE, "0 1; 2 3", steps="all").working
    assert every is not None
    assert [step.at for step in every.steps] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert (every.left, every.in_short) == (0, False)
    sums = apply(NINE, "0 1; 2 3", steps="sums", at=["1,1", "0,1"]).working
    assert sums is not None
    assert [step.at for step in sums.steps] == [(1, 1), (0, 1)]
    assert sums.in_short


def test_more_than_anybody_reads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "WORK_MOST", 55)
    monkeypatch.setattr(working, "OVERHEAD", 10)
    monkeypatch.setattr(working, "USERS_MOST", 55)
    with pytest.raises(ConvcalcError) as caught:
        apply(NINE, "0 1; 2 3", steps="all")
    assert str(caught.value) == (
        "the working of 4 cells with 4 terms each is more than anybody reads: expected at most 3;"
        " name them with --at"
    )
    assert apply(NINE, "0 1; 2 3", steps="first").working
    assert apply(NINE, "0 1; 2 3", at="0,0").working
    assert pool(NINE, 2, stride=1, at="0,0").working
    with pytest.raises(ConvcalcError, match="the working of 4 cells with 4 terms each is more"):
        pool(NINE, 2, stride=1, steps="sums")
    with pytest.raises(ConvcalcError, match="the working of 1 cell with 64 terms"):
        pool(np.ones((8, 8)), global_=True, at="0,0")
    with pytest.raises(ConvcalcError) as caught:
        pool(np.ones((9, 9)), 3, uses="0,0")
    assert str(caught.value) == (
        "--uses would look at up to 81 cells: expected at most 55; give a smaller window"
    )
    assert pool(np.ones((9, 9)), 3, type="avg", uses="0,0").working
    with pytest.raises(ConvcalcError, match="--uses would look at up to 64 cells"):
        pool(np.ones((9, 9)), 8, type="avg", uses="0,0")
    with pytest.raises(ConvcalcError, match="--uses would look at up to 64 cells"):
        apply(np.ones((9, 9)), "ones:8x8", uses="0,0")


def test_bad_cells_are_refused_before_anything_is_calculated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def calculate(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Sliding, "calculate", calculate)
    monkeypatch.setattr(Pooler, "calculate", calculate)
    with pytest.raises(ConvcalcError, match="--at 9,9 is outside the output 3x3"):
        apply(NINE, "1", at="9,9")
    with pytest.raises(ConvcalcError, match="--uses 9,9 is outside the input 3x3"):
        pool(NINE, 2, uses="9,9")


def test_uses_look_at_the_cells_that_matter_only() -> None:
    wide = apply(np.arange(10**5), np.ones(5000, int), uses=50000).working
    assert wide is not None
    assert wide.uses is not None
    assert len(wide.uses.uses) == 5000
    shared = pool(np.arange(10**6), adaptive=999_999, uses=150).working
    assert shared is not None
    assert shared.uses is not None
    assert [use.at for use in shared.uses.uses] == [(149,), (150,)]


@pytest.mark.parametrize("at", [np.array([1, 0]), (np.int64(1), np.int64(0))])
def test_numpy_s_integers_are_an_index(at: Any) -> None:
    assert _at(apply(NINE, "0 1; 2 3", at=at)) == [(1, 0)]


def test_python_s_odd_values() -> None:
    assert apply(NINE, "1", at=None).working is None
    assert _at(apply("1 2", "1", at=np.int64(1))) == [(1,)]
    with pytest.raises(ConvcalcError, match=r"--at is '0.5': expected whole numbers"):
        apply("1 2", "1", at=0.5)


def test_no_message_repeats_a_long_index() -> None:
    with pytest.raises(ConvcalcError) as caught:
        apply(NINE, "1", at=",".join(["1"] * 401))
    assert "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1... has 401 numbers" in str(caught.value)


def test_the_value_is_what_the_output_has() -> None:
    result = apply("1e16 1 -1e16", "1 1 1", float=True, at=0)
    assert result.working is not None
    (step,) = result.working.steps
    assert (step.recomputed, step.value) == (1, 0)
    assert step.to_dict()["value"] == result.output.values[0] == 0
    exact = apply("1e16 1 -1e16", "1 1 1", at=0).working
    assert exact is not None
    assert exact.steps[0].value == 1


@pytest.mark.parametrize("type", ["min", "avg", "sum"])
def test_float16_is_shown_as_float16(type: str) -> None:
    x = np.array([[0.1, 0.2], [0.3, 60000]], np.float16)
    result = pool(x, 2, type=type, at="0,0")
    assert result.working is not None
    (step,) = result.working.steps
    assert step.strips[0].terms[0][0].x.dtype == np.float16
    assert step.value == result.output.values[0, 0]
    twice = apply(np.array([60000, 60000], np.float16), "1 1", at=0)
    assert twice.working is not None
    assert np.isinf(twice.working.steps[0].value)


def test_nothing_asked_for_is_nothing_worked_out() -> None:
    assert apply(NINE, "1").working is None
    assert "steps" not in apply(NINE, "1").to_dict()
    assert pool(NINE, 2).working is None


def test_json_holds_what_was_asked_for() -> None:
    data = apply("1 2", "3 4", uses=0).to_dict()
    assert data["uses"] == [{"at": [0], "weight": 3}]
    assert "steps" not in data
