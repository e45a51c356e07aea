"""Cost per pixel against size: it should stay what it is at 2048 x 2048."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from convcalc.limits import available_memory
from tests.benchmarks.cases import Convolution, check_corner
from tests.benchmarks.measuring import Report, interleave, median_ratio
from tests.benchmarks.plot import bar
from tests.benchmarks.table import WIDTH, verdict
from tests.benchmarks.workers import start_worker

if TYPE_CHECKING:
    from collections.abc import Callable

SIDES = (512, 1024, 2048, 4096, 8192, 16384)
BASE = 2048
SCALE = 2.4  # where the plot ends, at least


@dataclass(frozen=True)
class Growth:
    """A row: one kernel over images of all sizes."""

    name: str
    k: int
    rank_one: bool = False
    group: ClassVar[str] = "growth"
    needs: ClassVar[set[str]] = set()
    target: ClassVar[float] = 1.8
    rounds: ClassVar[int] = 5

    @property
    def aim(self) -> str:
        """The target, for the list of rows."""
        return f"<= {self.target:g} of the cost per pixel at {BASE}x{BASE}"

    def measure(self, rounds: int) -> Report:
        """Let the sizes take turns, each in a process of its own, and draw what a pixel costs."""
        sides = [side for side in SIDES if _fits(side)]
        with ExitStack() as stack:
            turns = {n: start_worker(partial(prepare, self._case(n)), stack).turn for n in sides}
            seconds = interleave(turns, rounds)
        costs = {n: [s / (_calls(n) * n**2) for s in taken] for n, taken in seconds.items()}
        ratios = {n: median_ratio(costs[n], costs[BASE]) for n in sides}
        left_out = [f"  {n:5}²  left out: too little memory" for n in SIDES if n not in sides]
        worst = max(ratios.values())
        end = max(worst, SCALE)
        lines = [
            f"  {n:5}²  {bar(ratios[n], end, self.target)}{ratios[n]:6.2f}"
            f"{median(costs[n]) * 1e9:8.2f} ns a pixel"
            for n in sides
        ]
        head = f"{self.name:{WIDTH}}at worst {worst:.2f}   {verdict(worst, self.target)}"
        return Report([head, *lines, *left_out], worst <= self.target)

    def _case(self, side: int) -> Convolution:
        return Convolution((side, side), (self.k, self.k), rank_one=self.rank_one)


def _fits(side: int) -> bool:
    """Tell whether there is four times the memory for an input and an output."""
    return 4 * 2 * 4 * side**2 <= available_memory()


def prepare(case: Convolution) -> Callable[[], Any]:
    """Check a corner of the output, and return as many calls as make up an image of usual size."""
    from convcalc import apply

    x, w = case.arrays()
    check_corner(x, w, np.asarray(apply(x, w).output))
    calls = range(_calls(len(x)))
    return lambda: [apply(x, w).output.shape for _ in calls]  # the outputs themselves are large


def _calls(side: int) -> int:
    """Count the images that have as many pixels as one of the usual size; 1 for larger ones."""
    return max(BASE // side, 1) ** 2


ROWS = (
    Growth("k=3, float32", 3),
    Growth("k=15, float32", 15),
    Growth("k=15 of rank one, float32", 15, rank_one=True),
)
