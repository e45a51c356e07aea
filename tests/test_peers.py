"""SciPy as a second oracle, over modes and boundaries."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage, signal

from convcalc import apply

X = np.random.default_rng(0).integers(-9, 10, (7, 6))
KERNELS = [np.random.default_rng(k).integers(-9, 10, (k, m)) for k, m in ((1, 1), (3, 3), (5, 3))]


@pytest.mark.parametrize("w", KERNELS, ids=str)
@pytest.mark.parametrize("word", ["valid", "same", "full"])
@pytest.mark.parametrize("flip", [False, True])
def test_signal(w: np.ndarray[tuple[int, ...], np.dtype[np.int64]], word: str, flip: bool) -> None:
    peer = signal.convolve2d if flip else signal.correlate2d
    ours = apply(X, w, padding=word, flip=flip).output
    np.testing.assert_array_equal(ours, peer(X, w, word))


@pytest.mark.parametrize("w", KERNELS, ids=str)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("zeros", "constant"),
        ("reflect", "mirror"),
        ("symmetric", "reflect"),
        ("replicate", "nearest"),
        ("circular", "wrap"),
    ],
)
def test_ndimage(
    w: np.ndarray[tuple[int, ...], np.dtype[np.int64]], ours: str, theirs: str
) -> None:
    result = apply(X, w, padding="same", padding_mode=ours).output
    np.testing.assert_array_equal(result, ndimage.correlate(X, w, mode=theirs))


@pytest.mark.parametrize("up", [1, 2, 3])
def test_transposed_is_upsampling_and_a_filter(up: int) -> None:
    x, w = [1, 2, -3, 4], [2, -1, 5]
    ours = apply(x, w, transposed=True, stride=up).output
    np.testing.assert_array_equal(ours, signal.upfirdn(w, x, up=up))


def test_three_axes() -> None:
    x = np.random.default_rng(1).integers(-9, 10, (4, 5, 6))
    w = np.random.default_rng(2).integers(-9, 10, (3, 2, 3))
    ours = apply(x, w, dim=3, flip=True, padding="full").output
    np.testing.assert_array_equal(ours, signal.convolve(x, w, method="direct"))
