"""One image of one channel, 2048 x 2048: floats, and integers that stay exact."""

from __future__ import annotations

from tests.benchmarks.cases import Convolution
from tests.benchmarks.race import race

IMAGE = (2048, 2048)


def dense(k: int) -> Convolution:
    """Return a kernel that is no product of a column and a row."""
    return Convolution(IMAGE, (k, k))


def product(k: int) -> Convolution:
    """Return a kernel that is one."""
    return Convolution(IMAGE, (k, k), rank_one=True)


def whole(k: int) -> Convolution:
    """Return an 8-bit image in int64, and a kernel of small integers."""
    return Convolution(IMAGE, (k, k), whole=True, dtype="int64")


# Direct sums, and windows that are copied out, take seconds for larger kernels.
DIRECT = ("scipy ndimage.correlate", "scipy correlate2d")
QUICK = ("torch conv", "scipy oaconvolve")
OBVIOUS = ("numpy windows, tensordot",)
FILTER = "cv2 filter2D"
TWO_PASSES = ("cv2 sepFilter2D",)
FLOATS = "convcalc apply, in float32"

ROWS = (
    race("images", "k=3, torch, scipy", 0.4, dense(3), *QUICK, *DIRECT, besides=OBVIOUS),
    race("images", "k=7, torch, scipy", 0.4, dense(7), *QUICK, *DIRECT, besides=OBVIOUS),
    race("images", "k=15, torch, scipy", 0.4, dense(15), *QUICK),
    race("images", "k=31, torch, scipy", 0.4, dense(31), *QUICK),
    race("images", "k=3, OpenCV", 3.3, dense(3), FILTER),
    race("images", "k=7, OpenCV", 1.8, dense(7), FILTER),
    race("images", "k=11, OpenCV", 1.6, dense(11), FILTER),
    race("images", "k=15, OpenCV", 1.0, dense(15), FILTER),
    race("images", "k=31, OpenCV", 1.0, dense(31), FILTER),
    race("images", "rank one k=7, OpenCV", 1.0, product(7), FILTER, besides=TWO_PASSES),
    race("images", "rank one k=15, OpenCV", 1.0, product(15), FILTER, besides=TWO_PASSES),
    race("images", "rank one k=31, OpenCV", 1.0, product(31), FILTER, besides=TWO_PASSES),
    race("exact", "int64 k=3", 1.8, whole(3), FLOATS),
    race("exact", "int64 k=7", 1.8, whole(7), FLOATS),
    race("exact", "int64 k=15", 1.8, whole(15), FLOATS),
)
