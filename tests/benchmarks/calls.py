"""The calls that are measured inside a process: ours and the peers'.

Each function gets a case, imports what it needs, makes the arrays, and returns the call. They run
in a process of their own (``workers.py``), so none of the packages is needed to list the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from tests.benchmarks.cases import Case, Convolution, Pooling

Call: TypeAlias = Callable[[], Any]  # returns the output, as the library has it


def ours(case: Convolution) -> Call:
    """Call the Python API with arrays, all of its overhead included."""
    convcalc = import_module("convcalc")
    x, w = case.arrays()
    options = {"stride": case.stride, "padding": case.padding, "groups": case.groups}
    return lambda: convcalc.apply(x, w, **options).output


def ours_in_float32(case: Convolution) -> Call:
    """Call ours with the same integers, stored as float32."""
    return ours(replace(case, dtype="float32"))


def our_pool(case: Pooling) -> Call:
    """Call ours to pool."""
    convcalc = import_module("convcalc")
    x, window = case.array(), {"stride": case.stride, "padding": case.padding}
    return lambda: convcalc.pool(x, case.kernel, type=case.type, **window).output


def numpy_windows(case: Convolution) -> Call:
    """Take NumPy's one-liner for two axes."""
    x, w = case.arrays()
    view = np.lib.stride_tricks.sliding_window_view
    return lambda: np.tensordot(view(x, w.shape), w, 2)


def numpy_convolve(case: Convolution) -> Call:
    """Take NumPy's own for one axis; a convolution, so the kernel is turned before."""
    x, w = case.arrays()
    turned = w[::-1].copy()
    return lambda: np.convolve(x, turned, "valid")


def scipy_oaconvolve(case: Convolution) -> Call:
    """Take SciPy's overlap-add, for any number of axes; a convolution as well."""
    signal = import_module("scipy.signal")
    x, w = case.arrays()
    turned = np.flip(w).copy()
    return lambda: signal.oaconvolve(x, turned, "valid")


def scipy_correlate2d(case: Convolution) -> Call:
    """Take SciPy's direct sums."""
    signal = import_module("scipy.signal")
    x, w = case.arrays()
    return lambda: signal.correlate2d(x, w, "valid")


def scipy_ndimage(case: Convolution) -> Call:
    """Take SciPy's filter for images, which also fills the border."""
    ndimage = import_module("scipy.ndimage")
    x, w = case.arrays()
    return lambda: _inner(ndimage.correlate(x, w, mode="constant"), w)


def torch_conv(case: Convolution) -> Call:
    """Take torch's layer for one axis or two, on its own number of threads."""
    torch = _torch()
    arrays = case.arrays()
    axes = len(case.w) if len(case.w) < 3 else len(case.w) - 2
    # An image or a signal is a batch of one with one channel.
    x, w = (torch.from_numpy(a.reshape((1,) * (axes + 2 - a.ndim) + a.shape)) for a in arrays)
    layer = getattr(torch.nn.functional, f"conv{axes}d")
    options = {"stride": case.stride, "padding": case.padding, "groups": case.groups}
    return lambda: layer(x, w, **options)


def torch_pool(case: Pooling) -> Call:
    """Take torch's pooling."""
    torch = _torch()
    x = torch.from_numpy(case.array())
    layer = getattr(torch.nn.functional, f"{case.type}_pool2d")
    return lambda: layer(x, case.kernel, stride=case.stride, padding=case.padding)


def cv2_filter(case: Convolution) -> Call:
    """Take OpenCV's filter, a cross-correlation that also fills the border."""
    cv2 = import_module("cv2")
    x, w = case.arrays()
    return lambda: _inner(cv2.filter2D(x, -1, w), w)


def cv2_separable(case: Convolution) -> Call:
    """Take OpenCV's filter that is told the column and the row, which ours has to find."""
    cv2 = import_module("cv2")
    x, w = case.arrays()
    column, row = case.factors()
    return lambda: _inner(cv2.sepFilter2D(x, -1, row, column), w)


def _torch() -> Any:
    torch = import_module("torch")
    torch.set_grad_enabled(False)
    return torch


def _inner(image: Any, w: Any) -> Any:
    """Cut away the border, where the window of an odd kernel leaves the image; costs nothing."""
    up, left = (n // 2 for n in w.shape)
    return image[up : image.shape[0] - up, left : image.shape[1] - left]


# The first word of a name is the package it needs.
CALLS: Mapping[str, Callable[[Any], Call]] = {
    "convcalc apply": ours,
    "convcalc apply, in float32": ours_in_float32,
    "convcalc pool": our_pool,
    "numpy windows, tensordot": numpy_windows,
    "numpy convolve": numpy_convolve,
    "scipy oaconvolve": scipy_oaconvolve,
    "scipy correlate2d": scipy_correlate2d,
    "scipy ndimage.correlate": scipy_ndimage,
    "torch conv": torch_conv,
    "torch pool": torch_pool,
    "cv2 filter2D": cv2_filter,
    "cv2 sepFilter2D": cv2_separable,
}


def prepare(name: str, case: Case) -> Call:
    """Return the call of a name for a case."""
    return CALLS[name](case)
