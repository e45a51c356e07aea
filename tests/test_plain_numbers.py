"""The reader of large plain grids: exactly the numbers of the careful one, or None."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import plain_numbers
from convcalc.errors import ConvcalcError
from convcalc.files import read_bytes
from convcalc.notation.decoding import decode
from convcalc.notation.literals import read_literal
from convcalc.plain_numbers import read_plain
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

pieces = st.sampled_from([1, 2, 7, 30, 1 << 18])  # bytes that are read at a time


def _careful(data: bytes) -> Tensor | None:
    try:
        return Tensor.from_literal(read_literal(decode(data, "text")))
    except ConvcalcError:
        return None


def _read(data: bytes, piece: int = 1 << 18) -> Tensor | None:
    """Read fast, and check the answer by the careful reader's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_numbers, "_PIECE", piece)
        fast = read_plain(data)
    if fast is not None:
        careful = _careful(data)
        assert careful is not None
        assert fast.values.dtype == careful.values.dtype
        assert fast.denominator == careful.denominator
        assert np.array_equal(fast.values, careful.values)  # and the shapes
    return fast


decimals = st.from_regex(r"[-+]?([0-9]{1,8}\.[0-9]{0,8}|\.[0-9]{1,8}|00?\.5|0)", fullmatch=True)
integers = st.one_of(
    st.integers(-999, 999), st.integers(-(10**18) + 1, 10**18 - 1), st.integers(0, 9)
).map(str)
gaps = st.sampled_from([",", " ", "\t", ", ", " ,", "   ", " \t ", " , "])
ends = st.sampled_from(["", "\n", "\r\n", " \n", "\n\n \n"])


@st.composite
def grids(draw: st.DrawFn) -> str:
    cells = draw(st.sampled_from([integers, decimals, integers | decimals]))
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5))
    gap, indent = draw(gaps), draw(st.sampled_from(["", " ", "  "]))
    newline = draw(st.sampled_from(["\n", "\r\n", " \n"]))
    return newline.join(indent + gap.join(row) for row in rows) + draw(ends)


@given(grids(), pieces)
def test_grids_are_read_to_the_careful_readers_numbers(text: str, piece: int) -> None:
    places = max(len(cell.partition(".")[2]) for cell in text.replace(",", " ").split())
    whole = max(len(cell.partition(".")[0].strip("+-")) for cell in text.replace(",", " ").split())
    assert (_read(text.encode(), piece) is not None) == (places + whole <= 18)


@given(grids(), st.data(), pieces)
def test_nor_does_a_slip_in_a_grid_make_other_numbers(
    text: str, data: st.DataObject, piece: int
) -> None:
    place = data.draw(st.integers(0, len(text)))
    slip = data.draw(st.sampled_from("-+., \t\n\re/7x"))
    kept = data.draw(st.integers(place, min(place + 2, len(text))))
    _read((text[:place] + slip + text[kept:]).encode(), piece)


@given(st.text("012.-+, \t\r\n", max_size=30), pieces)
def test_nor_does_junk(text: str, piece: int) -> None:
    _read(text.encode(), piece)


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,4\n",
        "1,2\r\n3,4\r\n",
        "1 2\n3 4",
        "1\t2\n3\t4\n\n",
        "   1   -2\n  10    3\n",
        "1 , 2\n3,  4 \n",
        "\n \n1,2\n3,4",
        "\ufeff 1,2\n3,4\n",
        "7",
        "1,2,3",
        "1\n2\n3\n",
        "+1,-2\n-0,+0\n",
        "1.5,.5\n-.25,3.\n",
        "0.10,0.20\n0.30,0.40\n",
        "0.0,-0.0\n0.00,0\n",
        "2,1\n1,0.125\n",
        "999999999999999999,-999999999999999999",
        "99999999999999.9999,-0.0001",
    ],
)
def test_plain_lines_are_read(text: str) -> None:
    assert _read(text.encode()) is not None
    assert _read(text.encode(), 1) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "1,2\n3",
        "1,2\n3,4,5\n",
        "1,2\n\n3,4\n",
        "1,2\n \n3,4\n",
        "1,2\n---\n3,4\n",
        "1,,2",
        ",1",
        "1,2,\n3,4,\n",
        "1\t\t2",
        "1\r2",
        "1,2\n-,3",
        "1,2\n.,3",
        "1,2\n-.,3",
        "1.2.3,4",
        ".-5,1",
        "1.-5,1",
        "--1,2",
        "1-2,3",
        "1-,2",
        "1e3,2",
        "1/2,3",
        "nan,1",
        "x,y\n1,2\n",
        "# 1\n1 2",
        "1;2",
        '"1","2"',
        "1\N{NO-BREAK SPACE}2",
        "1000000000000000000,1",
        "0.1234567890123456789",
        "123456789012,1\n0.1234567,1\n",
    ],
)
def test_all_else_is_left_to_the_careful_reader(text: str) -> None:
    assert _read(text.encode()) is None
    assert _read(text.encode(), 1) is None


def _lines(cell: Callable[[np.random.Generator], str], size: int) -> list[str]:
    rng = np.random.default_rng(size)
    return [",".join(cell(rng) for _ in range(size)) for _ in range(size)]


def _integer(rng: np.random.Generator) -> str:
    return str(rng.integers(-128, 128))


def _decimal(rng: np.random.Generator) -> str:
    return f"{rng.uniform(-100, 100):.{rng.integers(3)}f}"


@pytest.mark.parametrize("cell", [_integer, _decimal])
def test_a_large_file_is_read_by_whole_pieces(
    cell: Callable[[np.random.Generator], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join(_lines(cell, 300)) + "\n"
    careful = _careful(text.encode())
    assert careful is not None
    monkeypatch.setattr("convcalc.files.read_literal", None)
    fast = read_bytes(text.encode(), "big.csv")
    assert fast.denominator == careful.denominator
    assert np.array_equal(fast.values, careful.values)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2", "row 200 has 2 numbers, row 1 has 300"),
        ("1,2,", "row 200 has 2 numbers, row 1 has 300"),
        ("1,,2", "line 200, column 3: an empty cell"),
        ("1,2.3.4", "line 200, column 3: '2.3.4' is not a number"),
        ("1,x", "line 200, column 3: 'x' is not a number"),
        ("1,9-2", "line 200, column 3: '9-2' is a sum"),
    ],
)
def test_mistakes_in_a_large_file_are_found_where_they_are(line: str, reason: str) -> None:
    lines = _lines(_integer, 300)
    lines[199] = line
    with pytest.raises(ConvcalcError) as caught:
        read_bytes("\n".join(lines).encode(), "big.csv")
    assert reason in str(caught.value)


def test_blank_lines_in_a_large_file_begin_the_next_channel() -> None:
    plane = "\n".join(_lines(_integer, 40))
    assert read_bytes(f"{plane}\n\n{plane}\n".encode(), "big.csv").shape == (2, 40, 40)
