"""``python -m tests.benchmarks [NAME ...] [--rounds N] [--list]``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib import metadata
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from tests.benchmarks import checks, growth, images, layers, memory, pools, processes, signals
from tests.benchmarks.measuring import Report
from tests.benchmarks.race import is_here
from tests.benchmarks.table import HEAD
from tests.benchmarks.workers import WorkerError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Row(Protocol):
    """What a row has, of whatever kind."""

    @property
    def group(self) -> str:
        """The heading it stands under."""

    @property
    def name(self) -> str:
        """What is measured."""

    @property
    def aim(self) -> str:
        """The target, in words."""

    @property
    def needs(self) -> set[str]:
        """The packages and programs of the peers."""

    @property
    def rounds(self) -> int:
        """How many rounds there are unless the user says."""

    def measure(self, rounds: int) -> Report:
        """Measure it."""


ROWS: Sequence[Row] = (
    *processes.ROWS,
    *images.ROWS,
    *layers.ROWS,
    *signals.ROWS,
    *pools.ROWS,
    *memory.ROWS,
    *growth.ROWS,
    *checks.ROWS,
)
GROUPS = {
    "processes": "whole processes",
    "images": "one channel, 2048x2048, float32, in process",
    "exact": "exact integers against the same in float32, 2048x2048, in process",
    "layers": "CNN layers, float32, in process",
    "signals": "one axis, float32, in process",
    "pools": "pooling 64x224x224, float32, in process",
    "memory": "peak memory, 8192x8192, float32, a process each",
    "growth": "cost per pixel beside that at 2048x2048, from Python",
    "checks": "an answer that no mistake explains, nor two, from Python",
}


def main() -> int:
    """Measure the rows that are asked for; 1 if one of them could not calculate, or differs."""
    options = _options()
    wanted = [name.lower() for name in options.names] or [""]
    rows = [r for r in ROWS if any(name in f"{r.group} {r.name}".lower() for name in wanted)]
    if not rows:
        print("no such row: --list shows all of them", file=sys.stderr)
        return 2
    if options.list:
        for row in rows:
            print(f"{row.group:10} {row.name:34} {row.aim}")
        return 0
    _introduce(rows)
    reached: list[bool | None] = []
    failures = 0
    for group, members in groupby(rows, key=lambda row: row.group):
        print(f"\n== {group}: {GROUPS[group]}")
        if group not in ("memory", "growth"):
            print(HEAD)
        for row in members:
            try:
                report = row.measure(options.rounds or row.rounds)
            except (AssertionError, WorkerError) as error:
                failures += 1
                report = Report([f"{row.name}: FAILED, {' '.join(str(error).split())[:200]}"], None)
            print(*report.lines, sep="\n", flush=True)
            reached.append(report.reached)
    print(
        f"\ntargets reached: {reached.count(True)}, missed: {reached.count(False)};"
        f" rows left out: {reached.count(None) - failures}, failed: {failures}"
    )
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="part of a row's group and name, as --list says")
    parser.add_argument("--rounds", type=int, metavar="N", help="instead of 21, 15, 1 and 5")
    parser.add_argument("--list", action="store_true", help="show the rows and their targets")
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds: expected 1 or more")
    return options


def _introduce(rows: Sequence[Row]) -> None:
    """Say what is compared with what, on what."""
    needs = sorted({"numpy"}.union(*(row.needs for row in rows)) - {"convcalc"})
    here = [_version(name) for name in needs if is_here(name)]
    missing = [name for name in needs if not is_here(name)]
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors; {', '.join(here)}")
    if missing:
        print(f"not here, so left out: {', '.join(missing)}")
    threads = os.environ["OPENBLAS_NUM_THREADS"]
    print(
        f"in process OPENBLAS_NUM_THREADS is {threads}, as the command sets it to 1; torch and"
        " OpenCV keep their threads\nratio: ours / theirs, the median over interleaved rounds;"
        " a target is for the best peer, by its median"
    )


def _version(name: str) -> str:
    owners = metadata.packages_distributions().get(name)
    return f"{name} {metadata.version(owners[0])}" if owners else name


if __name__ == "__main__":
    sys.exit(main())
