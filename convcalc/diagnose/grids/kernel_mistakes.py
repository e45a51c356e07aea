"""Kernels that are not what they should be: turned over, scaled, on the wrong channels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from convcalc.diagnose.grids.after import divided
from convcalc.exact import quotient
from convcalc.results import Words
from convcalc.tensor import Tensor, most, roomy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from convcalc.diagnose.grids.parts import Kernel
    from convcalc.diagnose.grids.sums_exercise import Sums
    from convcalc.tensor import Array

    Found = Iterator[tuple[Kernel, str | Words, str]]

MOST_WRITTEN = 32  # numbers of a kernel that somebody may still want to type
SIDES = {-3: "front to back", -2: "upside down", -1: "left to right"}


def _sliding_axes(exercise: Sums) -> tuple[int, ...]:
    return tuple(range(-exercise.axes, 0))


def flag_of(exercise: Sums, weights: Tensor) -> str:
    """Write a kernel as ``-k`` takes it, if it is a short one for one filter."""
    first, second = weights.shape[:2]
    plane = math.prod(weights.shape[2:])
    unclear = second > 1 and (plane == 1 or exercise.channels_last)
    if weights.values.size > MOST_WRITTEN or exercise.transposed or first > 1 or unclear:
        return ""
    if not weights.is_exact:
        return ""
    values = weights.values
    if exercise.flipped:
        values = np.flip(values, _sliding_axes(exercise))
    planes = values.reshape(second, -1, *values.shape[3:])
    text = " | ".join("; ".join(" ".join(map(str, np.atleast_1d(r))) for r in p) for p in planes)
    if exercise.axes == 1:
        text = " | ".join(" ".join(map(str, plane)) for plane in values[0].tolist())
    if exercise.axes > 2:
        return ""
    front = f"1/{weights.denominator} * [{text}]" if weights.denominator > 1 else text
    return f"-k '{front}'" if "|" not in front or weights.denominator == 1 else ""


def made(exercise: Sums, values: Array, phrase: str | Words, flags: str | None = None) -> Found:
    """Give the same kernel with other values, unless they are the same."""
    weights = exercise.kernel.weights
    if values.shape == weights.shape and np.array_equal(values, weights.values):
        return
    changed = weights.with_values(values)
    kernel = exercise.kernel._replace(weights=changed)
    yield kernel, phrase, flag_of(exercise, changed) if flags is None else flags


def rotated(exercise: Sums) -> Found:
    """Rotate by 180 degrees what should not be, or the other way round."""
    values = np.flip(exercise.kernel.weights.values, _sliding_axes(exercise))
    turned = "turned round" if exercise.axes == 1 else "rotated by 180 degrees"
    if exercise.flipped:
        yield from made(exercise, values, f"the kernel not {turned}", "without --flip")
    else:
        yield from made(exercise, values, f"the kernel {turned}", "--flip")


def turned_quarter(exercise: Sums) -> Found:
    """Rotate by 90 degrees, one way or the other."""
    if exercise.axes > 1:
        for quarters, way in ((1, "to the left"), (-1, "to the right")):
            values = np.rot90(exercise.kernel.weights.values, quarters, (-2, -1))
            yield from made(exercise, values, f"the kernel rotated by 90 degrees {way}")


def transposed(exercise: Sums) -> Found:
    """Exchange the kernel's rows and columns."""
    if exercise.axes > 1:
        values = np.swapaxes(exercise.kernel.weights.values, -1, -2)
        yield from made(exercise, values, "the kernel transposed")


def mirrored(exercise: Sums) -> Found:
    """Mirror the kernel on one axis."""
    for axis, side in SIDES.items() if exercise.axes > 1 else ():
        if -axis > exercise.axes:
            continue
        values = np.flip(exercise.kernel.weights.values, axis)
        yield from made(exercise, values, f"the kernel mirrored {side}")


def negated(exercise: Sums) -> Found:
    """Change the kernel's sign."""
    weights = exercise.kernel.weights
    values = weights.values
    if weights.is_exact:  # a small type may have no room for the sign
        values = roomy(values, most(values))
    yield from made(exercise, -values, "the kernel negated")


def scaled(exercise: Sums) -> Found:
    """Divide by the kernel's sum or area, or forget the factor in front of it."""
    weights = exercise.kernel.weights
    if weights.is_exact and weights.denominator > 1:
        whole = Tensor(weights.values)
        phrase = Words.fill("the kernel's factor {} left out", quotient(1, weights.denominator))
        yield exercise.kernel._replace(weights=whole), phrase, flag_of(exercise, whole)
    for number, phrase in divisors(exercise):
        changed = divided(weights, number)
        yield exercise.kernel._replace(weights=changed), phrase, flag_of(exercise, changed)


def divisors(exercise: Sums) -> list[tuple[int | Fraction, Words]]:
    """Name what people divide by to bring results into the input's range."""
    weights = exercise.kernel.weights
    area = math.prod(weights.shape[2:])
    found = {}
    if weights.is_exact and not exercise.transposed:
        values = roomy(weights.values, weights.most() * weights.values.size)
        different = set(values.sum(axis=tuple(range(1, weights.ndim))).tolist())
        total = quotient(int(different.pop()), weights.denominator)
        if not different and total != 0:
            found[total] = Words.fill("the sum divided by the kernel's sum, {},", total)
    found.setdefault(area, Words.fill("the sum divided by the kernel's {} cells", area))
    return [(number, phrase) for number, phrase in found.items() if number != 1]
