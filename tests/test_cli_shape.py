from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

NET = "C64k7s2p3 M3s2p1 F FC10"


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (("224", "-k", "7", "-s", "2", "-p", "3"), "112"),
        (("224x220", "-k", "7", "-s", "2", "-p", "3"), "112x110"),
        (("224", "-k", "3,5"), "222x220"),
        (("3@224x224", "-k", "3"), "222"),
        (("3@224", "-k", "3"), "222"),
        (("224", "-k", "3", "-d", "2"), "220"),
        (("224", "-k", "3", "-s", "2", "-p", "same"), "112"),
        (("224", "-k", "3", "-s", "2", "-p", "same-lower"), "112"),
        (("224", "-k", "4", "-p", "full"), "227"),
        (("224", "-k", "4", "-p", "causal"), "224"),
        (("224", "-k", "4", "-p", "1,2"), "224"),  # before, after
        (("224x224", "-k", "3", "-p", "1,2"), "224x226"),  # per axis
        (("224", "-k", "3", "-p", "1,2,3,4"), "225x229"),
        (("9", "-k", "2", "-s", "2", "--ceil"), "5"),
        (("7", "-k", "3", "-s", "2", "-p", "1", "--transposed"), "13"),
        (("7", "-k", "3", "-s", "2", "-p", "1", "--transposed", "--output-padding", "1"), "14"),
        (("3@224x224", NET, "-q"), "10"),
        (("3@224x224", "C64k7s2p3", "-q"), "64@112x112"),
        (("224", "C64k7s2p3 M2", "-q"), "64@56x56"),
        (("224", "M2", "-q"), "112"),
        (("224x224x3", "M2", "--layout", "hwc", "-q"), "3@112x112"),
        (("lenet5", "-q"), "10"),
        (("1@28x28", "lenet5", "-q"), "10"),
        (("3@32x32", "nn.Conv2d(3, 8, 3), nn.ReLU()", "-q"), "8@30x30"),
        (("Sequential([Input((28, 28, 1)), Conv2D(8, 3)])", "-q"), "8@26x26"),
        (("1x29x29-20C4-MP2-40C5-MP3-150N-10N", "-q"), "10"),
        (("3@32x32", "[8, 'M', 16]", "-q"), "16@16x16"),
    ],
)
def test_the_value_alone(cli: Callable[..., Ran], arguments: tuple[str, ...], value: str) -> None:
    assert cli("shape", *arguments) == (0, f"{value}\n", "")


def test_a_line_per_layer_in_a_pipe(cli: Callable[..., Ran]) -> None:
    lines = [line.split("\t") for line in cli("shape", "3@224x224", NET).out.splitlines()]
    assert lines[0] == ["index", "layer", "type", "output", "padding", "dropped", "formula"]
    assert lines[1] == [
        "1",
        "C64k7s2p3",
        "conv",
        "64@112x112",
        "3,3,3,3",
        "1,1",
        "floor((224 + 3 + 3 - 1*(7-1) - 1) / 2) + 1 = 112",
    ]
    assert lines[3] == ["3", "F", "flatten", "200704", "", "", "64*56*56 = 200704"]
    assert lines[4] == ["4", "FC10", "dense", "10", "", "", ""]
    assert len(lines) == 5


def test_json(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("shape", "3@9x8", "C4k3s2p1+0 AAP2 F", "-f", "json").out)
    assert data == {
        "schema": 1,
        "command": "shape",
        "input": {"channels": 3, "size": [9, 8]},
        "layers": [
            {
                "index": 1,
                "layer": "C4k3s2p1+0",
                "type": "conv",
                "output": {"channels": 4, "size": [4, 4]},
                "formula": "height floor((9 + 1 + 0 - 1*(3-1) - 1) / 2) + 1 = 4; width floor((8 + 1"
                " + 0 - 1*(3-1) - 1) / 2) + 1 = 4",
                "padding": [[1, 0], [1, 0]],
                "dropped": [1, 0],
            },
            {
                "index": 2,
                "layer": "AAP2",
                "type": "adaptive-avg-pool",
                "output": {"channels": 4, "size": [2, 2]},
                "formula": "floor((4 + 0 + 0 - 1*(2-1) - 1) / 2) + 1 = 2",
                "padding": [[0, 0], [0, 0]],
                "dropped": [0, 0],
            },
            {
                "index": 3,
                "layer": "F",
                "type": "flatten",
                "output": {"channels": 16, "size": []},
                "formula": "4*2*2 = 16",
            },
        ],
        "output": {"channels": 16, "size": []},
        "flatten": 16,
        "notes": [],
    }
    single = json.loads(cli("shape", "224", "-k", "7", "-s", "2", "-f", "json").out)
    assert single["output"] == {"size": [109, 109]}
    assert single["layers"][0]["layer"] == "Ck7s2"
    assert "flatten" not in single


def test_the_working_on_a_terminal(cli: Callable[..., Ran]) -> None:
    text = cli("shape", "224", "-k", "7", "-s", "2", "-p", "3", "-f", "pretty").out
    assert text == (
        "112\n\n"
        "= floor((n + before + after - dilation*(kernel-1) - 1) / stride) + 1\n"
        "= floor((224 + 3 + 3 - 1*(7-1) - 1) / 2) + 1 = 112\n"
        "the last row and the last column of the padded input are never read\n"
    )
    same = cli("shape", "224", "-k", "7", "-s", "2", "-p", "same", "-f", "pretty").out
    assert "padding 2 before and 3 after\n" in same
    assert "never read" not in same
    skipped = cli("shape", "9", "-k", "4", "-s", "4", "-p", "2", "--ceil", "-f", "pretty").out
    assert "= ceil((9 + 2 + 2 - 1*(4-1) - 1) / 4) + 1 - 1 = 3\n" in skipped
    assert "one window less: it would start in the padding after the input\n" in skipped
    one = cli("shape", "1@9", "-k", "4", "-s", "4", "-f", "pretty").out
    assert "the last cell of the padded input is never read\n" in one
    wide = cli("shape", "9x13", "-k", "4", "-s", "5", "-f", "pretty").out
    assert "\nthe last 4 columns of the padded input are never read\n" in wide
    layers = cli("shape", "3@224x224", "C64k7s2p3 M3s2p1", "-f", "pretty").out
    assert layers.startswith("3@224x224 -> 64@56x56\n\n#  layer ")
    assert "= 112; the last row and the last column unread\n" in layers
    assert layers.endswith("\nflatten = 64*56*56 = 200704\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("7", "-k", "3", "-s", "2", "-p", "1"), "inputs 13 and 14 both map to 7: output padding"),
        (("7", "-k", "3", "-s", "3", "-p", "1"), "inputs 19 to 21 all map to 7: output padding"),
        (("7", "-k", "3"), "a convolution with this window maps 9 to 7"),
        (("7x5", "-k", "3", "-s", "2"), "inputs 15x11 and 16x12 both map to 7x5"),
    ],
)
def test_transposed_tells_what_a_convolution_would_make_of_it(
    cli: Callable[..., Ran], arguments: tuple[str, ...], sentence: str
) -> None:
    text = cli("shape", *arguments, "--transposed", "-f", "pretty").out
    assert "= (n-1)*stride - before - after + dilation*(kernel-1) + 1 + output padding\n" in text
    assert sentence in text


def test_want(cli: Callable[..., Ran]) -> None:
    ran = cli("shape", "224", "-k", "7", "-s", "2", "--want", "112")
    assert ran.out == "7\t2\t2,3\t112\texact\n7\t2\t3,2\t112\texact\n7\t2\t3\t112\tfloor\n"
    pretty = cli("shape", "224", "-k", "7", "-s", "2", "--want", "112", "-f", "pretty").out
    assert pretty.startswith("224 -> 112: 2 exact, 1 by floor\n")
    assert "7       2      2,3     112  exact  224..225\n" in pretty
    assert pretty.endswith("inputs that give it: 223..225\n")
    nothing = cli("shape", "5", "--want", "500")
    assert (nothing.code, nothing.out) == (0, "")
    assert nothing.err == "note: no window of those that were tried leads from 5 to 500\n"


def test_compare(cli: Callable[..., Ran]) -> None:
    ran = cli("shape", "224", "-k", "3", "-s", "2", "-p", "1", "--compare")
    assert ran.out.splitlines() == [
        "index\tlayer\tpytorch\ttensorflow same\tcaffe ceil",
        "1\tCk3s2p1\t112\t112\t113",
    ]
    net = cli("shape", "3@224x224", "C8k3s2 M3s2 FC10", "--compare").out.splitlines()
    assert net[1] == "1\tC8k3s2\t8@111x111\t8@112x112\t8@111x111"
    assert net[2] == "2\tM3s2\t8@55x55\t8@56x56\t8@55x55"
    data = json.loads(cli("shape", "7", "-k", "2", "-s", "2", "--compare", "-f", "json").out)
    assert data["compare"] == {
        "pytorch": {"size": [3, 3]},
        "tensorflow-same": {"size": [4, 4]},
        "caffe-ceil": {"size": [4, 4]},
    }
    deconv = cli("shape", "7", "-k", "3", "-s", "2", "--transposed", "--compare").out
    assert deconv.splitlines()[1] == "1\tTk3s2\t15\t14\t15"


def test_a_convention_that_refuses_says_so(cli: Callable[..., Ran]) -> None:
    ran = cli("shape", "5", "-k", "7", "--compare")
    assert ran.out.splitlines()[1] == "1\tCk7\trefused\t5\trefused"
    assert "note: pytorch refuses layer 1 (Ck7): the kernel 7x7 is larger than" in ran.err
    same = cli("shape", "9", "-k", "3", "-s", "2", "-p", "same", "--compare")
    assert same.out.splitlines()[1] == "1\tCk3s2:same\trefused\t5\t5"
    stride = "pytorch refuses layer 1 (Ck3s2:same): padding same is for stride 1; numbers work"
    assert stride in same.err
    later = cli("shape", "3@4x4", "C8 C8 M2 R", "--compare").out.splitlines()[1:]
    assert [line.split("\t")[2:] for line in later] == [
        ["8@2x2", "8@4x4", "8@2x2"],
        ["refused", "8@4x4", "refused"],
        ["", "8@2x2", ""],
        ["", "8@2x2", ""],
    ]
    data = json.loads(cli("shape", "3@4x4", "C8 C8 M2", "--compare", "-f", "json").out)
    assert [sorted(layer["compare"]) for layer in data["layers"]] == [
        ["caffe-ceil", "pytorch", "tensorflow-same"],
        ["tensorflow-same"],
        ["tensorflow-same"],
    ]
    assert list(data["compare"]) == ["tensorflow-same"]


@pytest.mark.parametrize("layer", ["C8k3:same-lower", "C8k3:causal", "M2:same", "T8k3:same"])
def test_paddings_that_pytorch_does_not_have(cli: Callable[..., Ran], layer: str) -> None:
    ran = cli("shape", "3@9" if "causal" in layer else "3@9x9", layer, "--compare")
    assert ran.out.splitlines()[1].split("\t")[2] == "refused"
    assert "there is no padding" in ran.err
    assert "\t8@9x9\t" in cli("shape", "3@9x9", "C8:same", "--compare").out
    assert "\t8@11x11\t" in cli("shape", "3@9x9", "C8:full", "--compare").out
    assert "\t8@19x19\t8@18x18\t" in cli("shape", "3@9x9", "T8k3s2", "--compare").out


def test_all_conventions_may_refuse(refusal: Callable[..., str]) -> None:
    assert "layer 2 (C8k3)" in refusal("shape", "3@9x9", "F C8", "--compare")


def test_files_and_standard_input(cli: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    path.write_text("C8k3p1\nM2 # halves\n")
    assert cli("shape", "3@8x8", f"@{path}", "-q").out == "8@4x4\n"
    ran = process("shape", "3@8x8", "-", "-q", stdin=b"C8k3p1\nM2\n")
    assert (ran.returncode, ran.stdout) == (0, b"8@4x4\n")
    utf16 = tmp_path / "utf16.txt"
    utf16.write_text("vgg16", encoding="utf-16")
    assert cli("shape", f"@{utf16}", "-q").out == "1000\n"


def test_every_text_format(cli: Callable[..., Ran], tmp_path: Path) -> None:
    csv = cli("shape", "3@8x8", "C8k3s2p1", "-f", "csv").out
    assert csv.splitlines()[1] == (
        '1,C8k3s2p1,conv,8@4x4,"1,1,1,1","1,1",floor((8 + 1 + 1 - 1*(3-1) - 1) / 2) + 1 = 4'
    )
    markdown = cli("shape", "3@8x8", "(C8 | C8):cat", "-f", "markdown").out
    assert "| 1 | C8k3 | conv | 8@6x6 |" in markdown
    assert r"- 1\*(3-1) - 1" in markdown
    latex = cli("shape", "3@8x8", "C8:same", "-f", "latex").out
    assert latex.startswith("\\begin{tabular}{lllllll}\nindex & layer & type")
    path = tmp_path / "sizes.tsv"
    assert cli("shape", "3@8x8", "C8", "-o", str(path)).code == 0
    assert path.read_text() == cli("shape", "3@8x8", "C8").out
    one = cli("shape", "8", "-k", "3", "-f", "tsv").out  # tsv is a table, plain the value
    assert one.splitlines()[1].startswith("1\tCk3\tconv\t6\t0,0,0,0\t")


def test_no_input_is_named_where_none_leads_back(cli: Callable[..., Ran]) -> None:
    arguments = ("-k", "1", "-d", "3", "-p", "1", "--transposed", "--output-padding", "2")
    ran = cli("shape", "1", *arguments, "-f", "pretty")
    assert ran.out.startswith("1\n\n= (n-1)*stride")
    assert "maps" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the SHAPE is missing: give it first, as in 3@224x224 or 224"),
        (("-k", "3"), "the SHAPE is missing: give it first, as in 3@224x224 or 224"),
        (("3@224x224",), "the layers are missing: add them after the SHAPE, as in"),
        (("224x224x3",), "shape is '224x224x3', which looks like height x width x channels"),
        (("3@x", "M2"), "shape is '3@x': expected channels@height x width, as in 3@224x224"),
        (("3@y",), "shape is '3@y': expected channels@height x width"),
        (
            ("C64 M2",),
            "the SHAPE is missing before 'C64 M2': write convcalc shape 3@224x224 LAYERS",
        ),
        (("vgg15",), "'vgg15' is no layer and no network: did you mean vgg19 or vgg16?"),
        (("3@9x9", "vgg-16"), "'vgg-16' is no layer and no network: did you mean vgg16"),
        (("3@9x9", "3@9x9"), "layer 1 (3@9x9): '3@9x9' is no layer"),
        (("3@9x9", " "), "the layers are empty: give some, as in C64k3p1 M2 FC10"),
        (("3@9x9", "M2", "-k", "3"), "the layers are given already: leave out -k, which is for"),
        (("3@9x9", "M2", "--want", "3"), "the layers are given already: leave out --want"),
        (("224", "-s", "2"), "the kernel is missing: add -k, as in -k 3"),
        (("224", "-k", "0"), "kernel is 0: expected 1 or more"),
        (("224", "-k", "x"), "kernel is 'x': expected whole numbers, such as 2, 2,1 or 2x1"),
        (("224", "-k", "3", "-s", "0"), "stride is 0: expected 1 or more"),
        (("224", "-k", "3", "-p", "foo"), "padding 'foo' is unknown: expected numbers or one of"),
        (("224", "-k", "3", "-p", "1,2,3"), "padding has 3 numbers: expected 1, 2 or 4"),
        (("224", "-k", "3", "--output-padding", "1"), "output padding is for a transposed conv"),
        (("224", "-k", "3", "--transposed", "--ceil"), "--ceil is for pooling: leave it out"),
        (("224", "-k", "3", "--ceil", "-p", "2"), "layer 1 (M3s1p2:ceil): padding 2 is more than"),
        (("224", "-k", "3", "--transposed", "-p", "full"), "layer 1 (Tk3:full): padding full has"),
        (
            ("7", "-k", "3", "-s", "2", "--transposed", "--output-padding", "2"),
            "layer 1 (Tk3s2op2)",
        ),
        (
            ("5", "-k", "7"),
            "layer 1 (Ck7): the kernel 7x7 is larger than the padded input 5x5: the",
        ),
        (("224", "-k", "3", "--want", "112", "-q"), "-q prints one size alone: leave it out"),
        (("224", "-k", "3", "-q", "-f", "json"), "-q prints one size alone: leave it out"),
        (("3@9x9", "C"), "layer 1 (Ck3): how many filters? Write them after the C, as in C64"),
        (("3@9x9", "C8 Tk2"), "layer 2 (Tk2): how many filters? Write them after the T, as in T64"),
        (
            ("3@9x9", "C8", "-f", "npy"),
            "npy holds numbers only, no table: use one of pretty, plain",
        ),
        (("3@9x9", "@/no/file"), "cannot read '/no/file': No such file or directory"),
        (("3@9x9", "@/"), "cannot read '/': Is a directory"),
        (("3@9x9", "C8", "M2"), "got 3 arguments ('3@9x9 C8 M2'), expected 2: put quotes around"),
        (
            ("224", "7", "2", "3"),
            "got 4 arguments ('224 7 2 3'), expected 2: put quotes around layers; a single one is"
            " given by flags, as in -k 7 -s 2 -p 3",
        ),
        (("3@9x9", "999999999*(C)"), "layers: these are 999,999,999 layers: expected at most 10"),
    ],
)
def test_refusals(refusal: Callable[..., str], arguments: tuple[str, ...], message: str) -> None:
    assert refusal("shape", *arguments).startswith(message)


def test_files_that_hold_no_text(refusal: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "net").write_text("C8 Q3")
    (tmp_path / "large").write_bytes(b" " * (2**22 + 1))
    name = str(tmp_path)
    assert refusal("shape", "3@9x9", f"@{name}/empty").endswith("is empty: expected layers")
    assert "is no text: byte 1 (0xff) is not UTF-8" in refusal("shape", "3@9x9", f"@{name}/bytes")
    assert "line 1, column 4: 'Q3' is no layer" in refusal("shape", "3@9x9", f"@{name}/net")
    assert "has more than 4,194,304 bytes" in refusal("shape", "3@9x9", f"@{name}/large")


def test_a_forgotten_at_sign_is_pointed_out(
    refusal: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.net").write_text("M2")
    assert "; to read the file write @my.net" in refusal("shape", "3@9x9", "my.net")


def test_a_class_whose_layers_do_not_fit_is_refused(refusal: Callable[..., str]) -> None:
    text = "Net( (a): Conv2d(3, 8, 3) (b): Conv2d(3, 8, 3) )"
    for command in (("shape", "3@9x9"), ("rf",)):
        message = refusal(*command, text)
        assert message.startswith("layer 2 (C8k3, b): it is made for 3 channels, but 8 come in")
        assert "write branches as (... | ...):add; params counts them anyway" in message
