"""Large grids of plain numbers: read piece by piece, with operations on whole arrays of bytes.

The careful reader goes through a text number by number; it knows every style and every mistake. A
large CSV file is nearly always lines of integers or short decimals. They are read here, to exactly
the same numbers. Whatever else stands in a text, above all a mistake, is left to the careful one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convcalc.progress import report
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcalc.tensor import Array

_MOST_DIGITS = 18  # so many fit into an int64, whatever they are
_PIECE = 1 << 18  # bytes of text at a time: what is made of them stays in the cache
_lead = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*").match  # a byte-order mark, blank lines
_next_number = re.compile(rb"(?<=[ \t\n,])[^ \t\r\n,]").search

# What bytes become: digits their value, then what belongs to a number, then what separates numbers.
_POINT, _MINUS, _PLUS, _BLANK, _COMMA, _TAB, _NEWLINE, _OTHER = range(10, 18)
_CODES = bytearray([_OTHER]) * 256
_CODES[ord("0") : ord("9") + 1] = range(10)
for _code, _sign in enumerate(b".-+ ,\t\n", _POINT):
    _CODES[_sign] = _code


class _NotPlain(Exception):  # noqa: N818 - no error: the careful reader takes over
    """The text needs the careful reader."""


def read_plain(data: bytes) -> Tensor | None:
    r"""Read lines of integers and decimals; None where the text is, or might be, anything else.

    Parameters
    ----------
    data : bytes
        Text. Between two numbers of a line stands one comma or one tab, or blanks.

    Returns
    -------
    Tensor or None
        Exactly what the careful reader makes of the text.

    Examples
    --------
    >>> read_plain(b"1,2\n3,4.5\n")
    Tensor([[Fraction(1, 1), Fraction(2, 1)], [Fraction(3, 1), Fraction(9, 2)]])
    >>> read_plain(b"1,2\n3,x\n") is None
    True
    """
    # Once glibc has freed a large block, it keeps the smaller ones that come and go below, and does
    # not ask the system for each of them anew: half the time.
    np.empty(32 * _PIECE, np.uint8)
    grid = _Grid(_count_separators(data) + 1)
    done = 0
    try:
        for text in _pieces(data):
            grid.add(_read_piece(text))
            report("reading", done := done + len(text), len(data))
    except _NotPlain:
        return None
    return grid.tensor()


def _count_separators(data: bytes) -> int:
    """Count the bytes that may separate numbers, without an array as long as the text."""
    view = np.frombuffer(data, np.uint8)
    starts = range(0, len(data), _PIECE)
    return sum(int(np.count_nonzero(view[i : i + _PIECE] <= ord(","))) for i in starts)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Cut a text where a number begins; every piece ends with a separator."""
    lead = _lead(data)
    start = lead.end() if lead else 0
    while match := _next_number(data, start + _PIECE):
        yield data[start : match.start()]
        start = match.start()
    yield data[start:].rstrip() + b"\n"


class _Piece(NamedTuple):
    """The numbers of a piece of text: integers over ``10**places``, and which of them end a line.

    ``whole_digits`` is how many digits stand before the point, at most.
    """

    numerators: Array
    places: int
    whole_digits: int
    line_ends: Array


class _Grid:
    """The numbers of the pieces so far, over one power of ten, and how they stand in lines."""

    def __init__(self, room: int) -> None:
        self.numerators = np.empty(room, np.int64)
        self.count = self.places = self.whole_digits = self.lines = self.width = 0

    def add(self, piece: _Piece) -> None:
        """Put the numbers of the next piece behind the others."""
        self.whole_digits = max(self.whole_digits, piece.whole_digits)
        places = max(self.places, piece.places)
        _check_digits(self.whole_digits + places)
        if places > self.places:
            self.numerators[: self.count] *= 10 ** (places - self.places)
            self.places = places
        self._end_lines(piece.line_ends + self.count + 1)
        end = self.count + piece.numerators.size
        self.numerators[self.count : end] = piece.numerators * 10 ** (places - piece.places)
        self.count = end

    def _end_lines(self, counts: Array) -> None:
        """Check how many numbers there were at the ends of further lines."""
        if counts.size:
            self.width = self.width or int(counts[0])
            before, self.lines = self.lines, self.lines + counts.size
            if not np.array_equal(counts, np.arange(before + 1, self.lines + 1) * self.width):
                raise _NotPlain

    def tensor(self) -> Tensor:
        """Return all numbers in lowest terms; one line is a vector."""
        shape = (self.lines, self.width) if self.lines > 1 else (self.width,)
        return Tensor.exact(self.numerators[: self.count].reshape(shape), 10**self.places)


def _check_digits(most: int) -> None:
    if most > _MOST_DIGITS:
        raise _NotPlain


def _read_piece(text: bytes) -> _Piece:
    """Read a text that ends with a separator.

    Raises
    ------
    _NotPlain
        If there is more or less in it than numbers with one separator behind each.
    """
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    codes = np.frombuffer(text.translate(_CODES), np.uint8)
    if codes.max() == _OTHER:
        raise _NotPlain
    ends = np.flatnonzero(codes >= _BLANK)
    if not _lengths(ends).all():
        codes = _without_idle_blanks(codes)
        ends = np.flatnonzero(codes >= _BLANK)
    decimals: Array = np.zeros(1, np.int64)
    if (points := np.flatnonzero(codes == _POINT)).size:
        codes = np.frombuffer(codes.tobytes().translate(None, bytes([_POINT])), np.uint8)
        with_points, ends = ends, np.flatnonzero(codes >= _BLANK)
        decimals = _decimals(with_points, ends, points)
    return _numbers(codes, ends, decimals)


def _lengths(ends: Array) -> Array:
    lengths: Array = np.diff(ends, prepend=-1) - 1
    return lengths


def _without_idle_blanks(codes: Array) -> Array:
    """Leave out blanks beside another separator."""
    apart = codes >= _BLANK
    idle = codes == _BLANK
    idle[:-1] &= apart[1:]
    idle[-1] = False
    codes = codes[~idle]
    idle = codes == _BLANK
    idle[1:] &= codes[:-1] >= _BLANK
    kept: Array = codes[~idle]
    return kept


def _decimals(with_points: Array, ends: Array, points: Array) -> Array:
    """Count the digits behind each number's point, from where it ends with points and without."""
    points_each = np.diff(with_points - ends, prepend=0)
    if points_each.max() > 1:
        raise _NotPlain
    decimals: Array = np.zeros(ends.size, np.int64)
    pointed = points_each == 1
    decimals[pointed] = with_points[pointed] - 1 - points
    return decimals


def _numbers(codes: Array, ends: Array, decimals: Array) -> _Piece:
    """Put together digits without points between them."""
    lengths = _lengths(ends)
    first = codes[ends - lengths]
    signed = (first == _MINUS) | (first == _PLUS)
    digits = lengths - signed
    whole_digits, places = int((digits - decimals).max()), int(decimals.max())
    _check_digits(int(digits.max()))
    _check_digits(whole_digits + places)
    signs = np.count_nonzero((codes == _MINUS) | (codes == _PLUS))
    if digits.min() < 1 or (digits < decimals).any() or signs != np.count_nonzero(signed):
        raise _NotPlain
    numerators = _integers(codes, int(digits.max()))[ends - 1].astype(np.int64)
    if signs:
        numerators *= 1 - 2 * (first == _MINUS)
    if (decimals != places).any():
        numerators *= 10 ** (places - decimals)
    line_ends = np.searchsorted(ends, np.flatnonzero(codes == _NEWLINE))
    return _Piece(numerators, places, whole_digits, line_ends)


def _integers(codes: Array, longest: int) -> Array:
    """Return at each digit the integer that ends there; elsewhere nothing of use."""
    run = codes < _POINT  # the last ``size`` codes are digits
    values, size = codes * run, 1
    for dtype in (np.uint8, np.uint16, np.uint32, np.int64, np.int64):
        if size >= longest:
            break
        values = values.astype(dtype)
        values[size:] += values[:-size] * run[size:] * dtype(10**size)
        run[size:] &= run[:-size]
        size *= 2
    return values
