"""The ways to calculate sums of products. A new one is a file and an entry here.

Their modules are loaded when they are considered: only one of them is needed for a small input.

Winograd's F(4x4, 3x3) is not among them. With every transform a matrix product it needs a quarter
of the multiplications, and took as long as ``rowwise`` from 64 to 256 channels: the transforms and
the copies of small tiles cost what the products save. Its error was four times as large.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcalc.engine.method import Method

AUTO = "auto"


class Entry(Record):
    """Where a method is, and what it does.

    Attributes
    ----------
    module : str
        Where its ``METHOD`` is.
    summary : str
        One line for the help.
    """

    module: str
    summary: str


METHODS: Mapping[str, Entry] = {
    "shift": Entry(
        "convcalc.engine.shift",
        "adds the shifted input, weighted, once per kernel cell; any number type",
    ),
    "pointwise": Entry(
        "convcalc.engine.pointwise",
        "one matrix product, nothing gathered: 1x1 kernels without stride",
    ),
    "gemm": Entry(
        "convcalc.engine.gemm",
        "gathers every window as a column, then one matrix product (im2col)",
    ),
    "rowwise": Entry(
        "convcalc.engine.rowwise",
        "gathers the kernel's columns only; overlapping rows are matrices as they lie",
    ),
    "strips": Entry(
        "convcalc.engine.strips",
        "cuts rows into pieces times a matrix that holds the kernel, shifted: kernels of one row",
    ),
    "separable": Entry(
        "convcalc.engine.separable",
        "two 1-D passes: kernels of rank 1, such as box, gaussian, sobel",
    ),
    "fft": Entry(
        "convcalc.engine.fourier",
        "products of Fourier transforms, tile by tile (overlap-save): large kernels",
    ),
}


@cache
def load_method(name: str) -> Method:
    """Return the method of a name."""
    method: Method = import_module(METHODS[name].module).METHOD
    return method


def method_name(name: str) -> str:
    """Return a method's own name, or ``auto``.

    >>> method_name("FFT")
    'fft'

    Raises
    ------
    ConvcalcError
        If there is no such method.
    """
    if name.lower() not in (AUTO, *METHODS):
        known = ", ".join((AUTO, *METHODS))
        raise ConvcalcError(f"method {quote(name)} is unknown: expected one of {known}")
    return name.lower()
