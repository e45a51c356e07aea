"""A sum of products in parts: what slides, where windows stand, and what is done behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.diagnose.grids.after import After
from convcalc.diagnose.grids.parts import Geometry, Kernel, left_of
from convcalc.engine.sliding import Sliding
from convcalc.explain.sums import SumsOfProducts
from convcalc.geometry import Window
from convcalc.padding import MODES
from convcalc.records import Record
from convcalc.steps import placed_again
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.diagnose.grids.exercise import Change
    from convcalc.explain.working import Step
    from convcalc.tensor import Array

EXACT = np.dtype(np.int64)
ROUNDINGS = 2  # of a term: its product's, and the sum's


class Sums(Record):
    """A cross-correlation or a transposed convolution, as ``apply`` calculates it.

    Attributes
    ----------
    x : Tensor, N x C x spatial
    kernel : Kernel
    geometry : Geometry
    after : After
    transposed, flipped : bool
        Whether it is a transposed convolution, and whether the kernel was rotated before.
    dtype : dtype
        What numbers are shown as, if it is a float type.
    channels_last : bool
        Whether kernels are written with their channels last.
    target : tuple of int
        The answer's size on each sliding axis.
    ratio : Fraction or None
        How many times the right numbers the answer's are, if that may be the same for all.
    """

    x: Tensor
    kernel: Kernel
    geometry: Geometry
    after: After
    transposed: bool = False
    flipped: bool = False
    dtype: np.dtype[Any] = EXACT
    channels_last: bool = False
    target: tuple[int, ...] = ()
    ratio: Fraction | None = None

    @property
    def axes(self) -> int:
        """The number of sliding axes."""
        return len(self.geometry.windows)

    def windows(self, kernel: Kernel) -> tuple[Window, ...]:
        """Return the windows for a kernel."""
        lengths = kernel.weights.shape[2:]
        windows = self.geometry.windows
        if lengths == tuple(w.kernel for w in windows):
            return windows
        windows = tuple(w._replace(kernel=k) for w, k in zip(windows, lengths, strict=True))
        if not self.geometry.word:
            return windows
        sizes = self.x.shape[2:]
        return placed_again(self.geometry.word, windows, sizes, transposed=self.transposed)

    def sliding(self, kernel: Kernel) -> Sliding:
        """Return the operation, for a kernel."""
        return Sliding(
            self.windows(kernel),
            kernel.groups,
            transposed=self.transposed,
            padding_mode=self.geometry.mode,
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what comes out."""
        return self.after.shape(self.sums_shape(self.kernel))

    def sums_shape(self, kernel: Kernel) -> tuple[int, ...]:
        """Return the shape of the sums with a kernel."""
        return (self.x.shape[0], self._filters(kernel), *self._sizes(kernel))

    def _sizes(self, kernel: Kernel) -> tuple[int, ...]:
        """Return how many windows there are; 0 where a padding mode has no cells for it."""
        lengths = self.x.shape[2:]
        windows = self.windows(kernel)
        most = MODES[self.geometry.mode].most
        pairs = zip(windows, lengths, strict=True)
        if most and any(max(w.before, w.after) > most(n) for w, n in pairs):
            return (0,) * len(lengths)
        size = Window.transposed if self.transposed else Window.output
        sizes = tuple(map(size, windows, lengths))
        if self.geometry.cut is None:
            return sizes
        return left_of(sizes, self.geometry.cut)

    def _filters(self, kernel: Kernel) -> int:
        first, second = kernel.weights.shape[:2]
        return second * kernel.groups if self.transposed else first

    def changed(self, change: Change) -> Sums:
        """Return the same with a part replaced."""
        return self._replace(**{change.part: change.value})

    def aimed_at(self, sizes: tuple[int, ...], ratio: Fraction | None) -> Sums:
        """Return the same with the answer's size on each sliding axis, and its ratio."""
        return self._replace(target=sizes, ratio=ratio)

    def frame(self, kernel: Kernel) -> object:
        """Name what kernels must have in common to be calculated together."""
        return kernel.weights.shape, kernel.groups

    def stack(self, kernels: Sequence[Kernel]) -> Array:
        """Return sums K x N x O x spatial as floats: the kernels are filters of one operation."""
        first, groups = kernels[0], kernels[0].groups
        weights = np.stack([k.weights.as_float(np.float64) for k in kernels])
        lengths = first.weights.shape[2:]
        if self.transposed:  # K x C x O/g x ... -> C x K O/g x ...
            merged = np.moveaxis(weights, 0, 1).reshape(weights.shape[1], -1, *lengths)
        else:  # K x O x C/g x ... -> the K filters of a group together
            split = weights.reshape(len(kernels), groups, -1, *weights.shape[2:])
            merged = np.moveaxis(split, 0, 1).reshape(-1, *weights.shape[2:])
        x = self.x if self.x.is_plain else self.x.floats(np.float64)
        around = self.geometry.around.floats(np.float64)
        sums = self.sliding(first).calculate(x, Tensor(merged), around).output.values
        items, _, *sizes = sums.shape
        split = sums.reshape(items, groups, len(kernels), -1, *sizes)
        made = np.moveaxis(split, 2, 0).reshape(len(kernels), items, -1, *sizes)
        return self._cut(made)

    def _cut(self, values: Array) -> Array:
        """Leave out windows, and those that reach over the edge."""
        if self.geometry.blank:
            values = values * self._inside(values.shape[-self.axes :])
        if self.geometry.cut is None:
            return values
        slices: Any = (..., *(slice(places.start, places.stop) for places in self.geometry.cut))
        kept: Array = values[slices]
        return kept

    def _inside(self, sizes: tuple[int, ...]) -> Array:
        """Tell which windows lie inside the input as a whole."""
        inside: Array = np.ones((), bool)
        for w, n, size in zip(self.geometry.windows, self.x.shape[2:], sizes, strict=True):
            starts = np.arange(size) * w.stride - w.before
            inside = inside[..., None] & (starts >= 0) & (starts + w.extent <= n)
        return inside

    def calculate(self) -> Tensor:
        """Return what comes out, exactly."""
        sliding = self.sliding(self.kernel)
        sums = sliding.calculate(self.x, self.kernel.weights, self.geometry.around).output
        done = self.after.apply(sums.with_values(self._cut(sums.values)), self.axes)
        return done.floats(self.dtype) if self.dtype == np.float16 else done

    def step(self, place: tuple[int, ...], at: tuple[int, ...]) -> Step:
        """Work out a cell."""
        weights = self.kernel.weights
        return SumsOfProducts(
            sliding=self.sliding(self.kernel),
            x=self.x if weights.is_exact else self.x.floats(weights.dtype),
            weights=weights,
            around=self.geometry.around,
            bias=self.after.bias,
            activation=self.after.activation,
            flipped=self.flipped,
            dtype=self.dtype,
        ).step(place, at)

    def exactly(self) -> Sums:
        """Return the same with floats taken for the fractions that they are."""
        return self._replace(dtype=EXACT)

    def noise(self) -> Array | float:
        """Return what results may be off by where floats are rounded on the way.

        That is at most their precision times the sum of the products without their signs.
        """
        if self.dtype.kind != "f":
            return 0.0
        x, weights, around = self.x, self.kernel.weights, self.geometry.around
        x, weights, around = (Tensor(abs(t.as_float(np.float64))) for t in (x, weights, around))
        after = After()
        if self.after.bias is not None:
            after = After(Tensor(abs(self.after.bias.as_float(np.float64))))
        sums = self.sliding(self.kernel).calculate(x, weights, around).output
        precision = max(np.finfo(self.dtype).eps, np.finfo(np.float64).eps)
        noise: Array = ROUNDINGS * float(precision) * after.apply(sums, self.axes).values
        return np.where(np.isfinite(noise), noise, 0)

    @property
    def weight_cells(self) -> int:
        """How many numbers the kernels have."""
        return self.kernel.weights.values.size

    @property
    def slides(self) -> bool:
        """Whether windows have a size of their own: always."""
        return True

    def most_padding(self, window: Window) -> int:
        """Return how much padding people try."""
        return window.extent

    def steps_fit(self, strides: Sequence[int]) -> bool:
        """Tell whether such strides give the answer's size."""
        pairs = zip(self.geometry.windows, strides, strict=True)
        windows = [w._replace(stride=s) for w, s in pairs]
        sliding = self.sliding(self.kernel)._replace(windows=windows)
        return sliding.sizes(self.x.shape[2:]) == self.target

    @property
    def pads(self) -> bool:
        """Whether people pad where there is nothing to pad: they do."""
        return True

    def takes(self, windows: Sequence[Window], word: str) -> bool:
        """Tell whether the command would not refuse so much padding."""
        most = MODES[self.geometry.mode].most
        pairs = zip(windows, self.x.shape[2:], strict=True)
        return most is None or all(max(w.before, w.after) <= most(n) for w, n in pairs)

    def fits(self, cells: Sequence[int]) -> bool:
        """Tell whether so much padding on each axis gives the answer's size."""
        padded = [
            w._replace(before=n, after=n) for w, n in zip(self.geometry.windows, cells, strict=True)
        ]
        sizes = self.sliding(self.kernel)._replace(windows=padded).sizes(self.x.shape[2:])
        return sizes == self.target
