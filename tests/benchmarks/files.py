"""The files that whole processes read, in one folder that goes away at the end."""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.cases import Convolution

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SIDE = 2048
LARGE = 8192
MAGIC = "17,24,1,8,15\n23,5,7,14,16\n4,6,13,20,22\n10,12,19,21,3\n11,18,25,2,9\n"


def _image(path: Path, side: int) -> None:
    np.save(path, Convolution((side, side), (1, 1)).arrays()[0])


def _dense(path: Path, side: int) -> None:
    np.save(path, Convolution((1, 1), (side, side)).arrays()[1])


def _gaussian(path: Path, side: int) -> None:
    from convcalc import read

    np.save(path, np.asarray(read(f"gaussian:{side}")).astype(np.float32))


def _text(path: Path, decimals: int) -> None:
    cells = np.random.default_rng(1).integers(0, 256 * 10**decimals, (SIDE, SIDE))
    np.savetxt(path, cells / 10**decimals, f"%.{decimals}f", delimiter=",")


def _magic(path: Path) -> None:
    path.write_text(MAGIC)


def _script(path: Path) -> None:
    path.write_text("import sys\nfrom convcalc.__main__ import main\nsys.exit(main())\n")


FILES: Mapping[str, Callable[[Path], None]] = {
    "convcalc": _script,
    "magic5.csv": _magic,
    "image2048.npy": partial(_image, side=SIDE),
    "image8192.npy": partial(_image, side=LARGE),
    "dense3.npy": partial(_dense, side=3),
    "dense15.npy": partial(_dense, side=15),
    "dense31.npy": partial(_dense, side=31),
    "gaussian15.npy": partial(_gaussian, side=15),
    "integers.csv": partial(_text, decimals=0),
    "decimals.csv": partial(_text, decimals=2),
}


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="convcalc-benchmarks-")


def folder() -> Path:
    """Return where the processes run, and write."""
    return Path(_temporary().name)


def make_files(text: str) -> None:
    """Make the files that a command line names."""
    for name, write in FILES.items():
        if name in text and not (folder() / name).exists():
            write(folder() / name)
