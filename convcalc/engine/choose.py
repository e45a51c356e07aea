"""Which method does a task: the one that is asked for, else the one that costs least."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convcalc.engine.method import RATES
from convcalc.engine.registry import AUTO, METHODS, load_method
from convcalc.errors import ConvcalcError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.engine.method import Task

LOCAL = "shift"  # fits any task
SMALL = 2**16  # multiplications that take no longer than comparing methods does


def choose(task: Task, wanted: str = AUTO) -> str:
    """Return the name of the method for a task.

    Raises
    ------
    ConvcalcError
        If the method that is wanted is not for it.
    """
    if wanted != AUTO:
        reason = _unfit(wanted, task)
        if reason:
            raise ConvcalcError(f"method {wanted} does not fit: {reason}; leave out --method")
        return wanted
    small = "gemm" if task.dtype in RATES else LOCAL
    if small == LOCAL or math.prod(task.weights.shape) * math.prod(task.size) <= SMALL:
        return small
    return _cheapest(task, METHODS)


def choose_local(task: Task) -> str:
    """Return the method for cells that must not meet any beside their own window."""
    return _cheapest(task, [name for name in METHODS if load_method(name).local])


def _cheapest(task: Task, names: Iterable[str]) -> str:
    costs = {name: _cost(name, task) for name in names}
    # Whether a method is for a task may take time to find out: the cheapest are asked first.
    return next(name for name in sorted(costs, key=costs.__getitem__) if not _unfit(name, task))


def _unfit(name: str, task: Task) -> str:
    method = load_method(name)
    return method.unfit(method.adapt(task))


def _cost(name: str, task: Task) -> float:
    method = load_method(name)
    return method.cost(method.adapt(task))
