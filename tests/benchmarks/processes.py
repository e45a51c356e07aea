"""Whole processes, from the command line to the last byte."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.cases import correlate
from tests.benchmarks.commands import Command, convcalc, python, start_command
from tests.benchmarks.files import MAGIC, folder
from tests.benchmarks.race import Contestant, Race

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.cases import Array

ROUNDS = 21
ONES = "1 1 1; 1 1 1; 1 1 1"
SUMS = np.array([[100, 98, 116], [99, 117, 135], [118, 136, 134]])
WEIGHTS = "1 2 1; 0 -3 0; 2 0 -1"


def _run(name: str, needs: str, command: Command) -> Contestant:
    return Contestant(name, needs, partial(start_command, command))


def _imports(modules: str, answer: Array, *, terminal: bool = False) -> Contestant:
    command = Command(python(f"import {modules}"), lambda _: answer, terminal=terminal)
    return _run(f"python, import {modules}", "click", command)


def _layers(line: str, answer: Callable[[bytes], Array], expected: int) -> Race:
    """A row of a command that needs no arrays."""
    ours = _run("convcalc", "click", Command(convcalc(*line.split()), answer))
    return Race("processes", line, 1.05, ours, (_imports("click", np.array(expected)),), ROUNDS)


def _column(name: str) -> Callable[[bytes], list[str]]:
    def read(out: bytes) -> list[str]:
        head, *lines = (line.split("\t") for line in out.decode().splitlines())
        return [line[head.index(name)] for line in lines]

    return read


def _total(out: bytes) -> Array:
    return np.array(sum(map(int, _column("params")(out))))


def _last_pool(out: bytes) -> Array:
    return np.array(int(_column("receptive field")(out)[17].split("x")[0]))


def _small(name: str, target: float, peer: Contestant, *, terminal: bool = False) -> Race:
    """A row of a 5x5 input and a 3x3 kernel."""
    source = ("magic5.csv",) if terminal else ()
    line = convcalc("apply", *source, "-k", ONES)
    ours = Command(line, _grid if terminal else _rows, MAGIC.encode(), terminal)
    return Race("processes", name, target, _run("convcalc", "numpy", ours), (peer,), ROUNDS)


def _rows(out: bytes) -> Array:
    return np.array([line.split() for line in out.decode().splitlines() if line.strip()], float)


def _grid(out: bytes) -> Array:
    """Read the last three lines of what a terminal shows, without colours."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.decode()).strip()
    return np.array([line.split() for line in text.splitlines()[-3:]], float)


def _image(name: str, kernel: str, file: str) -> Race:
    """A row of a .npy file in and one out."""
    ours = convcalc("apply", "image2048.npy", "-k", kernel, "-p", "0", "-o", "ours.npy")
    code = (
        "import cv2, numpy as np;"
        f"np.save('theirs.npy', cv2.filter2D(np.load('image2048.npy'), -1, np.load('{file}')))"
    )
    peer = _run("python, cv2.filter2D", "cv2", Command(python(code), lambda _: _inner(file)))
    return Race("processes", name, 1.0, _run("convcalc", "numpy", _saved(ours)), (peer,), ROUNDS)


def _saved(line: tuple[str, ...]) -> Command:
    return Command(line, lambda _: np.load(folder() / "ours.npy"))


def _inner(file: str) -> Array:
    """Cut OpenCV's border away."""
    cut = len(np.load(folder() / file)) // 2
    image: Array = np.load(folder() / "theirs.npy")
    return image[cut:-cut, cut:-cut]


def _text(name: str, target: float, file: str) -> Race:
    """A row of a CSV file in; the peer only reads it."""
    ours = convcalc("apply", file, "-k", WEIGHTS, "-o", "ours.npy")
    code = f"import numpy as np; np.loadtxt('{file}', delimiter=',')"

    def expected(_: bytes) -> Array:
        weights = np.array([row.split() for row in WEIGHTS.split(";")], float)
        return correlate(np.loadtxt(folder() / file, delimiter=","), weights)

    peer = _run("python, np.loadtxt", "numpy", Command(python(code), expected))
    return Race("processes", name, target, _run("convcalc", "numpy", _saved(ours)), (peer,), ROUNDS)


OCTAVE = Command(("octave-cli", "--eval", "disp(conv2(magic(5), ones(3), 'valid'))"), _rows)

ROWS = (
    _layers("shape 224 -k 7 -s 2 -p 3", lambda out: np.array(int(out)), 112),
    _layers("params resnet50", _total, 25557032),
    _layers("rf vgg16", _last_pool, 212),
    _small("apply 5x5 k=3, pipe, imports", 0.95, _imports("click, numpy", SUMS)),
    _small("apply 5x5 k=3, pipe, Octave", 0.95, _run("octave-cli conv2", "octave-cli", OCTAVE)),
    _small(
        "apply 5x5 k=3, terminal, imports",
        1.0,
        _imports("click, numpy, rich.console", SUMS, terminal=True),
        terminal=True,
    ),
    _image("npy 2048x2048 k=3", "dense3.npy", "dense3.npy"),
    _image("npy 2048x2048 k=15", "dense15.npy", "dense15.npy"),
    _image("npy 2048x2048 gaussian:15", "gaussian:15", "gaussian15.npy"),
    _image("npy 2048x2048 k=31", "dense31.npy", "dense31.npy"),
    _text("csv 2048x2048 of integers", 1.0, "integers.csv"),
    _text("csv 2048x2048 of two decimals", 1.2, "decimals.csv"),
)
