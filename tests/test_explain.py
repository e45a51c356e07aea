"""The working of every cell against the engine's output, over the whole parameter space."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convcalc import ConvcalcError, apply, pool
from convcalc.activations import ACTIVATIONS
from convcalc.explain.working import ByPooling
from convcalc.geometry import AdaptiveWindow, Window
from convcalc.padding import MODES
from convcalc.poolings import POOLINGS
from convcalc.reach import Reach

if TYPE_CHECKING:
    from convcalc.explain.working import Uses, Working
    from convcalc.operation.apply_result import ApplyResult
    from convcalc.operation.pool_result import PoolResult

ACTIVATED = [name + a.parameters.translate({91: "", 93: ""}) for name, a in ACTIVATIONS.items()]
ACTIVATED = [text.replace(":lo:hi", ":-1:3").replace(":a", ":1/4") for text in ACTIVATED]
KINDS = [name + (":2" if pooling.parameters else "") for name, pooling in POOLINGS.items()]

Numbers = np.ndarray[Any, np.dtype[Any]]


def _numbers(draw: st.DrawFn, shape: tuple[int, ...], kind: str) -> Any:
    values = np.random.default_rng(draw(st.integers(0, 2**32))).integers(-9, 10, shape)
    if kind == "fractions":
        return (values.astype(object) * Fraction(1, 3)).tolist()
    return values if kind == "integers" else (values / 8).astype(kind)


@st.composite
def applications(draw: st.DrawFn) -> tuple[Any, Any, dict[str, Any]]:
    """Draw an input, a kernel and options of ``apply`` that fit."""
    axes, groups = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    depth, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    transposed, hwc = draw(st.booleans()), draw(st.booleans())
    kind = draw(st.sampled_from(["integers", "fractions", "float32", "float64"]))
    lengths = tuple(draw(st.integers(2, 4)) for _ in range(axes))
    plane = tuple(draw(st.integers(1, 2)) for _ in range(axes))
    options: dict[str, Any] = {
        "dim": axes,
        "groups": groups,
        "stride": draw(st.integers(1, 2)),
        "dilation": draw(st.integers(1, 2)),
        "padding": draw(st.integers(0, 1)),
        "flip": draw(st.booleans()),
        "transposed": transposed,
        "layout": "hwc" if hwc else "chw",
        "bias": draw(st.sampled_from([None, "-2", list(range(groups * filters))])),
        "activation": draw(st.sampled_from([None, *ACTIVATED])),
    }
    if transposed:
        options["output_padding"] = draw(st.integers(0, 1)) * (options["stride"] - 1)
    else:
        options["padding_mode"] = draw(st.sampled_from(sorted(MODES)))
        if options["padding_mode"] == "zeros":
            options["pad_value"] = draw(st.sampled_from([None, 5]))
    batch = (2,) if draw(st.booleans()) else ()
    inner = (*lengths, groups * depth) if hwc else (groups * depth, *lengths)
    first, second = (groups * depth, filters) if transposed else (groups * filters, depth)
    kernel = (*plane, second, first) if hwc else (first, second, *plane)
    return _numbers(draw, (*batch, *inner), kind), _numbers(draw, kernel, kind), options


def _try(function: Any, *arguments: Any, **options: Any) -> Any:
    """Calculate, unless what was drawn does not fit."""
    try:
        return function(*arguments, **options)
    except ConvcalcError:
        return None


def _working(result: ApplyResult | PoolResult) -> Working:
    assert result.working is not None
    return result.working


def _uses(result: ApplyResult | PoolResult) -> Uses:
    uses = _working(result).uses
    assert uses is not None
    return uses


def _exact(number: Any) -> Fraction:
    return Fraction(float(number) if isinstance(number, np.floating) else number)


def _assert_close(one: Any, other: Any, *, exact: bool) -> None:
    if exact:
        assert one == other
    else:
        found, expected = float(one), float(other)
        near = abs(found - expected) <= 1e-5 * (1 + abs(expected))
        assert near or found == expected or (math.isnan(found) and math.isnan(expected))


@settings(max_examples=60)
@given(applications())
def test_every_sum_is_the_engine_s(drawn: tuple[Any, Any, dict[str, Any]]) -> None:
    x, w, options = drawn
    result = _try(apply, x, w, **options, steps="all")
    assume(result is not None)
    steps = _working(result).steps
    shape = result.output.shape
    output = np.array(result.output.tolist(), dtype=object)
    assert [step.at for step in steps] == list(np.ndindex(shape))
    exact = result.output.is_exact
    for step in steps:
        _assert_close(step.value, output[step.at], exact=exact)
        data = step.to_dict()
        products = sum(_exact(product) for *_, product in data["terms"])
        for x_cell, weight, product in data["terms"]:
            if x_cell is not None:
                _assert_close(_exact(x_cell) * _exact(weight), _exact(product), exact=exact)
        _assert_close(products, sum(map(_exact, data["channel_sums"])), exact=exact)
        _assert_close(products + _exact(data.get("bias", 0)), data["sum"], exact=exact)


@given(applications(), st.integers(0, 2**32))
def test_uses_are_what_a_change_of_the_cell_does(
    drawn: tuple[Any, Any, dict[str, Any]], seed: int
) -> None:
    x, w, options = drawn
    options = {**options, "activation": None}
    x = np.array(x, dtype=object)
    rng = np.random.default_rng(seed)
    cell = tuple(int(rng.integers(n)) for n in x.shape)
    changed = x.copy()
    changed[cell] += 1

    def run(cells: Numbers, **more: Any) -> Any:
        return _try(apply, cells.tolist(), w, **options, **more)

    before, after = run(x, uses=cell), run(changed)
    assume(before is not None)
    difference = np.array(after.output.tolist(), object) - np.array(before.output.tolist(), object)
    expected = np.zeros(difference.shape, dtype=object)
    for use in _uses(before).uses:
        expected[use.at] = use.weight
    np.testing.assert_allclose(difference.astype(float), expected.astype(float), atol=1e-5)
    assert _uses(before).x == x[cell]
    assert [u.at for u in _uses(before).uses] == sorted(u.at for u in _uses(before).uses)


@st.composite
def pools(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """Draw an input and options of ``pool`` that mostly fit."""
    axes, hwc = draw(st.integers(1, 3)), draw(st.booleans())
    lengths = tuple(draw(st.integers(2, 6)) for _ in range(axes))
    options: dict[str, Any] = {
        "dim": axes,
        "layout": "hwc" if hwc else "chw",
        "type": draw(st.sampled_from(KINDS)),
    }
    form = draw(st.sampled_from(["window", "window", "window", "adaptive", "global"]))
    if form == "adaptive":
        options["adaptive"] = draw(st.integers(1, 4))
    elif form == "global":
        options["global_"] = True
    else:
        k = draw(st.integers(1, 4))
        options |= {
            "kernel": k,
            "stride": draw(st.integers(1, 3)),
            "dilation": draw(st.integers(1, 2)),
            "padding": draw(st.sampled_from([0, k // 2, "same"])),
            "ceil": draw(st.booleans()),
        }
        if options["type"] == "avg":
            options["exclude_pad"] = draw(st.booleans())
    if options["type"] == "avg" and draw(st.booleans()):
        options["divisor"] = draw(st.sampled_from([-2, 5]))
    kind = draw(st.sampled_from(["integers", "fractions", "float32", "float64"]))
    inner = (*lengths, 2) if hwc else (2, *lengths)
    return _numbers(draw, ((2,) if draw(st.booleans()) else ()) + inner, kind), options


@settings(max_examples=100)
@given(pools())
def test_every_pooled_cell_is_the_engine_s(drawn: tuple[Any, dict[str, Any]]) -> None:
    x, options = drawn
    picks = options["type"] in ("max", "min")
    result = _try(pool, x, **options, steps="all", indices=picks)
    assume(result is not None)
    output = np.array(result.output.tolist(), dtype=object)
    lengths = result.places.x.shape[2:]
    assert [step.at for step in _working(result).steps] == list(np.ndindex(output.shape))
    for step in _working(result).steps:
        if not np.isfinite(float(output[step.at])):  # a window of padding only
            assert not any(term[0] is not None for term in step.to_dict()["terms"])
            continue
        assert isinstance(step.how, ByPooling)
        _assert_close(step.value, output[step.at], exact=result.output.is_exact)
        if picks:
            index = np.ravel_multi_index(step.how.winner or (), lengths)
            assert index == np.array(result.indices.tolist())[step.at]
        elif not options["type"].startswith("lp"):
            total = sum(_exact(product) for *_, product in step.to_dict()["terms"])
            divisor = step.how.divisor or 1
            _assert_close(total / divisor, step.value, exact=result.output.is_exact)


@given(pools(), st.integers(0, 2**32))
def test_uses_of_sums_are_what_a_change_of_the_cell_does(
    drawn: tuple[Any, dict[str, Any]], seed: int
) -> None:
    x, options = drawn
    x = np.array(x, dtype=object)
    rng = np.random.default_rng(seed)
    cell = tuple(int(rng.integers(n)) for n in x.shape)
    linear = options["type"] in ("sum", "avg")
    changed = x.copy()
    changed[cell] += 1 if linear else 1000 * (-1 if options["type"] == "min" else 1)
    before = _try(pool, x.tolist(), **options, uses=cell)
    assume(before is not None)
    after = pool(changed.tolist(), **options, uses=cell)
    one, other = (np.array(r.output.tolist(), dtype=object) for r in (before, after))
    uses = {use.at: use.weight for use in _uses(before).uses}
    for at in np.ndindex(one.shape):
        if not np.isfinite(float(one[at])):
            continue
        if linear:
            assert other[at] - one[at] == pytest.approx(float(uses.get(at, 0)))
        else:  # made extreme, the cell decides every window that holds it
            assert (other[at] != one[at]) == (at in uses)
    if not linear and not options["type"].startswith("lp"):
        assert all(use.weight == 1 for use in _uses(after).uses)


@given(
    st.integers(1, 7),
    st.builds(
        Window,
        kernel=st.integers(1, 4),
        stride=st.integers(1, 3),
        dilation=st.integers(1, 2),
        before=st.integers(0, 3),
        after=st.integers(0, 3),
        output_padding=st.just(0),
        ceil=st.just(False),
    ),
    st.sampled_from(sorted(MODES)),
    st.booleans(),
)
def test_users_are_the_meetings_the_other_way_round(
    n: int, window: Window, mode: str, transposed: bool
) -> None:
    most = MODES[mode].most
    if most and max(window.before, window.after) > most(n):
        return
    reach = Reach(window, n, "zeros" if transposed else mode, transposed)
    _check_users(reach)


@given(st.integers(1, 9), st.integers(1, 9))
def test_users_of_adaptive_windows(n: int, size: int) -> None:
    _check_users(Reach(AdaptiveWindow(size), n))


def _check_users(reach: Reach) -> None:
    forwards = sorted(
        (meeting.source, place, meeting.tap)
        for place in range(max(reach.size, 0))
        for meeting in reach.meetings(place)
        if meeting.source is not None
    )
    backwards = sorted((cell, *user) for cell in range(reach.n) for user in reach.users(cell))
    assert forwards == backwards


def test_a_cell_that_padding_repeats_is_used_with_all_its_weights() -> None:
    uses = _uses(apply("1 2 3", "1 10", padding=1, padding_mode="replicate", uses=0))
    assert [(use.at, use.weight) for use in uses.uses] == [((0,), 11), ((1,), 1)]


def test_nan_and_inf_go_through_the_working() -> None:
    result = apply("1 inf nan 2", "1 0", steps="all")
    values = [step.value for step in _working(result).steps]
    np.testing.assert_array_equal(values, result.output.values)
    step = _working(pool("nan 3 inf 1", 2, type="avg", steps="all")).steps
    assert np.isnan(step[0].value)
    assert step[1].value == np.inf


def test_padding_has_no_input_in_the_terms() -> None:
    (step,) = _working(apply("1 2 3", "4 5 6", padding=1, at=0)).steps
    assert step.to_dict()["terms"] == [[None, 4, 0], [1, 5, 5], [2, 6, 12]]
    (step,) = _working(apply("1 2 3", "4 5 6", padding=1, padding_mode="reflect", at=0)).steps
    assert step.to_dict()["terms"] == [[None, 4, 8], [1, 5, 5], [2, 6, 12]]
    (step,) = _working(pool("1 2 3", 2, padding=1, at=0)).steps
    assert step.to_dict() == {
        "at": [0],
        "terms": [[None, 1, 0], [1, 1, 1]],
        "winner": [0],
        "value": 1,
    }


def test_the_order_of_the_json_keys_is_the_order_of_the_working() -> None:
    result = apply("1 2", "3 4", bias=-20, activation="relu", at=0)
    assert result.to_dict()["steps"] == [
        {
            "at": [0],
            "terms": [[1, 3, 3], [2, 4, 8]],
            "channel_sums": [11],
            "bias": -20,
            "sum": -9,
            "value": 0,
        }
    ]
