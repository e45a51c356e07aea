"""Tables, remarks and pictures: what is kept where there is little room."""

from __future__ import annotations

from fractions import Fraction

import pytest

from convcalc.exact import Ratio
from convcalc.operation.params import params
from convcalc.operation.receptive_field import receptive_field
from convcalc.operation.shape import run, shape
from convcalc.operation.shape_options import Shape
from convcalc.output import FORMATS, Style, render
from convcalc.output.pictures import draw
from convcalc.results import Each, Listing, Picture, Table, TableResult

RESULTS: dict[str, TableResult] = {
    "shape": shape("3@224x224", "C64k7s2p3 M3s2p1 GAP FC10"),
    "single": shape(224, kernel=7, stride=2),
    "receptive-field": receptive_field("C64k7s2p3 M3s2p1 FC10", input="3@224x224"),
    "at": receptive_field("C64k7s2p3 M3s2p1", input="3@224x224", at="3,3"),
    "uses": receptive_field("C64k7s2p3 M3s2p1", input="3@224x224", uses="3,3"),
    "params": params("vgg16"),
}


def _pretty(name: str, width: int | None) -> str:
    return str(render(RESULTS[name], "pretty", Style(width=width)).data)


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(name: str, width: int) -> None:
    wide, narrow = _pretty(name, None), _pretty(name, width)
    assert max(map(len, narrow.splitlines())) <= width
    if name == "params":
        for figure in ("102,764,544", "1,849,688,064", "138,357,544", "15,470,264,320"):
            assert figure in narrow
    if name in ("shape", "receptive-field"):
        numbers = set(wide.replace(",", " ").replace(";", " ").split())
        assert numbers - set(narrow.replace(",", " ").replace(";", " ").split()) <= {
            "#",
            "how",
            "layer",
        }


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("npy", "pretty")])
def test_every_result_in_every_format(name: str, form: str) -> None:
    text = str(render(RESULTS[name], form, Style()).data)
    assert text.endswith("\n")
    assert "None" not in text


@pytest.mark.parametrize("name", RESULTS)
def test_colour_says_no_more_than_text(name: str) -> None:
    import re

    coloured = str(render(RESULTS[name], "pretty", Style(width=100, colour=True)).data)
    assert "\x1b[" in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in plain.splitlines()] == _pretty(name, 100).splitlines()


def test_columns_that_are_left_out_are_named() -> None:
    assert "left out" not in _pretty("params", 100)
    assert "left out for want of room: weights; --full shows all" in _pretty("params", 80)
    full = str(render(RESULTS["params"], "pretty", Style(width=80, full=True)).data)
    assert "\n1 C64k3p1\n  output 64@224x224, weights 1,728, biases 64, params 1,792," in full
    assert "\n1 C64k3p1\n  output 64@224x224, weights 1,728, biases 64," in _pretty(
        "params", 30
    ).replace("\n    ", " ")


def test_digits_and_fractions_are_for_every_number_of_a_page() -> None:
    result = receptive_field("M2 T8k3s3")
    exact = str(render(result, "pretty", Style(fractions=True)).data)
    assert exact.startswith("receptive field 2, jump 2/3, start -1/6, padding 2/3\n")
    assert "j = 2/3 = 2/3, start = 1/2 + (0 - (3-1)*1/2)*2/3 = -1/6" in exact
    assert "0." not in exact
    short = str(render(result, "pretty", Style(precision=3)).data)
    assert short.startswith("receptive field 2, jump 0.667, start -0.167, padding 0.667\n")
    assert "start = 0.5 + (0 - (3-1)*1/2)*2/3 = -0.167\n" in short


def test_figures_in_paragraphs_are_named() -> None:
    want = render(run(Shape("224", kernel="7", stride="2", want="112")), "pretty", Style(width=30))
    assert "\nkernel 7\n  stride 2, padding 2,3,\n" in str(want.data)
    assert "inputs 224..225\n" in str(want.data)
    shown = _pretty("shape", 20)
    assert "how" not in shown
    assert "\n  floor((" in shown


def test_cells() -> None:
    table = Table(("a", "b_c"), [{"a": [3, 2], "b_c": Each([Fraction(1, 2), -1])}, {"a": 7.0}])
    listing = Listing("x", "rows", table)
    assert render(listing, "plain", Style()).data == "a\tb c\n3x2\t0.5,-1\n7\t\n"
    assert render(listing, "plain", Style(fractions=True)).data == "a\tb c\n3x2\t1/2,-1\n7\t\n"
    ratios = Listing("x", "rows", Table(("a",), [{"a": Ratio.of(6, 4)}, {"a": Ratio.of(6, 3)}]))
    assert render(ratios, "plain", Style()).data == "a\n1.5\n2\n"
    assert render(ratios, "csv", Style(fractions=True)).data == "a\n3/2\n2\n"
    assert '[{"a": 1.5}, {"a": 2}]' in str(render(ratios, "json", Style()).data)
    assert '[{"a": "3/2"}, {"a": 2}]' in str(render(ratios, "json", Style(fractions=True)).data)
    bare = Listing("x", "rows", table._replace(heading=False))
    assert render(bare, "plain", Style()).data == "3x2\t0.5,-1\n7\t\n"
    assert str(render(bare, "csv", Style()).data).startswith("a,b c\n")


def test_latex_and_markdown_escape_what_is_theirs() -> None:
    listing = Listing("x", "rows", Table(("a",), [{"a": "a_b*c|d^e%~<>\\{"}]))
    latex = str(render(listing, "latex", Style()).data)
    assert (
        r"a\_b*c\textbar{}d\textasciicircum{}e\%\textasciitilde{}\textless{}\textgreater{}"
        r"\textbackslash{}\{ \\"
    ) in latex
    assert r"a\_b\*c\|d^e" in str(render(listing, "markdown", Style()).data)


def test_json_refuses_what_it_has_no_form_for() -> None:
    listing = Listing("x", "rows", Table(("a",), [{"a": object()}]))
    with pytest.raises(TypeError, match="is no JSON"):
        render(listing, "json", Style())


def test_pictures() -> None:
    corner = Picture((3, 4), (frozenset({0}), frozenset({2, 3})), ((-1, 0), (2, 4)))
    assert draw(corner, 80) == (
        ["    + + +", ". . # # +", ". . . .", ". . . ."],
        "# seen, + padding, . not seen",
    )
    line = Picture((5,), (frozenset({1, 3}),), ((1, 3),))
    assert draw(line, 80) == ([". # . # ."], "# seen, . not seen")
    volume = Picture((9, 2, 2), (frozenset({0}), frozenset({0}), frozenset({1})), ((0, 0),) * 3)
    assert draw(volume, 80)[0] == [". #", ". ."]


@pytest.mark.parametrize("columns", [8, 20, 40, 80])
def test_large_pictures_are_drawn_in_blocks(columns: int) -> None:
    seen = frozenset(range(50, 60))
    drawn, legend = draw(Picture((100, 300), (seen, seen), ((50, 59), (50, 59))), columns)
    assert max(map(len, drawn)) <= columns
    assert len(drawn) <= 24
    assert "#" in "".join(drawn)
    assert "a sign is" in legend
