from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.notation.brackets import read_rows
from convcalc.notation.lines import read_lines
from convcalc.notation.literals import Literal, read_literal

THE_SAME_MATRIX = [
    "1 2; 3 4",
    "1 2;3 4;",
    "1, 2; 3, 4",
    "1 2\n3 4",
    "1 2;\n3 4;\n",
    "[1, 2; 3, 4];",
    "[1 2\n3 4]",
    "[1 2\n 3 4];",
    "[[1,2],[3,4]]",
    "[[1,2],[3,4],]",
    "[ [1 , 2] ,\n\n [3 , 4] ]",
    "[[1 2][3 4]]",
    "[[1 2];[3 4]]",
    "[1, 2]\n[3, 4]",
    "((1,2),(3,4))",
    "{{1,2},{3,4}}",
    "1,2\n3,4\n",
    "1,2,\r\n3,4,\r\n",
    "1\t2\n3\t4",
    "\t1\t2\t\n\t3\t4\t\n",
    '"1","2"\n"3","4"',
    "array([[1, 2],\n       [3, 4]], dtype=float32)",
    "array([[1, 2],\n       [3, 4]], shape=(2, 2))",
    "np.array([[1, 2], [3, 4]])",
    "numpy.asarray([[1, 2], [3, 4]])",
    "Array([[1, 2], [3, 4]], dtype=int32)",
    "torch.tensor([[1,2],[3,4]], device='cuda:0', requires_grad=True)",
    "tensor([[1., 2.],\n        [3., 4.]], grad_fn=<ViewBackward0>)",
    "[[np.float64(1.0), np.float64(2.0)], [np.int64(3), np.int64(4)]]",
    "[[1 2]\n [3 4]]",
    "[[1. 2.]\n [3. 4.]]",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \\ \end{pmatrix}",
    "\\begin{array}{c|c}\n\\hline 1 & 2 \\\\[2pt]\n 3 & {4} % comment\n\\end{array}",
    r"$K = \left[\begin{array}{rr}1&2\\3&4\end{array}\right]$",
    r"\[ \begin{smallmatrix} 1 & 2 \\ 3 & 4 \end{smallmatrix} \]",
    r"\begin{bmatrix*}[r] 1 & 2 \\ 3 & 4 \end{bmatrix*}",
    "| 1 | 2 |\n|---|---|\n| 3 | 4 |",
    "|   |   |\n|--:|:-:|\n| 1 | 2 |\n| 3 | 4 |\n",
    "|1|2|\n|3|4",
    "2x2: 1,2 3,4",
    "2x2: 1 2 3 4",
    "2x2: 1,2,3,4",
    "K = [1 2; 3 4]",
    "K =\n\n     1     2\n     3     4\n\n",
    "K=1 2;3 4",
    "# a kernel\n1 2\n% more\n3 4\n",
    "# name\nK = 1 2\n3 4",
    "# c\n2x2: 1,2 3,4",
    "K = 2x2: 1,2 3,4",
    "1/2 * 2x2: 2,4 6,8",
    '# c\n{"output": [[1, 2], [3, 4]]}',
    "# c\n| 1 | 2 |\n| 3 | 4 |",
    "1e0000000 * [1 2; 3 4]",
    r"\frac{1}{2}\,\begin{bmatrix} 2\,&4\;\\ 6 & 8 \end{bmatrix}",
    r"\begin{array}{@{}c*{2}{c}@{}} 1 & 2 \\ 3 & 4 \end{array}",
    "\ufeff1 2; 3 4",
    "1\N{NO-BREAK SPACE}2; 3\N{NO-BREAK SPACE}4",
    "\n\n1 2\n3 4\n\n",
    "1/2 * [2 4; 6 8]",
    "1/2 [2 4; 6 8]",
    "1/2{{2,4},{6,8}}",
    "(1/2) * [[2,4],[6,8]]",
    "½ × [2 4; 6 8]",
    r"\frac{1}{2} \begin{bmatrix} 2 & 4 \\ 6 & 8 \end{bmatrix}",
    r"\frac12 \cdot".replace("12", "{1}{2}") + r"\begin{bmatrix} 2 & 4 \\ 6 & 8 \end{bmatrix}",
    "1.0e+03 *\n\n    0.0010    0.0020\n    0.0030    0.0040\n",
    "K =\n\n   1.0e+03 *\n\n    0.0010    0.0020\n    0.0030    0.0040\n",
    '{"schema": 1, "output": [[1, 2], [3.0, "4"]], "notes": []}',
    '[["1", 2], [3, 4]]',
]


@pytest.mark.parametrize("text", THE_SAME_MATRIX)
def test_every_style_is_the_same_matrix(text: str) -> None:
    assert read_literal(text) == Literal((2, 2), [1, 2, 3, 4])


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("7", (1,)),
        ("1 2", (2,)),
        ("1 2;", (2,)),
        ("[1 2]", (2,)),
        ("1,2\n", (2,)),
        ("[1, 2,\n 3]", (3,)),
        ("[\n  1,\n  2\n]", (2,)),
        ("array([1, 2,\n       3])", (3,)),
        ("1;2", (2, 1)),
        ("1\n2", (2, 1)),
        ("[1;2]", (2, 1)),
        ("[[1, 2]]", (1, 2)),
        ("((1, 2),)", (1, 2)),
        (r"\begin{bmatrix} 1 & 2 \end{bmatrix}", (1, 2)),
        ("| 1 | 2 |", (1, 2)),
        ("2x1: 1 2", (1, 2)),
        ("1x2: 1 2", (2, 1)),
        ("1 2;3 4 | 5 6;7 8", (2, 2, 2)),
        ("[1 2;3 4] | [5 6;7 8]", (2, 2, 2)),
        ("1 2 | 3 4", (2, 1, 2)),
        ("1 2\n3 4\n\n \n\n5 6\n7 8", (2, 2, 2)),
        ("1 2\n---\n3 4", (2, 1, 1, 2)),
        ("1\n\n2\n---\n\n3\n\n4", (2, 2, 1, 1)),
        ("1\n===\n2\n", (2, 1, 1, 1, 1)),
        ("1\n---\n2\n===\n3\n---\n4", (2, 2, 1, 1, 1)),
        ("[[[1 2]\n  [3 4]]\n\n [[5 6]\n  [7 8]]]", (2, 2, 2)),
        ("| 1 |\n\n| 2 |\n\n---\n\n| 3 |\n\n| 4 |", (2, 2, 1, 1)),
        (
            "\\begin{bmatrix}1\\end{bmatrix}\n\\begin{bmatrix}2\\end{bmatrix}\n% ---\n"
            "\\begin{bmatrix}3\\end{bmatrix},\\begin{bmatrix}4\\end{bmatrix}",
            (2, 2, 1, 1),
        ),
    ],
)
def test_shapes(text: str, shape: tuple[int, ...]) -> None:
    assert read_literal(text).shape == shape


def test_numbers_in_a_row() -> None:
    text = "½ −1 –2 1/9 1e-3 .5"
    assert read_literal(text).values == [
        Fraction(1, 2),
        -1,
        -2,
        Fraction(1, 9),
        Fraction(1, 1000),
        Fraction(1, 2),
    ]


REFUSED = [
    ("", "the input is empty"),
    (" \n ", "the input is empty"),
    ("# only\n", "there are no numbers"),
    ("1 2; 3", "row 2 has 1 number, row 1 has 2: give every row 2 numbers"),
    ("[[1,2],[3]]", "row 2 has 1 number, row 1 has 2 numbers"),
    ("1 2 | 3 4; 5 6", "block 2 has 2x2 numbers, block 1 has 1x2 numbers"),
    ("1 x", "'x' is not a number"),
    ("1 - 2", "a lone '-'"),
    ("[[1, 2, ..., 3]]", "'...' means the paste was cut short"),
    ("  Columns 1 through 8\n\n 1 2", "'Columns 1 through 8': the paste is split into groups"),
    ("[1 2; 3 4", "'[' is never closed: add ']'"),
    ("1 2]", "']' closes nothing: remove it"),
    ("[1 2)", "')' cannot close '[': expected ']'"),
    ("array([1, 2], dtype=int", "'array(' is never closed: add ')'"),
    ("array([1], [2])", "expected one array in 'array('...)"),
    ("[]", "empty brackets: put numbers inside"),
    ("[1, [2]]", "numbers and brackets side by side"),
    ("[1 2] [3 4]", "several brackets side by side"),
    ("[[[1]]] | [[[2]]]", "brackets nested three deep and separators"),
    ("a,b\n1,2\n3,4", "the first line is words ('a,b'): skip it, as in tail -n +2 FILE"),
    ('"a","b"\n1,2', "the first line is words"),
    (
        "1;2;3\n4;5;6",
        "';' between single numbers on several lines: is it a CSV with ';' for columns?",
    ),
    ("1,5;2,5\n3,5;4,5", "';' between single numbers on several lines"),
    ("1,,2", "an empty cell: give a number before this comma"),
    (",1", "an empty cell"),
    ("1,;2", "an empty cell before this ';'"),
    ("1,2,,\n3,4,,", "an empty cell"),
    ("1\t\t2", "an empty cell between two tabs"),
    ('"",1', "an empty cell"),
    ("1;;2", "an empty row before this ';'"),
    ("1 2 |", "nothing follows a blank line or |"),
    ("1\n---\n", "nothing follows ---"),
    ("---\n1", "nothing stands before '---'"),
    ("1\n---\n---\n2", "nothing stands before '---'"),
    ("[1 | 2]", "'|' inside brackets: close '[' first"),
    ("'1 2", '"\'" has no partner'),
    ("[1 2; 3 4] / 9", "a scale stands in front, as in 1/9 * [1 1; 1 1]"),
    ("[1 2; 3 4]*2", "a scale stands in front"),
    ("x * [1 2]", "'x' is not a number"),
    ("1/0 * [1 2]", "'1/0' divides by zero"),
    ("3x2: 1,2 3,4 5,6", "3x2: is 3 wide and 2 high (ImageMagick counts the width first)"),
    ("2x2: 1 2 3", "got 3 numbers"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", "row 2 has 1 number, row 1 has 2"),
    (r"\begin{bmatrix} 1 & \\ 3 & 4 \end{bmatrix}", "an empty cell"),
    (r"\begin{bmatrix} 1 & 2", r"expected \begin{bmatrix} ... \end{bmatrix}"),
    (r"\begin{bmatrix} 1 \end{bmatrix} x", "'x' beside a matrix"),
    (r"\begin{bmatrix}\end{bmatrix}", "an empty matrix"),
    ("| 1 | 2 |\n3 4", "a line of a table must start with '|'"),
    ("| 1 |  |\n| 3 | 4 |", "an empty cell"),
    ("|---|", "the table has no numbers"),
    ("| 1 |\n\n---\n", "no table follows"),
    ('{"a": 1}', "a JSON object needs the key \"output\"; it has 'a'"),
    ("| 1 |\n\n---\n|\n\n---\n| 2 |", "no table stands before '---'"),
    ("|\n\n---\n| 2 |", "no table stands before '---'"),
    ('[[1,2],""[3]]', "an empty cell"),
    ('1"2"', "a quote inside a number: put a blank or a comma between"),
    ("1\n" + "=" * 500 + "\n" + "-" * 500 + "\n2", "nothing stands before '-------"),
    ("9" * 5000 + "½", "more than 1,000 digits"),
    ("{}", "needs the key"),
    ('{"output": [1, null]}', "'null' is not a number"),
    ('{"output": [1, true]}', "'true' is not a number"),
    ('{"output": [[1], [2, 3]]}', "the lists are ragged or empty"),
    ('{"output": []}', "the lists are ragged or empty"),
    ('{"output": [1}', "broken JSON"),
    ('{"output": ' + "[" * 40 + "1" + "]" * 40 + "}", "nested more than 32 deep"),
    ('{"a":' * 20000, "nested too deep"),
    ("[" * 50000, "brackets nested more than 32 deep"),
    ("1e999999999", "is beyond 400"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_bad_text_gets_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_literal(text)
    assert reason in caught.value.reason
    assert len(str(caught.value).splitlines()[0]) < 220


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('{"output": [[1, "x"]]}', 17),
        ('{"a": "x", "output": [1, null]}', 26),
        ("1 2; 3 x", 8),
        ("[[1,2],[3]]", 8),
        ("1,,2", 3),
        ("[1 2; 3", 1),
        (r"1 \frac{1}{0}", 3),
    ],
)
def test_the_caret_stands_under_the_place(text: str, column: int) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_literal(text)
    _, line, caret = str(caught.value).splitlines()
    assert line == f"  {text}"
    assert caret.index("^") == column + 1


lines = st.lists(
    st.lists(st.sampled_from(["1", "-2.5", "1e3", "1/9", "x", "", "-", "1e999"]), max_size=3),
    max_size=4,
)


@given(
    lines,
    st.sampled_from([",", ", ", " ", "\t", ";"]),
    st.sampled_from(["\n", ";", " ; ", ",\n", ",;", ";\n", "\n\n"]),
    st.sampled_from(["", ",", ";", "\n"]),
)
def test_the_short_way_reads_what_the_careful_one_does(
    rows: list[list[str]], separator: str, between: str, end: str
) -> None:
    text = between.join(separator.join(row) for row in rows) + end
    short = read_lines(text, 0)
    if short is not None:
        careful = read_rows(text)
        assert (short.shape, short.values) == (careful.shape, careful.values)


@pytest.mark.parametrize(
    "text", ["1,2\n3,4\n", "1 2\n3 4", " 1\t2 \n-3.5\t1/4\t\n", "7", "1,2,\n3,4,", "1 2; 3 4"]
)
def test_plain_lines_go_the_short_way(text: str) -> None:
    assert read_lines(text, 0) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1;\n2",
        "1;2;",
        "1;;2",
        ",;1",
        "1,,2",
        "1\n\n2",
        "1\t\t2",
        ",1",
        "x",
        "1 2\n3",
        "1\n---\n2",
    ],
)
def test_what_is_special_does_not(text: str) -> None:
    assert read_lines(text, 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "|" + "-" * 50000 + "x",
        " " * 50000 + "x",
        "\t" * 50000 + "x",
        "1," * 50000 + "x",
        "# " * 50000,
    ],
)
def test_long_lines_take_no_long_time(text: str) -> None:
    with pytest.raises(ConvcalcError):
        read_literal(text)


def test_decimal_commas_are_two_numbers() -> None:
    assert read_literal("1,5;2,5") == Literal((2, 2), [1, 5, 2, 5])


@given(st.text(alphabet="0123456789.-+eE/ ,;|\n\t[](){}=*#%\"'&\\abcnif½−x:_", max_size=60))
def test_any_text_is_a_matrix_or_one_clean_error(text: str) -> None:
    try:
        literal = read_literal(text)
    except ConvcalcError as error:
        _check_error(error)
    else:
        assert math.prod(literal.shape) == len(literal.values) > 0


def _check_error(error: ConvcalcError) -> None:
    lines = str(error).splitlines()
    assert len(lines) in (1, 3)
    assert all(map(str.isprintable, lines))


@given(st.text(max_size=40))
def test_any_unicode_is_a_matrix_or_one_clean_error(text: str) -> None:
    try:
        read_literal(text)
    except ConvcalcError as error:
        _check_error(error)
