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
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from convcalc.diagnose.grids.sums_exercise import Kernel, Sums
    from convcalc.tensor import Array

    Found = Iterator[tuple[Kernel, str | Words, str]]

MOST_WRITTEN = 32  # numbers of a kernel that somebody may still want to type
MOST_CHANNELS = 4  # that are tried alone, beside the last one
MOST_DENSE = 2**20  # numbers of a kernel for groups, written for all channels
SIDES = {-3: "front to back", -2: "upside down", -1: "left to right"}


def _sliding_axes(exercise: Sums) -> tuple[int, ...]:
    return tuple(range(-exercise.axes, 0))


def _flag(exercise: Sums, weights: Tensor) -> str:
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


def _made(exercise: Sums, values: Array, phrase: str | Words, flags: str | None = None) -> Found:
    """Give the same kernel with other values, unless they are the same."""
    weights = exercise.kernel.weights
    if values.shape == weights.shape and np.array_equal(values, weights.values):
        return
    changed = weights.with_values(values)
    kernel = exercise.kernel._replace(weights=changed)
    yield kernel, phrase, _flag(exercise, changed) if flags is None else flags


def rotated(exercise: Sums) -> Found:
    """Rotate by 180 degrees what should not be, or the other way round."""
    values = np.flip(exercise.kernel.weights.values, _sliding_axes(exercise))
    turned = "turned round" if exercise.axes == 1 else "rotated by 180 degrees"
    if exercise.flipped:
        yield from _made(exercise, values, f"the kernel not {turned}", "without --flip")
    else:
        yield from _made(exercise, values, f"the kernel {turned}", "--flip")


def turned_quarter(exercise: Sums) -> Found:
    """Rotate by 90 degrees, one way or the other."""
    if exercise.axes > 1:
        for quarters, way in ((1, "to the left"), (-1, "to the right")):
            values = np.rot90(exercise.kernel.weights.values, quarters, (-2, -1))
            yield from _made(exercise, values, f"the kernel rotated by 90 degrees {way}")


def transposed(exercise: Sums) -> Found:
    """Exchange the kernel's rows and columns."""
    if exercise.axes > 1:
        values = np.swapaxes(exercise.kernel.weights.values, -1, -2)
        yield from _made(exercise, values, "the kernel transposed")


def mirrored(exercise: Sums) -> Found:
    """Mirror the kernel on one axis."""
    for axis, side in SIDES.items() if exercise.axes > 1 else ():
        if -axis > exercise.axes:
            continue
        values = np.flip(exercise.kernel.weights.values, axis)
        yield from _made(exercise, values, f"the kernel mirrored {side}")


def negated(exercise: Sums) -> Found:
    """Change the kernel's sign."""
    weights = exercise.kernel.weights
    values = weights.values
    if weights.is_exact:  # a small type may have no room for the sign
        values = roomy(values, most(values))
    yield from _made(exercise, -values, "the kernel negated")


def scaled(exercise: Sums) -> Found:
    """Divide by the kernel's sum or area, or forget the factor in front of it."""
    weights = exercise.kernel.weights
    if weights.is_exact and weights.denominator > 1:
        whole = Tensor(weights.values)
        phrase = Words.fill("the kernel's factor {} left out", quotient(1, weights.denominator))
        yield exercise.kernel._replace(weights=whole), phrase, _flag(exercise, whole)
    for number, phrase in divisors(exercise):
        changed = divided(weights, number)
        yield exercise.kernel._replace(weights=changed), phrase, _flag(exercise, changed)


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


def channels(exercise: Sums) -> Found:
    """Mix up the planes of a kernel, or use only some."""
    weights = exercise.kernel.weights
    axis = 0 if exercise.transposed else 1
    depth = weights.shape[axis]
    if depth < 2:
        yield from _one_for_all(exercise)
        return
    yield from _separate(exercise)
    values = np.moveaxis(weights.values, axis, 0)
    for channel in sorted({*range(min(depth, MOST_CHANNELS)), depth - 1}):
        alone = np.zeros_like(values)
        alone[channel] = values[channel]
        phrase = f"using channel {channel} alone"
        yield from _made(exercise, np.moveaxis(alone, 0, axis), phrase, "")
        if depth > 2:
            others = values.copy()
            others[channel] = 0
            phrase = f"leaving out channel {channel}"
            yield from _made(exercise, np.moveaxis(others, 0, axis), phrase, "")
    first = np.broadcast_to(values[:1], values.shape)
    phrase = "the first plane of the kernel for every channel"
    yield from _made(exercise, np.moveaxis(first, 0, axis), phrase)
    phrase = "taking the channels in reverse order"
    yield from _made(exercise, np.moveaxis(values[::-1], 0, axis), phrase)
    mean = divided(weights, depth)
    phrase_mean = Words.fill("the mean over the {} channels instead of the sum", depth)
    yield exercise.kernel._replace(weights=mean), phrase_mean, _flag(exercise, mean)


def _one_for_all(exercise: Sums) -> Found:
    """Filter every channel by the first plane, where each has its own."""
    weights = exercise.kernel.weights
    if exercise.kernel.groups > 1 and not exercise.transposed:
        first = np.broadcast_to(weights.values[:1], weights.shape)
        yield from _made(exercise, first, "the first plane of the kernel for every channel", "")


def _separate(exercise: Sums) -> Found:
    """Filter every channel alone: for one filter, which is where people forget the sum."""
    weights, depth = exercise.kernel.weights, exercise.x.shape[1]
    if exercise.transposed or exercise.kernel.groups > 1 or weights.shape[0] > 1:
        return
    alone = weights.reshape(depth, 1, *weights.shape[2:])
    kernel = exercise.kernel._replace(weights=alone, groups=depth)
    yield kernel, "not adding the channels up", "--per-channel"


def filters(exercise: Sums) -> Found:
    """Take the filters in another order."""
    weights = exercise.kernel.weights
    axis = 1 if exercise.transposed else 0
    if weights.shape[axis] > 1:
        phrase = "taking the filters in reverse order"
        yield from _made(exercise, np.flip(weights.values, axis), phrase, "")
    first, second = weights.shape[:2]
    if first > 1 and second > 1:
        phrase = "exchanging the kernel's filters and channels"
        if first == second:
            yield from _made(exercise, np.swapaxes(weights.values, 0, 1), phrase, "")
        else:
            planes = weights.values.reshape(second, first, *weights.shape[2:])
            yield from _made(exercise, np.swapaxes(planes, 0, 1), phrase, "")


def groups(exercise: Sums) -> Found:
    """Split the channels into groups that are none, or into other ones."""
    weights, split = exercise.kernel.weights, exercise.kernel.groups
    filters, depth = weights.shape[:2]
    if exercise.transposed:
        return
    if split > 1 and weights.values.size * split <= MOST_DENSE:
        for phrase, member in (
            ("the first group of channels for every filter", lambda o, i: i),
            ("taking the groups in reverse order", lambda o, i: (split - 1 - o) * depth + i),
            ("dealing the channels out to the groups in turn", lambda o, i: i * split + o),
        ):
            yield _dense(exercise, member), phrase, ""
    if split > 1:
        return
    for count in range(2, math.gcd(filters, depth) + 1):
        if filters % count or depth % count:
            continue
        group_of_filter = np.arange(filters) * count // filters
        group_of_channel = np.arange(depth) * count // depth
        inside = group_of_filter[:, None] == group_of_channel
        values = np.where(inside.reshape(filters, depth, *(1,) * exercise.axes), weights.values, 0)
        yield from _made(exercise, values, f"splitting the channels into {count} groups", "")


def _dense(exercise: Sums, member: Callable[[int, int], int]) -> Kernel:
    """Write a kernel for groups as one for all channels.

    Parameters
    ----------
    exercise : Sums
    member : callable
        From a group and a number in it to the channel.
    """
    weights, split = exercise.kernel.weights, exercise.kernel.groups
    filters, depth = weights.shape[:2]
    values = np.zeros((filters, depth * split, *weights.shape[2:]), weights.dtype)
    for o in range(filters):
        for i in range(depth):
            values[o, member(o * split // filters, i)] = weights.values[o, i]
    return exercise.kernel._replace(weights=weights.with_values(values), groups=1)
