"""Pasted code: what is read as layers, and what is refused."""

from __future__ import annotations

import ast

import pytest

from convcalc.errors import Misread
from convcalc.notation.code import read_code
from convcalc.notation.modules import LARGEST, VGG, Call, Name, literal


def _names(text: str) -> list[str]:
    return [name for call in read_code(text).calls for name in _leaves(call)]


def _leaves(call: Call) -> list[str]:
    if not call.children:
        return [call.name]
    return [name for child in call.children for name in _leaves(child)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-2.5", -2.5),
        ("True", True),
        ("None", None),
        ("'same'", "same"),
        ("(3, 5)", (3, 5)),
        ("[3, [1, 2]]", (3, (1, 2))),
        ("16 * 5 * 5", 400),
        ("16*5+2", 82),
        ("100 // 3 - 1", 32),
        ("7 // 0", Name("7 // 0")),
        ("2 ** 9", Name("2 ** 9")),
        ("width", Name("width")),
        ("-width", Name("-width")),
        ("f(3)", Name("f(3)")),
        ("self.width * 2", Name("self.width * 2")),
        ("b'x'", Name("b'x'")),
        (f"{LARGEST} * 10", Name(f"{LARGEST} * 10")),
    ],
)
def test_only_literals_have_values(text: str, value: object) -> None:
    assert literal(ast.parse(text, mode="eval").body) == value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nn.Conv2d(3, 64, 7)", ["Conv2d"]),
        ("Conv2d(3, 64, 7), ReLU()", ["Conv2d", "ReLU"]),
        ("torch.nn.Conv2d(3, 64, 7),\ntorch.nn.ReLU(),\n", ["Conv2d", "ReLU"]),
        ("nn.Sequential(nn.ReLU(), nn.Sequential(nn.Tanh()))", ["ReLU", "Tanh"]),
        ("model = nn.Sequential(\n    nn.ReLU(),  # first\n    nn.Tanh(),\n)", ["ReLU", "Tanh"]),
        ("    self.a = nn.ReLU()\n    self.b = nn.Tanh()", ["ReLU", "Tanh"]),
        ("self.a = nn.ReLU()\n        self.b = nn.Tanh(),", ["ReLU", "Tanh"]),
        ("nn.Sequential(OrderedDict([('a', nn.ReLU()), ('b', nn.Tanh())]))", ["ReLU", "Tanh"]),
        ("nn.ModuleDict({'a': nn.ReLU(), 'b': nn.Tanh()})", ["ReLU", "Tanh"]),
        ("m.add_module('a', nn.ReLU())", ["ReLU"]),
        ("model = Sequential()\nmodel.add(layers.ReLU())", ["ReLU"]),
        ("Sequential(layers=[ReLU()])", ["ReLU"]),
        ("x = Conv2D(8, 3)(x)\nx = ReLU()(x)", ["Conv2D", "ReLU"]),
        ("ReLU()(Conv2D(8, 3)(inputs))", ["Conv2D", "ReLU"]),
        ("import torch\nfrom torch import nn\nnn.ReLU()\n", ["ReLU"]),
        ("[nn.ReLU(), nn.Tanh()]", ["ReLU", "Tanh"]),
        ("[64, 'M']", [VGG, VGG]),
        ("cfg = [64, 64, 'M']", [VGG, VGG, VGG]),
        ("self.a: nn.Module = nn.ReLU()", ["ReLU"]),
        ("'a text'\nx\nnn.ReLU()", ["ReLU"]),
        ("", []),
    ],
)
def test_layers_in_their_order(text: str, names: list[str]) -> None:
    assert _names(text) == names
    assert read_code(text).is_chain == ("ModuleDict" not in text)


def test_arguments_and_places() -> None:
    text = "self.é = nn.ReLU()\nself.conv = nn.Conv2d(3, 8, kernel_size=(3, 5), bias=False)"
    _, call = read_code(text).calls
    assert call.args == (3, 8)
    assert call.kwargs == {"kernel_size": (3, 5), "bias": False}
    assert call.label == "conv"
    assert text[call.start :].startswith("nn.Conv2d")
    assert text[read_code(text).calls[0].start :].startswith("nn.ReLU")


def test_a_class_is_read_but_for_what_it_does() -> None:
    pasted = read_code(
        "class Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.conv = nn.Conv2d(1, 6, 5)\n"
        "    def forward(self, x):\n"
        "        return F.relu(self.conv(x))\n"
    )
    (net,) = pasted.calls
    assert net.name == "Net"
    assert [call.name for call in net.children or ()] == ["Conv2d"]
    assert not pasted.is_chain
    assert pasted.notes == (
        "forward() is not read: layers count in the order in which they are made",
    )


BLOCKS = """
class Block(nn.Module):
    def __init__(self, cin, cout=8):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.act = nn.ReLU()

class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = Block(3)
        self.body = Block(8, cout=2 * 8)
        self.head = nn.Linear(16, classes)
"""


def test_classes_of_the_paste_are_read_where_they_are_used() -> None:
    (net,) = read_code(BLOCKS).calls
    stem, body, head = net.children or ()
    assert (stem.name, body.name, head.args) == ("Block", "Block", (16, 10))
    assert [call.args for call in stem.children or ()] == [(3, 8, 3), ()]
    assert [call.args for call in body.children or ()] == [(8, 16, 3), ()]
    (made,) = read_code(BLOCKS + "\nnet = Net(classes=2)\nnet.to(device)").calls
    assert (made.children or ())[2].args == (16, 2)
    (alone,) = read_code("    def __init__(self):\n        self.a = nn.ReLU()").calls
    assert [call.name for call in alone.children or ()] == ["ReLU"]


def test_names_stand_for_numbers_and_for_layers() -> None:
    assert read_code("width = 8\nnn.Conv2d(3, 2 * width, 3)").calls[0].args == (3, 16, 3)
    text = "pool = nn.MaxPool2d(2)\nnn.Sequential(nn.ReLU(), pool, nn.Tanh(), pool)"
    assert _names(text) == ["ReLU", "MaxPool2d", "Tanh", "MaxPool2d"]
    text = "x = Input((8, 8, 1))\npool = MaxPool2D()\nx = pool(x)\nx = pool(x)"
    assert _names(text) == ["Input", "MaxPool2D", "MaxPool2D"]
    text = "layers = [nn.ReLU(), nn.Tanh()]\nmodel = nn.Sequential(*layers)"
    assert _names(text) == ["ReLU", "Tanh"]
    assert _names("shape = (28, 28, 1)\nclasses = ['cat', 'dog']\nnn.ReLU()") == ["ReLU"]


@pytest.mark.parametrize(
    "line",
    [
        "print(net)",
        "net.to(device)",
        "net.eval()",
        "model.summary()",
        "model.compile(optimizer='adam', loss='mse')",
        "model.fit(x, y)",
        "model = keras.Model(inputs, outputs)",
        "x = torch.randn(1, 3, 8, 8)",
        "torch.manual_seed(0)",
        "criterion = nn.CrossEntropyLoss()",
        "opt = optim.Adam(net.parameters())",
        "n = 3 * 4",
        "cfg = {'lr': 1e-3}",
        "return net",
    ],
)
def test_what_stands_beside_layers_is_passed_over(line: str) -> None:
    assert _names(f"self.a = nn.ReLU()\n{line}") == ["ReLU"]


@pytest.mark.parametrize(
    "text",
    [
        "nn.Sequential(nn.ReLU()).to(device)",
        "net = nn.Sequential(nn.ReLU()).cuda().eval()",
        "return nn.Sequential(nn.ReLU())",
        "nn.ModuleList(modules=[nn.ReLU()])",
        "nn.ModuleDict(modules={'a': nn.ReLU()})",
        "nn.Sequential(OrderedDict(a=nn.ReLU()))",
        "spectral_norm(nn.ReLU())",
        ">>> nn.ReLU()",
        "```python\nnn.ReLU()\n```",
        "Out[3]: nn.ReLU()",
        "a = 1\rnn.ReLU()\r\n",
        "nn.ReLU(\N{NO-BREAK SPACE})",
    ],
)
def test_other_ways_to_hold_a_layer(text: str) -> None:
    assert _names(text) == ["ReLU"]


def test_functional_chains_are_read_and_branches_are_refused() -> None:
    chain = "inputs = Input((8,))\nx = Dense(4)(inputs)\nout = Dense(2)(x)\nModel(inputs, out)"
    assert _names(chain) == ["Input", "Dense", "Dense"]
    for text, place in (
        ("x = Dense(4)(i)\na = Dense(2)(x)\nb = Dense(3)(x)", "x)"),
        ("a = Dense(4)(i)\nb = Dense(2)(j)", "j)"),
    ):
        with pytest.raises(Misread, match="is not what came last: only chains are read") as caught:
            read_code(text)
        assert text[caught.value.offset :].endswith(place)
    for text, name in (
        ("x = Concatenate()([a, b])", "Concatenate"),
        ("x = layers.add([a, b])", "add"),
        ("x = Add()([a, b])", "Add"),
    ):
        with pytest.raises(Misread, match=f"{name} joins branches: only chains are read"):
            read_code(text)
    with pytest.raises(Misread, match=r"'x \+ y' is no layer: only chains are read"):
        read_code("x = Dense(3)(i)\nz = x + y")


@pytest.mark.parametrize(
    ("text", "reason", "offset"),
    [
        ("nn.Conv2d(3, 64", "this is no Python ('(' was never closed): expected layers such", 9),
        ("nn.ReLU() nn.Tanh()", "this is no Python (invalid syntax", 10),
        ("for i in range(3):\n    nn.ReLU()", "only lines that make layers are read, no loops", 0),
        ("nn.Sequential(*blocks)", "'blocks' is no layer: expected one such as nn.ReLU()", 15),
        ("nn.Sequential(encoder)", "'encoder' is no layer: expected one such as nn.ReLU()", 14),
        ("nn.Conv2d(3, 8, **sizes)", "* stands for a list that is not known here", 0),
        ("nn.ReLU(), " * 20_001, "more than 20,000 layers", None),
        ("nn.Conv2d(*sizes)", "* stands for a list that is not known here", 0),
        ("[nn.ReLU()] * 3", "'[nn.ReLU()] * 3' is no layer", 0),
        ("nn.ReLU()\0", "this is no Python", 0),
        ("[" * 20_000, "this is no Python", None),
    ],
)
def test_refusals(text: str, reason: str, offset: int | None) -> None:
    with pytest.raises(Misread) as caught:
        read_code(text)
    assert caught.value.reason.startswith(reason)
    assert offset is None or caught.value.offset == offset


def test_nothing_is_evaluated(tmp_path: object) -> None:
    import os

    target = f"{tmp_path}/made"
    for text in (
        f"__import__('os').mkdir({target!r})",
        f"nn.Conv2d(__import__('os').mkdir({target!r}))",
    ):
        _names(text)
    assert not os.path.exists(target)


def test_an_argument_that_is_given_twice() -> None:
    with pytest.raises(Misread, match="A got k twice: leave one out"):
        read_code("nn.A(3, k=5, k=3)")


def test_a_name_may_stand_for_several_layers_in_turn() -> None:
    """Only what was put into another is left out, not everything of its name."""
    text = "pool = nn.M(1)\nf = nn.Sequential(nn.A(), pool)\npool = nn.M(2)"
    assert _names(text) == ["A", "M", "M"]
    assert _names("a = nn.A()\na = nn.Sequential(a, nn.B()).to(x).eval()") == ["A", "B"]
    two = (
        "class A(nn.Module):\n  def __init__(self):\n    self.conv = nn.C(1)\n"
        "    self.seq = nn.Sequential(self.conv, nn.R())\n"
        "class B(nn.Module):\n  def __init__(self):\n    self.conv = nn.C(2)\n    self.a = A()\n"
    )
    (whole,) = read_code(two).calls
    assert [call.name for call in whole.children or ()] == ["C", "A"]
    assert _names("nn.Sequential(nn.A()).pretrain()") == ["pretrain"]


CLASSES = """
class Base(nn.Module):
    width = 4
    def __init__(self, i=3, *, bias=True):
        super().__init__()
        self.a = nn.A(i, self.width, bias=bias)
class Block(nn.Sequential):
    def __init__(self, i, o):
        super(Block, self).__init__(nn.B(i, o), nn.C())
class Same(nn.D):
    pass
class Wrap(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn
"""


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Base(5)", ["A"]),
        ("Block(3, 8)", ["B", "C"]),
        ("Same(3, k=2)", ["D"]),
        ("Wrap(nn.E(1))", ["E"]),
        ("e = nn.E(1)\nWrap(e)", ["E"]),
        ("nn.Sequential(nn.A(), Wrap(nn.E()), nn.B())", ["A", "E", "B"]),
        ("class Net(Base):\n    pass\nNet(7)", ["A"]),
        (
            "class Net(Base):\n    def __init__(self):\n        super().__init__(7)\n"
            "        self.b = nn.B()\nNet()",
            ["A", "B"],
        ),
        ("model = torch.compile(Wrap(nn.E()))", ["E"]),
        (
            "class Model(nn.Module):\n    def __init__(self):\n        self.a = nn.A()\nModel()",
            ["A"],
        ),
    ],
)
def test_classes_of_the_text_make_what_their_bases_and_arguments_make(
    line: str, names: list[str]
) -> None:
    assert _names(CLASSES + line) == names


def test_arguments_of_classes_and_their_defaults() -> None:
    (base,) = read_code(CLASSES + "Base(5, bias=False)").calls
    assert base.children is not None
    assert (base.children[0].args, base.children[0].kwargs) == ((5, 4), {"bias": False})
    (same,) = read_code(CLASSES + "Same(3, k=2)").calls
    assert same.children is not None
    assert (same.children[0].args, same.children[0].kwargs) == ((3,), {"k": 2})


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("k = 5\nn = 7\nk = n\nnn.A(k)", (7,)),
        ("a = b = 3\nnn.A(a, b)", (3, 3)),
        ("h, w = 2, 4\nh, w = w, h\nnn.A(h, w)", (4, 2)),
        ("k = 5\nk = len(x)\nnn.A(k)", (Name("k"),)),
        ("k: int = 5\nnn.A(k)", (5,)),
    ],
)
def test_names_stand_for_what_they_were_given_last(text: str, args: tuple[object, ...]) -> None:
    (call,) = read_code(text).calls
    assert call.args == args


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nn.Sequential(nn.A()).append(nn.B()).append(nn.C())", ["A", "B", "C"]),
        ("l = [nn.A()]\nl.append(nn.B())\nl.extend([nn.C()])\nnn.Sequential(*l)", ["A", "B", "C"]),
        ("m = nn.Sequential(nn.A())\ny = m(torch.randn(1, 3))\nz = m(torch.randn(1, 3))", ["A"]),
        ("m = nn.Sequential(nn.A())\ny = m(x)\nz = m(x)", ["A"]),
        ("nn.A()\nfor x in data:\n    step(x)\nif __name__ == '__main__':\n    nn.B()", ["A"]),
        ("nn.A()\nnn.init.kaiming_normal_(w)\ntorch.optim.Adam(p)\nsum(p)", ["A"]),
        ("device = 'cuda' if torch.cuda.is_available() else 'cpu'\nnn.A().to(device)", ["A"]),
    ],
)
def test_lines_that_add_run_or_stand_beside(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("m = Net()\nm = nn.Sequential(nn.A())\nm.fc = nn.B()", "a layer is replaced: write"),
        ("m = nn.Sequential(nn.A())\nm[0] = nn.B()", "a layer is replaced: write the model as it"),
        (
            "class N(nn.Module):\n    def __init__(self):\n        self.b()\n"
            "    def b(self):\n        self.c = nn.A()\nN()",
            "b() is not read: write what it makes into __init__",
        ),
        ("for i in range(3):\n    l.append(nn.A())", "only lines that make layers are read"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Misread) as caught:
        read_code(text)
    assert caught.value.reason.startswith(reason)


def test_a_class_makes_a_layer_anew() -> None:
    text = "class N(nn.Module):\n  def __init__(self):\n    self.a = nn.A()\n    self.a = nn.B()\n"
    assert _names(text) == ["B"]
    helper = "class H(nn.Module):\n  def __init__(self):\n    self.a = nn.A()\n"
    assert _names(text.replace("nn.B()", "H()") + helper) == ["A"]
