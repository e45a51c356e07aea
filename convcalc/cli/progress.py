"""A bar on standard error for work that takes more than a second, if somebody looks at it."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from convcalc.cli.interrupts import interrupts_raise
from convcalc.cli.terminal import columns
from convcalc.progress import watched_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

PATIENCE = 1.0  # seconds


@contextmanager
def progress_bar() -> Iterator[None]:
    """Show how far the work is."""
    bar = _Bar()
    interrupts_raise()
    try:
        with watched_by(bar.show):
            yield
    finally:
        bar.end()


class _Bar:
    """Appears when it is worth it, and leaves nothing behind."""

    def __init__(self) -> None:
        self._lock = Lock()  # the threads that work tell it all by themselves
        self._start = time.monotonic()
        self._progress: Progress | None = None

    def show(self, what: str, done: int, total: int) -> None:
        """Draw how far some work is."""
        if time.monotonic() - self._start < PATIENCE:
            return
        with self._lock:
            if self._progress is None:
                self._progress = _draw(what)
            (task,) = self._progress.task_ids
            self._progress.update(task, description=what, completed=done, total=total)

    def end(self) -> None:
        """Take the bar away."""
        if self._progress:
            self._progress.stop()


def _draw(what: str) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    text = TextColumn("{task.description} {task.percentage:>3.0f}%")
    console = Console(stderr=True, width=columns(sys.stderr))
    progress = Progress(text, BarColumn(), TimeRemainingColumn(), console=console, transient=True)
    progress.add_task(what)
    progress.start()
    return progress
