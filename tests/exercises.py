"""Random exercises, and what comes out if they are done with a mistake."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc import ConvcalcError, Tensor, apply, pool
from convcalc.operation.apply_check import exercise_of as sums_of
from convcalc.operation.pool_check import exercise_of as pools_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from convcalc.diagnose.grids.exercise import Change, Exercise
    from convcalc.operation.check_result import Check


@dataclass(frozen=True)
class Task:
    """Something to calculate by hand."""

    calculate: Callable[..., Any]
    arguments: tuple[Any, ...]
    options: dict[str, Any]

    @cached_property
    def result(self) -> Any:
        return self.calculate(*self.arguments, **self.options)

    def check(self, answer: Any) -> Check:
        result = self.calculate(*self.arguments, **self.options, check=answer)
        checked: Check = result.check
        return checked

    def exercise(self) -> Exercise:
        made: Exercise = (sums_of if self.calculate is apply else pools_of)(self.result)
        return made

    def as_answer(self, numbers: Tensor) -> Tensor:
        """Put an output N x O x spatial into the axes that a person would write."""
        places = self.result.places
        if numbers.shape[1] == places.filters:
            answer: Tensor = places.put_output(numbers)
            return answer
        several = numbers.shape[1] > 1
        put: Tensor = places.arrangement.put_output(numbers, batch=False, channel=several)
        return put


def _grid(chance: random.Random, shape: tuple[int, ...], low: int, high: int) -> Any:
    cells = [chance.randint(low, high) for _ in range(int(np.prod(shape)))]
    return np.array(cells).reshape(shape).tolist()


def sums_task(chance: random.Random) -> Task:
    """Make a cross-correlation, a convolution, or a transposed one."""
    channels, filters = chance.choice([1, 1, 1, 2, 3, 4]), chance.choice([1, 1, 1, 2, 4])
    height, width = chance.choice([(2, 2), (3, 3), (3, 3), (2, 3), (1, 3), (3, 1)])
    x = _grid(chance, (channels, chance.randint(4, 7), chance.randint(4, 7)), -5, 9)
    options: dict[str, Any] = {
        "padding": chance.choice([0, 0, 1, 1, "same", "1,0", "0,1,0,1"]),
        "stride": chance.choice([1, 1, 1, 2, "2,1"]),
        "dilation": chance.choice([1, 1, 1, 2]),
        "flip": chance.random() < 0.3,
        "transposed": chance.random() < 0.15,
    }
    groups = 2 if channels % 2 == filters % 2 == 0 and chance.random() < 0.5 else 1
    planes = (filters, channels // groups)
    if options["transposed"]:
        planes = (channels, filters // groups)
    elif chance.random() < 0.3:
        options["padding_mode"] = chance.choice(["reflect", "replicate", "circular", "symmetric"])
    if chance.random() < 0.3:
        options["activation"] = "relu"
    if chance.random() < 0.5:
        options["bias"] = [chance.choice([-3, -1, 1, 2, 5]) for _ in range(filters)]
    kernel = _grid(chance, (*planes, height, width), -3, 3)
    if filters == 1 and not options["transposed"]:
        (kernel,) = kernel  # one filter is written as planes
    scaled = Tensor.exact(np.array(kernel), chance.choice([1, 1, 1, 8, 9]))
    return Task(apply, (x, scaled), {**options, "groups": groups})


def pool_task(chance: random.Random) -> Task:
    """Make a pooling."""
    channels = chance.choice([1, 1, 2, 3])
    x = _grid(chance, (channels, chance.randint(4, 8), chance.randint(4, 8)), -9, 9)
    kind = chance.choice(["max", "max", "avg", "avg", "min", "sum"])
    if chance.random() < 0.2:
        return Task(pool, (x,), {"type": kind, "adaptive": chance.choice([2, 3, "2,3"])})
    options: dict[str, Any] = {
        "type": kind,
        "stride": chance.choice([None, 1, 2, 3]),
        "padding": chance.choice([0, 0, 1]),
        "dilation": chance.choice([1, 1, 1, 2]),
        "ceil": chance.random() < 0.3,
        "exclude_pad": kind == "avg" and chance.random() < 0.3,
        "indices": kind in ("max", "min") and chance.random() < 0.15,
    }
    if kind == "avg" and chance.random() < 0.2:
        options["divisor"] = chance.choice([2, 3, 5])
    return Task(pool, (x, chance.choice([2, 2, 3, 3, "2,3"])), options)


def tasks(
    make: Callable[[random.Random], Task], count: int, seed: int, least: int = 4
) -> Iterator[Task]:
    """Make so many tasks that can be done, with that many numbers to find at the least."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    while count:
        task = make(chance)
        try:
            large = task.result.shown.values.size >= least
        except ConvcalcError:
            continue
        if large:
            count -= 1
            yield task


def differing(one: Tensor | None, other: Tensor | None) -> int:
    """Count the numbers in which two outputs differ; many if they have not the same size."""
    if one is None or other is None or one.shape != other.shape:
        return 10**6
    left, right = (np.asarray(tensor.tolist(), dtype=object) for tensor in (one, other))
    return int((left != right).sum())


def done_wrong(exercise: Exercise, *changes: Change) -> Tensor | None:
    """Do an exercise with mistakes; None if it cannot be done like that."""
    for change in changes:
        exercise = exercise.changed(change)
    return exercise.calculate() if min(exercise.shape) > 0 else None
