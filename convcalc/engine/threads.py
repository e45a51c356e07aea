"""Work shared between threads: NumPy lets others run while it is inside a loop."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from convcalc.progress import report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Thread

    Job = TypeVar("Job")

WORTH_THREADS = 1e6  # nanoseconds of work: starting a thread takes a tenth of it
MOST = 8  # more threads than that wait for the memory


def processors() -> int:
    """Return how many threads can run at once."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        count = os.cpu_count() or 1
    return min(count, MOST)


def blas_is_single() -> bool:
    """Tell whether matrix products are left to the thread that asks for them."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return any(os.environ.get(name) == "1" for name in names)


def share(
    jobs: Sequence[Job], work: Callable[[Job], None], threads: int, what: str = "calculating"
) -> None:
    """Do every job, some threads taking the next one each, and tell how far they are.

    An error, or an interrupt, ends all of them before it is raised.

    >>> done = []
    >>> share([1, 2, 3], done.append, threads=2)
    >>> sorted(done)
    [1, 2, 3]
    """
    waiting = list(reversed(jobs))
    failures: list[BaseException] = []

    def take() -> None:
        try:
            while waiting:
                try:
                    job = waiting.pop()
                except IndexError:  # another thread took it
                    return
                with np.errstate(all="ignore"):  # inf - inf is nan, and that is the answer
                    work(job)
                report(what, len(jobs) - len(waiting), len(jobs))
        except BaseException as error:  # raised again where it can be caught
            failures.append(error)
            waiting.clear()

    helpers: list[Thread] = []
    if min(threads, len(jobs)) > 1:
        from threading import Thread

        helpers = [Thread(target=take) for _ in range(min(threads, len(jobs)) - 1)]
    try:
        for helper in helpers:
            helper.start()
        take()
    finally:
        waiting.clear()
        for helper in helpers:
            if helper.ident is not None:
                helper.join()
    if failures:
        raise failures[0]
