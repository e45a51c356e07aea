"""Work shared between threads: NumPy lets others run while it is inside a loop."""

from __future__ import annotations

import os
from _thread import allocate_lock, start_new_thread
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from convcalc.progress import report

if TYPE_CHECKING:
    from _thread import LockType
    from collections.abc import Callable, Sequence

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

    def help_out(working: LockType) -> None:
        take()
        working.release()

    # Threads without the objects around them start in a fraction of the time.
    helpers: list[LockType] = []
    try:
        for _ in range(min(threads, len(jobs)) - 1):
            working = allocate_lock()
            working.acquire()
            start_new_thread(help_out, (working,))
            helpers.append(working)
        take()
    finally:
        waiting.clear()
        for working in helpers:
            working.acquire()  # when it is done
    if failures:
        raise failures[0]
