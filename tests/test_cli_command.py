"""Options and positionals sorted from each other."""

from __future__ import annotations

import pytest

from convcalc.cli.apply import command
from convcalc.errors import ConvcalcError


@pytest.mark.parametrize(
    ("arguments", "options", "positionals"),
    [
        (["-1 0", "-k", "1"], ["--kernel", "1"], ["-1 0"]),
        (["-k", "-1", "-2"], ["--kernel", "-1"], ["-2"]),
        (["-k-1", "-.5"], ["-k-1"], ["-.5"]),
        (["--kernel=-1", "x"], ["--kernel=-1"], ["x"]),
        (["--kernel", "-1", "x"], ["--kernel", "-1"], ["x"]),
        (["--flip", "x"], ["--flip"], ["x"]),
        (["-", "-k", "-"], ["--kernel", "-"], ["-"]),
        (["--", "-k"], [], ["-k"]),
        (["-o", "-1.csv"], ["--output", "-1.csv"], []),
        (["-hk", "1"], ["-hk", "1"], []),
    ],
)
def test_sorting(arguments: list[str], options: list[str], positionals: list[str]) -> None:
    assert command._sort(arguments) == (options, positionals)


@pytest.mark.parametrize(
    "number", ["-1", "-.5", "-½", "-1/9 * [1 2]", "-inf", "-NaN", r"-\frac{1}{2}", "- 1"]
)
def test_what_begins_a_negative_number_is_a_positional(number: str) -> None:
    assert command._sort([number]) == ([], [number])


def test_no_flag_is_a_digit_and_no_value_is_optional() -> None:
    for parameter in command.params:
        for name in parameter.opts:
            assert not any(c.isdigit() for c in name)
        assert getattr(parameter, "_flag_needs_value", False) is False


def test_a_value_may_look_like_anything_but_an_option() -> None:
    with pytest.raises(ConvcalcError, match="--stride needs a value, but '--flip' follows it"):
        command._sort(["--stride", "--flip"])
    with pytest.raises(ConvcalcError, match="-k needs a value, but '-s2' follows it"):
        command._sort(["-k", "-s2"])
    with pytest.raises(ConvcalcError, match="-s needs a value, but '--kernel=1' follows it: write"):
        command._sort(["-s", "--kernel=1"])
