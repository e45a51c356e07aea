"""What is calculated: the arrays of a row, the same in every process, and whether answers agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

# Of the largest answer. The kinds of Winograd and Fourier transform in use come to 0.2e-6 to 14e-6.
TOLERANCE = 2e-5
CORNER = 16


@dataclass(frozen=True)
class Convolution:
    """An input and a kernel of these shapes: axes as in PyTorch, leading ones may be missing."""

    x: tuple[int, ...]
    w: tuple[int, ...]
    stride: int = 1
    padding: int = 0
    groups: int = 1
    rank_one: bool = False
    whole: bool = False  # integers: 0 to 255 in the input, -9 to 9 in the kernel
    dtype: str = "float32"

    def arrays(self) -> tuple[Array, Array]:
        """Return the input and the kernel."""
        random = np.random.default_rng(1)
        if self.whole:
            x: Array = random.integers(0, 256, self.x).astype(self.dtype)
            return x, random.integers(-9, 10, self.w).astype(self.dtype)
        x = _numbers(self.x, 1)
        return x, np.outer(*self.factors()) if self.rank_one else _numbers(self.w, 2)

    def factors(self) -> tuple[Array, Array]:
        """Return the column and the row whose product a kernel of rank one is."""
        return _numbers(self.w[:1], 3), _numbers(self.w[1:], 4)


@dataclass(frozen=True)
class Pooling:
    """Channels x rows x columns of float32, and a square window."""

    type: str
    kernel: int
    stride: int
    padding: int = 0
    x: tuple[int, ...] = (64, 224, 224)

    def array(self) -> Array:
        """Return the input."""
        return _numbers(self.x, 1)


Case: TypeAlias = Convolution | Pooling


def _numbers(shape: tuple[int, ...], seed: int) -> Array:
    """Return float32 numbers from -1/2 to 1/2, made in place: the largest input has 1 GiB."""
    numbers = np.random.default_rng(seed).random(shape, dtype=np.float32)
    numbers -= np.float32(0.5)
    return numbers


def correlate(x: Array, w: Array) -> Array:
    """Cross-correlate two planes in float64, the obvious way: for checks."""
    windows = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64), w.shape)
    return np.tensordot(windows, w.astype(np.float64), 2)


def check_agreement(ours: Array, theirs: Array) -> None:
    """Raise AssertionError unless both calculated the same; axes of length 1 do not matter."""
    most = float(np.abs(theirs).max())
    np.testing.assert_allclose(np.squeeze(ours), np.squeeze(theirs), rtol=0, atol=TOLERANCE * most)


def check_corner(x: Array, w: Array, output: Array) -> None:
    """Raise AssertionError unless the first rows and columns of an output are right."""
    rows, columns = (CORNER + n - 1 for n in w.shape)
    check_agreement(output[:CORNER, :CORNER], correlate(x[:rows, :columns], w))
