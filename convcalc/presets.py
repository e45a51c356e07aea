"""Kernels and inputs by name. A new one is one entry in ``PRESETS``.

Help, completion, ``convcalc kernels`` and the tests all read the registry.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.exact import product
from convcalc.notation.calls import check_arguments, needed, split_call
from convcalc.notation.literals import Literal, read_literal
from convcalc.notation.numbers import NotANumber, read_number
from convcalc.notation.sizes import read_sizes
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.exact import Number

MAX_CELLS = 2**24


class Preset(Record):
    """A kernel or an input that has a name.

    Attributes
    ----------
    make : callable
        From the arguments after the colons, as text, to the numbers.
    summary, source : str
        What it does, and who described it.
    arguments : str
        How the arguments are written; empty where there are none, in brackets where they may be
        left out.
    """

    make: Callable[..., Literal]
    summary: str
    source: str
    arguments: str = ""

    @property
    def needs_arguments(self) -> bool:
        """Whether the bare name is not enough."""
        return needed(self.arguments) > 0


def expand(text: str) -> Literal | None:
    """Return the numbers that ``name`` or ``name:args`` stands for, None if it is no preset.

    >>> expand("box:2")
    Literal(shape=(2, 2), values=[Fraction(1, 4), Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)])
    """
    name, arguments = split_call(text)
    if name not in PRESETS:
        return None
    preset = PRESETS[name]
    check_arguments(text, name, preset.arguments, arguments)
    try:
        return preset.make(*arguments)
    except ConvcalcError as error:
        raise error.within(quote(text)) from None


def unknown_preset(text: str, what: str = "preset") -> ConvcalcError:
    """Say that there is no such preset, and which one comes nearest."""
    from difflib import get_close_matches

    name, _, arguments = text.lower().partition(":")
    near = get_close_matches(name, PRESETS, cutoff=0.7)
    if arguments:
        near = [f"{match}:{arguments}" for match in near]
    hint = f"did you mean {' or '.join(near)}?" if near else "convcalc kernels lists the presets"
    return ConvcalcError(f"no such {what}: {quote(text)}; {hint}")


def _fixed(rows: str) -> Callable[[], Literal]:
    return lambda: read_literal(rows)


def _transposed(rows: str) -> Callable[[], Literal]:
    def make() -> Literal:
        literal = read_literal(rows)
        height, width = literal.shape
        values = [literal.values[i * width + j] for j in range(width) for i in range(height)]
        return Literal((width, height), values)

    return make


def _side(n: str) -> int:
    if not n.isdecimal() or int(n) < 1:
        raise ConvcalcError(f"n is {quote(n)}: expected a whole number, 1 or more")
    _count((int(n), int(n)))
    return int(n)


def _count(shape: tuple[int, ...]) -> int:
    cells = math.prod(shape)
    if cells > MAX_CELLS:
        raise ConvcalcError(f"{cells:,} cells are too many: expected at most {MAX_CELLS:,}")
    return cells


def _shape(sizes: str) -> tuple[int, ...]:
    shape = read_sizes(sizes, "size")
    if min(shape) < 1:
        raise ConvcalcError(f"size is {min(shape)}: expected 1 or more")
    if len(shape) > 5:
        raise ConvcalcError(f"there are {len(shape)} axes: expected at most 5")
    _count(shape)
    return shape


def _scaled(shape: tuple[int, ...], values: list[int], divisor: int) -> Literal:
    if divisor == 1:
        return Literal(shape, values)
    from fractions import Fraction

    scale = Fraction(1, divisor)
    return Literal(shape, [product(scale, value) for value in values])


def _box(n: str = "3") -> Literal:
    side = _side(n)
    return _scaled((side, side), [1] * side**2, side**2)


def _motion(n: str = "3") -> Literal:
    side = _side(n)
    return _scaled((side, side), _diagonal((side, side)), side)


def _binomial(n: int) -> list[int]:
    row = [math.comb(n - 1, i) for i in range(n)]
    return [a * b for a in row for b in row]


def _gaussian(n: str = "3", sigma: str = "") -> Literal:
    side = _side(n)
    if not sigma:
        return _scaled((side, side), _binomial(side), 4 ** (side - 1))
    width = _positive_float(sigma)
    offsets = [(i - (side - 1) / 2) / width for i in range(side)]
    row = [math.exp(-0.5 * offset * offset) for offset in offsets]
    total = math.fsum(row)
    if not total:
        raise ConvcalcError(f"sigma is {quote(sigma)}, too small for {side} cells: nothing is left")
    return Literal((side, side), [a / total * (b / total) for a in row for b in row])


def _positive_float(sigma: str) -> float:
    try:
        width = float(_number(sigma, "sigma"))
    except OverflowError:
        width = math.inf
    if not 0 < width < math.inf:
        raise ConvcalcError(f"sigma is {quote(sigma)}: expected a number above 0, below 1e308")
    return width


def _unsharp() -> Literal:
    values = [-value for value in _binomial(5)]
    values[12] += 2 * 256
    return _scaled((5, 5), values, 256)


def _laplacian(neighbours: str = "4") -> Literal:
    rows = {"4": "0 1 0; 1 -4 1; 0 1 0", "8": "1 1 1; 1 -8 1; 1 1 1"}
    if neighbours not in rows:
        raise ConvcalcError(f"neighbours is {quote(neighbours)}: expected 4 or 8")
    return read_literal(rows[neighbours])


def _number(text: str, name: str) -> Number:
    try:
        return read_number(text)
    except NotANumber as error:
        raise error.within(name) from None


def _diagonal(shape: tuple[int, ...]) -> list[int]:
    """Write the identity in the last two axes, once for each cell of the others."""
    height, width = shape[-2:]
    plane = [int(i == j) for i in range(height) for j in range(width)]
    return plane * math.prod(shape[:-2])


def _eye(sizes: str) -> Literal:
    shape = _shape(sizes)
    if len(shape) == 1:
        shape *= 2
        _count(shape)
    return Literal(shape, _diagonal(shape))


def _constant(value: int) -> Callable[[str], Literal]:
    def make(sizes: str) -> Literal:
        shape = _shape(sizes)
        return Literal(shape, [value] * math.prod(shape))

    return make


def _arange(sizes: str, start: str = "0") -> Literal:
    shape = _shape(sizes)
    first = _number(start, "start")
    return Literal(shape, [first + i for i in range(math.prod(shape))])


def _random(sizes: str, seed: str = "0") -> Literal:
    from random import Random

    shape = _shape(sizes)
    (number,) = read_sizes(seed, "seed")
    draw = Random(number).random  # noqa: S311 - exercises, not secrets
    return Literal(shape, [math.floor(19 * draw()) - 9 for _ in range(math.prod(shape))])


_SOBEL = "-1 0 1; -2 0 2; -1 0 1"
_PREWITT = "-1 0 1; -1 0 1; -1 0 1"
_SCHARR = "-3 0 3; -10 0 10; -3 0 3"
_LOG = "0 0 1 0 0; 0 1 2 1 0; 1 2 -16 2 1; 0 1 2 1 0; 0 0 1 0 0"

PRESETS: Mapping[str, Preset] = {
    "identity": Preset(_fixed("0 0 0; 0 1 0; 0 0 0"), "changes nothing", "delta function"),
    "box": Preset(_box, "mean of the window", "moving average", "[:n]"),
    "gaussian": Preset(
        _gaussian,
        "blur: binomial weights, or exp(-r^2/2 sigma^2) with a sigma",
        "normal distribution, by default its binomial approximation",
        "[:n[:sigma]]",
    ),
    "sharpen": Preset(
        _fixed("0 -1 0; -1 5 -1; 0 -1 0"), "identity minus laplacian", "image processing"
    ),
    "unsharp": Preset(_unsharp, "2 identity - gaussian:5", "unsharp masking in darkrooms"),
    "emboss": Preset(_fixed("-2 -1 0; -1 1 1; 0 1 2"), "relief, lit from one corner", "GIMP"),
    "outline": Preset(_fixed("-1 -1 -1; -1 8 -1; -1 -1 -1"), "edges all round", "image processing"),
    "laplacian": Preset(_laplacian, "second differences", "finite differences", "[:4|8]"),
    "log": Preset(_fixed(_LOG), "laplacian of gaussian", "Marr & Hildreth 1980"),
    "sobel-x": Preset(_fixed(_SOBEL), "change from left to right", "Sobel & Feldman 1968"),
    "sobel-y": Preset(_transposed(_SOBEL), "change from top to bottom", "Sobel & Feldman 1968"),
    "prewitt-x": Preset(_fixed(_PREWITT), "change from left to right", "Prewitt 1970"),
    "prewitt-y": Preset(_transposed(_PREWITT), "change from top to bottom", "Prewitt 1970"),
    "scharr-x": Preset(_fixed(_SCHARR), "change from left to right", "Scharr 2000"),
    "scharr-y": Preset(_transposed(_SCHARR), "change from top to bottom", "Scharr 2000"),
    "roberts-x": Preset(_fixed("1 0; 0 -1"), "change along a diagonal", "Roberts 1963"),
    "roberts-y": Preset(_fixed("0 1; -1 0"), "change along the other diagonal", "Roberts 1963"),
    "motion": Preset(_motion, "blur along the diagonal", "eye / n", "[:n]"),
    "ones": Preset(_constant(1), "every cell 1", "generated", ":SIZE"),
    "zeros": Preset(_constant(0), "every cell 0", "generated", ":SIZE"),
    "eye": Preset(_eye, "identity matrix", "generated", ":SIZE"),
    "arange": Preset(_arange, "0, 1, 2, ... row by row", "generated", ":SIZE[:start]"),
    "random": Preset(
        _random, "whole numbers from -9 to 9, the same for a seed", "generated", ":SIZE[:seed]"
    ),
}
