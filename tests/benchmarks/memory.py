"""The most memory that is taken beyond the input and the output: 8192 x 8192 of float32."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from tests.benchmarks.cases import check_corner
from tests.benchmarks.commands import ENVIRONMENT
from tests.benchmarks.files import LARGE, folder, make_files
from tests.benchmarks.measuring import Report
from tests.benchmarks.table import WIDTH, verdict
from tests.benchmarks.workers import WorkerError

IMAGE, OUTPUT = "image8192.npy", "large.npy"
MIB = 2**20


@dataclass(frozen=True)
class Peak:
    """A row: a kernel, and whether the command or the Python API is measured."""

    name: str
    how: str
    k: int
    preset: str = ""  # what the command is given instead of the kernel's file
    group: ClassVar[str] = "memory"
    needs: ClassVar[set[str]] = set()
    target: ClassVar[float] = 64
    rounds: ClassVar[int] = 1  # it hardly varies

    @property
    def aim(self) -> str:
        """The target, for the list of rows."""
        return f"<= {self.target:g} MiB beyond input and output"

    def measure(self, rounds: int) -> Report:
        """Take the largest peak of the rounds."""
        kernel = f"{'gaussian' if self.preset else 'dense'}{self.k}.npy"
        make_files(f"{IMAGE} {kernel}")
        base = _child("baseline", kernel)
        highest = max(self._run(kernel) for _ in range(rounds))
        cells = LARGE**2 + (LARGE - self.k + 1) ** 2
        beyond = (highest - base - cells * 4) / MIB
        line = f"{self.name:{WIDTH}}{highest / MIB:8.0f} MiB, {beyond:6.1f} beyond"
        return Report([f"{line}   {verdict(beyond, self.target, ' MiB')}"], beyond <= self.target)

    def _run(self, kernel: str) -> int:
        if self.how == "python":
            return _child("python", IMAGE, kernel)
        given = self.preset or kernel
        highest = _child("command", "apply", IMAGE, "-k", given, "-p", "0", "-o", OUTPUT)
        x, y = (np.load(folder() / name, mmap_mode="r") for name in (IMAGE, OUTPUT))
        check_corner(x, np.load(folder() / kernel), y)
        return highest


def _child(*arguments: str) -> int:
    """Return the bytes that a child says it took."""
    line = (sys.executable, "-m", "tests.benchmarks.peak", *arguments)
    ran = subprocess.run(
        line, cwd=folder(), env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    told = ran.stderr.strip().splitlines() or [""]
    if ran.returncode:
        raise WorkerError(f"{' '.join(arguments)[:60]}: {told[-1]}")
    return int(told[-1])


ROWS = (
    Peak("apply in.npy -o out.npy, k=3", "command", 3),
    Peak("apply in.npy -o out.npy, k=15", "command", 15),
    Peak("apply in.npy -o out.npy, gaussian", "command", 15, "gaussian:15"),
    Peak("apply in.npy -o out.npy, k=31", "command", 31),
    Peak("Python, k=3", "python", 3),
    Peak("Python, k=15", "python", 15),
    Peak("Python, gaussian", "python", 15, "gaussian:15"),
    Peak("Python, k=31", "python", 31),
)
