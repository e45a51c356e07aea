"""A matrix as text: which style it is written in, the name and the scale in front of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError, Misread, Place, quote
from convcalc.exact import product
from convcalc.notation.blocks import MAX_DEPTH, Block, cell
from convcalc.notation.lines import read_lines
from convcalc.notation.numbers import VULGAR
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convcalc.exact import Number


class Literal(Record):
    """Numbers in row order and their shape."""

    shape: tuple[int, ...]
    values: Sequence[Number]


# Signs that mean a minus (the minus sign, the en dash) or a blank (no-break ones, the figure space,
# the mark of the byte order), one for one, so that offsets stay true; \N{...} loads all names.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2013", "-"),
        **dict.fromkeys("\u00a0\u202f\u2007\ufeff", " "),
    }
)
# What plain rows do without is compiled when it is needed.
_LEAD = r"(?:\s+|[#%][^\n]*(?:\n|\Z)|\$|\\[\[(])*"
_NAME = r"[^\W\d]\w*\s*=(?!=)\s*"
_NUMBER = (
    r"[+-]?(?:\\[dt]?frac\s*\{[^{}]*\}\s*\{[^{}]*\}"
    rf"|[0-9.{VULGAR}][^\s,;|\[\](){{}}*×·\\]*)"
)
_SCALE = (
    rf"(?:\(\s*(?P<inner>{_NUMBER})\s*\)|(?P<bare>{_NUMBER}))\s*"
    r"(?:\\[,;:!]\s*)*(?:(?:\*|×|·|\\times\b|\\cdot\b)\s*|(?=[\[({]|\\left|\\begin))"
)
_IMAGEMAGICK = r"([0-9]{1,9})x([0-9]{1,9}):"
_BETWEEN_GROUPS = r"(?<!,)\s+(?!,)"
_JSON_OBJECT = r'\{\s*["}]'
_JSON_LEAF = r'"(?:[^"\\]|\\.)*"|[^\s,\[\]{}:"]+'


def read_literal(text: str, name: str = "") -> Literal:
    """Read a matrix from text, whatever style it is written in.

    Parameters
    ----------
    text : str
        Rows and brackets, a paste from NumPy, PyTorch or MATLAB, LaTeX, a Markdown table, JSON,
        CSV, an ImageMagick kernel.
    name : str
        The file it came from, for messages.

    Returns
    -------
    Literal
        One row without nested brackets is a vector.

    Raises
    ------
    ConvcalcError
        With the place, what was expected there and what to type instead.

    Examples
    --------
    >>> read_literal("1/2 * [1 2; 3 4]")
    Literal(shape=(2, 2), values=[Fraction(1, 2), 1, Fraction(3, 2), 2])
    """
    plain = _plain(text)
    try:
        block = _read(plain)
    except Misread as error:
        place = Place(plain, error.offset, name) if plain.strip() else None
        raise ConvcalcError(error.reason, place=place) from None
    return Literal(block.shape, block.values)


def _plain(text: str) -> str:
    """Replace signs by plainer ones, one for one, so that offsets stay true."""
    return text.replace("\r\n", " \n").replace("\r", "\n").translate(_PLAIN)


def front(text: str) -> int:
    """Return where the matrix begins, behind its name and the scale in front of it.

    >>> front("K = 1/9 * [9 18]")
    10
    """
    try:
        return _read_front(_plain(text))[0]
    except Misread:
        return 0


def _read(text: str) -> Block:
    if not text.strip():
        raise Misread("the input is empty: expected a matrix such as 1 2; 3 4", 0)
    plain = read_lines(text, 0)
    if plain:
        return plain
    start, scale = _read_front(text)
    block = _read_matrix(text, start)
    return block if scale == 1 else block._replace(values=[product(scale, x) for x in block.values])


def _read_matrix(text: str, start: int) -> Block:
    """Choose the style by how the matrix begins."""
    if _match(_JSON_OBJECT, text, start):
        return _read_json_object(text, start)
    if match := _match(_IMAGEMAGICK, text, start):
        return _read_imagemagick(text, match)
    if text.startswith("|", start):
        from convcalc.notation.tables import read_tables

        return read_tables(text, start)
    if "\\begin{" in text:
        from convcalc.notation.latex import read_latex

        return read_latex(text, start)
    return read_lines(text, start) or _read_rows(text, start)


def _read_rows(text: str, start: int) -> Block:
    from convcalc.notation.brackets import read_rows  # plain rows do without

    return read_rows(text, start)


def _read_front(text: str) -> tuple[int, Number]:
    """Read the name and the scale in front, ``K = 1/9 *``; return where the matrix starts."""
    start = _skip(_LEAD, text, 0)
    start = _skip(_LEAD, text, _skip(_NAME, text, start))
    match = _match(_SCALE, text, start)
    if not match:
        return start, 1
    group = "inner" if match["inner"] else "bare"
    return match.end(), cell(match[group], match.start(group))


def _match(pattern: str, text: str, start: int) -> re.Match[str] | None:
    return re.compile(pattern).match(text, start)


def _skip(pattern: str, text: str, start: int) -> int:
    match = _match(pattern, text, start)
    return match.end() if match else start


def _read_imagemagick(text: str, match: re.Match[str]) -> Block:
    """Read ``WxH: numbers``; ImageMagick counts the width first."""
    width, height = int(match[1]), int(match[2])
    block = _read_rows(text, match.end())
    groups = re.split(_BETWEEN_GROUPS, text[match.end() :].strip())
    lengths = [group.count(",") + 1 for group in groups]
    rows = lengths[0] if len(lengths) > 1 and len(set(lengths)) == 1 else 1
    if len(block.values) != width * height or rows not in (1, width):
        got = f"{len(block.values)} numbers" + (f" in rows of {rows}" if rows > 1 else "")
        raise Misread(
            f"{match[0].strip()} is {width} wide and {height} high (ImageMagick counts the width"
            f" first); got {got}",
            block.start,
        )
    return block._replace(shape=(height, width))


def _read_json_object(text: str, start: int) -> Block:
    """Read the ``output`` of a JSON object, as convcalc itself writes it."""
    import json

    try:
        data = json.loads(text[start:], parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        place = min(start + error.pos, len(text) - 1)
        raise Misread(f"broken JSON: {error.msg}", place) from None
    except RecursionError:
        raise Misread("brackets nested too deep", start) from None
    if "output" not in data:
        keys = quote(", ".join(data)) if data else "none"
        raise Misread(f'a JSON object needs the key "output"; it has {keys}', start)
    key = text.find('"output"', start)
    leaves = iter(re.compile(_JSON_LEAF).finditer(text, key + len('"output"')))
    return read_nested(data["output"], lambda leaf: _json_cell(leaf, next(leaves)), key)


def _json_cell(leaf: Any, written: re.Match[str]) -> Number:
    if isinstance(leaf, str):
        return cell(leaf, written.start())
    return cell("null" if leaf is None else str(leaf).lower(), written.start())


def read_nested(data: Any, leaf: Callable[[Any], Number], start: int = 0) -> Block:
    """Read nested lists, all of one depth and every level of one length."""
    shape: list[int] = []
    level = [data]
    while any(isinstance(item, list | tuple) for item in level):
        lengths = {len(x) if isinstance(x, list | tuple) else -1 for x in level}
        if len(lengths) > 1 or lengths == {0}:
            raise Misread("the lists are ragged or empty: give every row as many numbers", start)
        shape.append(lengths.pop())
        if len(shape) > MAX_DEPTH:
            raise Misread(f"brackets nested more than {MAX_DEPTH} deep", start)
        level = [x for item in level for x in item]
    return Block(tuple(shape or (1,)), [leaf(item) for item in level], start)
