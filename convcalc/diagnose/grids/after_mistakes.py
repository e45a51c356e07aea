"""What goes wrong behind the sums: bias, activation, rows and columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from convcalc.diagnose.grids.kernel_mistakes import divisors
from convcalc.exact import quotient
from convcalc.results import Words
from convcalc.tensor import Tensor, roomy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcalc.diagnose.grids.after import After
    from convcalc.diagnose.grids.exercise import Exercise
    from convcalc.diagnose.grids.sums_exercise import Sums

    Found = Iterator[tuple[After, str | Words, str]]

SLOPES = ("0.01", "0.1", "0.2")
CURVES = ("sigmoid", "tanh")
MOST_FILTERS = 4  # whose biases are forgotten one at a time
ROUNDINGS = {
    "rint": "rounding to whole numbers",
    "floor": "rounding down to whole numbers",
    "trunc": "cutting the decimals off",
}


def bias(exercise: Sums) -> Found:
    """Leave the bias out, subtract it, add it too often, or the wrong one."""
    after, given = exercise.after, exercise.after.bias
    if given is None or not given.values.any():
        return
    yield after._replace(bias=None), "no bias", "without -b"
    terms, depth = _terms(exercise)
    times = {-1: "the bias subtracted", 2: "the bias added twice"}
    times.setdefault(depth, f"the bias added once per channel, {depth} times,")
    times.setdefault(terms, f"the bias added to every product, {terms} times,")
    for factor, phrase in times.items():
        if factor != 1:
            changed = _times(given, factor)
            yield after._replace(bias=changed), phrase, _flag(changed)
    if given.values.size > 1:
        yield from _one_bias_less(exercise)
        backwards = given.with_values(given.values[::-1])
        first = given.with_values(np.broadcast_to(given.values[:1], given.shape))
        for changed, phrase in (
            (backwards, "taking the biases in reverse order"),
            (first, "the first bias for every filter"),
        ):
            if not np.array_equal(changed.values, given.values):
                yield after._replace(bias=changed), phrase, _flag(changed)
    if after.activation is not None:
        yield after._replace(bias_last=True), f"the bias added after {after.activation}", ""


def _one_bias_less(exercise: Sums) -> Found:
    """Forget the bias of one filter."""
    given = exercise.after.bias
    for filter in range(min(given.values.size, MOST_FILTERS)) if given is not None else ():
        if given is not None and given.values[filter]:
            values = given.values.copy()
            values[filter] = 0
            changed = given.with_values(values)
            phrase = f"no bias for filter {filter}"
            yield exercise.after._replace(bias=changed), phrase, _flag(changed)


def _terms(exercise: Sums) -> tuple[int, int]:
    """Count the products in a cell, and the channels that they come from."""
    shape = exercise.kernel.weights.shape
    depth = exercise.x.shape[1] // exercise.kernel.groups
    return depth * math.prod(shape[2:]), depth


def _times(tensor: Tensor, factor: int) -> Tensor:
    if not tensor.is_exact:
        return tensor.with_values(tensor.values * factor)
    values = roomy(tensor.values, tensor.most() * abs(factor)) * factor
    return Tensor.exact(values, tensor.denominator)


def _flag(given: Tensor) -> str:
    """Write a bias as ``-b`` takes it."""
    text = " ".join(map(str, given.values.ravel().tolist()))
    if given.denominator > 1:
        text = " ".join(f"{top}/{given.denominator}" for top in given.values.ravel().tolist())
    return f"-b '{text}'" if " " in text else f"-b {text}"


def activation(exercise: Exercise) -> Found:
    """Leave the activation out, or do one that should not be."""
    after = exercise.after
    if after.activation is not None:
        yield after._replace(activation=None), f"no {after.activation}", "without --activation"
    for name, phrase in _confused(after.activation or "").items():
        if after.activation != name:
            yield after._replace(activation=name), phrase, f"--activation {name}"
    if after.activation is None and after.bias is not None and after.bias.values.any():
        yield after._replace(activation="relu", bias_last=True), "a ReLU before the bias", ""


def scaled(exercise: Sums) -> Found:
    """Divide the result by the kernel's sum or area, bias and all."""
    if exercise.after.bias is not None:
        for number, phrase in divisors(exercise):
            whole = Words(("the result", *phrase[0].split("the sum", 1)[1:], *phrase[1:]))
            yield exercise.after._replace(over=number), whole, ""


def _confused(given: str) -> dict[str, str]:
    """Name the activations that people do instead of one, or of none."""
    known = {"relu": "a ReLU", "abs": "an absolute value"}
    if not given:
        known["clip:0:255"] = "clipping to 0..255"
    if given.startswith("leaky-relu"):
        known |= {f"leaky-relu:{slope}": f"a slope of {slope}" for slope in SLOPES}
    return known | {one: one for one in CURVES if given in CURVES}


def turned(exercise: Exercise) -> Found:
    """Exchange the rows and the columns of the output."""
    if exercise.axes > 1:
        after = exercise.after
        yield after._replace(turned=not after.turned), "the output transposed", ""


def backwards(exercise: Exercise) -> Found:
    """Write the output backwards, or its rows, or its columns."""
    after, axes = exercise.after, exercise.axes
    ways: dict[tuple[int, ...], str] = {(-1,): "backwards"}
    if axes > 1:
        ways = {
            (-2, -1): "rotated by 180 degrees",
            (-1,): "with its columns in reverse order",
            (-2,): "with its rows in reverse order",
        }
    for run, way in ways.items():
        yield after._replace(backwards=run), f"the output {way}", ""


def multiple(exercise: Exercise) -> Found:
    """Give the same multiple of every result."""
    ratio = exercise.ratio
    if ratio is None or ratio in (1, -1):
        return
    top, bottom = ratio.as_integer_ratio()
    phrase = f"every result times {top}" if abs(top) > 1 else ""
    if bottom > 1:
        phrase = f"{phrase} and divided by {bottom}" if phrase else _divided(bottom, top)
    yield exercise.after._replace(over=quotient(bottom, top)), phrase, ""


def _divided(bottom: int, top: int) -> str:
    return f"every result divided by {bottom * top}"


def rounding(exercise: Exercise) -> Found:
    """Make whole numbers of the results."""
    for how, phrase in ROUNDINGS.items():
        yield exercise.after._replace(rounded=how), phrase, ""


def together(exercise: Exercise) -> Found:
    """Add the output channels up."""
    if exercise.shape[1] > 1:
        yield exercise.after._replace(together=True), "adding the output channels up", ""


def first_channel(exercise: Exercise) -> Found:
    """Give the first output channel only."""
    if exercise.shape[1] > 1:
        yield exercise.after._replace(filters=slice(1)), "the first output channel only", ""


def groups_together(exercise: Sums) -> Found:
    """Add up what each group gives."""
    if exercise.kernel.groups > 1:
        yield from together(exercise)
