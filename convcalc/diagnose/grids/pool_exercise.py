"""A pooling in parts, each of which may be wrong by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.diagnose.grids.parts import left_of
from convcalc.engine.pool import Pooler
from convcalc.explain.pools import Pools
from convcalc.geometry import Window
from convcalc.records import Record
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.diagnose.grids.after import After
    from convcalc.diagnose.grids.exercise import Change
    from convcalc.explain.working import Step
    from convcalc.geometry import AnyWindow
    from convcalc.poolings import Kind
    from convcalc.tensor import Array


class Pooled(Record):
    """What is made of the cells under a window.

    Attributes
    ----------
    kind : Kind
    exclude_pad : bool
        Whether the padding does not count.
    divisor : int or None
        What an average divides by instead of the number of cells.
    """

    kind: Kind
    exclude_pad: bool = False
    divisor: int | None = None

    def in_floats(self) -> Pooled:
        """Return the same: there are no numbers to convert."""
        return self


class PoolGeometry(Record):
    """Where windows stand.

    Attributes
    ----------
    windows : tuple of Window or AdaptiveWindow
        One per sliding axis.
    cut : tuple of range or None
        Which windows are left on each axis, where some at an end are left out.
    zeros : bool
        Whether the padding is taken for cells of the input that are 0.
    word : str
        The word that the padding is given by, such as "same"; nothing for numbers.
    """

    windows: tuple[AnyWindow, ...]
    cut: tuple[range, ...] | None = None
    zeros: bool = False
    word: str = ""

    def in_floats(self) -> PoolGeometry:
        """Return the same: there are no numbers to convert."""
        return self

    @property
    def key(self) -> object:
        """What makes it the same as another one."""
        return self


class PoolExercise(Record):
    """A pooling, as ``pool`` calculates it.

    Attributes
    ----------
    x : Tensor, N x C x spatial
    kernel : Pooled
    geometry : PoolGeometry
    after : After
    indices : bool
        Whether the places of the picked cells are the answer.
    whole : bool
        Whether one window lies over everything.
    dtype : dtype
        What numbers are shown as, if it is a float type.
    target : tuple of int
        The answer's size on each sliding axis.
    ratio : Fraction or None
        How many times the right numbers the answer's are, if that may be the same for all.
    """

    x: Tensor
    kernel: Pooled
    geometry: PoolGeometry
    after: After
    indices: bool = False
    whole: bool = False
    dtype: np.dtype[Any] = np.dtype(np.int64)
    target: tuple[int, ...] = ()
    ratio: Fraction | None = None

    @property
    def transposed(self) -> bool:
        """Whether padding crops the output: never."""
        return False

    @property
    def axes(self) -> int:
        """The number of sliding axes."""
        return len(self.geometry.windows)

    @property
    def slides(self) -> bool:
        """Whether windows have a size of their own."""
        return not self.whole and all(
            isinstance(window, Window) for window in self.geometry.windows
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what comes out."""
        return self.after.shape(self.sums_shape(self.kernel))

    def sums_shape(self, kernel: Pooled) -> tuple[int, ...]:
        """Return the shape of what windows make, N x C x spatial."""
        lengths = self.x.shape[2:]
        if self.geometry.zeros:
            lengths = tuple(b + n + a for n, (b, a) in zip(lengths, self._sides, strict=True))
        sizes = tuple(w.output(n) for w, n in zip(self._windows, lengths, strict=True))
        if self.geometry.cut is not None:
            sizes = left_of(sizes, self.geometry.cut)
        return (*self.x.shape[:2], *sizes)

    def most_padding(self, window: Window) -> int:
        """Return how much padding people try: pooling allows half the window."""
        return window.kernel // 2

    def steps_fit(self, strides: Sequence[int]) -> bool:
        """Tell whether such strides give the answer's size."""
        pairs = zip(self.geometry.windows, strides, self.x.shape[2:], strict=True)
        sizes = [w._replace(stride=s).output(n) for w, s, n in pairs if isinstance(w, Window)]
        return tuple(sizes) == self.target

    @property
    def pads(self) -> bool:
        """Whether people pad where there is nothing to pad: not before pooling."""
        return False

    def takes(self, windows: Sequence[Window], word: str) -> bool:
        """Tell whether the command would not refuse so much padding."""
        free = bool(word)  # it may give more than half the window
        return free or all(max(w.before, w.after) <= w.kernel // 2 for w in windows)

    def exactly(self) -> PoolExercise:
        """Return the same with floats taken for the fractions that they are."""
        return self._replace(dtype=np.dtype(np.int64))

    def noise(self) -> Array | float:
        """Return what results may be off by where floats are rounded on the way.

        What is picked is not rounded at all.
        """
        kind = self.kernel.kind
        if self.dtype.kind != "f" or kind.pooling.picks or kind.pooling.outcome:
            return 0.0
        sizes = Tensor(abs(self.x.as_float(np.float64)))
        sums = self._replace(x=sizes)._pool(self.kernel).as_float(np.float64)
        precision = max(np.finfo(self.dtype).eps, np.finfo(np.float64).eps)
        noise: Array = float(precision) * abs(sums)
        return np.where(np.isfinite(noise), noise, 0)

    @property
    def weight_cells(self) -> int:
        """How many numbers a window has: none of its own."""
        return 0

    def fits(self, cells: Sequence[int]) -> bool:
        """Tell whether so much padding on each axis gives the answer's size."""
        sizes = tuple(
            w._replace(before=p, after=p).output(n)
            for w, p, n in zip(self.geometry.windows, cells, self.x.shape[2:], strict=True)
            if isinstance(w, Window)
        )
        return sizes == self.target

    def changed(self, change: Change) -> PoolExercise:
        """Return the same with a part replaced."""
        return self._replace(**{change.part: change.value})

    def aimed_at(self, sizes: tuple[int, ...], ratio: Fraction | None) -> PoolExercise:
        """Return the same with the answer's size on each sliding axis, and its ratio."""
        return self._replace(target=sizes, ratio=ratio)

    def frame(self, kernel: Pooled) -> object:
        """Name what kernels must have in common to be calculated together: nothing."""
        return None

    def stack(self, kernels: Sequence[Pooled]) -> Array:
        """Return what comes before ``after``, K x N x C x spatial, as floats."""
        made = [self._pool(kernel).as_float(np.float64) for kernel in kernels]
        return np.stack(made)

    def calculate(self) -> Tensor:
        """Return what comes out, exactly."""
        done = self.after.apply(self._pool(self.kernel), self.axes)
        return done.floats(self.dtype) if self.dtype == np.float16 else done

    def step(self, place: tuple[int, ...], at: tuple[int, ...]) -> Step:
        """Work out a cell."""
        return Pools(self._pooler(self.kernel), self._padded, self.dtype, self.indices).step(
            place, at
        )

    def _pooler(self, kernel: Pooled) -> Pooler:
        return Pooler(kernel.kind, self._windows, kernel.exclude_pad, kernel.divisor)

    def _pool(self, kernel: Pooled) -> Tensor:
        indices = self.indices and bool(kernel.kind.pooling.picks)
        pooled = self._pooler(kernel).calculate(self._padded, indices=indices)
        output = pooled.output if pooled.indices is None else Tensor(pooled.indices)
        if self.geometry.cut is None:
            return output
        slices: Any = (..., *(slice(places.start, places.stop) for places in self.geometry.cut))
        return output.with_values(output.values[slices])

    @property
    def _sides(self) -> list[tuple[int, int]]:
        return [(w.before, w.after) for w in self.geometry.windows]

    @property
    def _padded(self) -> Tensor:
        """The input, with zeros around it where they are taken for cells."""
        if not self.geometry.zeros:
            return self.x
        values, sides = self.x.values, self._sides
        sizes = [b + n + a for n, (b, a) in zip(values.shape[2:], sides, strict=True)]
        # np.pad would put NumPy's integers among Python's, which have more digits.
        padded = np.zeros((*values.shape[:2], *sizes), values.dtype)
        pairs = zip(sides, values.shape[2:], strict=True)
        inside: Any = (..., *(slice(b, b + n) for (b, _), n in pairs))
        padded[inside] = values
        return self.x.with_values(padded)

    @property
    def _windows(self) -> tuple[AnyWindow, ...]:
        """The windows; without padding where it is a part of the input."""
        if not self.geometry.zeros:
            return self.geometry.windows
        return tuple(
            w._replace(before=0, after=0) if isinstance(w, Window) else w
            for w in self.geometry.windows
        )
