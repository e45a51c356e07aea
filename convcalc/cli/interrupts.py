"""Ctrl-C where something has to be tidied up."""

from __future__ import annotations

import signal
import threading


def interrupts_raise() -> None:
    """Let Ctrl-C raise KeyboardInterrupt from here on, where the program would only end by it."""
    if threading.current_thread() is not threading.main_thread():
        return
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler) and handler.__name__ == "_leave":
        signal.signal(signal.SIGINT, signal.default_int_handler)
