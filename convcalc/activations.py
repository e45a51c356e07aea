"""What is done to every output cell after the bias. A new one is one entry in ``ACTIVATIONS``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, shorten
from convcalc.exact import ratio
from convcalc.notation.calls import look_up
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from convcalc.exact import Number
    from convcalc.tensor import Tensor


class Activation(Record):
    """A function of one cell.

    Attributes
    ----------
    function : callable
        From the tensor and the parameters to the tensor, whose denominator does not depend on
        the cells: it need not be the lowest.
    summary : str
        What becomes of a cell, for the help.
    parameters : str
        How they are written after the name; in brackets where they may be left out.
    check : callable
        Refuses parameters that make no sense, before anything is calculated.
    """

    function: Callable[..., Tensor]
    summary: str
    parameters: str = ""
    check: Callable[..., None] = lambda: None


def read_activation(text: str) -> Callable[[Tensor], Tensor]:
    """Return the function that ``name`` or ``name:parameter`` stands for.

    >>> from convcalc.tensor import Tensor
    >>> read_activation("leaky-relu:1/100")(Tensor.from_numbers([-10, 5], (2,)))
    Tensor([Fraction(-1, 10), Fraction(5, 1)])
    """
    _, activation, parameters = look_up(text, ACTIVATIONS, "activation")

    def activate(tensor: Tensor) -> Tensor:
        import numpy as np  # the registry is read by the help, which does without

        with np.errstate(all="ignore"):
            return activation.function(tensor, *parameters)

    return activate


def _check_slope(slope: Number = 0) -> None:
    if isinstance(slope, float):
        raise ConvcalcError(f"the slope is {slope}: expected a finite number")


def _check_ends(low: Number, high: Number) -> None:
    if not low <= high or low == math.inf or high == -math.inf:
        low_text, high_text = (shorten(str(end), 20) for end in (low, high))
        raise ConvcalcError(
            f"clip from {low_text} to {high_text} leaves nothing: give the lower end first"
        )


def _relu(tensor: Tensor) -> Tensor:
    return tensor.with_values(tensor.values.clip(0))


def _leaky_relu(tensor: Tensor, slope: Fraction | None = None) -> Tensor:
    import numpy as np

    from convcalc.tensor import roomy

    top, bottom = (1, 100) if slope is None else slope.as_integer_ratio()
    values = tensor.values
    if not tensor.is_exact:
        return tensor.with_values(np.where(values < 0, values * ratio(top, bottom), values))
    values = roomy(values, max(abs(top), bottom) * tensor.most())
    scaled = np.where(values < 0, values * top, values * bottom)
    return type(tensor)(scaled, tensor.denominator * bottom)


def _abs(tensor: Tensor) -> Tensor:
    return tensor.with_values(abs(tensor.values))


def _clip(tensor: Tensor, low: Number, high: Number) -> Tensor:
    if not tensor.is_exact:
        from convcalc.tensor import to_float

        return tensor.with_values(tensor.values.clip(to_float(low), to_float(high)))
    from convcalc.tensor import roomy

    ends = [x for x in (low, high) if not isinstance(x, float)]  # an infinite end clips nothing
    denominator = math.lcm(tensor.denominator, *(x.denominator for x in ends))
    tops = [x.numerator * (denominator // x.denominator) for x in ends]
    whole = tensor.over(denominator)
    values = roomy(whole.values, max(whole.most(), *map(abs, tops)))
    if not isinstance(low, float):
        values = values.clip(min=tops[0])
    if not isinstance(high, float):
        values = values.clip(max=tops[-1])
    return whole.with_values(values)


def _sigmoid(tensor: Tensor) -> Tensor:
    import numpy as np

    floats = _floats(tensor)
    return floats.with_values(1 / (1 + np.exp(-floats.values)))


def _tanh(tensor: Tensor) -> Tensor:
    import numpy as np

    floats = _floats(tensor)
    return floats.with_values(np.tanh(floats.values))


def _floats(tensor: Tensor) -> Tensor:
    return tensor.floats("float64") if tensor.is_exact else tensor


ACTIVATIONS: Mapping[str, Activation] = {
    "relu": Activation(_relu, "max(0, x)"),
    "leaky-relu": Activation(_leaky_relu, "x, but a x (0.01 x) where x < 0", "[:a]", _check_slope),
    "abs": Activation(_abs, "x without its sign"),
    "clip": Activation(_clip, "at least lo and at most hi", ":lo:hi", _check_ends),
    "sigmoid": Activation(_sigmoid, "1 / (1 + e^-x), in float64"),
    "tanh": Activation(_tanh, "the hyperbolic tangent, in float64"),
}
