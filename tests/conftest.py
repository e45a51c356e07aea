"""What the tests share: running the command line in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import settings

from convcalc.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from convcalc.output import Page

# The same examples every time, however slow the machine is.
settings.register_profile("convcalc", deadline=None, derandomize=True)
settings.load_profile("convcalc")

ROOT = Path(__file__).parents[1]


class Ran(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command line in this process."""

    def call(*arguments: str) -> Ran:
        code = run(arguments)
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def answer(cli: Callable[..., Ran]) -> Callable[..., str]:
    """Run ``convcalc apply`` and return its one answer, rows joined by ``;``."""

    def call(*arguments: str) -> str:
        ran = cli("apply", *arguments)
        assert ran.err == ""
        assert ran.code == 0
        return "; ".join(ran.out.splitlines())

    return call


@pytest.fixture
def refusal(cli: Callable[..., Ran]) -> Callable[..., str]:
    """Run a command line that must fail with one clean error; return the error."""

    def call(*arguments: str) -> str:
        ran = cli(*arguments)
        assert ran.code == 2
        assert ran.out == ""
        head, *rest = ran.err.splitlines()
        assert head.startswith("Error: ")
        assert len(rest) in (0, 2)  # alone, or with a line of input and its caret
        return ran.err.removeprefix("Error: ").rstrip("\n")

    return call


def text_of(page: Page) -> str:
    """Return what a page of text says, in one piece or in parts."""
    parts = [page.data] if isinstance(page.data, str | bytes) else list(page.data)
    assert all(isinstance(part, str) for part in parts)
    return "".join(map(str, parts))


def bytes_of(page: Page) -> bytes:
    """Return the bytes of a page that is no text."""
    parts = [page.data] if isinstance(page.data, str | bytes) else list(page.data)
    return b"".join(part for part in parts if isinstance(part, bytes))


def process(
    *arguments: str, stdin: bytes | None = b"", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in a process of its own, from this checkout."""
    return subprocess.run(
        [sys.executable, "-m", "convcalc", *arguments],
        input=stdin,
        capture_output=True,
        env=child_environment(environment),
        timeout=60,
        check=False,
    )


def child_environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which a child imports this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **(more or {})}
