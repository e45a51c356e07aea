"""The working as people see it: on terminals narrow and wide, and in every format."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import ConvcalcError, apply, pool
from convcalc.output import FORMATS, Style, render

FIVE = "1 2 3 0 1; 4 5 6 1 2; 7 8 9 0 1; 1 2 3 4 5; 6 7 8 9 0"
EDGES = "1 0 -1; 1 0 -1; 1 0 -1"
WIDE = Style(width=80)
FULL = Style(width=80, full=True)


def _text(result: Any, name: str = "pretty", style: Style = WIDE) -> str:
    data = render(result, name, style).data
    assert isinstance(data, str)
    return data


def test_one_cell_in_full() -> None:
    assert _text(apply(FIVE, EDGES, at="1,2")) == (
        """\
input 5x5, kernel 3x3, stride 1, padding 0, cross-correlation -> output 3x3

output[1,2]  <-  input rows 1..3, columns 2..4

  input                    window         kernel        products    row sum
      0  1  2  3  4
  0   1  2  3  0  1
  1   4  5[ 6  1  2]      6   1   2      1   0  -1      6   0  -2         4
  2   7  8[ 9  0  1]      9   0   1  x   1   0  -1  =   9   0  -1         8
  3   1  2[ 3  4  5]      3   4   5      1   0  -1      3   0  -5        -2
  4   6  7  8  9  0                                                 sum  10

  6*1 + 1*0 + 2*(-1) + 9*1 + 0*0 + 1*(-1) + 3*1 + 4*0 + 5*(-1) = 10

  output   0    1    2
       0  -6   14   14
       1  -6   10  [10]
       2  -6    4   14
"""
    )


def test_a_pipe_gets_the_same_text() -> None:
    result = apply(FIVE, EDGES, at="1,2")
    assert _text(result, "plain", Style()) == _text(result)


def test_channels_bias_and_activation() -> None:
    both = "0 1 2; 3 4 5; 6 7 8 | 1 2 3; 4 5 6; 7 8 9"
    text = _text(apply(both, "0 1;2 3 | 1 2;3 4", bias=-60, activation="relu", at="0,0"))
    assert "output[0,0,0]  <-  input rows 0..1, columns 0..1, channels 0..1" in text
    assert "\nchannel 0\n" in text
    assert "\nchannel 1\n" in text
    assert "  0*0 + 1*1 + 3*2 + 4*3 = 19\n" in text
    assert "  1*1 + 2*2 + 4*3 + 5*4 = 37\n" in text
    assert (
        """
  sum of the channels  19 + 37 = 56
  bias                 56 + (-60) = -4
  activation           relu(-4) = 0

  output channel 0
      0    1
  0  [0]  12
  1  44   60
"""
        in text
    )


def test_of_many_channels_the_first_two_and_the_last_are_drawn() -> None:
    x = np.arange(7 * 4).reshape(7, 2, 2)
    text = _text(apply(x, np.ones((1, 7, 2, 2), int), at="0,0,0"))
    assert re.findall(r"^channel (\d)$", text, re.MULTILINE) == ["0", "1", "6"]
    assert "  the channels between are left out; their sums are below\n" in text
    assert "  sum of the channels  6 + 22 + 38 + 54 + 70 + 86 + 102 = 378\n" in text


def test_a_rotated_kernel_is_shown_with_the_one_that_was_given() -> None:
    text = _text(apply("1 2; 3 4", "1 2; 3 4", flip=True, at="0,0"))
    assert "  kernel     rotated by 180 degrees\n  1  2       4  3\n  3  4       2  1\n" in text
    assert "rotated" in text.split("\n\n")[3]
    assert "  1*4 + 2*3 + 3*2 + 4*1 = 20\n" in text


def test_padding_is_a_point_and_dilation_leaves_gaps() -> None:
    text = _text(apply("1 2 3; 4 5 6", "1 2; 3 4", padding=1, dilation=2, at="0,1"))
    assert "output[0,1]  <-  input rows -1, 1, columns 0, 2\n" in text
    assert "  -1   .[ .] .[ .] ." in text
    assert "   0   .  1  2  3  ." in text
    assert "   1   .[ 4] 5[ 6] ." in text
    assert "  0*1 + 0*2 + 4*3 + 6*4 = 36\n" in text
    other = _text(apply("1 2 3", "4 5 6", padding=1, padding_mode="reflect", at=0))
    assert "[ .  1  2] 3  .      2   1   2" in other  # the mirrored 2 is not padding of zeros


def test_transposed_says_which_cells_reach_it() -> None:
    result = apply("1 2; 3 4", "1 2 3; 4 5 6; 7 8 9", transposed=True, stride=2, at="2,2")
    text = _text(result, style=Style(width=100))
    assert (
        "output[2,2]  <-  input rows 0..1, columns 0..1, through kernel rows 2, 0, columns 2, 0\n"
        in text
    )
    assert "  1*9 + 2*7 + 3*3 + 4*1 = 36\n" in text
    turned = _text(apply("1 2", "1 2 3", transposed=True, flip=True, stride=2, at=2))
    assert "\n  kernel\n  1  2  3\n\n  rotated by 180 degrees\n" in turned
    assert "\n   [3]  2  [1]\n" in turned
    nothing = _text(apply("1 2; 3 4", "1", transposed=True, stride=2, at="1,1"))
    assert "output[1,1]  <-  no input cell reaches it\n" in nothing


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ({"kernel": 2}, ["max(1, 2, 4, 5) = 5", "4   [5]"]),
        ({"kernel": 2, "type": "min"}, ["min(1, 2, 4, 5) = 1", "[1]   2"]),
        (
            {"kernel": 2, "type": "avg"},
            [
                "(1 + 2 + 4 + 5) / 4 = 12 / 4 = 3",
                "divisor 4: 4 cells under the window",
                "sum  12",
            ],
        ),
        ({"kernel": 2, "type": "sum"}, ["1 + 2 + 4 + 5 = 12"]),
        (
            {"kernel": 2, "type": "lp:2"},
            ["(|1|^2 + |2|^2 + |4|^2 + |5|^2)^(1/2) = 46^(1/2) = 6.78233", "|x|^2"],
        ),
        (
            {"kernel": 2, "type": "avg", "padding": 1},
            [
                "(0 + 0 + 0 + 1) / 4 = 1 / 4 = 0.25",
                "divisor 4: 1 cell of the input and 3 of the padding",
            ],
        ),
        (
            {"kernel": 2, "type": "avg", "padding": 1, "exclude_pad": True},
            ["\n  1 / 1 = 1\n", "divisor 1: 1 cell of the input, without the 3 of the padding"],
        ),
        (
            {"kernel": 2, "type": "avg", "divisor": -5},
            ["12 / (-5) = -2.4", "divisor -5: as given, not the 4 cells that would count"],
        ),
        (
            {"kernel": 3, "type": "avg", "ceil": True},
            ["divisor 9: 9 cells under the window"],
        ),
        (
            {"kernel": 3, "padding": 1},
            ["max(1, 2, 4, 5) = 5", "5 cells of padding: never picked", "[5]"],
        ),
        (
            {"kernel": 2, "stride": 1, "indices": True},
            ["max(1, 2, 4, 5) = 5\n  index 6: cell 1,1 of 5x5: 1*5 + 1 = 6\n"],
        ),
        ({"adaptive": 3}, ["output[0,0]  <-  input rows 0..1, columns 0..1"]),
        ({"global_": True}, ["input rows 0..4, columns 0..4"]),
    ],
)
def test_pooling_shows_the_winner_or_the_divisor(options: dict[str, Any], lines: list[str]) -> None:
    text = _text(pool(FIVE, **options, at="0,0"))
    for line in lines:
        assert line in text


def test_one_axis_has_no_row_numbers() -> None:
    text = _text(apply("1 2 3 4", "1 2", steps="first"))
    assert "output[0]  <-  input cells 0..1\n" in text
    assert "\n     0  1  2  3\n   [ 1  2] 3  4 " in text
    assert "row sum" not in text
    assert "\n  output   0    1    2\n          [5]   8   11\n" in text
    assert text.endswith("\n  2 more cells are left: --steps all, or --at for one of them\n")


def test_three_axes_are_shown_plane_by_plane() -> None:
    x = np.arange(27).reshape(3, 3, 3)
    text = _text(apply(x, np.ones((2, 2, 2), int), dim=3, at="1,0,0"))
    assert "input planes 1..2, rows 0..1, columns 0..1" in text
    assert "\nplane 1\n" in text
    assert "\nplane 2\n" in text
    assert "  sum of the planes  44 + 80 = 124\n" in text
    assert "\n  output plane 1" in text
    padded = _text(apply(x, np.ones((2, 2, 2), int), dim=3, padding=1, at="0,0,0"))
    assert "\nplane -1 (padding)\n" in padded


def test_steps_in_short_are_a_line_each() -> None:
    text = _text(apply(FIVE, EDGES, steps="sums"), "plain", Style())
    first = "[0,0] 1*1 + 2*0 + 3*(-1) + 4*1 + 5*0 + 6*(-1) + 7*1 + 8*0 + 9*(-1) = -6"
    lines = text.splitlines()
    assert lines[2] == first
    assert len(lines) == 2 + 9
    biased = _text(apply("1 2", "3", bias="1/2", activation="relu", steps="sums"), "plain", Style())
    assert "[1] relu(2*3 + 0.5) = relu(6.5) = 6.5\n" in biased


def test_fractions_and_negative_numbers_stand_in_brackets() -> None:
    result = apply("1/3 -2", "-1/2 3", bias=-1, steps="sums")
    text = _text(result, "plain", Style(fractions=True))
    assert "[0] (1/3)*(-1/2) + (-2)*3 + (-1) = -43/6\n" in text


def test_all_steps_end_with_the_whole_output() -> None:
    text = _text(apply("1 2 3; 4 5 6", "1 1; 1 1", steps="all"))
    assert re.findall(r"^output\[(.*)\]  <-", text, re.MULTILINE) == ["0,0", "0,1"]
    assert text.endswith("\n  output   0    1\n       0  12   16\n")
    large = _text(apply(np.arange(900).reshape(30, 30), "1", steps="all"))
    assert "\n  rows 0..15 of 30, columns 0..11 of 30; --full shows all\n" in large
    channels = _text(apply("1 2", "1", "2", steps="all"))
    assert "output channel 0" in channels
    assert "output channel 1" in channels


def test_uses_show_weights_where_the_output_cells_are() -> None:
    text = _text(apply(FIVE, "1 2; 3 4", uses="1,1"))
    assert "input[1,1] = 5: 4 output cells use it, with these weights\n" in text
    assert "  output  0   1   2   3\n       0 [4] [3]  .   .\n       1 [2] [1]  .   .\n" in text
    nobody = _text(apply("1 2 3", "1", stride=2, uses=1))
    assert "input[1] = 2: no output cells use it\n" in nobody
    one = _text(pool("1 2 3 4", 2, type="avg", uses=1))
    assert "input[1] = 2: 1 output cell uses it, with these weights\n" in one
    picked = _text(pool("1 2 3 4", 2, uses=0))
    assert "input[0] = 1: 1 output cell uses it, 1 where it is picked, else 0\n" in picked
    assert picked.endswith("\n  output  0   1\n         [0]  .\n")


@pytest.mark.parametrize("layout", ["chw", "hwc"])
def test_the_plane_of_the_output_is_found_in_both_layouts(layout: str) -> None:
    x = np.arange(18).reshape((2, 3, 3) if layout == "chw" else (3, 3, 2))
    text = _text(pool(x, 2, stride=1, layout=layout, at="1,0,1" if layout == "chw" else "0,1,1"))
    assert "channel 1" in text
    marked = re.findall(r"\[(\d+)\]", text.partition("output channel 1")[2])
    assert (
        marked == [str(pool(x, 2, stride=1, layout=layout).output.values.max() - 3 + 0)] or marked
    )


def test_a_large_input_is_cut_to_what_surrounds_the_window() -> None:
    x = np.arange(100 * 100).reshape(100, 100)
    result = apply(x, EDGES, at="50,60")
    text = _text(result)
    assert "\n  48   4858  4859  4860" in text
    assert max(map(len, text.splitlines())) <= 80
    full = _text(result, style=Style(full=True))
    assert "\n  99  " in full
    assert len(full.splitlines()) > 200


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 120])
@pytest.mark.parametrize(
    "result",
    [
        apply(FIVE, EDGES, at="1,2", uses="2,2"),
        apply("1 2 3; 4 5 6", "1/7 1/3; 3 -4", padding=1, flip=True, at="1,2"),
        apply(np.arange(400).reshape(20, 20) * 1001, "ones:9x9", at="5,5"),
        pool(np.arange(400).reshape(20, 20) * 1001, 9, stride=1, type="avg", at="5,5"),
        apply(np.arange(300), "ones:31", at="200"),
        apply("123456789 987654321 5; 6 7 8", "12345 67890; 12345 54321", at="0,0", uses="0,0"),
        apply(np.arange(121).reshape(11, 11), "gaussian:11", flip=True, at="0,0"),
        apply("1 2; 3 4", np.arange(81).reshape(9, 9), transposed=True, at="4,4"),
    ],
    ids=range(8),
)
def test_a_terminal_is_never_too_narrow(result: Any, width: int) -> None:
    text = _text(result, style=Style(width=width))
    longest = max(text.splitlines(), key=len)
    assert len(longest) <= max(width, 34), longest
    stacked = "\n  x kernel" in text or "\n  = products" in text or "\n  x rotated" in text
    assert stacked or width >= 60 or "pooling" in text or "transposed" in text


@given(st.integers(1, 4), st.integers(1, 4), st.integers(60, 100))
def test_nothing_of_the_window_is_cut_while_there_is_room(k: int, digits: int, width: int) -> None:
    x = np.arange(100).reshape(10, 10) + 10**digits
    text = _text(apply(x, f"ones:{k}x{k}", at="3,4"), style=Style(width=width))
    for value in x[3 : 3 + k, 4 : 4 + k].ravel():
        assert f"{value}*1" in text
    assert "..." not in text


def test_a_pool_s_window_stays_aligned_beside_padding() -> None:
    text = _text(pool(FIVE, 3, padding=1, at="0,0"))
    assert ".      .    .    .\n" in text
    assert ".      .    1    2\n" in text
    assert ".      .    4   [5]\n" in text


def test_only_padding_of_zeros_is_a_point_in_the_window() -> None:
    text = _text(apply("0 1; 2 3", "1 1; 1 1", padding=1, padding_mode="symmetric", at="0,0"))
    assert "\n  -1 [ .  .] .  .      0  0  " in text
    filled = _text(apply("0 1", "1 1", padding=1, pad_value=5, at=0))
    assert "[ .  0] 1  .      5  0  " in filled
    table = _text(apply("0 1", "1 1", padding=1, padding_mode="replicate", at=0), "markdown")
    assert "| -1 | 0 | 1 | 0 |" in table


def test_what_is_cut_is_said() -> None:
    x = np.arange(784).reshape(28, 28)
    text = _text(apply(x, EDGES, at="10,11"))
    assert "  rows 8..14 of 28, columns 9..15 of 28; --full shows all\n" in text
    assert "\n  rows 8..12 of 26, columns 9..13 of 26; --full shows all\n" in text
    small = _text(apply(np.arange(36).reshape(6, 6), "ones:3x3", dilation="1,2", at="1,1"))
    assert "--full" not in small
    assert "\n       0   1   2   3   4   5\n" in small


def test_long_numbers_are_never_cut() -> None:
    text = _text(apply("9007199254740993 9223372036854775807 5", "123456789 -987654321", at=0))
    assert max(map(len, text.splitlines())) <= 80
    for number in ("9223372036854775807*(-987654321)", "-9109503246390190575269812047"):
        assert number in text


def test_full_shows_all_but_still_breaks_sums() -> None:
    text = _text(apply(np.arange(400).reshape(20, 20), "ones:11x11", at="0,0"), style=FULL)
    sums = [line for line in text.splitlines() if "*1" in line]
    assert len(sums) > 5
    assert max(map(len, sums)) <= 80
    assert "..." not in text
    assert "\n  19  " in text


def test_equations_never_repeat_a_side() -> None:
    laid = _text(
        apply("1 2", "1", transposed=True, stride=2, bias=-3, steps="sums"), "plain", Style()
    )
    assert "\n[1] -3\n" in laid
    empty = pool("1 2", 2, stride=1, padding="same", dilation=7, steps="sums")
    assert _text(empty, "plain", Style()).endswith("\n\n[0] -inf\n[1] -inf\n")
    assert "-\\infty" in _text(empty, "latex", Style())
    assert "-inf" not in _text(empty, "latex", Style())


def test_channels_and_items_are_named() -> None:
    x = np.arange(2 * 3 * 16).reshape(2, 3, 4, 4)
    pooled = _text(pool(x, 2, at="1,2,0,1"))
    assert "input rows 0..1, columns 2..3, channel 2, item 1\n" in pooled
    assert "\nchannel 2\n" in pooled
    alone = _text(apply(x[0], "1 1; 1 1", per_channel=True, at="1,0,0"))
    assert "input rows 0..1, columns 0..1, channel 1\n" in alone
    grouped = _text(
        apply(np.arange(4 * 4).reshape(4, 2, 2), np.ones((2, 2, 1, 1)), groups=2, at="1,0,0")
    )
    assert "input row 0, column 0, channels 2..3\n" in grouped


def test_planes_of_several_channels_are_added_up_one_by_one() -> None:
    x = np.arange(16).reshape(2, 2, 2, 2)
    text = _text(apply(x, np.ones((1, 2, 2, 2, 2), int), dim=3, at="0,0,0,0"))
    assert (
        "  planes of channel 0  6 + 22 = 28\n"
        "  planes of channel 1  38 + 54 = 92\n"
        "  sum of the channels  28 + 92 = 120\n" in text
    )


def test_cells_past_the_padded_input_are_counted_out() -> None:
    text = _text(pool("1 2 3 4", 3, type="avg", ceil=True, at=1), "plain", Style())
    assert (
        "  4 / 1 = 4\n"
        "  divisor 1: 1 cell under the window; 2 cells past the padded input, never counted\n"
        in text
    )


def test_rounded_numbers_are_said_to_be() -> None:
    note = "numbers are rounded to 6 digits: --fractions shows them whole\n"
    assert note in _text(apply("1 2 3", "1/3", at=0), style=Style(width=100))
    for result in (apply("1 2 3", "1/4", at=0), apply(np.array([0.1, 0.5]), "1", at=0)):
        assert "rounded" not in _text(result)
    assert "rounded" not in _text(
        apply("1 2 3", "1/3", at=0), style=Style(width=80, fractions=True)
    )
    assert "rounded" not in _text(apply("1 2 3", "1/3", at=0), "plain")
    single = apply(np.array([0.1, np.nan, np.inf], np.float32), "1 1 1", at=0)
    assert "rounded" not in _text(single)
    floats = "numbers are rounded to 6 digits: --precision 17 shows all\n"
    assert floats in _text(apply(np.array([1 / 3]), "1", at=0))
    assert floats in _text(pool("1 2", 2, type="lp:2", at=0))
    assert note in _text(apply("1 2", "1", bias="-9.12345678", at=0))
    assert note in _text(apply("1 2", "1/3", uses=0))
    full = _text(pool("0.1 0.25", 2, type="lp:2", at=0), style=Style(width=80, precision=17))
    assert full.endswith("numbers are rounded to 17 digits\n") or "rounded to" not in full


def test_floats_that_were_rounded_on_the_way_are_said_to_be() -> None:
    summed = _text(pool("0.1 0.2 0.3", 3, type="sum", float=True, at=0), "plain", Style())
    assert "  0.1 + 0.2 + 0.3 = 0.6\n" in summed
    assert "  with floats rounded on the way: 0.6000000000000001\n" in summed
    biased = _text(apply("0.1 0.2", "1 1", bias="0.3", float=True, at=0), "plain", Style())
    assert "  with floats rounded on the way  0.6000000000000001\n" in biased
    assert "rounded on" not in _text(pool("0.1 0.2 0.3", 3, type="sum", at=0), "plain", Style())


def test_the_exponent_of_lp_is_never_cut() -> None:
    text = _text(pool("1 2 3", 2, type="lp:2.1234567", steps="sums"), "plain", Style())
    assert "|2|^2.1234567)^(1/2.1234567) = " in text


def test_plain_has_no_colour() -> None:
    result = apply(FIVE, EDGES, at="1,2")
    assert "\x1b" not in _text(result, "plain", Style(colour=True))


def test_long_sums_show_their_ends_on_a_terminal_and_all_in_a_pipe() -> None:
    result = apply(np.arange(2000), "ones:300", at=0)
    assert "+ ... 260 more ... +" in _text(result).replace("\n    ", " ")
    assert (
        "..." not in _text(result, "plain", Style()).partition("window")[2].partition("output")[0]
    )
    assert "+ 299*1 = " in _text(result, "plain", Style())


def test_brackets_and_colour_mark_the_same_cells() -> None:
    result = apply(FIVE, EDGES, at="1,2")
    coloured = _text(result, style=Style(width=80, colour=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == _text(result)
    assert re.search(r"\x1b\[1;32m\[ 6  1  2\]\x1b\[0m", coloured)
    assert re.search(r"\x1b\[1;32m\[10\]\x1b\[0m", coloured)


def test_everything_is_ascii() -> None:
    for result in (apply(FIVE, EDGES, steps="all"), pool(FIVE, 2, type="lp:2", steps="all")):
        assert _text(result).isascii()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_the_working_or_says_which_do(name: str) -> None:
    for result in (
        apply(FIVE, EDGES, at="1,2", uses="2,2"),
        apply(FIVE, EDGES, steps="sums"),
        pool(FIVE, 2, steps="first"),
    ):
        if name in ("csv", "tsv", "npy"):
            with pytest.raises(ConvcalcError) as caught:
                render(result, name, Style())
            assert str(caught.value) == (
                f"{name} holds numbers only, no working: use one of"
                " pretty, plain, json, latex, markdown"
            )
        else:
            assert "14" in _text(result, name, Style()) or "9" in _text(result, name, Style())


def test_json_numbers_are_exact_or_of_their_own_type() -> None:
    result = apply("1/3 2", "3 1/7", at=0)
    (step,) = json.loads(_text(result, "json", Style(fractions=True)))["steps"]
    assert step["terms"] == [["1/3", 3, 1], [2, "1/7", "2/7"]]
    assert (step["sum"], step["value"], step["channel_sums"]) == ("9/7", "9/7", ["9/7"])
    (step,) = json.loads(_text(result, "json", Style()))["steps"]
    assert step["terms"][1] == [2, 1 / 7, 2 / 7]
    single = apply(np.array([0.1, 2], np.float32), "1 1", at=0)
    assert '"terms": [[0.1, 1.0, 0.1], [2.0, 1.0, 2.0]]' in _text(single, "json", Style())


def test_json_counts_the_nan_in_the_working_too() -> None:
    page = render(apply("nan 1", "1 1", at=0), "json", Style())
    assert page.notes == ("JSON has no nan and inf: 6 became null",)
    assert json.loads(str(page.data))["steps"][0]["value"] is None


def test_latex_is_an_aligned_equation() -> None:
    result = apply("1 2; 3 4", "1/2 0; 0 -1", bias=1, at="0,0")
    assert _text(result, "latex", Style(fractions=True)) == (
        r"""input 2x2, kernel 2x2, stride 1, padding 0, cross-correlation + bias $\to$ output 1x1

output[0,0]  $\leftarrow$  input rows 0..1, columns 0..1

\[
\begin{aligned}
y_{0,0} &= \operatorname{sum}\left(\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \odot """
        r"""\begin{bmatrix} \frac{1}{2} & 0 \\ 0 & -1 \end{bmatrix}\right) + 1 \\
  &= 1 \cdot \frac{1}{2} + 2 \cdot 0 + 3 \cdot 0 + 4 \cdot (-1) + 1 \\
  &= -\frac{5}{2}
\end{aligned}
\]

\[
y = \begin{bmatrix}
  -\frac{5}{2}
\end{bmatrix}
\]
"""
    )


def _latex(result: Any) -> str:
    return _text(result, "latex", Style())


def test_latex_breaks_long_sums() -> None:
    text = _latex(apply(np.arange(49).reshape(7, 7) + 10000, "ones:7x7", at="0,0"))
    assert len(re.findall(r"\\\\\n  &\\quad \+ 100", text)) > 5
    assert (
        max(len(line) for line in text.splitlines() if "cdot" in line and "matrix" not in line)
        < 120
    )


def test_latex_shows_where_numbers_go() -> None:
    used = _latex(apply(FIVE, EDGES, uses="0,0"))
    assert "x_{0,0} &= 1 \\\\\ny_{0,0} &\\text{ uses } 1 \\cdot x_{0,0}\n" in used
    picked = _latex(pool("1 2", 2, uses=0))
    assert "y_{0} &\\text{ does not pick } x_{0}\n" in picked
    assert "y_{0} &= x_{1}\n" in _latex(pool("1 2", 2, uses=1))


def test_latex_of_pooling() -> None:
    pooled = _latex(pool(FIVE, 2, padding=1, at="0,0"))
    assert r"&= \max\left(\begin{bmatrix} . & . \\ . & 1 \end{bmatrix}\right) \\" in pooled
    averaged = _latex(pool("1 2", 2, type="avg", at=0))
    assert "&= \\frac{1}{2} (1 + 2) \\\\\n  &= \\frac{3}{2} \\\\\n  &= 1.5\n" in averaged
    assert r"\frac{1}{2} \operatorname{sum}\left(" in averaged
    rooted = _latex(pool("1e-9 2", 2, type="lp:2", at=0))
    assert r"(|1 \cdot 10^{-9}|^{2} + |2|^{2})^{1/2}" in rooted
    assert r"\operatorname{lp}_{2}\left(" in rooted


def test_latex_of_rotation_activation_and_special_numbers() -> None:
    text = _latex(apply("1 2", "3 4", flip=True, activation="clip:0:6", at=0))
    assert (
        r"\begin{bmatrix} 3 & 4 \end{bmatrix} \xrightarrow{180^\circ}"
        r" \begin{bmatrix} 4 & 3 \end{bmatrix}" in text
    )
    assert r"\operatorname{clip}_{0,6}(1 \cdot 4 + 2 \cdot 3)" in text
    special = _latex(apply("nan inf -inf", "1 1 1", at=0))
    assert r"\mathrm{nan} \cdot 1 + \infty \cdot 1 + (-\infty) \cdot 1" in special


def test_latex_of_many_columns_needs_a_word() -> None:
    note = "for 11 columns LaTeX needs \\setcounter{MaxMatrixCols}{11}"
    assert render(apply(np.arange(11), "1"), "latex", Style()).notes == (note,)
    assert render(apply(np.arange(12), "ones:11", at=0), "latex", Style()).notes == (note,)
    assert render(apply(np.arange(10), "1"), "latex", Style()).notes == ()


def test_latex_has_a_formula_even_where_nothing_is_summed() -> None:
    text = _latex(apply("1 2", "1", transposed=True, stride=2, at=1))
    assert "y_{1} &= 0\n" in text
    assert "no input cell reaches it" in text


def test_markdown_is_a_table() -> None:
    text = _text(apply("1 2", "3 4", padding=1, at=0), "markdown", Style())
    assert text == (
        """input 2, kernel 2, stride 1, padding 1, cross-correlation -> output 3

**output[0]  <-  input cells -1..0**

| input | value | weight | product |
|---:|---:|---:|---:|
| -1 |  | 3 | 0 |
| 0 | 1 | 4 | 4 |

0\\*3 + 1\\*4 = **4**

|  |  |  |
|---:|---:|---:|
| 4 | 11 | 6 |
"""
    )
    short = _text(pool("1 2", 1, type="lp:2", steps="sums"), "markdown", Style())
    assert "| 1 | (\\|2\\|^2)^(1/2) = 4^(1/2) | 2 |\n" in short
    used = _text(apply("1 2", "3", uses=1), "markdown", Style())
    assert "**input[1] = 2**\n\n| used by output | weight |\n|---:|---:|\n| 1 | 3 |\n" in used
