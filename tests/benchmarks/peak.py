"""Run in a process of its own: do one thing, then say how much memory that took at most.

``python -m tests.benchmarks.peak baseline KERNEL | python IMAGE KERNEL | command ARGUMENTS``
"""

from __future__ import annotations

import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def peak() -> int:
    """Return the most bytes this process has had in memory.

    ``ru_maxrss`` is at least what the starting process had, because it outlives the exec; Linux
    has a figure without that.
    """
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _tell() -> None:
    print(peak(), file=sys.stderr, flush=True)


def _baseline(kernel: str) -> None:
    import numpy as np

    import convcalc

    convcalc.apply  # noqa: B018 - names are loaded when they are asked for
    np.load(kernel)
    _tell()


def _python(image: str, kernel: str) -> None:
    import numpy as np

    import convcalc
    from tests.benchmarks.cases import check_corner

    x, w = np.load(image), np.load(kernel)
    output = convcalc.apply(x, w).output
    _tell()
    check_corner(x, w, np.asarray(output))


def _command(*arguments: str) -> None:
    from convcalc.__main__ import exit_code

    sys.argv = ["convcalc", *arguments]
    code = exit_code()
    _tell()
    sys.exit(code)


ACTIONS: Mapping[str, Callable[..., None]] = {
    "baseline": _baseline,
    "python": _python,
    "command": _command,
}

if __name__ == "__main__":
    action, *rest = sys.argv[1:]
    ACTIONS[action](*rest)
