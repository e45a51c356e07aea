from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import convcalc
from convcalc.networks.convolutions import Conv, Transposed
from convcalc.networks.window_plan import WindowPlan
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable


class Pair(Record):
    one: int
    other: int = 2


class Step(Record):
    change: Callable[[int], int] = lambda number: number + 1


def test_fields_come_in_order_and_by_name() -> None:
    assert Pair(1).other == 2
    assert Pair(1, other=3) == Pair(other=3, one=1)
    assert Pair(1) != Pair(2)
    assert Pair(1) != (1, 2)
    assert len({Pair(1), Pair(1, 2), Pair(3)}) == 2
    assert repr(Pair(1)) == "Pair(one=1, other=2)"


@pytest.mark.parametrize(
    ("args", "kwargs", "reason"),
    [
        ((), {}, "lacks 'one'"),
        ((), {"other": 1}, "lacks 'one'"),
        ((1,), {"others": 1}, "has no 'others'"),
        ((1, 2, 3), {}, "got 3 values, some of them for the same field"),
        ((1,), {"one": 2}, "got 2 values, some of them for the same field"),
    ],
)
def test_what_does_not_fit_the_fields_is_refused(
    args: tuple[int, ...], kwargs: dict[str, int], reason: str
) -> None:
    with pytest.raises(TypeError) as caught:
        Pair(*args, **kwargs)
    assert str(caught.value) == f"Pair {reason}: expected one, other"
    with pytest.raises(TypeError, match="Shape has no 'strides': expected shape, layers, kernel"):
        convcalc.shape(224, kernel=7, strides=2)


def test_records_are_frozen_and_changed_by_replacing() -> None:
    pair = Pair(1)
    with pytest.raises(AttributeError, match="Pair is frozen"):
        pair.one = 2  # type: ignore[misc]
    assert pair._replace(one=5) == Pair(5, 2)
    assert pair == Pair(1)
    with pytest.raises(TypeError, match="Pair has no 'three': expected one, other"):
        pair._replace(three=5)


def test_a_function_that_is_a_default_is_no_method() -> None:
    assert Step().change(1) == 2
    assert Step(abs).change(-1) == 1


def test_subclasses_keep_the_fields_and_caches_are_not_copied() -> None:
    plan = WindowPlan((3,))
    assert Transposed(4, plan)._fields == Conv(4, plan)._fields
    conv = Conv(4, plan)
    assert conv.text == "C4k3"
    assert conv._replace(filters=5).text == "C5k3"
