"""What print(model) shows, whole or in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import Misread
from convcalc.notation.forms import looks_printed
from convcalc.notation.modules import Name, Unread
from convcalc.notation.printed import DEPTH_MOST, read_printed

PRINTED = """Net(
  dim=64, heads=(4, 2)
  (conv1): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same, bias=False)
  (blocks): ModuleList(
    (0-1): 2 x Block(
      (act): ReLU(inplace=True)
    )
  )
  (head): Sequential(
    (0): Flatten(start_dim=1, end_dim=-1)
    (1): Linear(in_features=8, out_features=2, bias=True)
  )
)
"""


def test_the_tree() -> None:
    pasted = read_printed(PRINTED)
    (net,) = pasted.calls
    assert not pasted.is_chain
    assert net.name == "Net"
    assert net.children is not None
    conv, blocks, head = net.children
    assert (conv.name, conv.label, conv.args) == ("Conv2d", "conv1", (3, 8))
    assert conv.kwargs["padding"] == Name("same")
    assert conv.kwargs["bias"] is False
    assert conv.is_printed
    assert blocks.children is not None
    assert (blocks.children[0].name, blocks.children[0].times) == ("Block", 2)
    assert head.children is not None
    assert [call.name for call in head.children] == ["Flatten", "Linear"]
    assert PRINTED[head.children[1].start :].startswith("Linear(")


def test_on_one_line_it_is_the_same() -> None:
    line = " ".join(PRINTED.split())
    assert looks_printed(PRINTED)
    assert looks_printed(line)
    one, other = read_printed(PRINTED).calls[0], read_printed(line).calls[0]
    assert [c.name for c in one.children or ()] == [c.name for c in other.children or ()]


def test_sequentials_are_chains() -> None:
    assert read_printed("Sequential( (0): ReLU() (1): Sequential( (0): Tanh() ) )").is_chain
    assert not read_printed("Sequential( (0): Block( (0): Tanh() ) )").is_chain


def test_what_is_not_printed() -> None:
    assert not looks_printed("nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())")
    assert not looks_printed("(C8 | I):add")


@pytest.mark.parametrize(
    ("text", "reason", "offset"),
    [
        ("Sequential( (0): ReLU()", "this bracket is never closed", 10),
        ("Sequential( (0): ReLU() ) )", "nothing is open here: a bracket too many", 26),
        ("Sequential( (0): ??? )", "'??? )' is no module: expected one such as ReLU()", 17),
        ("(0): ReLU(", "this bracket is never closed", 9),
        ("A( (0): " * 200, f"modules lie more than {DEPTH_MOST} deep", None),
    ],
)
def test_refusals(text: str, reason: str, offset: int | None) -> None:
    with pytest.raises(Misread) as caught:
        read_printed(text)
    assert caught.value.reason == reason
    assert offset is None or caught.value.offset == offset


def test_arguments_that_are_no_python_are_left_to_whoever_needs_them() -> None:
    (call,) = read_printed("(0): Odd(<function f at 0x7f>)").calls
    assert call.args == (Unread("<function f at 0x7f>"),)


@given(st.integers(0, len(PRINTED)), st.integers(0, len(PRINTED)))
def test_cut_texts_are_read_or_refused(start: int, stop: int) -> None:
    reason = ""
    try:
        read_printed(PRINTED[start:stop])
    except Misread as error:
        reason = error.reason
    assert "\n" not in reason
