"""The oracle: plain nested loops that anyone can check by eye. Nothing is shared with convcalc."""

from __future__ import annotations

from fractions import Fraction
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


def window_cells(  # noqa: PLR0913, PLR0917 - as many letters as the formula
    n: int, k: int, s: int, sides: tuple[int, int], d: int, ceil: bool
) -> list[Any]:
    """List the cells of every window on one axis, those past the padded input left out."""
    before, after = sides
    starts = list(range(-before, n + after - d * (k - 1), s))
    if ceil:
        whole = len(starts) and starts[-1] + d * (k - 1) == n + after - 1
        more = starts[-1] + s if starts else -before
        reaches = more + d * (k - 1) - (n + after - 1) < s
        if not whole and more < n and reaches:
            starts.append(more)
    return [[i for i in range(start, start + d * k, d) if i < n + after] for start in starts]


def adaptive_cells(n: int, m: int) -> list[Any]:
    """List the cells of windows that share an axis."""
    return [list(range(i * n // m, -(-(i + 1) * n // m))) for i in range(m)]


def pool(x: Cells, windows: list[list[Any]], kind: str, count_pad: bool, divisor: Any) -> Any:
    """Pool one plane; ``windows`` lists the cells of every window, axis by axis.

    Returns the values, and for max and min where in the flattened plane they come from.
    """
    sizes = [len(axis) for axis in windows]
    out, where = np.empty(sizes, dtype=object), np.full(sizes, -1)
    for place in product(*map(range, sizes)):
        under = list(product(*(axis[i] for axis, i in zip(windows, place, strict=True))))
        inside = [c for c in under if all(0 <= i < n for i, n in zip(c, x.shape, strict=True))]
        values = [x[c] for c in inside]
        if kind in ("max", "min"):
            best = (max if kind == "max" else min)(values)
            out[place] = best
            where[place] = np.ravel_multi_index(inside[values.index(best)], x.shape)
        elif kind == "sum":
            out[place] = sum(values)
        elif kind == "avg":
            out[place] = Fraction(sum(values)) / (
                divisor or (len(under) if count_pad else len(inside))
            )
        else:
            p = float(kind.removeprefix("lp:"))
            out[place] = sum(abs(float(v)) ** p for v in values) ** (1 / p)
    return out, where


def count_windows(n: int, kernel: int, stride: int, dilation: int, padding: int) -> int:
    """Count the places where a window fits into an axis with so much padding in all."""
    padded = n + padding
    count = 0
    for start in range(0, padded, stride):
        last = start + (kernel - 1) * dilation
        if last < padded:
            count += 1
    return count


def count_transposed(n: int, kernel: int, stride: int, dilation: int) -> int:
    """Count the cells from the first to the last that a kernel is laid on."""
    last = 0
    for cell in range(n):
        for tap in range(kernel):
            last = max(last, cell * stride + tap * dilation)
    return last + 1


def seen_cells(layers: list[tuple[str, int, int, int, int]], n: int, unit: int) -> set[int]:
    """Name the input cells that one unit is made of: by following ones through every layer.

    Each layer is a kind (``C`` or ``T``), a kernel, a stride, a dilation and a padding; n is the
    input's length. Cells in the padding are None and lead nowhere.
    """
    sets: list[set[int]] = [{cell} for cell in range(n)]
    for kind, kernel, stride, dilation, padding in layers:
        if kind == "C":
            size = count_windows(len(sets), kernel, stride, dilation, 2 * padding)
        else:
            size = count_transposed(len(sets), kernel, stride, dilation) - 2 * padding
        made: list[set[int]] = [set() for _ in range(size)]
        for place in range(size):
            for tap in range(kernel):
                if kind == "C":
                    cell = place * stride + tap * dilation - padding
                    if 0 <= cell < len(sets):
                        made[place] |= sets[cell]
                else:
                    for cell in range(len(sets)):
                        if cell * stride + tap * dilation - padding == place:
                            made[place] |= sets[cell]
        sets = made
    return sets[unit]


def seen_places(layers: list[tuple[str, int, int, int, int]], unit: int) -> set[int]:
    """Name the places under a unit's windows as if no layer's input had an end."""
    places = {unit}
    for kind, kernel, stride, dilation, padding in reversed(layers):
        under: set[int] = set()
        for place in places:
            for tap in range(kernel):
                if kind == "C":
                    under.add(place * stride + tap * dilation - padding)
                else:
                    for cell in range(-200, 200):
                        if cell * stride + tap * dilation - padding == place:
                            under.add(cell)
        places = under
    return places
