from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest

from convcalc.errors import ConvcalcError
from convcalc.notation.literals import Literal, read_literal
from convcalc.presets import MAX_CELLS, PRESETS, expand

EXPECTED = {
    "identity": "0 0 0; 0 1 0; 0 0 0",
    "box": "1/9 [1 1 1; 1 1 1; 1 1 1]",
    "box:2": "1/4 [1 1; 1 1]",
    "gaussian": "1/16 [1 2 1; 2 4 2; 1 2 1]",
    "gaussian:2": "1/4 [1 1; 1 1]",
    "sharpen": "0 -1 0; -1 5 -1; 0 -1 0",
    "unsharp": "-1/256 [1 4 6 4 1; 4 16 24 16 4; 6 24 -476 24 6; 4 16 24 16 4; 1 4 6 4 1]",
    "emboss": "-2 -1 0; -1 1 1; 0 1 2",
    "outline": "-1 -1 -1; -1 8 -1; -1 -1 -1",
    "laplacian": "0 1 0; 1 -4 1; 0 1 0",
    "laplacian:8": "1 1 1; 1 -8 1; 1 1 1",
    "log": "0 0 1 0 0; 0 1 2 1 0; 1 2 -16 2 1; 0 1 2 1 0; 0 0 1 0 0",
    "sobel-x": "-1 0 1; -2 0 2; -1 0 1",
    "sobel-y": "-1 -2 -1; 0 0 0; 1 2 1",
    "prewitt-x": "-1 0 1; -1 0 1; -1 0 1",
    "prewitt-y": "-1 -1 -1; 0 0 0; 1 1 1",
    "scharr-x": "-3 0 3; -10 0 10; -3 0 3",
    "scharr-y": "-3 -10 -3; 0 0 0; 3 10 3",
    "roberts-x": "1 0; 0 -1",
    "roberts-y": "0 1; -1 0",
    "motion": "1/3 [1 0 0; 0 1 0; 0 0 1]",
    "motion:2": "1/2 [1 0; 0 1]",
    "ones:2x3": "1 1 1; 1 1 1",
    "ones:5": "1 1 1 1 1",
    "zeros:3x1": "0; 0; 0",
    "eye:3": "1 0 0; 0 1 0; 0 0 1",
    "eye:2x3": "1 0 0; 0 1 0",
    "arange:3x3": "0 1 2; 3 4 5; 6 7 8",
    "arange:2x2:10": "10 11; 12 13",
    "arange:2:1/2": "1/2 3/2",
    "ones:2x1x2": "1 1 | 1 1",
    "eye:2x2x2": "1 0; 0 1 | 1 0; 0 1",
}


@pytest.mark.parametrize("text", EXPECTED)
def test_numbers_are_those_of_the_table(text: str) -> None:
    assert expand(text) == read_literal(EXPECTED[text])


def test_every_preset_is_in_the_table_here() -> None:
    assert {text.split(":")[0] for text in EXPECTED} | {"random"} == set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_what_it_is(name: str) -> None:
    preset = PRESETS[name]
    assert name == name.lower()
    assert preset.summary
    assert preset.source
    made = expand(f"{name}:3x3" if preset.needs_arguments else name)
    assert made is not None
    assert math.prod(made.shape) == len(made.values)


def test_random_is_floor_of_nineteen_u_minus_nine() -> None:
    draw = Random(7).random  # noqa: S311 - the generator that is documented
    expected = [math.floor(19 * draw()) - 9 for _ in range(6)]
    made = expand("random:2x3:7")
    assert made == Literal((2, 3), expected)
    assert expand("random:2x3") == expand("random:2x3:0") != made


def test_gaussian_with_sigma_sums_to_one() -> None:
    made = expand("gaussian:5:1.5")
    assert made is not None
    values = [float(v) for v in made.values]
    assert math.isclose(math.fsum(values), 1)
    assert math.isclose(values[0] / values[12], math.exp(-8 / (2 * 1.5**2)))


def test_gaussian_of_extreme_sigmas() -> None:
    flat, peak = expand("gaussian:3:1e300"), expand("gaussian:3:1e-300")
    assert flat is not None
    assert peak is not None
    assert set(flat.values) == {1 / 9}
    assert list(peak.values) == [0, 0, 0, 0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_binomial_gaussian_sums_to_one_exactly(n: int) -> None:
    made = expand(f"gaussian:{n}")
    assert made is not None
    assert sum(Fraction(v) for v in made.values) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sobel-x:3", "'sobel-x:3' does not fit: expected sobel-x"),
        ("ones", "'ones' does not fit: expected ones:SIZE"),
        ("box:2:3", "'box:2:3' does not fit: expected box[:n]"),
        ("box:0", "'box:0': n is '0': expected a whole number, 1 or more"),
        ("box:x", "'box:x': n is 'x': expected a whole number"),
        ("box:2x3", "'box:2x3': n is '2x3': expected a whole number"),
        ("laplacian:5", "neighbours is '5': expected 4 or 8"),
        ("gaussian:3:0", "sigma is '0': expected a number above 0"),
        ("gaussian:3:1e350", "sigma is '1e350': expected a number above 0, below 1e308"),
        ("gaussian:3:1e-400", "sigma is '1e-400': expected a number above 0"),
        ("gaussian:2:1e-300", "sigma is '1e-300', too small for 2 cells"),
        ("gaussian:3:x", "sigma: 'x' is not a number"),
        ("ones:0x3", "size is 0: expected 1 or more"),
        ("ones:1x1x1x1x1x1", "there are 6 axes: expected at most 5"),
        ("ones:100000x100000", "10,000,000,000 cells are too many: expected at most 16,777,216"),
        ("eye:9999", "99,980,001 cells are too many"),
        ("arange:3:x", "start: 'x' is not a number"),
        ("random:3:x", "seed is 'x': expected whole numbers"),
    ],
)
def test_bad_arguments_are_refused(text: str, reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        expand(text)
    assert reason in str(caught.value)


def test_other_names_are_no_presets() -> None:
    assert expand("sobel") is None
    assert MAX_CELLS == 2**24
