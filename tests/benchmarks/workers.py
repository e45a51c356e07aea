"""Calls in processes of their own: one library's threads and memory are no part of another's time.

A worker makes its arrays, sends its answer once for the check, and then takes a turn whenever it
is asked to.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from contextlib import ExitStack
    from multiprocessing.connection import Connection

    from tests.benchmarks.cases import Array

TURN = 0.02  # seconds: short calls are repeated, so that waking up is not most of what is measured

Make: TypeAlias = Callable[[], Callable[[], Any]]  # prepares, and returns the call


class Started(NamedTuple):
    """Something ready to be measured: what it calculated, and a turn, which returns seconds."""

    answer: Array
    turn: Callable[[], float]


class WorkerError(Exception):
    """A worker could not calculate; the text says why."""


def start_worker(make: Make, stack: ExitStack) -> Started:
    """Start a worker, which ends with the stack."""
    context = multiprocessing.get_context("spawn")  # a fresh interpreter
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, make), daemon=True)
    process.start()
    there.close()
    stack.callback(process.join)
    stack.callback(here.close)  # before the join: this is what ends it

    def turn() -> float:
        here.send(None)
        return float(_receive(here))

    return Started(_receive(here), turn)


def _receive(connection: Connection) -> Any:
    try:
        received = connection.recv()
    except EOFError:
        raise WorkerError("the process ended by itself") from None
    if isinstance(received, WorkerError):
        raise received
    return received


def _serve(connection: Connection, make: Make) -> None:
    """Calculate once, then whenever something is received, until the other side closes."""
    try:
        call = make()
        connection.send(np.asarray(call()))
        while True:
            connection.recv()
            connection.send(_take_turn(call))
    except EOFError:
        return
    except Exception as error:  # whatever it is, the table has a line for it
        connection.send(WorkerError(f"{type(error).__name__}: {error}"))


def _take_turn(call: Callable[[], Any]) -> float:
    """Call until the turn is over; return the median of the seconds."""
    seconds: list[float] = []
    end = time.perf_counter() + TURN
    while not seconds or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return median(seconds)
