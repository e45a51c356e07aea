"""Whole processes: how they are started, with a pipe or a terminal, in one folder with the files.

They get the user's own environment: what this package sets for itself is no part of it.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks import USERS_ENVIRONMENT
from tests.benchmarks.files import folder, make_files
from tests.benchmarks.workers import Started, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from tests.benchmarks.cases import Array

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**USERS_ENVIRONMENT, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has been compiled, too
ROWS, COLUMNS = 24, 80


class Command(NamedTuple):
    """A command line, what it is given, and how its answer is taken from what it prints.

    A peer that calculates nothing answers what ours has to.
    """

    line: tuple[str, ...]
    answer: Callable[[bytes], Array]
    stdin: bytes = b""
    terminal: bool = False


def convcalc(*arguments: str) -> tuple[str, ...]:
    """Return the command line of ours, by a script such as an installer makes."""
    return (sys.executable, "convcalc", *arguments)


def python(code: str) -> tuple[str, ...]:
    """Return the command line of a peer written in Python."""
    return (sys.executable, "-c", code)


def start_command(command: Command, _: ExitStack) -> Started:
    """Make the files it names, run it once for its answer, and return how to run it again."""
    make_files(" ".join(command.line))
    run = _on_terminal if command.terminal else _in_pipe

    def turn() -> float:
        start = time.perf_counter()
        run(command)
        return time.perf_counter() - start

    return Started(command.answer(run(command)), turn)


def _in_pipe(command: Command) -> bytes:
    ran = subprocess.run(
        command.line,
        input=command.stdin,
        capture_output=True,
        cwd=folder(),
        env=ENVIRONMENT,
        check=False,
    )
    return _check(command, ran.returncode, ran.stdout, ran.stderr)


def _on_terminal(command: Command) -> bytes:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (ROWS, COLUMNS))
    process = subprocess.Popen(
        command.line,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        cwd=folder(),
        env=ENVIRONMENT,
    )
    os.close(theirs)
    shown = b""
    try:
        while block := os.read(ours, 2**16):
            shown += block
    except OSError:  # so Linux says that nobody has the terminal open any more
        pass
    os.close(ours)
    return _check(command, process.wait(), shown, shown)


def _check(command: Command, code: int, out: bytes, errors: bytes) -> bytes:
    if code:
        told = errors.decode(errors="replace").strip().splitlines() or ["no message"]
        raise WorkerError(f"{' '.join(command.line)[:80]}: exit code {code}, {told[-1]}")
    return out
