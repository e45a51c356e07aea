"""How far long work is, told to whoever watches."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Watcher: TypeAlias = Callable[[str, int, int], None]
    """Is told what is done, how much of it is, and how much there is; from any thread."""

_watchers: list[Watcher] = []


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Tell somebody how far the work is, as long as it lasts."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def report(what: str, done: int, total: int) -> None:
    """Say how far some work is.

    >>> with watched_by(print):
    ...     report("reading", 1, 2)
    reading 1 2
    """
    for watcher in _watchers:
        watcher(what, done, total)
