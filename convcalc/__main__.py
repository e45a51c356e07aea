"""The program's door: ``convcalc`` and ``python -m convcalc``."""

from __future__ import annotations

# Collecting garbage during start-up and tearing down at the end would cost a quarter of the time.
import gc

gc.disable()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from contextlib import suppress  # noqa: E402
from typing import NoReturn  # noqa: E402

INTERRUPTED = 130

# Where nobody catches it, an interrupt ends the process without Python's traceback.
_handler = signal.getsignal(signal.SIGINT)


def _let_interrupts_end_it() -> None:
    if _handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


_let_interrupts_end_it()


def _leave(*_: object) -> None:
    """End at once: an exception might be lost, as in a callback while modules are imported."""
    os._exit(INTERRUPTED)


def exit_code() -> int:
    """Run the command line and return its exit code."""
    # The products here are too small for OpenBLAS to share between threads; starting them costs.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # when nobody reads on, end quietly
    try:
        # What leaves something to tidy up asks for the exception again.
        signal.signal(signal.SIGINT, _leave if _handler is signal.default_int_handler else _handler)
        from convcalc.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED


def main() -> NoReturn:
    """Run the command line, and leave at once.

    sys.exit would spend a tenth of the time on taking modules and classes apart, whose memory the
    system frees anyway. ``python -m convcalc`` ends like that, as profilers need it to.
    """
    code = exit_code()
    _let_interrupts_end_it()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError):  # whoever wrote there has told of it
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(exit_code())
