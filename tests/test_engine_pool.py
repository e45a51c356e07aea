from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.engine import roll
from convcalc.engine.pool import Pooler
from convcalc.engine.roll import combine_windows
from convcalc.geometry import AdaptiveWindow, Window
from convcalc.poolings import POOLINGS, Kind, read_pooling
from convcalc.tensor import Tensor
from tests import reference

KINDS = [name + (":3" if pooling.parameters else "") for name, pooling in POOLINGS.items()]


@st.composite
def pools(draw: st.DrawFn, kind: Kind) -> tuple[Pooler, list[int], list[list[Any]]]:
    """Draw a pooling, its input's lengths, and the cells of every window."""
    windows: list[Window | AdaptiveWindow] = []
    lengths, cells = [], []
    for _ in range(draw(st.integers(1, 3))):
        n = draw(st.integers(1, 9))
        if draw(st.integers(0, 4)) == 0:
            size = draw(st.integers(1, 9))
            windows.append(AdaptiveWindow(size))
            cells.append(reference.adaptive_cells(n, size))
        else:
            k, s, d = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(1, 2))
            sides = draw(st.integers(0, k // 2)), draw(st.integers(0, k // 2))
            ceil = draw(st.booleans())
            window = Window(k, s, d, *sides, ceil=ceil)
            found = reference.window_cells(n, k, s, sides, d, ceil)
            empty = any(not any(0 <= i < n for i in part) for part in found)
            if window.output(n) < 1 or empty:  # a window of padding only has a test of its own
                window, found = Window(1), [[i] for i in range(n)]
            windows.append(window)
            cells.append(found)
        lengths.append(n)
    divides = kind.pooling.divides
    divisor = draw(st.sampled_from([None, 1, -3, 7])) if divides else None
    exclude_pad = divides and draw(st.booleans())
    return Pooler(kind, windows, exclude_pad, divisor), lengths, cells


def _oracle(pool: Pooler, x: reference.Cells, cells: list[list[Any]]) -> tuple[Any, Any]:
    name = pool.kind.name + (f":{pool.kind.parameter}" if pool.kind.parameter else "")
    values, where = reference.pool(x, cells, name, not pool.exclude_pad, pool.divisor)
    return values, where


@pytest.mark.parametrize("scale", [1, 2**62, 2**80, Fraction(1, 3)])
@pytest.mark.parametrize("name", [name for name in KINDS if not name.startswith("lp")])
@settings(max_examples=50)
@given(data=st.data())
def test_exact_pools_are_the_oracle_s(data: st.DataObject, name: str, scale: Any) -> None:
    pool, lengths, cells = data.draw(pools(read_pooling(name)))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x = rng.integers(-4, 5, lengths).astype(object) * scale
    tensor = Tensor.from_numbers(list(x.ravel()), (1, 1, *lengths))
    picks = bool(pool.kind.pooling.picks)
    pooled = pool.calculate(tensor, indices=picks)
    values, where = _oracle(pool, x, cells)
    assert pooled.output.is_exact
    assert pooled.output.tolist()[0][0] == values.tolist()
    if picks:
        assert pooled.indices is not None
        np.testing.assert_array_equal(pooled.indices[0, 0], where)
        assert pool.calculate(tensor).output.tolist() == pooled.output.tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=50)
@given(data=st.data())
def test_float_pools_are_the_oracle_s(
    data: st.DataObject, name: str, dtype: type[np.floating[Any]]
) -> None:
    pool, lengths, cells = data.draw(pools(read_pooling(name)))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x = rng.standard_normal((2, 3, *lengths)).astype(dtype)
    output = pool.calculate(Tensor(x)).output.values
    assert output.dtype == dtype
    for n, c in np.ndindex(2, 3):
        plane = x[n, c].astype(np.float64).astype(object)
        expected = _oracle(pool, plane, cells)[0].astype(np.float64)
        np.testing.assert_allclose(output[n, c].astype(np.float64), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("k", [1, 2, 3, 7, 64, 1000])
def test_the_passes_grow_with_the_logarithm_of_the_window(k: int) -> None:
    passes = 0

    def add(one: roll.State, other: roll.State, _: roll.State | None) -> roll.State:
        nonlocal passes
        passes += 1
        return [one[0] + other[0]]

    x = np.arange(2000)
    (sums,) = combine_windows([x], [Window(k)], [2000], add)
    np.testing.assert_array_equal(sums, np.convolve(x, np.ones(k, int), "valid"))
    assert passes <= 2 * math.log2(k)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 6, 7, 8, 11])
@pytest.mark.parametrize("s", [1, 2, 5])
@pytest.mark.parametrize("d", [1, 3])
def test_doubling_and_cell_by_cell_agree(
    k: int, s: int, d: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = np.random.default_rng(0).integers(-9, 10, (40, 45))
    windows = [Window(k, s, d), Window(2, s, 1)]

    def largest(one: roll.State, other: roll.State, out: roll.State | None) -> roll.State:
        return [np.maximum(one[0], other[0], out=out[0] if out else None)]

    def run() -> Any:
        return combine_windows([x], windows, x.shape, largest)[0]

    monkeypatch.setattr(roll, "_cell_by_cell", roll._by_doubling)
    doubled = run()
    monkeypatch.undo()
    monkeypatch.setattr(roll, "_by_doubling", roll._cell_by_cell)
    np.testing.assert_array_equal(doubled, run())


def test_nan_wins_and_the_first_one_is_named() -> None:
    x = Tensor(np.array([[[1.0, np.nan, 3.0, np.nan, 5.0, -np.inf]]]))
    for kind in ("max", "min"):
        pooled = Pooler(read_pooling(kind), [Window(3)]).calculate(x, indices=True)
        np.testing.assert_array_equal(pooled.output.values[0, 0], [np.nan] * 4)
        assert pooled.indices is not None
        assert pooled.indices.tolist() == [[[1, 1, 3, 3]]]


def test_infinite_cells_are_named_and_padding_is_not() -> None:
    x = Tensor(np.full((1, 1, 2, 2), -np.inf))
    pool = Pooler(read_pooling("max"), [Window(2, 2, 1, 1, 1)] * 2)
    pooled = pool.calculate(x, indices=True)
    assert pooled.indices is not None
    assert pooled.indices.tolist() == [[[[0, 1], [2, 3]]]]


def test_an_infinite_cell_spoils_its_own_windows_only() -> None:
    x = np.ones((1, 1, 9, 9))
    x[0, 0, 4, 4] = np.inf
    for kind in ("sum", "avg", "lp:2"):
        output = Pooler(read_pooling(kind), [Window(3), Window(3)]).calculate(Tensor(x)).output
        assert (~np.isfinite(output.values)).sum() == 9


@pytest.mark.parametrize(("kind", "value"), [("max", -math.inf), ("min", math.inf)])
def test_a_window_of_padding_only_picks_no_number(kind: str, value: float) -> None:
    pool = Pooler(read_pooling(kind), [Window(2, 3, 3, 1, 1, ceil=True)])
    pooled = pool.calculate(Tensor(np.array([[[7]]])), indices=True)
    assert pooled.output.tolist() == [[[value]]]
    assert pooled.indices is not None
    assert pooled.indices.tolist() == [[[-1]]]


def test_an_average_of_no_cells_is_nan() -> None:
    pool = Pooler(read_pooling("avg"), [Window(2, 3, 3, 1, 1, ceil=True)], exclude_pad=True)
    assert np.isnan(pool.calculate(Tensor(np.array([[[7]]]))).output.values).all()


def test_many_divisors_have_a_long_common_multiple() -> None:
    k = 61
    pool = Pooler(read_pooling("avg"), [Window(k, 1, 1, 30, 30)], exclude_pad=True)
    x = np.arange(k)
    output = pool.calculate(Tensor(x.reshape(1, 1, k))).output.tolist()[0][0]
    for i in range(k):
        cells = x[max(i - 30, 0) : i + 31].tolist()
        assert output[i] == Fraction(sum(cells), len(cells))


@pytest.mark.parametrize("kind", ["max", "avg", "min", "sum"])
@pytest.mark.parametrize("adaptive", [(4, 3), (7, 11)])
def test_adaptive_windows_of_one_large_plane(kind: str, adaptive: tuple[int, int]) -> None:
    x = np.random.default_rng(0).integers(0, 99, (1200, 1001))
    windows = [AdaptiveWindow(size) for size in adaptive]
    pooled = Pooler(read_pooling(kind), windows).calculate(Tensor(x.reshape(1, 1, *x.shape)))
    rows, columns = (
        [slice(c[0], c[-1] + 1) for c in reference.adaptive_cells(n, m)]
        for n, m in zip(x.shape, adaptive, strict=True)
    )
    make: Any = {"max": np.max, "min": np.min, "avg": np.mean, "sum": np.sum}[kind]
    expected = [[make(x[r, c]) for c in columns] for r in rows]
    np.testing.assert_allclose(pooled.output.as_float(np.float64)[0, 0], expected, rtol=1e-12)


def test_the_least_int64_has_no_negative() -> None:
    x = Tensor(np.array([[[-(2**63), 5, 7]]]))
    for pad in (0, 1):
        pool = Pooler(read_pooling("min"), [Window(3, 3, 1, pad, pad)])
        assert pool.calculate(x).output.tolist()[0][0][0] == -(2**63)
    assert Pooler(read_pooling("max"), [Window(1)]).calculate(x).output.tolist() == x.tolist()
