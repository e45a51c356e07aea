"""The door: commands, help, version, the way out."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import convcalc
from convcalc.cli import COMMANDS
from tests.conftest import child_environment, process

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran


def test_version(cli: Callable[..., Ran]) -> None:
    for others in ((), ("bogus",), ("-h",), ("shape", "3")):
        assert cli("--version", *others) == (0, f"convcalc {convcalc.__version__}\n", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_command(cli: Callable[..., Ran], flag: str) -> None:
    ran = cli(flag)
    assert ran.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(cli: Callable[..., Ran], name: str) -> None:
    ran = cli(name, "-h")
    assert ran.code == 0
    assert ran.out.startswith(f"Examples:\n  $ convcalc {name}")
    assert max(map(len, ran.out.splitlines())) <= 100


def test_no_command_shows_the_help(cli: Callable[..., Ran]) -> None:
    ran = cli()
    assert ran.code == 2
    assert "Usage: convcalc" in ran.err


def test_an_unknown_command_is_refused(refusal: Callable[..., str]) -> None:
    assert refusal("aply", "1").startswith("'aply' is not a command: expected one of apply, pool")
    assert refusal("1 2; 3 4", "-k", "1").startswith("'1 2; 3 4' is not a command")
    assert "--nope" in refusal("--nope")


def test_it_runs_as_a_module_and_as_a_script() -> None:
    ran = process("apply", "1 2", "-k", "3")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"3 6\n", b"")


def test_running_out_of_memory_costs_one_line(
    refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from convcalc.engine import sliding

    def exhaust(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(sliding, "share", exhaust)
    assert refusal("apply", "1", "-k", "1").startswith("there is not enough memory for this")


@pytest.mark.parametrize(
    ("line", "code", "lines", "complaint"),
    [
        (["apply", "random:300x300", "-k", "1000000"], 0, 300, b""),
        (["apply", "1 x", "-k", "1"], 2, 0, b"Error: input: 'x' is not a number"),
    ],
)
def test_the_script_says_everything_before_it_leaves(
    line: list[str], code: int, lines: int, complaint: bytes
) -> None:
    program = (
        "import sys\n"
        "from convcalc.__main__ import main\n"
        "sys.stdout.write('waiting ')\n"
        "main()\n"
        "print('torn down')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *line],
        env=child_environment({"PYTHONUNBUFFERED": ""}),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == code
    assert ran.stdout.startswith(b"waiting ")
    assert ran.stdout.count(b"\n") == lines
    assert ran.stderr.startswith(complaint)


def test_an_interrupt_ends_with_130() -> None:
    program = (
        "import convcalc.operation.apply as a, sys\n"
        "from convcalc.__main__ import main\n"
        "def interrupt(*_): raise KeyboardInterrupt\n"
        "a.run = interrupt\n"
        "sys.argv = ['convcalc', 'apply', '1', '-k', '1']\n"
        "main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], env=child_environment(), capture_output=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (130, b"", b"")


def test_the_python_names_are_there_and_no_others() -> None:
    for name in convcalc.__all__:
        assert getattr(convcalc, name) is not None
    assert sorted(dir(convcalc)) == sorted(convcalc.__all__)
    with pytest.raises(AttributeError, match="module 'convcalc' has no attribute 'nope'"):
        convcalc.nope  # noqa: B018
