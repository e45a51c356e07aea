from __future__ import annotations

import pytest

from convcalc.errors import ConvcalcError
from convcalc.poolings import POOLINGS, read_pooling


@pytest.mark.parametrize("name", POOLINGS)
def test_every_kind_reads_its_own_name(name: str) -> None:
    parameter = ":3" if POOLINGS[name].parameters else ""
    kind = read_pooling(f" {name.upper()}{parameter}")
    assert (kind.name, kind.pooling) == (name, POOLINGS[name])
    assert kind.parameter == (3 if parameter else 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("median", "type 'median' is unknown: expected one of max, avg, min, sum, lp:P"),
        ("lp", "type: 'lp' does not fit: expected lp:P"),
        ("max:2", "type: 'max:2' does not fit: expected max"),
        ("lp:", "type: 'lp:' does not fit: expected lp:P"),
        ("lp:1001", "type: P is 1001: expected a number from 0.001 to 1000, such as 2"),
        ("lp:1/9999", "type: P is 1/9999: expected a number from 0.001 to 1000, such as 2"),
        ("lp:0", "type: P is 0: expected a number from 0.001 to 1000, such as 2"),
        ("lp:-1", "type: P is -1: expected a number from 0.001 to 1000, such as 2"),
        ("lp:nan", "type: P is nan: expected a number from 0.001 to 1000, such as 2"),
        ("lp:inf", "type: P is inf: expected a number from 0.001 to 1000, such as 2"),
        ("lp:x", "type: 'x' is not a number: expected one such as 7, -2.5, 1e-3 or 1/9"),
    ],
)
def test_bad_kinds(text: str, reason: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_pooling(text)
    assert str(caught.value) == reason


def test_parameters_may_be_fractions() -> None:
    assert read_pooling("lp:1/2").parameter == 0.5
    assert read_pooling("lp:1.5").parameter == 1.5
