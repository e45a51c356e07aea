from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.notation.literals import read_literal
from convcalc.sources import Reader, _is_name, as_tensor, from_text, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_the_order_of_what_a_text_may_be(here: Path) -> None:
    for name in ("7", "box", "data.csv", "with blank.csv", "5x5.csv", "@odd"):
        (here / name).write_text("10 20")
    assert read("7").tolist() == [7]  # a literal before a file
    assert read("@7").tolist() == [10, 20]  # a file, always
    assert read("./7").tolist() == [10, 20]
    assert read("~/7").tolist() == [10, 20]
    assert read("@~/7").tolist() == [10, 20]
    assert read(str(here / "7")).tolist() == [10, 20]
    assert read("box").shape == (3, 3)  # a preset before a file
    assert read("@box").tolist() == [10, 20]
    assert read("data.csv").tolist() == [10, 20]
    assert read("with blank.csv").tolist() == [10, 20]
    assert read("5x5.csv").tolist() == [10, 20]
    assert read("@@odd").tolist() == [10, 20]


@given(st.text("aKinft15._-:/=½ ", max_size=6) | st.text(max_size=8))
@example("inf")
@example("NaN")
@example("K=5")
def test_what_can_only_be_a_name_is_no_literal(text: str) -> None:
    if _is_name(text):
        with pytest.raises(ConvcalcError):
            read_literal(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "none.csv",
            "input: no such file or preset: 'none.csv'; convcalc kernels lists the presets",
        ),
        ("sobl-x", "input: no such file or preset: 'sobl-x'; did you mean sobel-x or sobel-y?"),
        ("Box:3", "no such file or preset: 'Box:3'; did you mean box:3?"),
        ("./none.csv", "input: cannot read './none.csv': No such file or directory"),
        ("@none.csv", "input: cannot read 'none.csv': No such file or directory"),
        ("1 x", "input: 'x' is not a number"),
        ("5x5.csv", "input: '5x5.csv' is not a number"),
        ("-1a", "input: '-1a' is not a number"),
        ("a b", "input: 'a' is not a number"),
        ("", "input: the input is empty"),
        ("a\0b", "input: no such file or preset: 'a?b'"),
        ("box:0", "input, 'box:0': n is '0': expected a whole number"),
    ],
)
def test_what_is_nothing_gets_its_reason(here: Path, text: str, reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read(text)
    assert reason in str(caught.value)


def test_a_file_names_line_and_column(here: Path) -> None:
    (here / "data.csv").write_text("1,2\n3,x\n")
    with pytest.raises(ConvcalcError) as caught:
        read("data.csv")
    assert str(caught.value) == (
        "input, data.csv, line 2, column 3: 'x' is not a number:"
        " expected one such as 7, -2.5, 1e-3 or 1/9\n  3,x\n    ^"
    )


def test_standard_input_can_be_only_one() -> None:
    reader = Reader(io.BytesIO(b"1 2"))
    assert reader.read("-", "input").tolist() == [1, 2]
    with pytest.raises(ConvcalcError, match="kernel: standard input is already the input: put th"):
        reader.read("-", "kernel")


def test_standard_input_may_be_closed_or_empty() -> None:
    with pytest.raises(ConvcalcError, match="input: standard input is closed: give a matrix or"):
        Reader().read("-", "input")
    with pytest.raises(ConvcalcError, match="input: standard input is empty: expected numbers"):
        Reader(io.BytesIO()).read("-", "input")


def test_files_are_not_read_for_python_callers(here: Path) -> None:
    (here / "data.csv").write_text("1")
    with pytest.raises(ConvcalcError, match=r"^no such preset: 'data.csv'"):
        from_text("data.csv")


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("1 2; 3 4", [[1, 2], [3, 4]]),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        (((1, 2), (3, 4)), [[1, 2], [3, 4]]),
        ([Fraction(1, 3), 1], [Fraction(1, 3), 1]),
        ([True, 2], [1, 2]),
        ([np.int64(1), np.float64(0.5)], [1.0, 0.5]),
        ([0.5, 1], [0.5, 1.0]),
        (7, [7]),
        (Fraction(1, 2), [Fraction(1, 2)]),
        (np.arange(2), [0, 1]),
        (np.float32(0.5), [0.5]),
    ],
)
def test_python_values(source: object, values: list[object]) -> None:
    assert as_tensor(source, "input").tolist() == values
    tensor = as_tensor(source, "input")
    assert as_tensor(tensor, "input") is tensor


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ([[1, 2], [3]], "kernel: the lists are ragged or empty"),
        ([], "kernel: the lists are ragged or empty"),
        (["a"], "kernel: 'a' is not a number"),
        ([None], "kernel: 'None' is not a number"),
        (np.array(["a"]), "kernel: the array holds <U1"),
        ("x", "kernel: no such preset: 'x'"),
    ],
)
def test_bad_python_values(source: object, reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        as_tensor(source, "kernel")
    assert reason in str(caught.value)
