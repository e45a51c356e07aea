from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.engine import correlate as correlate_module
from convcalc.engine.carrier import exact_carrier
from convcalc.engine.correlate import correlate
from convcalc.engine.sliding import PYTHON_MOST, Sliding
from convcalc.geometry import Window
from convcalc.padding import MODES
from convcalc.tensor import Tensor
from tests import reference

NO_PADDING = Tensor(np.array([0]))


@st.composite
def problems(draw: st.DrawFn, *, transposed: bool) -> tuple[Sliding, list[int], list[int]]:
    """Draw a sliding operation, and shapes for its input and its weights that fit."""
    axes = draw(st.integers(1, 3))
    groups = draw(st.integers(1, 2))
    mode = "zeros" if transposed else draw(st.sampled_from(sorted(MODES)))
    most = MODES[mode].most
    windows, lengths = [], []
    for _ in range(axes):
        n = draw(st.integers(1, 6))
        limit = min(most(n) if most else 3, 3)
        window = Window(
            kernel=draw(st.integers(1, 3)),
            stride=draw(st.integers(1, 3)),
            dilation=draw(st.integers(1, 2)),
            before=draw(st.integers(0, limit)),
            after=draw(st.integers(0, limit)),
        )
        if transposed:
            extra = draw(st.integers(0, max(window.stride, window.dilation) - 1))
            window = window._replace(output_padding=extra)
            if window.transposed(n) < 1:
                window = window._replace(before=0, after=0)
        elif window.output(n) < 1:
            window = window._replace(kernel=1)
        windows.append(window)
        lengths.append(n)
    depth, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    kernel = [w.kernel for w in windows]
    first = groups * (depth if transposed else filters)
    second = filters if transposed else depth
    sliding = Sliding(windows, groups, transposed=transposed, padding_mode=mode)
    return sliding, [groups * depth, *lengths], [first, second, *kernel]


def _oracle(sliding: Sliding, x: reference.Cells, w: reference.Cells) -> reference.Cells:
    windows = sliding.windows
    stride, dilation = [v.stride for v in windows], [v.dilation for v in windows]
    sides = [(v.before, v.after) for v in windows]
    if sliding.transposed:
        extra = [v.output_padding for v in windows]
        return reference.transpose(x, w, stride, sides, dilation, extra, sliding.groups)
    padded = reference.pad(x, sides, sliding.padding_mode)
    return reference.correlate(padded, w, stride, dilation, sliding.groups)


@pytest.mark.parametrize("scale", [1, 2**26, 2**40, Fraction(1, 3)])
@pytest.mark.parametrize("transposed", [False, True])
@given(data=st.data())
def test_exact_sums_are_the_oracle_s(data: st.DataObject, transposed: bool, scale: int) -> None:
    sliding, shape, kernel = data.draw(problems(transposed=transposed))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x = rng.integers(-9, 10, shape).astype(object) * scale
    w = rng.integers(-9, 10, kernel).astype(object) * scale
    tensors = [Tensor.from_numbers(list(a.ravel()), a.shape) for a in (x, w)]
    sums = sliding.calculate(tensors[0].reshape(1, *shape), tensors[1], NO_PADDING)
    assert sums.method == "exact integers"
    assert sums.output.is_exact
    assert sums.output.tolist()[0] == _oracle(sliding, x, w).tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("transposed", [False, True])
@given(data=st.data())
def test_float_sums_are_the_oracle_s(
    data: st.DataObject, transposed: bool, dtype: type[np.floating]
) -> None:
    sliding, shape, kernel = data.draw(problems(transposed=transposed))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x, w = (rng.standard_normal(s).astype(dtype) for s in (shape, kernel))
    sums = sliding.calculate(Tensor(x[None]), Tensor(w), Tensor(np.zeros(1, dtype)))
    assert sums.output.values.dtype == dtype
    expected = _oracle(sliding, x.astype(object), w.astype(object)).astype(dtype)
    np.testing.assert_allclose(sums.output.values[0], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("transposed", [False, True])
@given(data=st.data())
def test_the_matrix_gives_the_output(data: st.DataObject, transposed: bool) -> None:
    from convcalc.engine.matrix import matrix_of

    sliding, shape, kernel = data.draw(problems(transposed=transposed))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x = rng.integers(-9, 10, (2, *shape))
    w = rng.integers(-9, 10, kernel)
    output = sliding.calculate(Tensor(x), Tensor(w), NO_PADDING).output.values
    matrix = matrix_of(sliding, x.shape, w)
    np.testing.assert_array_equal(matrix @ x.ravel(), output.ravel())


def test_transposed_is_the_adjoint() -> None:
    rng = np.random.default_rng(0)
    windows = [Window(3, 2, 2, 1, 1), Window(2, 3, 1, 0, 0)]
    w = Tensor(rng.integers(-9, 10, (4, 2, 3, 2)))
    forward = Sliding(windows, groups=2)
    x = rng.integers(-9, 10, (1, 4, 9, 8))
    y_there = forward.calculate(Tensor(x), w, NO_PADDING).output.values
    y = rng.integers(-9, 10, y_there.shape)
    back = Sliding(windows, groups=2, transposed=True)
    x_back = back.calculate(Tensor(y), w, NO_PADDING).output.values
    assert x_back.shape == x.shape
    assert (y_there * y).sum() == (x * x_back).sum()


@pytest.mark.parametrize("cells", [1, 7, 64])
def test_the_row_blocks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch, cells: int) -> None:
    rng = np.random.default_rng(0)
    x, w = rng.integers(-9, 10, (2, 2, 23, 5)), rng.integers(-9, 10, (3, 2, 3, 3))
    windows = [Window(3, 2), Window(3)]
    whole = correlate(x, w, windows, 1)
    monkeypatch.setattr(correlate_module, "BLOCK_CELLS", cells)
    np.testing.assert_array_equal(correlate(x, w, windows, 1), whole)


def test_one_nan_reaches_only_the_windows_over_it() -> None:
    x = np.ones((1, 1, 9, 9))
    x[0, 0, 4, 4] = np.inf
    sums = Sliding([Window(3), Window(3)]).calculate(
        Tensor(x), Tensor(np.ones((1, 1, 3, 3))), Tensor(np.zeros(1))
    )
    assert (~np.isfinite(sums.output.values)).sum() == 9


@pytest.mark.parametrize(
    ("most", "weight", "matrices", "carrier"),
    [
        (2**20, 2**20, True, np.float64),
        (2**27, 2**27, True, np.int64),
        (2**20, 2**20, False, np.int64),
        (2**32, 2**32, False, object),
        (10**400, 1, False, object),
        (1, 10**400, False, object),
    ],
)
def test_the_carrier_is_the_smallest_exact_one(
    most: int, weight: int, matrices: bool, carrier: type
) -> None:
    weights = Tensor.from_numbers([weight, -weight], (1, 1, 2))
    assert exact_carrier(most, weights, (1, 2), matrices=matrices) == carrier


def test_too_many_long_integers_go_on_in_float64_unless_exact_is_wanted() -> None:
    side = 2**7
    x = Tensor(np.full((1, 1, side, side), 2**40))
    w = Tensor(np.full((1, 1, 31, 31), 2**40))
    sliding = Sliding([Window(31), Window(31)])
    count = 31**2 * (side - 30) ** 2
    assert count < PYTHON_MOST
    assert sliding.calculate(x, w, NO_PADDING).output.is_exact
    wide = Tensor(np.full((1, 1, side + 8, side + 8), 2**40))
    assert 31**2 * (side - 22) ** 2 > PYTHON_MOST
    sums = sliding.calculate(wide, w, NO_PADDING)
    assert not sums.output.is_exact
    assert sums.output.values[0, 0, 0, 0] == float(31**2 * 2**80)
    assert sums.note == (
        f"calculated in float64: exactly, it would take {31**2 * (side - 22) ** 2:,}"
        " multiplications of long integers; --exact insists"
    )
    assert sliding._replace(insist=True).calculate(wide, w, NO_PADDING).output.is_exact
