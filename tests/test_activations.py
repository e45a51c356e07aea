from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcalc.activations import ACTIVATIONS, read_activation
from convcalc.errors import ConvcalcError
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES: dict[str, Callable[[Fraction], Fraction]] = {
    "relu": lambda x: max(x, Fraction(0)),
    "leaky-relu": lambda x: x if x >= 0 else x / Fraction(100),
    "leaky-relu:1/3": lambda x: x if x >= 0 else x / Fraction(3),
    "leaky-relu:2": lambda x: x if x >= 0 else x * 2,
    "abs": abs,
    "clip:-1:1/2": lambda x: min(max(x, Fraction(-1)), Fraction(1, 2)),
    "clip:0:inf": lambda x: max(x, Fraction(0)),
    "clip:-inf:2": lambda x: min(x, Fraction(2)),
}
INPUTS: list[Fraction] = [
    Fraction(n) for n in (-7, Fraction(-1, 3), 0, Fraction(2, 5), 3, 2**70, -(2**62))
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_exact_numbers_stay_exact(text: str) -> None:
    result = read_activation(text)(Tensor.from_numbers(INPUTS, (len(INPUTS),)))
    assert result.is_exact
    assert result.tolist() == [EXAMPLES[text](x) for x in INPUTS]


@pytest.mark.parametrize("text", EXAMPLES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_keep_their_type(text: str, dtype: type[np.floating]) -> None:
    x = np.array([-7, -0.5, 0, 0.25, 3], dtype=dtype)
    result = read_activation(text)(Tensor(x)).values
    assert result.dtype == dtype
    expected = [float(EXAMPLES[text](Fraction(float(v)))) for v in x]
    np.testing.assert_allclose(result, expected, rtol=1e-6)


def test_sigmoid_and_tanh_give_floats() -> None:
    x = Tensor.from_numbers([-1000, 0, 1], (3,))
    sigmoid, tanh = read_activation("sigmoid")(x), read_activation("tanh")(x)
    assert sigmoid.values.dtype == tanh.values.dtype == np.float64
    np.testing.assert_allclose(sigmoid.values, [0, 0.5, 1 / (1 + math.exp(-1))])
    np.testing.assert_allclose(tanh.values, [-1, 0, math.tanh(1)])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_keeps_nan(name: str) -> None:
    text = f"{name}:0:1" if name == "clip" else name
    assert np.isnan(read_activation(text)(Tensor(np.array([np.nan]))).values).all()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rellu", "activation 'rellu' is unknown: expected one of relu, leaky-relu[:a], abs, clip"),
        ("relu:1", "activation: 'relu:1' does not fit: expected relu"),
        ("clip:1", "activation: 'clip:1' does not fit: expected clip:lo:hi"),
        ("clip:2:1", "clip from 2 to 1 leaves nothing: give the lower end first"),
        ("clip:inf:inf", "clip from inf to inf leaves nothing"),
        ("clip:nan:1", "clip from nan to 1 leaves nothing"),
        ("leaky-relu:x", "activation: 'x' is not a number"),
        ("leaky-relu:inf", "the slope is inf: expected a finite number"),
    ],
)
def test_bad_activations_are_refused(text: str, reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_activation(text)(Tensor(np.array([1])))
    assert reason in str(caught.value)
