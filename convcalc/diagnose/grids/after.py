"""What is done to sums before they are an answer: bias, activation, and what goes wrong there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.activations import read_activation
from convcalc.exact import ratio
from convcalc.mixing import add, promote
from convcalc.records import Record
from convcalc.tensor import Tensor, roomy

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from convcalc.tensor import Array


class After(Record):
    """What is done to sums ``... x O x spatial``, in this order.

    Attributes
    ----------
    bias : Tensor or None
        One number, or one per filter.
    activation : str or None
    bias_last : bool
        Whether the bias is added behind the activation.
    filters : slice
        The output channels that are given.
    together : bool
        Whether the output channels are added up.
    turned : bool
        Whether rows and columns are exchanged.
    backwards : tuple of int
        The axes, counted from the last one as -1, that run backwards.
    relabel : callable or None
        What becomes of the numbers where they are places.
    over : int or Fraction
        What the results are divided by.
    rounded : str
        The NumPy function that makes whole numbers of them; nothing if they stay.
    """

    bias: Tensor | None = None
    activation: str | None = None
    bias_last: bool = False
    filters: slice = slice(None)
    together: bool = False
    turned: bool = False
    backwards: tuple[int, ...] = ()
    relabel: Callable[[Array], Array] | None = None
    over: int | Fraction = 1
    rounded: str = ""

    def in_floats(self) -> After:
        """Return the same with a bias in floats."""
        return self if self.bias is None else self._replace(bias=self.bias.floats(np.float64))

    @property
    def shape_key(self) -> object:
        """What decides on the shape of what comes out."""
        return self.filters.stop, self.together, self.turned

    def shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return what becomes of a shape N x O x spatial."""
        items, filters, *sizes = shape
        filters = 1 if self.together else len(range(filters)[self.filters])
        if self.turned:
            sizes[-2:] = sizes[-1:-3:-1]
        return items, filters, *sizes

    def apply(self, sums: Tensor, axes: int) -> Tensor:
        """Do it, to any number of sums at once.

        Parameters
        ----------
        sums : Tensor, ... x O x spatial
        axes : int
            The number of sliding axes.
        """
        done = sums if self.bias_last else self._add_bias(sums, axes)
        if self.activation is not None:
            done = read_activation(self.activation)(done)
        if self.bias_last:
            done = self._add_bias(done, axes)
        channel = -axes - 1
        values = done.values
        if self.filters != slice(None):
            values = np.moveaxis(np.moveaxis(values, channel, 0)[self.filters], 0, channel)
        if self.together:
            if done.is_exact:
                values = roomy(values, done.most() * values.shape[channel])
            values = values.sum(axis=channel, keepdims=True)
        if self.turned:
            values = np.swapaxes(values, -1, -2)
        if self.backwards:
            values = np.flip(values, self.backwards)
        if self.relabel is not None:
            values = self.relabel(values)
        done = divided(done.with_values(values), self.over)
        return _rounded(done, self.rounded) if self.rounded else done

    @property
    def is_plain(self) -> bool:
        """Whether a cell is its sum, the bias and the activation, in this order."""
        moved = self.bias_last or self.together or self.rounded or self.backwards or self.relabel
        return self.over == 1 and not moved

    def place_before(self, place: tuple[int, ...]) -> tuple[int, ...]:
        """Return where a cell of the output stood among the sums."""
        if self.turned:
            return (*place[:-2], place[-1], place[-2])
        return place

    def _add_bias(self, sums: Tensor, axes: int) -> Tensor:
        if self.bias is None:
            return sums
        column = self.bias.reshape(-1, *(1,) * axes)
        pair = [sums, column] if sums.dtype == column.dtype else promote([sums, column])
        return add(*pair)


def divided(numbers: Tensor, by: int | Fraction) -> Tensor:
    """Divide numbers, exact ones exactly.

    >>> divided(Tensor(np.array([3, 4])), 2)
    Tensor([Fraction(3, 2), Fraction(2, 1)])
    """
    if by == 1:
        return numbers
    top, bottom = by.as_integer_ratio()
    if not numbers.is_exact:
        return numbers.with_values(numbers.values / ratio(top, bottom))
    bottom = -bottom if top < 0 else bottom
    values = roomy(numbers.values, numbers.most() * abs(bottom)) * bottom
    return Tensor.exact(values, numbers.denominator * abs(top))


def _rounded(numbers: Tensor, how: str) -> Tensor:
    """Make whole numbers, halves away from zero as people do."""
    if numbers.is_exact:
        bottom = numbers.denominator
        values = roomy(numbers.values, 2 * numbers.most() + bottom)
        sizes = abs(values)
        whole = {
            "rint": (2 * sizes + bottom) // (2 * bottom) * np.sign(values),
            "floor": values // bottom,
            "trunc": sizes // bottom * np.sign(values),
        }
        return Tensor(whole[how])
    if how == "rint":
        values = numbers.values
        return numbers.with_values(np.copysign(np.floor(np.abs(values) + 0.5), values))
    return numbers.with_values(getattr(np, how)(numbers.values))
