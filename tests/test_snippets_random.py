"""Random options: what NumPy, SciPy and PyTorch make of a snippet is what convcalc gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.activations import ACTIVATIONS
from convcalc.errors import ConvcalcError
from convcalc.operation import apply as applying
from convcalc.operation import pool as pooling
from convcalc.operation.apply_options import Apply
from convcalc.operation.pool_options import Pool
from convcalc.padding import MODES, WORDS
from convcalc.poolings import POOLINGS
from convcalc.snippets import apply_snippet, pool_snippet
from convcalc.tensor import Tensor
from tests.test_snippets import PYTHON, assert_alike, run_python

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

EXAMPLES = settings(max_examples=100, suppress_health_check=list(HealthCheck))
ARGUMENTS = {"leaky-relu": "leaky-relu:0.1", "clip": "clip:-5:7.5", "lp": "lp:2"}


def numbers(draw: DrawFn, shape: tuple[int, ...]) -> Tensor:
    """Make numbers of one kind."""
    values = np.random.default_rng(draw(st.integers(0, 99))).integers(-9, 10, shape)
    bottom = draw(st.sampled_from([1, 1, 2, 16, 3]))
    return Tensor.exact(values, bottom)


def sizes(draw: DrawFn, dim: int, least: int, most: int) -> Any:
    """Make one number, or one per axis."""
    one = st.integers(least, most)
    return draw(st.one_of(one, st.lists(one, min_size=dim, max_size=dim)))


def paddings(draw: DrawFn, dim: int, words: list[str]) -> Any:
    """Make padding in one of its forms."""
    sides = st.lists(st.integers(0, 2), min_size=2 * dim, max_size=2 * dim)
    return draw(st.one_of(st.integers(0, 2), sides, st.sampled_from(words)))


def input_shape(draw: DrawFn, dim: int, channels: int, layout: str) -> tuple[int, ...]:
    """Make a shape: items and channels or not."""
    lengths = draw(st.lists(st.integers(2, 6), min_size=dim, max_size=dim))
    lead = 2 if channels > 1 else draw(st.integers(0, 2))
    lead = min(lead, 1 + draw(st.booleans())) if lead else 0
    inner = lengths if not lead else [*lengths, channels]
    if lead and layout == "chw":
        inner = [channels, *lengths]
    return (*([2] if lead == 2 else []), *inner)


@st.composite
def convolutions(draw: DrawFn) -> tuple[Apply, Tensor, Tensor, Tensor | None]:
    """Make options, an input, a kernel and a bias, which may not fit."""
    dim, layout = draw(st.integers(1, 3)), draw(st.sampled_from(["chw", "hwc"]))
    groups, depth, fan = (draw(st.integers(1, 2)) for _ in range(3))
    transposed = draw(st.booleans())
    plane = draw(st.lists(st.integers(1, 3), min_size=dim, max_size=dim))
    both = [groups * depth, fan] if transposed else [groups * fan, depth]
    weights = [*both, *plane] if layout == "chw" else [*plane, *both[::-1]]
    words = [w for w in WORDS if not transposed or WORDS[w].cropped]
    activation = draw(st.sampled_from([None, *ACTIVATIONS]))
    options = Apply(
        stride=sizes(draw, dim, 1, 3),
        padding=paddings(draw, dim, words),
        padding_mode="zeros" if transposed else draw(st.sampled_from(list(MODES))),
        dilation=sizes(draw, dim, 1, 2),
        groups=groups,
        flip=draw(st.booleans()),
        transposed=transposed,
        output_padding=sizes(draw, dim, 0, 1) if transposed else 0,
        activation=ARGUMENTS.get(activation or "", activation),
        dim=dim,
        layout=layout,
        float=draw(st.booleans()),
    )
    x = numbers(draw, input_shape(draw, dim, groups * depth, layout))
    count = draw(st.sampled_from([0, 1, groups * fan]))
    bias = numbers(draw, (count,)) if count else None
    return options, x, numbers(draw, tuple(weights)), bias


@st.composite
def poolings(draw: DrawFn) -> tuple[Pool, Tensor]:
    """Make options and an input, which may not fit."""
    dim, layout = draw(st.integers(1, 3)), draw(st.sampled_from(["chw", "hwc"]))
    kind = draw(st.sampled_from(list(POOLINGS)))
    average, picks = POOLINGS[kind].divides, bool(POOLINGS[kind].picks)
    given: dict[str, Any] = {
        "type": ARGUMENTS.get(kind, kind),
        "divisor": draw(st.sampled_from([None, 3])) if average else None,
        "indices": picks and draw(st.booleans()),
    }
    if draw(st.integers(0, 4)) == 0:
        given["adaptive"] = sizes(draw, dim, 1, 3)
    else:
        given |= {
            "kernel": sizes(draw, dim, 1, 4),
            "stride": draw(st.sampled_from([None, 1, 2, 3])),
            "padding": paddings(draw, dim, ["same", "same-lower"]),
            "dilation": sizes(draw, dim, 1, 2),
            "ceil": draw(st.booleans()),
            "exclude_pad": average and draw(st.booleans()),
        }
    x = numbers(draw, input_shape(draw, dim, draw(st.integers(1, 3)), layout))
    return Pool(dim=dim, layout=layout, **given), x


@pytest.mark.parametrize("library", PYTHON)
@EXAMPLES
@given(case=convolutions())
def test_apply(library: str, case: tuple[Apply, Tensor, Tensor, Tensor | None]) -> None:
    options, x, weights, bias = case
    try:
        plan = applying.decide(options, x, [weights], bias)
    except ConvcalcError:
        return
    output = applying.run(options, x, [weights], bias).output
    assert_alike(run_python(apply_snippet(library, plan)), output)


@pytest.mark.parametrize("library", PYTHON)
@EXAMPLES
@given(case=poolings())
def test_pool(library: str, case: tuple[Pool, Tensor]) -> None:
    options, x = case
    try:
        shown = pooling.run(options, x).shown
    except ConvcalcError:
        return
    assert_alike(run_python(pool_snippet(library, options, x)), shown)
