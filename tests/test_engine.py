from __future__ import annotations

from contextlib import ExitStack, contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import convcalc
from convcalc.engine import (
    bands,
    fourier,
    gemm,
    planes,
    rowwise,
    separable,
    shift,
    strips,
    views,
)
from convcalc.engine.carrier import exact_carrier
from convcalc.engine.ending import Memory
from convcalc.engine.registry import METHODS
from convcalc.engine.sliding import PYTHON_MOST, Sliding
from convcalc.errors import ConvcalcError
from convcalc.geometry import Window
from convcalc.padding import MODES
from convcalc.tensor import Band, Tensor
from tests import reference

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_PADDING = Tensor(np.array([0]))

# Constants of the engine made so small that a few cells already take several blocks and threads.
SMALL = [
    (bands, "BAND_BYTES", 128),
    (bands, "WILD_CELLS", 3),
    (bands, "WORTH_HALVING", 0),
    (bands, "WORTH_THREADS", 0),
    (fourier, "LEAST_TILE", 4),
    (fourier, "PER_KERNEL", 1),
    (fourier, "LEAST_LINE", 4),
    (fourier, "PER_LINE", 1),
    (fourier, "ROWS", 2),
    (gemm, "WORKSPACE", 32),
    (planes, "LINE", 3),
    (planes, "PER_KERNEL", 1),
    (rowwise, "UNDER", 2),
    (rowwise, "WORKSPACE", 32),
    (separable, "WORKSPACE", 32),
    (shift, "BLOCK_CELLS", 4),
    (strips, "TILES", (3,)),
    (strips, "WORKSPACE", 32),
]


def _checked(x: Any, shape: tuple[int, ...], strides: tuple[int, ...]) -> Any:
    """Make a view, but none that reaches beyond the array that it is a view of."""
    view = np.lib.stride_tricks.as_strided(x, shape, strides)
    if view.size:
        (low, high), (least, most) = _bounds(view), _bounds(x)
        assert least <= low <= high <= most
    return view


def _bounds(x: Any) -> tuple[int, int]:
    """Return the address of an array's first byte, and of the one after its last."""
    reach = [(n - 1) * stride for n, stride in zip(x.shape, x.strides, strict=True)]
    start = x.__array_interface__["data"][0]
    ends = start + sum(r for r in reach if r < 0), start + sum(r for r in reach if r > 0)
    return ends[0], ends[1] + x.itemsize


@pytest.fixture(autouse=True)
def _views_stay_within_their_arrays() -> Iterator[None]:
    with mock.patch.object(views, "as_strided", _checked):
        yield


@contextmanager
def blocks(*, small: bool) -> Iterator[None]:
    """Let the engine work in tiny blocks, shared by threads, or as it does for users."""
    with ExitStack() as stack:
        for constant in SMALL if small else []:
            stack.enter_context(mock.patch.object(*constant))
        yield


class Problem:
    """A sliding operation that a method is for, and shapes for its input and its weights."""

    def __init__(self, draw: st.DrawFn, method: str, *, transposed: bool) -> None:
        self.method = method
        axes = 2 if method == "separable" else draw(st.integers(1, 3))
        groups = draw(st.integers(1, 2))
        mode = "zeros" if transposed else draw(st.sampled_from(sorted(MODES)))
        drawn = [self._axis(draw, mode, transposed=transposed) for _ in range(axes - 1)]
        if method == "strips":  # it is for kernels of one row
            drawn = [(w._replace(kernel=1, before=0, after=0), n) for w, n in drawn]
        drawn.append(self._axis(draw, mode, transposed=transposed))
        windows = [window for window, _ in drawn]
        depth, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2))
        depth = 1 if method == "separable" else depth
        first, second = (depth, filters) if transposed else (filters, depth)
        self.shape = [groups * depth, *(n for _, n in drawn)]
        self.kernel = [groups * first, second, *(w.kernel for w in windows)]
        self.sliding = Sliding(
            windows, groups, transposed=transposed, padding_mode=mode, method=method
        )
        self.rng = np.random.default_rng(draw(st.integers(0, 2**32)))

    def _axis(self, draw: st.DrawFn, mode: str, *, transposed: bool) -> tuple[Window, int]:
        n = draw(st.integers(1, 9))
        most = MODES[mode].most
        limit = min(most(n) if most else 3, 3)
        plain = self.method == "pointwise"
        kernels = {"pointwise": st.just(1), "separable": st.integers(2, 4)}
        window = Window(
            kernel=draw(kernels.get(self.method, st.integers(1, 4))),
            stride=1 if plain else draw(st.integers(1, 3)),
            dilation=1 if plain else draw(st.integers(1, 2)),
            before=draw(st.integers(0, limit)),
            after=draw(st.integers(0, limit)),
        )
        if transposed:
            extra = draw(st.integers(0, max(window.stride, window.dilation) - 1))
            window = window._replace(output_padding=extra)
            if window.transposed(n) < 1:
                window = window._replace(before=0, after=0)
        elif window.output(n) < 1:
            n = window.extent
        return window, n

    def cells(self) -> Any:
        return self.rng.integers(-9, 10, self.shape).astype(object)

    def weights(self) -> Any:
        if self.method != "separable":
            return self.rng.integers(-9, 10, self.kernel).astype(object)
        *lead, height, width = self.kernel
        column = self.rng.integers(-3, 4, (*lead, height, 1))
        return (column * self.rng.integers(-3, 4, (*lead, 1, width))).astype(object)

    def oracle(self, x: reference.Cells, w: reference.Cells) -> reference.Cells:
        windows, groups = self.sliding.windows, self.sliding.groups
        stride, dilation = [v.stride for v in windows], [v.dilation for v in windows]
        sides = [(v.before, v.after) for v in windows]
        if self.sliding.transposed:
            extra = [v.output_padding for v in windows]
            return reference.transpose(x, w, stride, sides, dilation, extra, groups)
        padded = reference.pad(x, sides, self.sliding.padding_mode)
        return reference.correlate(padded, w, stride, dilation, groups)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Drop the example if the method refuses it, where drawing could not make sure it fits.

        A transposed convolution falls into parts, and volumes and lines become planes.
        """
        try:
            yield
        except ConvcalcError as error:
            if "does not fit" not in str(error) or self.method in (
                "auto",
                "shift",
                "gemm",
                "strips",
            ):
                raise
            reject()


problems = st.composite(
    lambda draw, method, transposed: Problem(draw, method, transposed=transposed)
)


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("transposed", [False, True])
@settings(max_examples=30)
@given(data=st.data())
def test_every_method_gives_the_oracle_s_floats(
    data: st.DataObject, transposed: bool, method: str, small: bool
) -> None:
    problem = data.draw(problems(method, transposed))
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    x, w = problem.cells(), problem.weights()
    tensors = Tensor(x[None].astype(dtype)), Tensor(w.astype(dtype)), Tensor(np.zeros(1, dtype))
    with blocks(small=small), problem.refusing():
        sums = problem.sliding.calculate(*tensors)
    assert sums.output.values.dtype == dtype
    expected = problem.oracle(x, w).astype(dtype)
    np.testing.assert_allclose(sums.output.values[0], expected, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("method", ["auto", *METHODS])
@pytest.mark.parametrize("transposed", [False, True])
@settings(max_examples=30)
@given(data=st.data())
def test_every_method_gives_the_oracle_s_integers(
    data: st.DataObject, transposed: bool, method: str
) -> None:
    problem = data.draw(problems(method, transposed))
    wide = method in ("auto", "shift")
    scales = [1, 2**12, *([2**26, 2**40, Fraction(1, 3)] if wide else [])]
    scale = data.draw(st.sampled_from(scales))
    x, w = problem.cells() * scale, problem.weights() * scale
    cells, weights = (Tensor.from_numbers(list(a.ravel()), a.shape) for a in (x[None], w))
    with blocks(small=data.draw(st.booleans())), problem.refusing():
        sums = problem.sliding.calculate(cells, weights, NO_PADDING)
    assert sums.output.is_exact
    assert sums.output.tolist()[0] == problem.oracle(x, w).tolist()


@pytest.mark.parametrize("stored", [np.int8, np.uint8, np.uint16, ">i4", np.int64, bool])
@pytest.mark.parametrize("method", ["shift", "gemm", "rowwise", "separable", "fft"])
def test_stored_integers_are_taken_as_they_are(stored: Any, method: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 100, (1, 1, 30, 40)).astype(stored)
    w = np.array([[[[1, 2, 1], [-2, -4, -2]]]])
    windows = [Window(2, before=1), Window(3)]
    sliding = Sliding(windows, method=method)
    sums = sliding.calculate(Tensor.from_array(x), Tensor.from_array(w.astype(np.int8)), NO_PADDING)
    expected = reference.correlate(
        reference.pad(x[0].astype(int).astype(object), [(1, 0), (0, 0)]), w, [1, 1], [1, 1]
    )
    assert sums.output.values.dtype == np.int64
    np.testing.assert_array_equal(sums.output.values[0], expected.astype(int))


@pytest.mark.parametrize("transposed", [False, True])
@given(data=st.data())
def test_long_floats_keep_their_type(data: st.DataObject, transposed: bool) -> None:
    problem = data.draw(problems("auto", transposed))
    x, w = problem.cells(), problem.weights()
    cells, weights = (Tensor(a.astype(np.longdouble)) for a in (x[None], w))
    around = Tensor(np.zeros(1, np.longdouble))
    output = problem.sliding.calculate(cells, weights, around).output.values
    assert output.dtype == np.longdouble
    np.testing.assert_array_equal(output[0], problem.oracle(x, w).astype(np.longdouble))


@pytest.mark.parametrize("method", METHODS)
def test_a_cell_that_is_not_finite_reaches_only_the_windows_over_it(method: str) -> None:
    height, width = {"pointwise": (1, 1), "strips": (1, 3)}.get(method, (3, 3))
    x: Any = np.ones((1, 1, 40, 40), np.float32)
    kernel = Tensor(np.ones((1, 1, height, width), np.float32))
    sliding = Sliding([Window(height), Window(width)], method=method)
    for cell in (np.inf, -np.inf, np.nan, 3e38):
        x[0, 0, 20, 20] = cell
        output = sliding.calculate(Tensor(x), kernel, Tensor(np.zeros(1, np.float32))).output.values
        spoiled = output != height * width
        assert spoiled.sum() == height * width
        assert spoiled[0, 0, 21 - height : 21, 21 - width : 21].all()


def test_one_infinite_cell_sends_only_what_is_around_it_to_a_local_method(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells = []
    fill = bands.Worker.fill

    def count(worker: bands.Worker, x: Any, out: Any, room: Any) -> None:
        if worker.method.local:
            cells.append(out.size)
        fill(worker, x, out, room)

    monkeypatch.setattr(bands.Worker, "fill", count)
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((1, 1, 1000, 900)), rng.standard_normal((1, 1, 41, 41))
    sliding = Sliding([Window(41)] * 2)
    around = Tensor(np.zeros(1))
    whole = sliding.calculate(Tensor(x), Tensor(w), around)
    assert (whole.method, cells) == ("fft", [])
    x[0, 0, 500, 300] = np.inf
    output = sliding.calculate(Tensor(x), Tensor(w), around).output.values
    assert 41**2 <= sum(cells) <= 9 * bands.WILD_CELLS
    spoiled = ~np.isfinite(output)
    assert spoiled.sum() == 41**2
    np.testing.assert_allclose(output[~spoiled], whole.output.values[~spoiled], atol=1e-10)


@pytest.mark.parametrize("method", ["auto", *METHODS])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_large_cell_does_not_round_away_small_ones(method: str, dtype: type) -> None:
    height, width = {"pointwise": (1, 1), "strips": (1, 21)}.get(method, (21, 21))
    x: Any = np.ones((1, 1, 100, 100), dtype)
    x[0, 0, 50, 50] = 1e20
    kernel = Tensor(np.ones((1, 1, height, width), dtype))
    sliding = Sliding([Window(height), Window(width)], method=method)
    output = sliding.calculate(Tensor(x), kernel, Tensor(np.zeros(1, dtype))).output.values
    far = output[output < 1e19]
    assert far.size == output.size - height * width
    np.testing.assert_allclose(far, height * width, rtol=1e-6)


@pytest.mark.parametrize("method", [m for m in METHODS if m not in ("pointwise", "strips")])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_errors_stay_below_what_a_float_32_is_for(method: str, dtype: type) -> None:
    rng = np.random.default_rng(0)
    x: Any = rng.standard_normal((1, 1 if method == "separable" else 64, 40, 40)).astype(dtype)
    w: Any = rng.standard_normal((8, x.shape[1], 3, 3)).astype(dtype)
    if method == "separable":
        w = w[:, :, :, :1] * w[:, :, :1]
    sliding = Sliding([Window(3)] * 2, method=method)
    output = sliding.calculate(Tensor(x), Tensor(w), Tensor(np.zeros(1, dtype))).output.values
    windows = np.lib.stride_tricks.sliding_window_view(x[0].astype(np.longdouble), (3, 3), (1, 2))
    expected = np.tensordot(w.astype(np.longdouble), windows, ((1, 2, 3), (0, 3, 4)))
    most = 1e-5 if dtype is np.float32 else 1e-13
    assert abs(output[0] - expected).max() < most * abs(expected).max()


@pytest.mark.parametrize(
    ("method", "windows", "kernel", "reason"),
    [
        ("pointwise", [Window(3)], np.ones((1, 1, 3)), "1x1 kernels with stride 1"),
        ("separable", [Window(2)] * 2, np.eye(2)[None, None], "kernels of rank 1"),
        ("separable", [Window(2)], np.ones((1, 1, 2)), "two rows and two columns"),
        ("strips", [Window(2)] * 2, np.ones((1, 1, 2, 2)), "kernels of one row"),
        ("rowwise", [Window(2, 1, 2)] * 2, np.ones((1, 1, 2, 2)), "rows are not dilated"),
        ("fft", [Window(2)], np.array([[[np.inf, 1]]]), "finite kernels"),
    ],
)
def test_a_method_that_does_not_fit_says_why(
    method: str, windows: list[Window], kernel: Any, reason: str
) -> None:
    x = Tensor(np.ones((1, 1, *[9] * len(windows))))
    with pytest.raises(ConvcalcError, match=rf"method {method} does not fit: .*{reason}") as caught:
        Sliding(windows, method=method).calculate(x, Tensor(kernel), Tensor(np.zeros(1)))
    assert str(caught.value).endswith("; leave out --method")


def test_a_part_that_a_method_does_not_fit_is_named_as_one() -> None:
    kernel, nothing = Tensor(np.ones((1, 1, 3, 3))), Tensor(np.zeros(1))
    x = Tensor(np.ones((1, 1, 9, 9)))
    sliding = Sliding([Window(3, stride=2)] * 2, transposed=True, method="separable")
    reason = "the stride splits the kernel into parts, one of 2x1: method separable does not fit"
    with pytest.raises(ConvcalcError, match=reason):
        sliding.calculate(x, kernel, nothing)
    fft, plain = (
        sliding._replace(method=method).calculate(x, kernel, nothing).output.values
        for method in ("fft", "shift")
    )
    np.testing.assert_allclose(fft, plain, atol=1e-12)


def test_exact_numbers_take_no_method_that_rounds() -> None:
    x = Tensor(np.full((1, 1, 9, 9), 2**40))
    w = Tensor(np.ones((1, 1, 3, 3), np.int64))
    with pytest.raises(ConvcalcError, match="fft does not fit: it is for exact numbers only"):
        Sliding([Window(3)] * 2, method="fft").calculate(x, w, NO_PADDING)


@pytest.mark.parametrize(
    ("method", "shape", "kernel"),
    [
        ("gemm", (1, 5, 5), (1, 1, 3, 3)),
        ("rowwise", (1, 400, 400), (1, 1, 3, 3)),
        ("strips", (1, 10**5), (1, 1, 31)),
        ("fft", (1, 400, 400), (1, 1, 51, 51)),
        ("gemm", (64, 30, 30), (64, 64, 5, 5)),
        ("rowwise", (3, 224, 224), (64, 3, 3, 3)),
        ("pointwise", (64, 30, 30), (64, 64, 1, 1)),
        ("fft", (1, 10**5), (1, 1, 1001)),
    ],
)
def test_the_method_fits_the_shape(
    method: str, shape: tuple[int, ...], kernel: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(0)
    x, w = (rng.standard_normal(size).astype(np.float32) for size in ((1, *shape), kernel))
    sliding = Sliding([Window(k) for k in kernel[2:]])
    sums = sliding.calculate(Tensor(x), Tensor(w), Tensor(np.zeros(1, np.float32)))
    assert sums.method == method


@pytest.mark.parametrize("turned", [False, True])
def test_two_passes_lose_nothing_that_is_small_in_between(turned: bool) -> None:
    kernel = np.outer([1] + [1e-30] * 3, [1e30] * 3).astype(np.float32)
    x = np.full((1, 1, 40, 40), 1e-21, np.float32)
    x[:, :, ::4] = 0  # under some windows there are small weights only
    if turned:
        kernel, x = kernel.T, x.swapaxes(2, 3)
    windows = [Window(k) for k in kernel.shape]
    nothing = Tensor(np.zeros(1, np.float32))
    sums, expected = (
        Sliding(windows, method=method)
        .calculate(Tensor(x), Tensor(kernel[None, None]), nothing)
        .output.values
        for method in ("separable", "shift")
    )
    np.testing.assert_allclose(sums, expected, rtol=1e-5)


def test_a_gaussian_is_two_passes() -> None:
    line = np.array([1, 6, 15, 20, 15, 6, 1])
    sliding = Sliding([Window(7)] * 2)
    x = Tensor(np.random.default_rng(0).integers(0, 256, (1, 1, 300, 300)))
    exact = Tensor.exact(np.outer(line, line)[None, None], 4096)
    assert sliding.calculate(x, exact, NO_PADDING).method == "separable"
    floats = Tensor(exact.as_float(np.float32))
    assert sliding.calculate(x, floats, Tensor(np.zeros(1, np.float32))).method == "separable"


@pytest.mark.parametrize("transposed", [False, True])
@given(data=st.data())
def test_the_matrix_gives_the_output(data: st.DataObject, transposed: bool) -> None:
    from convcalc.engine.matrix import matrix_of

    problem = data.draw(problems("auto", transposed))
    sliding, rng = problem.sliding, problem.rng
    x = rng.integers(-9, 10, (2, *problem.shape))
    w = rng.integers(-9, 10, problem.kernel)
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


@pytest.mark.parametrize(
    ("most", "weight", "carrier"),
    [
        (2**11, 2**11, np.float32),
        (2**11, 2**12, np.float64),
        (2**20, 2**20, np.float64),
        (2**27, 2**27, np.int64),
        (2**32, 2**32, object),
        (10**400, 1, object),
        (1, 10**400, object),
    ],
)
def test_the_carrier_is_the_smallest_exact_one(most: int, weight: int, carrier: type) -> None:
    weights = Tensor.from_numbers([weight, -weight], (1, 1, 2))
    assert exact_carrier(most, weights, (1, 2)) == carrier


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


def test_blocks_that_became_long_do_not_lose_the_others() -> None:
    memory = Memory((1, 1, 4, 2), np.dtype(np.int64))
    early, late = memory.block(Band(0, 0, 1)), memory.block(Band(0, 1, 2))
    early[...] = 1
    memory.put(Band(0, 0, 1), early)
    memory.put(Band(0, 2, 4), np.full((1, 2, 2), 2**70, dtype=object))
    late[...] = 3  # begun in the array that was replaced meanwhile
    memory.put(Band(0, 1, 2), late)
    assert memory.tensor(1).tolist() == [[[[1, 1], [3, 3], [2**70] * 2, [2**70] * 2]]]


def test_threads_that_store_long_and_short_integers() -> None:
    x = np.random.default_rng(0).integers(0, 1000, (1500, 1000))
    x[::97] = 2**62
    for _ in range(3):
        output = convcalc.apply(x, [[1]], bias=2**62 + 5, method="shift").output
        assert (output.values == x.astype(object) + (2**62 + 5)).all()


def test_huge_kernels_overflow_without_a_warning() -> None:
    x = np.random.default_rng(0).standard_normal((100, 100))
    for method in METHODS:
        if method in ("pointwise", "strips"):
            continue
        output = convcalc.apply(x, np.full((5, 5), 1e300), method=method).output.values
        assert np.isfinite(output).all()


def test_a_long_kernel_is_gathered_some_columns_at_a_time() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal(9000), rng.standard_normal(2000)
    output = convcalc.apply(x, w, method="gemm").output.values
    np.testing.assert_allclose(output, np.convolve(x, w[::-1], "valid"), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("weight", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("groups", [1, 2])
def test_an_unbounded_weight_of_a_transposed_kernel_meets_the_input_only(
    weight: float, stride: int, groups: int
) -> None:
    chance = np.random.default_rng(stride)
    x = chance.integers(0, 3, (1, 2, 4, 5)).astype(float)
    weights = chance.integers(-2, 3, (2, 2, 3, 2)).astype(float)
    weights[1, 0, 2, 0] = weights[0, 1, 0, 1] = weight
    windows = [Window(3, stride, 2, before=1), Window(2, stride, after=1)]
    sliding = Sliding(windows, groups, transposed=True)
    nothing = Tensor(np.zeros(1))
    sums = sliding.calculate(Tensor(x), Tensor(weights), nothing).output.values
    cells, taps = x[0].astype(object), weights.astype(object)
    sides = [(1, 0), (0, 1)]
    expected = reference.transpose(cells, taps, [stride] * 2, sides, [2, 1], [0, 0], groups)
    np.testing.assert_allclose(sums[0], expected.astype(float))
