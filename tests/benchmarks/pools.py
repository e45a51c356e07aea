"""Pooling of 64 channels of 224 x 224."""

from __future__ import annotations

from functools import partial

from tests.benchmarks.cases import Pooling
from tests.benchmarks.race import race

_race = partial(race, ours="convcalc pool")

ROWS = (
    _race("pools", "max k2 s2", 0.5, Pooling("max", 2, 2), "torch pool"),
    _race("pools", "max k3 s2 p1", 0.5, Pooling("max", 3, 2, 1), "torch pool"),
    _race("pools", "max k7 s1 p3", 0.5, Pooling("max", 7, 1, 3), "torch pool"),
    _race("pools", "avg k2 s2", 0.5, Pooling("avg", 2, 2), "torch pool"),
    _race("pools", "avg k3 s2", 0.5, Pooling("avg", 3, 2), "torch pool"),
)
