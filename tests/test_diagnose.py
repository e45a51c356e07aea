"""Planted mistakes are found, and nobody is blamed by accident."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from convcalc import Tensor, apply, pool
from convcalc.diagnose.explanation import CAUSES
from convcalc.diagnose.grids.mistakes import POOLS, SUMS, Mistake
from tests.exercises import Task, differing, done_wrong, pool_task, sums_task, tasks

REGISTRIES = {"sums": (SUMS, sums_task), "pools": (POOLS, pool_task)}
ENTRIES = [(kind, name) for kind, (registry, _) in REGISTRIES.items() for name in registry]


def _first_causes(task: Task, answer: Tensor) -> list[tuple[str, ...]]:
    """Return the causes that are told first and explain all numbers."""
    return [e.causes for e in task.check(answer).explanations if e.complete]


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_every_mistake_is_found_where_it_shows(kind: str, name: str) -> None:
    registry, make = REGISTRIES[kind]
    chance = random.Random(name)  # noqa: S311 - the same tasks every time
    planted = found = 0
    for task in tasks(make, 400, seed=len(name)):
        if planted == 8:
            break
        exercise = task.exercise()
        exercise = exercise.aimed_at(exercise.shape[2:], Fraction(1, 8))
        changes = list(registry[name].changes(exercise))
        change = chance.choice(changes) if changes else None
        wrong = done_wrong(exercise, change) if change else None
        if change is None or wrong is None or np.count_nonzero(wrong.values) < 4:
            continue
        if differing(wrong, exercise.calculate()) < 2:
            continue
        planted += 1
        found += (change.cause,) in _first_causes(task, task.as_answer(wrong))
    assert planted >= 5
    assert found >= 0.95 * planted


def test_two_mistakes_are_found_together() -> None:
    chance = random.Random(8)  # noqa: S311
    planted = found = 0
    for task in tasks(sums_task, 500, seed=8):
        if planted == 30:
            break
        exercise = task.exercise()
        first, second = _two_changes(exercise, chance)
        if first is None or second is None:
            continue
        both = done_wrong(exercise, first, second)
        others = [exercise.calculate(), done_wrong(exercise, first), done_wrong(exercise, second)]
        if both is None or both.values.size < 4 or min(differing(both, o) for o in others) < 2:
            continue
        planted += 1
        causes = _first_causes(task, task.as_answer(both))
        found += any(len(c) == 1 or set(c) == {first.cause, second.cause} for c in causes)
    assert planted == 30
    assert found >= 0.95 * planted


def _two_changes(exercise: Any, chance: random.Random) -> tuple[Any, Any]:
    mistakes: list[Mistake] = [mistake for mistake in SUMS.values() if not mistake.alone]
    one, other = sorted(chance.sample(range(len(mistakes)), 2))
    first = list(mistakes[one].changes(exercise))
    if not first or mistakes[one].cause == mistakes[other].cause:
        return None, None
    chosen = chance.choice(first)
    second = list(mistakes[other].changes(exercise.changed(chosen)))
    return chosen, chance.choice(second) if second else None


@pytest.mark.parametrize(("make", "seed"), [(sums_task, 1), (sums_task, 2), (pool_task, 3)])
def test_a_slip_in_one_number_blames_nothing_else(make: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for task in tasks(make, 700, seed, least=2):
        shown = task.result.shown
        numbers = shown.values.astype(object)
        place = tuple(map(chance.randrange, shown.shape))
        error = chance.choice([-20, -10, -5, -3, -2, -1, 1, 2, 3, 4, 7, 10])
        numbers[place] += error * shown.denominator
        check = task.check(Tensor(numbers, shown.denominator))
        assert check.wrong is not None
        assert np.argwhere(check.wrong).tolist() == [list(place)]
        assert {e.causes for e in check.explanations} <= {("slip",)}


def test_random_numbers_are_not_explained() -> None:
    chance = random.Random(4)  # noqa: S311
    explained = 0
    for task in tasks(sums_task, 25, seed=4, least=6):
        shape = task.result.shown.shape
        numbers = [chance.randint(-30, 60) for _ in range(int(np.prod(shape)))]
        check = task.check(Tensor(np.array(numbers).reshape(shape)))
        explained += any(e.causes != ("slip",) and e.certain for e in check.explanations)
    assert explained == 0


@pytest.mark.parametrize("task", [*tasks(sums_task, 60, 5), *tasks(pool_task, 60, 5)])
def test_the_right_answer_is_right(task: Task) -> None:
    check = task.check(task.result.shown)
    assert check.correct
    assert check.verdict == "CORRECT"
    assert check.explanations == ()


def test_causes_are_those_of_the_json() -> None:
    assert {m.cause for registry, _ in REGISTRIES.values() for m in registry.values()} <= set(
        CAUSES
    )


SEVEN = ("random:7x7", "random:3x3:5")


def test_one_mistake_before_two_and_all_cells_before_most() -> None:
    task = Task(apply, SEVEN, {"padding": 1, "stride": 2, "bias": 3})
    exercise = task.exercise()
    (flip,) = SUMS["kernel rotated"].changes(exercise)
    no_bias = next(SUMS["bias"].changes(exercise))
    wrong = task.as_answer(done_wrong(exercise, flip))  # type: ignore[arg-type]
    (only,) = task.check(wrong).explanations
    assert (only.causes, only.cells, only.of, only.certain) == (("flip",), 16, 16, True)
    both = task.as_answer(done_wrong(exercise, flip, no_bias))  # type: ignore[arg-type]
    (pair,) = task.check(both).explanations
    assert (pair.causes, pair.cells, pair.changes) == (
        ("flip", "bias"),
        16,
        ("--flip", "without -b"),
    )
    numbers = wrong.values.copy()
    numbers[1, 2] += 1
    first, *slips = task.check(Tensor(numbers)).explanations
    assert (first.causes, first.cells, first.of) == (("flip",), 15, 16)
    assert all(e.causes == ("slip",) for e in slips)


def test_above_ten_thousand_cells_only_single_mistakes_are_tried() -> None:
    task = Task(apply, ("random:110x110", "random:3x3:5"), {"bias": 3})
    exercise = task.exercise()
    (flip,) = SUMS["kernel rotated"].changes(exercise)
    no_bias = next(SUMS["bias"].changes(exercise))
    alone = task.check(task.as_answer(done_wrong(exercise, flip)))  # type: ignore[arg-type]
    assert [e.causes for e in alone.explanations] == [("flip",)]
    both = task.check(task.as_answer(done_wrong(exercise, flip, no_bias)))  # type: ignore[arg-type]
    assert all(e.causes == ("slip",) for e in both.explanations)
    assert both.sentences[0] == "no single mistake that was tried explains it"


def test_equivalent_causes_are_told_together() -> None:
    options = {"kernel": "1 0 -1; 1 0 -1; 1 0 -1"}
    check = apply("random:5x6", options["kernel"], check=_negated(options["kernel"])).check
    assert check is not None
    assert [e.causes[0] for e in check.explanations] == ["flip", "mirrored", "negated"]


def _negated(kernel: str) -> list[list[int]]:
    output: Any = apply("random:5x6", kernel).output.tolist()
    return [[-number for number in row] for row in output]


def test_few_numbers_could_be_anything() -> None:
    few = apply("1 2; 3 4", "1 2; 3 4", check="20").check
    assert few is not None
    assert [(e.causes, e.certain) for e in few.explanations] == [(("flip",), False)]
    alike = pool("1 2 1 2; 1 2 1 2", 2, stride=1, check="1.5 1.5 1.5").check
    assert alike is not None
    assert [(e.causes, e.certain) for e in alike.explanations] == [(("pool-type",), False)]
