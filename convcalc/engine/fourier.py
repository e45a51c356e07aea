"""Overlap-save: tiles of the input times the kernel, as Fourier transforms."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convcalc.engine.method import Method, in_floats

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.engine.method import Run, Task
    from convcalc.engine.room import Room
    from convcalc.tensor import Array

# Cells of a tile along an axis, and how many times longer than the kernel it is at least: smaller
# tiles overlap more, larger ones leave the cache. A kernel of one row needs no transforms across.
LEAST_TILE, PER_KERNEL = 360, 5
LEAST_LINE, PER_LINE = 2048, 9
ROWS = 16  # of a tile across which nothing is transformed
CELL = 17.0  # nanoseconds per cell and transform there and back, along both axes
# The error of a transform of n cells is below 10 u log2(n) times their norm, u the unit roundoff
# (Higham, Accuracy and Stability of Numerical Algorithms, theorem 24.2); here are three of them.
ROUNDING = 32
WRITES_INTO = np.lib.NumpyVersion(np.__version__) >= "2.0.0"


def fast_size(n: int) -> int:
    """Return the least size from n on that has no prime factor above 5.

    >>> fast_size(7), fast_size(361)
    (8, 375)
    """
    while True:
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 1


def _tiles(task: Task) -> tuple[int, int]:
    """Choose the tile; it is made of neighbouring outputs, of which a stride takes some."""
    (high, wide), outputs = (
        task.extent,
        [(n - 1) * stride + 1 for n, stride in zip(task.size, task.stride, strict=True)],
    )
    if high == 1:
        return min(ROWS, outputs[0]), _tile(wide, outputs[1], LEAST_LINE, PER_LINE)
    height, width = (
        _tile(extent, n, LEAST_TILE, PER_KERNEL)
        for extent, n in zip((high, wide), outputs, strict=True)
    )
    return height, width


def _tile(extent: int, outputs: int, least: int, per_kernel: int) -> int:
    """Share the outputs evenly among tiles that are about as long as is best."""
    tiles = math.ceil(outputs / (max(least, per_kernel * extent) - extent + 1))
    return fast_size(math.ceil(outputs / tiles) + extent - 1)


def _unfit(task: Task) -> str:
    if in_floats(task):
        return in_floats(task)
    if not np.isfinite(task.weights).all():
        return "it is for finite kernels"
    if task.exact:
        cells = math.prod(_tiles(task)) * task.weights.shape[2]
        norm = task.most * math.sqrt(cells) * float(np.linalg.norm(task.weights))
        error = ROUNDING * np.finfo(task.dtype).eps * math.log2(cells + 1) * norm
        if not error < 1 / 4:
            return "it is for exact numbers only where rounding cannot change them"
    return ""


def _prepare(task: Task) -> Run:
    size = _tiles(task)
    across = task.extent[0] > 1
    embedded = np.zeros(
        (*task.weights.shape[:3], task.extent[0] if across else 1, size[1]), task.dtype
    )
    height, width = task.extent
    embedded[..., : height : task.dilation[0], : width : task.dilation[1]] = task.weights
    kernels = np.fft.rfft(embedded).astype(np.result_type(task.dtype, np.complex64))
    if across:
        kernels = np.fft.fft(kernels, size[0], axis=-2).astype(kernels.dtype)
    kernels = np.conj(kernels)
    # Windows that a tile holds, from one that the stride reaches to the last one.
    down, right = task.stride
    rows = (size[0] - height) // down + 1
    columns = (size[1] - width) // right + 1

    def run(x: Array, out: Array, room: Room) -> None:
        tile = _Tile(task, size, room)
        for group, start, left in product(
            range(len(x)), range(0, out.shape[2], rows), range(0, out.shape[3], columns)
        ):
            top, side = start * down, left * right
            tile.load(x[group, :, top : top + size[0], side : side + size[1]])
            block = out[group, :, start : start + rows, left : left + columns]
            for place, kernel in zip(block, kernels[group], strict=True):
                found = tile.times(kernel)[: rows * down : down, : columns * right : right]
                place[...] = found[: len(place), : place.shape[1]]

    return run


class _Tile:
    """A tile of all channels and the room for its transforms, used again for every tile."""

    def __init__(self, task: Task, size: tuple[int, int], room: Room) -> None:
        self.across = task.extent[0] > 1
        self.exact = task.exact
        self.cells = room.array("cells", (task.channels, *size), task.dtype)
        kind = np.result_type(task.dtype, np.complex64)
        shape = (task.channels, size[0], size[1] // 2 + 1)
        self.spectrum = room.array("spectrum", shape, kind)
        self.product = room.array("product", shape, kind)
        self.back = room.array("back", size, task.dtype)

    def load(self, x: Array) -> None:
        """Take cells, and zeros where there are no more, and transform them."""
        _, height, width = x.shape
        self.cells[:, :height, :width] = x
        self.cells[:, height:] = 0
        self.cells[:, :, width:] = 0
        _transform(np.fft.rfft, self.cells, self.spectrum)
        if self.across:
            _transform(np.fft.fft, self.spectrum, self.spectrum, axis=-2)

    def times(self, kernel: Array) -> Array:
        """Multiply with the spectra of a filter, add the channels up, and transform back."""
        np.multiply(self.spectrum, kernel, out=self.product)
        total = self.product[0]
        for other in self.product[1:]:
            total += other
        if self.across:
            _transform(np.fft.ifft, total, total, axis=-2)
        _transform(np.fft.irfft, total, self.back, n=self.back.shape[1])
        return np.rint(self.back, out=self.back) if self.exact else self.back


def _transform(function: Callable[..., Array], x: Array, out: Array, **settings: int) -> None:
    """Transform into an array that is there already, which takes half the time.

    Scaled on both ways, NumPy stays in float32; without a factor it goes through float64.
    """
    if WRITES_INTO:
        function(x, out=out, norm="ortho", **settings)
    else:
        out[...] = function(x, norm="ortho", **settings)


def _cost(task: Task) -> float:
    filters, channels = task.filters, task.channels
    height, width = _tiles(task)
    used = (height - task.extent[0] + 1) * (width - task.extent[1] + 1)
    axes = 1 if task.extent[0] > 1 else 0.6
    transforms = axes * (filters + channels) / 2 * CELL + 0.8 * filters * channels
    size = task.dtype.itemsize / 4
    stride = task.stride[0] * task.stride[1]
    return 1 + transforms * stride * height * width / used * (1 + 1.2 * (size - 1))


def _adapt(task: Task) -> Task:
    """Take the wider float where nothing may be rounded away."""
    if not task.exact or task.dtype != np.float32:
        return task
    return task._replace(weights=task.weights.astype(np.float64))


METHOD = Method(_unfit, _cost, _prepare, _adapt, spreads=True)
