from __future__ import annotations

import pytest

from convcalc.errors import ECHO, WINDOW, ConvcalcError, Place, quote


def test_a_long_echo_is_cut() -> None:
    assert quote("1" * 1000) == f"'{'1' * (ECHO - 3)}...'"
    assert quote("1" * ECHO) == f"'{'1' * ECHO}'"


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "a\rb", "\x00", "\t"])
def test_an_echo_moves_no_cursor(text: str) -> None:
    assert quote(text).isprintable()


def test_one_typed_line_has_a_caret_and_no_numbers() -> None:
    error = ConvcalcError("wrong", place=Place("1 2; x", 5), situation="kernel")
    assert str(error) == "kernel: wrong\n  1 2; x\n       ^"


def test_several_lines_are_counted_from_one() -> None:
    error = ConvcalcError("wrong", place=Place("1 2\n3 x", 6))
    assert str(error) == "line 2, column 3: wrong\n  3 x\n    ^"


def test_a_file_is_named_with_line_and_column() -> None:
    place = Place("1 x", 2, "data.csv")
    error = ConvcalcError("wrong", place=place).within("input")
    assert str(error).splitlines()[0] == "input, data.csv, line 1, column 3: wrong"


def test_a_file_s_name_moves_no_cursor() -> None:
    assert str(Place("1 x", 2, "a\x1b[31m\n" + "b" * 99)).startswith("a?[31m bbb")
    assert len(str(Place("1 x", 2, "b" * 999))) < 100


def test_the_caret_line_is_a_window_around_the_place() -> None:
    text = "1 " * 200 + "x" + " 2" * 200
    line, caret = Place(text, 400).caret().splitlines()
    assert len(line) <= WINDOW + 2
    assert line[caret.index("^")] == "x"
