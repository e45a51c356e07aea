"""How much memory there is, asked before any of it is taken."""

from __future__ import annotations

from convcalc.errors import ConvcalcError

SMALL = 2**26  # bytes that are there, or nothing would run: asking takes longer than using them
UNKNOWN = 8 * 2**30  # bytes taken for granted where the system does not tell


def check_memory(needed: int) -> None:
    """Refuse work that needs more bytes than there are.

    Raises
    ------
    ConvcalcError
        With both figures.
    """
    if needed < SMALL:
        return
    available = available_memory()
    if needed > available:
        raise ConvcalcError(
            f"this needs {needed:,} bytes of memory, {available:,} are available:"
            " give a smaller input or smaller sizes"
        )


def available_memory() -> int:
    """Return the bytes that Linux calls available, or a guess elsewhere."""
    try:
        with open("/proc/meminfo") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return UNKNOWN
