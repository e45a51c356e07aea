"""Checking an answer that nothing explains: every mistake is tried, and every two together."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, ClassVar

from tests.benchmarks.measuring import Report, interleave
from tests.benchmarks.table import WIDTH, verdict
from tests.benchmarks.workers import start_worker

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWER = "1 2 3 4; 5 6 7 8; 9 10 11 12; 13 14 15 16"


@dataclass(frozen=True)
class Checking:
    """A row: one exercise, in milliseconds."""

    name: str
    options: tuple[tuple[str, Any], ...]
    group: ClassVar[str] = "checks"
    needs: ClassVar[set[str]] = set()
    target: ClassVar[float] = 50
    rounds: ClassVar[int] = 5

    @property
    def aim(self) -> str:
        """The target, for the list of rows."""
        return f"<= {self.target:g} ms"

    def measure(self, rounds: int) -> Report:
        """Check the answer in a process of its own."""
        with ExitStack() as stack:
            make = partial(prepare, dict(self.options))
            seconds = interleave({"": start_worker(make, stack).turn}, rounds)[""]
        taken = 1000 * median(seconds)
        line = f"{self.name:{WIDTH}}{taken:.1f} ms   {verdict(taken, self.target)}"
        return Report([line], taken <= self.target)


def prepare(options: dict[str, Any]) -> Callable[[], Any]:
    """Return the call, and make sure that nothing explains the answer."""
    from convcalc import apply

    def call() -> int:
        check = apply("random:7x7", "random:3x3:5", check=ANSWER, **options).check
        assert check is not None
        assert all(e.causes == ("slip",) for e in check.explanations)
        return len(check.explanations)

    return call


ROWS = (Checking("7x7, bias, stride, padding", (("bias", 3), ("stride", 2), ("padding", 1))),)
