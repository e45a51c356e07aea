"""Sums of products on tensors: exact numbers on a type that holds them, floats on their own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.engine.carrier import exact_carrier
from convcalc.engine.correlate import correlate
from convcalc.engine.pad import pad
from convcalc.engine.transpose import transpose
from convcalc.geometry import Window
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.tensor import Array

PYTHON_MOST = 10**7  # multiplications of Python integers; past that float64, unless exact is wanted


class Sums(NamedTuple):
    """What the engine gives back.

    Attributes
    ----------
    output : Tensor, N x O x spatial
    method : str
        How it was calculated: the routine and the number type.
    note : str
        What the user should know about it, or nothing.
    """

    output: Tensor
    method: str
    note: str = ""


class Sliding(NamedTuple):
    """A cross-correlation, or its transpose, of which only the numbers are missing.

    Attributes
    ----------
    windows : sequence of Window
    groups : int
    transposed : bool
    padding_mode : str
        A key of ``padding.MODES``.
    insist : bool
        Whether to stay exact at any price.
    """

    windows: Sequence[Window]
    groups: int = 1
    transposed: bool = False
    padding_mode: str = "zeros"
    insist: bool = False

    def calculate(self, x: Tensor, weights: Tensor, padding: Tensor) -> Sums:
        """Calculate with all three exact, or all three floats of one type.

        Parameters
        ----------
        x : Tensor, N x C x spatial
        weights : Tensor, O x C/groups x spatial; transposed C x O/groups x spatial
        padding : Tensor
            The one number that stands in the padding in mode ``zeros``.
        """
        if not x.is_exact:
            return Sums(Tensor(self._run(x.values, weights.values, padding.values)), "float")
        denominator = math.lcm(x.denominator, padding.denominator)
        cells = Tensor(x.numerators(denominator))
        around = Tensor(padding.numerators(denominator))
        most = max(cells.most(), around.most())
        # Every axis of the weights but the output channels is summed over.
        summed = tuple(axis for axis in range(weights.ndim) if axis != int(self.transposed))
        depth = weights.shape[1] if not self.transposed else weights.shape[0] // self.groups
        carrier = exact_carrier(most, weights, summed, matrices=depth > 1)
        if carrier.kind == "O" and not self.insist and self._count(x, weights) > PYTHON_MOST:
            floats = (t.floats(np.float64) for t in (x, weights, padding))
            return Sums(
                self.calculate(*floats).output,
                "float64",
                f"calculated in float64: exactly, it would take {self._count(x, weights):,}"
                " multiplications of long integers; --exact insists",
            )
        arrays = (t.values.astype(carrier, copy=False) for t in (cells, weights, around))
        result = self._run(*arrays)
        if carrier.kind == "f":
            result = result.astype(np.int64)
        output = Tensor.exact(result, denominator * weights.denominator)
        return Sums(output, "exact integers")

    def _run(self, x: Array, weights: Array, padding: Array) -> Array:
        with np.errstate(all="ignore"):  # inf - inf is nan, and that is the answer
            if self.transposed:
                return transpose(x, weights, self.windows, self.groups)
            sides = [(w.before, w.after) for w in self.windows]
            padded = pad(x, sides, self.padding_mode, padding.ravel()[0])
            return correlate(padded, weights, self.windows, self.groups)

    def sizes(self, lengths: Sequence[int]) -> tuple[int, ...]:
        """Return the output's size on each sliding axis."""
        size = Window.transposed if self.transposed else Window.output
        return tuple(size(w, n) for w, n in zip(self.windows, lengths, strict=True))

    def _count(self, x: Tensor, weights: Tensor) -> int:
        """Count the multiplications: every weight, once per place it is used."""
        places = x.shape[2:] if self.transposed else self.sizes(x.shape[2:])
        return x.shape[0] * math.prod(weights.shape) * math.prod(places)
