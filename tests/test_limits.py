from __future__ import annotations

import pytest

from convcalc import ConvcalcError, apply, limits


def test_more_than_there_is_is_refused_before_it_is_taken() -> None:
    with pytest.raises(ConvcalcError, match=r"this needs 16,000,000,000,0.. bytes of memory, "):
        apply("1 2 3", "1", padding=10**12)


def test_what_fits_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SMALL", 0)
    monkeypatch.setattr(limits, "available_memory", lambda: 32)
    assert apply("1 2 3", "1").output.tolist() == [1, 2, 3]
    with pytest.raises(ConvcalcError, match="this needs 48 bytes of memory, 32 are available"):
        apply("1 2 3", "1", padding=1)


def test_a_row_has_to_fit_even_if_the_output_is_small() -> None:
    with pytest.raises(ConvcalcError, match=r"this needs .* bytes of memory, "):
        apply("1 2; 3 4", "1", padding=10**12, stride=10**12)


def test_linux_tells_and_others_are_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.available_memory() > 2**20

    def missing(*_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("builtins.open", missing)
    assert limits.available_memory() == limits.UNKNOWN
