"""The grammar: what is read, what is refused and where the caret stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError
from convcalc.networks.ops import OPS, SPELLED
from convcalc.networks.read import read_network
from convcalc.notation.layers import DEPTH_MOST, read_layers
from convcalc.notation.written import LAYERS_MOST, Branches, Repeat, Written


def _texts(text: str) -> list[str]:
    return [node.layer.text for node in read_network(text).nodes]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("C64", ["C64k3"]),
        ("c64K7S2P3", ["C64k7s2p3"]),
        ("C64 k", None),
        ("C64k3x5s2x1p1x2d1x2", ["C64k3x5s2x1p1x2d1x2"]),
        ("C64k3x3", ["C64k3"]),
        ("C8k3x3x3", ["C8k3x3x3"]),
        ("C64p2+3", ["C64k3p2+3"]),
        ("C64p2+3x0", ["C64k3p2+3x0"]),
        ("C64p1+1", ["C64k3p1"]),
        ("C64g2d1s1p0", ["C64k3g2"]),
        ("C64:same:nobias", ["C64k3:same:nobias"]),
        ("C64:nobias:SAME", ["C64k3:same:nobias"]),
        ("C64:valid:bias", ["C64k3"]),
        ("C64:full", ["C64k3:full"]),
        ("DW", ["DWk3"]),
        ("dw64k5s2p2:nobias", ["DW64k5s2p2:nobias"]),
        ("T32k4s2p1op1", ["T32k4s2p1op1"]),
        ("T32op1p1k4s2", ["T32k4s2p1op1"]),
        ("M", ["M2"]),
        ("MP2", ["M2"]),
        ("M3s2", ["M3s2"]),
        ("M2s2", ["M2"]),
        ("M2x3", ["M2x3"]),
        ("Mk3", ["M3"]),
        ("M3s2p1:ceil", ["M3s2p1:ceil"]),
        ("A", ["A2"]),
        ("AP3", ["A3"]),
        ("A3s1p1", ["A3s1p1"]),
        ("FC10", ["FC10"]),
        ("L10:nobias", ["FC10:nobias"]),
        ("GAP", ["GAP"]),
        ("AAP1", ["GAP"]),
        ("AAP6", ["AAP6"]),
        ("aap6x5", ["AAP6x5"]),
        ("AMP1", ["AMP1"]),
        ("BN F R D D0.5 D50 I", ["BN", "F", "R", "D", "D", "D", "I"]),
        ("C8,M2->R -> F\tFC3\nR→R", ["C8k3", "M2", "R", "F", "FC3", "R", "R"]),
        ("C8 # the first\nM2", ["C8k3", "M2"]),
        ("2*(C8 R)", ["C8k3", "R", "C8k3", "R"]),
        ("2 * ( C8 2*(R) )", ["C8k3", "R", "R", "C8k3", "R", "R"]),
        ("(C8 R | I):add", ["C8k3", "R", "I", ":add"]),
        ("(C8 | C8 | M3s1):CAT F", ["C8k3", "C8k3", "M3s1", ":cat", "F"]),
        ("((R | I):add | I):add", ["R", "I", ":add", "I", ":add"]),
        ("(R | I):add (R | I):add", ["R", "I", ":add", "R", "I", ":add"]),
        ("AAP6(R|I):add", ["AAP6", "R", "I", ":add"]),
        ("32C3-MP2-64C3-MP2-300N-10N", ["C32k3", "M2", "C64k3", "M2", "FC300", "FC10"]),
        ("C8-M2", ["C8k3", "M2"]),
    ],
)
def test_layers_and_their_canonical_texts(text: str, canonical: list[str] | None) -> None:
    if canonical is None:
        with pytest.raises(ConvcalcError):
            _texts(text)
        return
    assert _texts(text) == canonical


def test_branches_and_repeats_are_a_tree() -> None:
    (repeat, branches) = read_layers("2*(C8) (M2 | I):cat", OPS, SPELLED)
    assert isinstance(repeat, Repeat)
    assert repeat.times == 2
    assert isinstance(branches, Branches)
    assert branches.join == "cat"
    assert [[type(item) for item in branch] for branch in branches.branches] == [
        [Written],
        [Written],
    ]


def test_parents_of_branches() -> None:
    nodes = read_network("C8 (C8p1 R | I):add M2").nodes
    assert [node.parents for node in nodes] == [(0,), (1,), (2,), (1,), (3, 4), (5,)]


@pytest.mark.parametrize(
    ("text", "reason", "caret"),
    [
        ("C64 Q3", "'Q3' is no layer: expected one of C, DW, T,", 4),
        ("C64 relu", "'relu' is no layer: did you mean R?", 4),
        ("conv3-64", "'conv3-64' is no layer: did you mean C64k3?", 0),
        ("maxpool2 F", "'maxpool2' is no layer: did you mean M2?", 0),
        ("Conv64", "'Conv64' is no layer: did you mean C64?", 0),
        ("Conv64k3s2:same", "'Conv64k3s2:same' is no layer: did you mean C64k3s2:same?", 0),
        ("conv3x1-64", "'conv3x1-64' is no layer: did you mean C64k3x1?", 0),
        ("C8 2*C8k3", "'2*C8k3' is no layer: to repeat, write 2*(C8k3)", 3),
        ("3(C8)", "'3' is no layer: to repeat, write 3*(...)", 0),
        ("-1*(C8)", "'-1*' is no layer", 0),
        ("ReLU6", "'ReLU6' is no layer: did you mean R?", 0),
        ("LeakyReLU", "'LeakyReLU' is no layer: did you mean R?", 0),
        ("GlobalAvgPool7", "'GlobalAvgPool7' is no layer: did you mean GAP?", 0),
        ("C8 k3s2", "'k3s2' is no layer: write it right after its layer, as in C64k3s2", 3),
        ("C8k3 same", "'same' is no layer: write it right after its layer, as in C64k3:same", 5),
        ("C8 3x3", "'3x3' is no layer: a kernel is written C64k3x3, a window M3x3", 3),
        ("C8psame", "p needs a number, as in p2; a word as in :same", 2),
        ("nn.ReLU", "'nn.ReLU' is no layer: a module has brackets, as in nn.ReLU()", 0),
        ("Add", "'Add' is no layer: branches are joined as in (C8 | I):add", 0),
        ("F10", "F carries no number: write F, or FC10", 0),
        (":smile:", "':smile:' is no layer: expected one of C, DW, T,", 0),
        ("C8 vgg16", "'vgg16' is no layer: expected one of", 3),
        ("3 * C8", "'3' is no layer: to repeat, write 3*(...)", 0),
        ("C8 :same", "':same' is no layer: write it right after its layer, as in C64k3:same", 3),
        ("(C8 | C8) :mul", "how are the branches joined? write (...):add or (...):cat", 9),
        ("dense10", "'dense10' is no layer: did you mean FC10?", 0),
        ("flatten", "'flatten' is no layer: did you mean F?", 0),
        ("64 M", "'64' is no layer: C64 has 64 filters, 64N is a dense layer, and a VGG list", 0),
        ("C64q3", "'q3' is no key: expected k, s, p, d, g, op with a number", 3),
        ("C64k", "k needs a number, as in k2", 3),
        ("C64k3x", "'x' is no key", 5),
        ("C64op", "op needs a number, as in op2", 3),
        ("C64M2", "a blank is missing between two layers: C64 M2", 3),
        ("C64k3k5", "kernel (k) is given twice: leave one out", 5),
        ("C64k0", "kernel (k) is 0: expected 1 or more", 3),
        ("C64s2x0", "stride (s) is 0: expected 1 or more", 3),
        ("C64g2x2", "groups (g) are one number: g2", 3),
        ("C64op1", "output padding (op) does not belong to C: expected k, s, p, d, g", 3),
        ("M2g2", "groups (g) does not belong to M: expected k, s, p, d", 2),
        ("FC10k3", "kernel (k) does not belong to FC, which carries none", 4),
        ("GAP:ceil", ":ceil does not belong to GAP, which carries none", 3),
        ("C64:ceil", ":ceil does not belong to C: expected :valid, :same", 3),
        ("C64:samee", ":samee is unknown here; did you mean :same?", 3),
        ("C64p1:same", "padding is given twice: leave one out", 5),
        ("C64:same:valid", "padding is given twice: leave one out", 8),
        ("C64:bias:nobias", "bias and nobias contradict each other: leave one out", 8),
        ("M2k3", "the window is given twice: write M2 without k", 0),
        ("R256", "R carries no number: write R", 0),
        ("BN64", "BN carries no number: write BN", 0),
        ("GAP7", "GAP carries no number: write GAP", 0),
        ("FC", "FC needs its units after it, as in FC10", 0),
        ("AAP", "AAP needs its size after it, as in AAP6", 0),
        ("C0", "C0 has none: expected 1 or more", 0),
        ("M0", "M0 has none: expected 1 or more", 0),
        (
            "C3x64",
            "C3x64 has 2 numbers where the filters stand: write C3, and a kernel as k3x64",
            0,
        ),
        ("C6.5", "'6.5' is not whole: write C64", 0),
        ("2*(C8", "this bracket is never closed", 2),
        ("(C8 | R", "this bracket is never closed", 0),
        ("C8)", ") has no bracket before it", 2),
        ("C8 | R", "| has no bracket before it: branches stand in brackets", 3),
        ("(C8 R):add", "brackets repeat, as in 2*(C8 R), or branch, as in (C8 | I):add", 0),
        ("(C8 | R)", "how are the branches joined? write (...):add or (...):cat", 8),
        ("(C8 | R):mul", "how are the branches joined?", 8),
        ("(C8 | ):add", "nothing stands here: write I for a branch that changes nothing", 6),
        ("2*()", "nothing stands here", 3),
        ("0*(C8)", "0 times is nothing: repeat 1 time or more", 0),
        ("2*(C8 | R)", "branches need brackets of their own: write 2*((C8 | ...):add)", 6),
        ("C8k" + "1" * 19, "a number has more than 18 digits", 3),
        ("C8 -", "'-' is no layer", 3),
        ("é", "'é' is no layer: expected one of", 0),
    ],
)
def test_refusals_stand_under_their_place(text: str, reason: str, caret: int) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_network(text)
    assert caught.value.reason.startswith(reason)
    assert caught.value.place
    assert caught.value.place.offset == caret


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("word", ["spelled", "key", "word"])
def test_every_layer_refuses_what_it_does_not_know(name: str, word: str) -> None:
    op = OPS[name]
    base = f"{name}6" if op.out in ("window", "size", "units") else name  # Mp0 would be MP0
    if word == "spelled":
        for other in op.spelled:
            with pytest.raises(ConvcalcError, match=rf"did you mean {name}\?"):
                read_network(f"C8 {other}")
        return
    keys = ("s2", "p0", "d2", "g1", "op0") if word == "key" else (":ceil", ":nobias")
    for extra in keys:
        known = extra.rstrip("012") in op.keys or extra[1:] in op.words
        if known:
            assert read_network(base + extra).nodes
        else:
            with pytest.raises(ConvcalcError, match=r"does not belong to|is unknown here"):
                read_network(base + extra)


def test_bombs_are_refused_before_anything_is_written_out() -> None:
    most = f"{LAYERS_MOST:,}"
    for text, count in (
        ("999999999*(C)", "999,999,999"),
        ("1000*(1000*(1000*(R)))", "1,000,000,000"),
        ("9999*((R | I):add)", "29,997"),
    ):
        with pytest.raises(ConvcalcError, match=rf"these are {count} layers: expected"):
            read_network(text)
    assert len(read_network(f"{LAYERS_MOST}*(R)").nodes) == int(most.replace(",", ""))
    with pytest.raises(ConvcalcError, match=f"more than {most} layers"):
        read_network("R " * 1_000_000)
    for deep in ("(" * 20_000, "2*(" * 20_000, "(R|" * 20_000):
        with pytest.raises(ConvcalcError, match=f"brackets lie more than {DEPTH_MOST} deep"):
            read_network(deep)


sizes = st.integers(1, 12)
layers = st.one_of(
    st.builds(lambda n, k, s: f"C{n}k{k}s{s}", sizes, sizes, sizes),
    st.builds(lambda k, p, q: f"DWk{k}p{p}+{q}", sizes, sizes, sizes),
    st.builds(lambda n, k, s, d: f"T{n}k{k}s{s}d{d}:nobias", sizes, sizes, sizes, sizes),
    st.builds(lambda a, b: f"M{a}x{b}:ceil", sizes, sizes),
    st.builds(lambda a: f"A{a}s1", sizes),
    st.builds(lambda n: f"FC{n}", sizes),
    st.sampled_from(["BN", "R", "D", "F", "I", "GAP", "AAP3", "AMP2x3", "C4:same"]),
)
nets = st.recursive(
    layers,
    lambda inner: st.one_of(
        st.builds(lambda a, b: f"{a} {b}", inner, inner),
        st.builds(lambda n, a: f"{n}*({a})", st.integers(1, 3), inner),
        st.builds(lambda a, b: f"({a} | {b}):add", inner, inner),
        st.builds(lambda a, b, c: f"({a} | {b} | {c}):cat", inner, inner, inner),
    ),
    max_leaves=12,
)


@given(nets)
def test_canonical_texts_are_read_as_the_same_layers(text: str) -> None:
    nodes = read_network(text).nodes
    for node in nodes:
        if node.layer.type not in ("add", "cat"):
            (again,) = read_network(node.layer.text).nodes
            assert again.layer.text == node.layer.text
            assert again.layer.type == node.layer.type
    assert _texts(text.lower()) == [node.layer.text for node in nodes]
    assert _texts(text.replace(" ", " -> ")) == [node.layer.text for node in nodes]


@given(st.text(alphabet="CDWTMAFGBNRIPLkspdgox0123456789()|*:+-, .#adcteqn\n", max_size=30))
def test_any_text_is_layers_or_one_error(text: str) -> None:
    error = ""
    try:
        read_network(text)
    except ConvcalcError as caught:
        error = str(caught)
    assert len(error.splitlines()) in (0, 1, 3)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("C8 X M2", "layer 2 (X)"),
        ("3*(C8 R) M2k3", "layer 7 (M2k3)"),
        ("2*(2*(R) I) R256", "layer 7 (R256)"),
        ("(C8 | I):add C8k0", "layer 4 (C8k0)"),
        ("C8 (R | C8:sam):cat", "layer 3 (C8:sam)"),
    ],
)
def test_refusals_count_the_layers_that_repeats_stand_for(text: str, label: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_network(text)
    assert caught.value.situation == label


def test_a_network_s_name_stands_alone() -> None:
    for text in ("vgg16 FC10", "models.vgg16(pretrained=True)"):
        with pytest.raises(ConvcalcError, match="; vgg16 is a whole network, which stands alone"):
            read_network(text)


def test_signs_that_people_type_for_an_x() -> None:
    assert read_network("C8k3×5").nodes[0].layer.text == "C8k3x5"
