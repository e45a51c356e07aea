"""The oracle: plain nested loops that anyone can check by eye. Nothing is shared with convcalc."""

from __future__ import annotations

from itertools import product
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Cells: TypeAlias = npt.NDArray[Any]  # of Python integers, fractions or floats


def pad_line(line: list[Any], before: int, after: int, mode: str, value: Any = 0) -> list[Any]:
    """Pad one line of cells, by the definition of each mode."""
    n = len(line)
    if mode == "zeros":
        return [value] * before + line + [value] * after
    if mode == "replicate":
        return [line[0]] * before + line + [line[-1]] * after
    if mode == "circular":
        return line[n - before :] + line + line[:after]
    backwards = line[::-1]
    if mode == "symmetric":
        return backwards[n - before :] + line + backwards[:after]
    assert mode == "reflect"
    return backwards[n - 1 - before : n - 1] + line + backwards[1 : 1 + after]


def pad(x: Cells, sides: list[tuple[int, int]], mode: str = "zeros", value: Any = 0) -> Cells:
    """Pad the last axes of an array, one after the other."""
    for axis, (before, after) in enumerate(sides, x.ndim - len(sides)):
        lines = np.moveaxis(x, axis, -1)
        padded = np.empty((*lines.shape[:-1], lines.shape[-1] + before + after), dtype=object)
        for index in np.ndindex(*lines.shape[:-1]):
            padded[index] = pad_line(list(lines[index]), before, after, mode, value)
        x = np.moveaxis(padded, -1, axis)
    return x


def correlate(x: Cells, w: Cells, stride: list[int], dilation: list[int], groups: int = 1) -> Cells:
    """Slide ``O x C/g x k`` kernels over a padded ``C x n`` input, one product at a time."""
    filters, depth, *kernel = w.shape
    sizes = [
        (n - d * (k - 1) - 1) // s + 1
        for n, k, s, d in zip(x.shape[1:], kernel, stride, dilation, strict=True)
    ]
    out = np.empty((filters, *sizes), dtype=object)
    for o, *place in product(range(filters), *map(range, sizes)):
        first_channel = o // (filters // groups) * depth
        total = 0
        for c, *tap in product(range(depth), *map(range, kernel)):
            cell = [i * s + a * d for i, s, a, d in zip(place, stride, tap, dilation, strict=True)]
            total += w[(o, c, *tap)] * x[(first_channel + c, *cell)]
        out[(o, *place)] = total
    return out


def transpose(  # noqa: PLR0913, PLR0917 - the formula has that many letters
    x: Cells,
    w: Cells,
    stride: list[int],
    sides: list[tuple[int, int]],
    dilation: list[int],
    extra: list[int],
    groups: int = 1,
) -> Cells:
    """Lay ``C x O/g x k`` kernels, weighted by a ``C x n`` input, onto the output."""
    channels, depth, *kernel = w.shape
    sizes = [
        (n - 1) * s - before - after + d * (k - 1) + 1 + op
        for n, k, s, (before, after), d, op in zip(
            x.shape[1:], kernel, stride, sides, dilation, extra, strict=True
        )
    ]
    out = np.zeros((depth * groups, *sizes), dtype=object)
    for c, o, *rest in product(
        range(channels), range(depth), *map(range, x.shape[1:]), *map(range, kernel)
    ):
        place, tap = rest[: len(kernel)], rest[len(kernel) :]
        cell = [
            i * s + a * d - before
            for i, s, a, d, (before, _) in zip(place, stride, tap, dilation, sides, strict=True)
        ]
        if all(0 <= i < size for i, size in zip(cell, sizes, strict=True)):
            target = (c // (channels // groups) * depth + o, *cell)
            out[target] += w[(c, o, *tap)] * x[(c, *place)]
    return out
