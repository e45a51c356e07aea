"""Every format against every kind of result, and every text format read back."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import ConvcalcError, apply
from convcalc.files import read_bytes
from convcalc.operation.kernels import list_kernels, show_kernel
from convcalc.output import FORMATS, Style, format_for, render
from convcalc.output.numbers import rounded
from convcalc.output.texts import full_texts, pretty_texts
from convcalc.tensor import Tensor
from tests.conftest import bytes_of, text_of

READABLE = [name for name in FORMATS if name != "pretty"]
FRACTIONS = Style(fractions=True)


def _identity(tensor: Tensor) -> object:
    """Make an apply result whose output is this tensor."""
    return apply("1", "1")._replace(output=tensor)


def _written(tensor: Tensor, name: str, style: Style = Style()) -> str:  # noqa: B008 - immutable
    return text_of(render(_identity(tensor), name, style))  # type: ignore[arg-type]


EXACT_TEXTS = [
    (19, "19", "19"),
    (-(2**70), "-1180591620717411303424", "-1180591620717411303424"),
    (Fraction(5, 2), "2.5", "5/2"),
    (Fraction(-1, 1024), "-0.0009765625", "-1/1024"),
    (Fraction(14, 9), "1.5555555555555556", "14/9"),
    (Fraction(10**30, 3), repr(10**30 / 3), "1" + "0" * 30 + "/3"),
    (Fraction(1, 3 * 10**8), repr(1 / (3 * 10**8)), "1/300000000"),
    (Fraction(10**400, 3), "3.3333333333333333e+399", "1" + "0" * 400 + "/3"),
    (Fraction(1, 3 * 10**400), "3.3333333333333333e-401", "1/3" + "0" * 400),
]


@pytest.mark.parametrize(("number", "decimal", "fraction"), EXACT_TEXTS)
def test_exact_numbers_in_full(number: Fraction, decimal: str, fraction: str) -> None:
    tensor = Tensor.from_numbers([number], (1,))
    assert full_texts(tensor, Style()) == [decimal]
    assert full_texts(tensor, FRACTIONS) == [fraction]


def test_a_rational_among_others_is_written_as_if_alone() -> None:
    numbers = [Fraction(1, 2), Fraction(1, 3), Fraction(4), Fraction(0), Fraction(1, 8)]
    tensor = Tensor.from_numbers(numbers, (5,))
    assert full_texts(tensor, Style()) == ["0.5", "0.3333333333333333", "4", "0", "0.125"]
    assert full_texts(tensor, FRACTIONS) == ["1/2", "1/3", "4", "0", "1/8"]


@given(st.fractions())
def test_other_rationals_are_the_nearest_double(number: Fraction) -> None:
    (text,) = full_texts(Tensor.from_numbers([number], (1,)), Style())
    terminating = Fraction(text) == number
    assert terminating or float(text) == float(number)


@pytest.mark.parametrize(
    ("dtype", "values", "texts"),
    [
        (np.float64, [0.1, 1.0, -0.0, 1e22, 1e-7], ["0.1", "1", "0", "1e+22", "1e-07"]),
        (np.float32, [0.1, 1.0, -0.0, 16777216], ["0.1", "1", "0", "16777216"]),
        (np.float16, [0.1, 2048], ["0.1", "2048"]),
        (np.float64, [np.nan, np.inf, -np.inf], ["nan", "inf", "-inf"]),
    ],
)
def test_floats_in_their_shortest_form(
    dtype: type[np.floating], values: list[float], texts: list[str]
) -> None:
    assert full_texts(Tensor(np.array(values, dtype)), Style()) == texts


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1 / 9, "0.111111"),
        (-2.5, "-2.5"),
        (1234567.89, "1234568"),
        (999999.5, "1000000"),
        (0.99999999, "1"),
        (123456789012345.6, "123456789012346"),
        (1e15, "1e+15"),
        (1.23456789e20, "1.23457e+20"),
        (0.0001, "0.0001"),
        (0.00009999, "9.999e-05"),
        (100.0, "100"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
    ],
)
def test_pretty_rounds_but_never_cuts_the_integer_part(number: float, text: str) -> None:
    assert rounded(number, 6) == text


def test_pretty_leaves_exact_integers_as_they_are() -> None:
    tensor = Tensor.from_numbers([10**20, Fraction(1, 3)], (2,))
    assert pretty_texts(tensor, Style()) == ["100000000000000000000", "0.333333"]
    assert pretty_texts(tensor, Style(precision=2)) == ["100000000000000000000", "0.33"]
    assert pretty_texts(tensor, FRACTIONS) == ["100000000000000000000", "1/3"]


tensors = st.builds(
    lambda shape, numbers: Tensor.from_numbers(
        [numbers[i % len(numbers)] for i in range(int(np.prod(shape)))], tuple(shape)
    ),
    st.lists(st.integers(1, 3), min_size=1, max_size=5),
    st.lists(st.one_of(st.integers(), st.fractions(max_denominator=10**6)), min_size=1, max_size=9),
)


def _without_leading_ones(tensor: Tensor) -> tuple[int, ...]:
    shape = list(tensor.shape)
    while len(shape) > 1 and shape[0] == 1:
        shape.pop(0)
    return tuple(shape)


@pytest.mark.parametrize("name", [name for name in READABLE if name != "npy"])
@given(tensor=tensors)
def test_what_is_written_is_read_back_equal(name: str, tensor: Tensor) -> None:
    data = _written(tensor, name, FRACTIONS)
    back = read_bytes(data.encode(), name)
    assert _without_leading_ones(back) == _without_leading_ones(tensor)
    expected = tensor.reshape(-1).tolist()
    assert back.reshape(-1).tolist() == expected
    if name == "json":
        assert back.shape == tensor.shape


@pytest.mark.parametrize("name", [name for name in READABLE if name not in ("npy", "json")])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_read_back_equal(name: str, dtype: type[np.floating]) -> None:
    rng = np.random.default_rng(0)
    values = (rng.standard_normal((3, 4)) * 10.0 ** rng.integers(-30, 30, (3, 4))).astype(dtype)
    back = read_bytes(_written(Tensor(values), name).encode(), name)
    np.testing.assert_array_equal(back.as_float(dtype), values)


def test_plain_lays_out_by_axes() -> None:
    tensor = Tensor(np.arange(16).reshape(2, 2, 2, 2))
    expected = "0 1\n2 3\n\n4 5\n6 7\n---\n8 9\n10 11\n\n12 13\n14 15\n"
    assert _written(tensor, "plain") == expected
    assert _written(tensor.reshape(2, 1, 1, 2, 4), "csv") == (
        "0,1,2,3\n4,5,6,7\n===\n8,9,10,11\n12,13,14,15\n"
    )
    assert _written(Tensor(np.array([1, 2])), "plain") == "1 2\n"
    assert _written(Tensor(np.array([[1, 2]])), "tsv") == "1\t2\n"


def test_latex_and_markdown() -> None:
    tensor = Tensor.from_numbers([1, Fraction(-1, 2), 3, 4], (2, 2))
    assert _written(tensor, "latex", FRACTIONS) == (
        "\\begin{bmatrix}\n  1 & -\\frac{1}{2} \\\\\n  3 & 4\n\\end{bmatrix}\n"
    )
    assert _written(tensor, "markdown") == ("|  |  |\n|---:|---:|\n| 1 | -0.5 |\n| 3 | 4 |\n")


def test_json_is_one_line_that_json_reads() -> None:
    page = render(apply("1 2; 3 4", "1/3", bias="1/2"), "json", Style())
    assert isinstance(page.data, str)
    assert page.data.count("\n") == 1
    data = json.loads(page.data)
    assert data["output"][0] == [float(Fraction(5, 6)), float(Fraction(7, 6))]
    assert data["bias"] == [0.5]
    fractions = json.loads(
        _written(Tensor.from_numbers([Fraction(14, 9), 2], (2,)), "json", FRACTIONS)
    )
    assert fractions["output"] == ["14/9", 2]
    floats = _written(Tensor(np.array([1.0, 1e16, -0.0])), "json")
    assert '"output": [1.0, 1e+16, 0.0]' in floats


def test_json_has_no_nan() -> None:
    page = render(apply("nan inf 1", "1"), "json", Style())
    assert isinstance(page.data, str)
    data = json.loads(page.data)
    assert data["output"] == [None, None, 1.0]
    assert data["notes"] == ["JSON has no nan and inf: 2 became null"] == list(page.notes)


@pytest.mark.parametrize(
    ("tensor", "dtype", "note"),
    [
        (Tensor(np.array([1, 2])), np.int64, None),
        (Tensor(np.array([1, 2], np.float32)), np.float32, None),
        (Tensor(np.array([1, 2], np.float16)), np.float16, None),
        (Tensor.from_numbers([Fraction(1, 2)], (1,)), np.float64, "npy has no fractions: written"),
        (Tensor.from_numbers([2**64], (1,)), np.float64, "some integers are too large for int64"),
    ],
)
def test_npy_keeps_the_type(tensor: Tensor, dtype: type[np.generic], note: str | None) -> None:
    page = render(_identity(tensor), "npy", Style())  # type: ignore[arg-type]
    array = np.load(io.BytesIO(bytes_of(page)))
    assert array.dtype == dtype
    np.testing.assert_array_equal(array, np.asarray(tensor))
    assert [n[:29] for n in page.notes] == ([] if note is None else [note[:29]])


def test_npy_refuses_tables() -> None:
    with pytest.raises(
        ConvcalcError, match="npy holds numbers only, no table: use one of pretty, plain, json"
    ):
        render(list_kernels(), "npy", Style())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "result", [apply("1 2", "1/3"), show_kernel("sobel-x")], ids=["apply", "kernel"]
)
def test_every_format_writes_every_grid(name: str, result: object) -> None:
    page = render(result, name, Style())  # type: ignore[arg-type]
    assert bytes_of(page) if FORMATS[name].binary else text_of(page).endswith("\n")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "npy"])
@pytest.mark.parametrize("width", [None, 80, 40])
@pytest.mark.parametrize("colour", [False, True])
def test_every_text_format_writes_every_table(name: str, width: int | None, colour: bool) -> None:
    page = render(list_kernels(), name, Style(width=width, colour=colour))
    assert isinstance(page.data, str)
    for word in ("sobel-x", "gaussian", "roberts-y", "negated"):
        assert word in page.data
    if width and name == "pretty" and not colour:
        assert max(map(len, page.data.splitlines())) <= width


def test_tables_as_tabs_and_commas() -> None:
    plain = render(list_kernels(), "plain", Style()).data
    assert isinstance(plain, str)
    rows = [line.split("\t") for line in plain.splitlines()]
    assert rows[0] == ["name", "arguments", "size", "sum", "rank", "half turn", "summary"]
    assert ["sobel-x", "", "3x3", "0", "1", "negated", "change from left to right"] in rows
    comma = render(list_kernels(), "csv", Style()).data
    assert isinstance(comma, str)
    assert list(csv.reader(io.StringIO(comma))) == rows


@pytest.mark.parametrize("name", FORMATS)
def test_the_name_of_a_file_asks_for_its_format(name: str) -> None:
    suffix = FORMATS[name].suffix
    assert format_for(f"out{suffix.upper()}") == (name if suffix else "plain")


class TestPretty:
    """What a terminal shows."""

    def test_headline_then_grid(self) -> None:
        page = render(apply("1 -20; 3 4", "1/2"), "pretty", Style(width=80))
        assert page.data == (
            "input 2x2, kernel 1x1, stride 1, padding 0, cross-correlation -> output 2x2\n"
            "\n"
            "  0.5  -10\n"
            "  1.5    2\n"
        )

    def test_points_stand_under_each_other(self) -> None:
        page = render(apply("1; 25; 125", "1/10"), "pretty", Style())
        assert text_of(page).splitlines()[2:] == ["   0.1", "   2.5", "  12.5"]

    def test_planes_are_labelled(self) -> None:
        page = render(apply("ones:2x2x1x2", "1", per_channel=True), "pretty", Style())
        assert text_of(page).splitlines()[2:] == [
            "item 0, channel 0",
            "  1  1",
            "",
            "item 0, channel 1",
            "  1  1",
            "",
            "item 1, channel 0",
            "  1  1",
            "",
            "item 1, channel 1",
            "  1  1",
        ]

    @pytest.mark.parametrize("width", [12, 20, 40, 60, 80, 200])
    @pytest.mark.parametrize("columns", [1, 5, 50])
    def test_whole_columns_are_left_out_in_the_middle(self, width: int, columns: int) -> None:
        x = np.arange(columns * 3).reshape(3, columns) * 997
        page = render(apply(x, "1"), "pretty", Style(width=width))
        assert isinstance(page.data, str)
        lines = page.data.partition("\n\n")[2].splitlines()[:3]
        assert all(len(line) <= width for line in lines) or width < 25
        grid = [line.split() for line in lines]
        for row, values in zip(grid, x.astype(str).tolist(), strict=True):
            if "..." in row:
                cut = row.index("...")
                assert row[:cut] == values[:cut]
                assert row[cut + 1 :] == values[len(values) - len(row) + cut + 1 :]
                assert "left out in the middle" in " ".join(page.data.split())
            else:
                assert row == values

    @pytest.mark.parametrize("columns", [1, 2])
    def test_one_or_two_columns_stay_however_wide(self, columns: int) -> None:
        x = np.full((2, columns), 10**15)
        page = render(apply(x, "1"), "pretty", Style(width=20))
        assert isinstance(page.data, str)
        assert page.data.splitlines()[-1] == "  " + "  ".join([str(10**15)] * columns)

    def test_full_and_pipes_show_every_column(self) -> None:
        page = render(apply("arange:2x500", "1"), "pretty", Style(width=None))
        assert isinstance(page.data, str)
        assert "..." not in page.data
        assert page.data.split()[-1] == "999"

    def test_colour_adds_nothing_but_colour(self) -> None:
        import re

        result = apply("ones:2x3x3", "1 1; 1 1", per_channel=True)
        plain = render(result, "pretty", Style(width=80)).data
        coloured = render(result, "pretty", Style(width=80, colour=True)).data
        assert isinstance(coloured, str)
        assert "\x1b[" in coloured
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain

    def test_a_preset_shows_its_facts(self) -> None:
        page = render(show_kernel("sobel-x"), "pretty", Style(width=80))
        assert isinstance(page.data, str)
        assert page.data.splitlines() == [
            "sobel-x: change from left to right",
            "",
            "  -1  0  1",
            "  -2  0  2",
            "  -1  0  1",
            "",
            "size: 3x3",
            "sum: 0",
            "rank: 1 (separable)",
            "symmetry: left-right negated, up-down same, transpose changed, half-turn negated",
            "source: Sobel & Feldman 1968",
        ]
