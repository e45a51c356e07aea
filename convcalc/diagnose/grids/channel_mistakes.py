"""Kernels whose planes, filters or groups are mixed up, or left out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from convcalc.diagnose.grids.after import divided
from convcalc.diagnose.grids.kernel_mistakes import flag_of, made
from convcalc.results import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.diagnose.grids.kernel_mistakes import Found
    from convcalc.diagnose.grids.parts import Kernel
    from convcalc.diagnose.grids.sums_exercise import Sums

MOST_CHANNELS = 4  # that are tried alone, beside the last one
MOST_DENSE = 2**20  # numbers of a kernel for groups, written for all channels


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
        yield from made(exercise, np.moveaxis(alone, 0, axis), phrase, "")
        if depth > 2:
            others = values.copy()
            others[channel] = 0
            phrase = f"leaving out channel {channel}"
            yield from made(exercise, np.moveaxis(others, 0, axis), phrase, "")
    first = np.broadcast_to(values[:1], values.shape)
    phrase = "the first plane of the kernel for every channel"
    yield from made(exercise, np.moveaxis(first, 0, axis), phrase)
    phrase = "taking the channels in reverse order"
    yield from made(exercise, np.moveaxis(values[::-1], 0, axis), phrase)
    mean = divided(weights, depth)
    phrase_mean = Words.fill("the mean over the {} channels instead of the sum", depth)
    yield exercise.kernel._replace(weights=mean), phrase_mean, flag_of(exercise, mean)


def _one_for_all(exercise: Sums) -> Found:
    """Filter every channel by the first plane, where each has its own."""
    weights = exercise.kernel.weights
    if exercise.kernel.groups > 1 and not exercise.transposed:
        first = np.broadcast_to(weights.values[:1], weights.shape)
        yield from made(exercise, first, "the first plane of the kernel for every channel", "")


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
        yield from made(exercise, np.flip(weights.values, axis), phrase, "")
    first, second = weights.shape[:2]
    if first > 1 and second > 1:
        phrase = "exchanging the kernel's filters and channels"
        if first == second:
            yield from made(exercise, np.swapaxes(weights.values, 0, 1), phrase, "")
        else:
            planes = weights.values.reshape(second, first, *weights.shape[2:])
            yield from made(exercise, np.swapaxes(planes, 0, 1), phrase, "")


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
        yield from made(exercise, values, f"splitting the channels into {count} groups", "")


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
