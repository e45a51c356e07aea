"""Where the answer goes: standard output, or a file that is whole or untouched."""

from __future__ import annotations

import codecs
import errno
import os
import stat
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Self

from convcalc.cli.terminal import forget
from convcalc.errors import WINDOW, ConvcalcError, quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from numpy import dtype

    from convcalc.engine.ending import Store
    from convcalc.output import Page


def write_stdout(page: Page) -> None:
    """Write to standard output and make sure that it has arrived.

    Raises
    ------
    ConvcalcError
        If standard output is closed, or takes no more.
    """
    stream = sys.stdout
    if stream is None or stream.closed:
        raise ConvcalcError("standard output is closed: use -o FILE")
    try:
        stream.flush()
        for part in _encoded(page, stream.encoding or "utf-8", "replace"):
            _write_all(stream.buffer, part)
        stream.buffer.flush()
    except OSError as error:
        forget(stream)
        raise ConvcalcError(f"cannot write to standard output: {error.strerror}") from None


def _encoded(page: Page, encoding: str, errors: str) -> Iterator[bytes]:
    """Return the parts of a page as bytes, one after the other."""
    encoder = codecs.getincrementalencoder(encoding)(errors)  # a mark only before the first part
    for part in (page.data,) if isinstance(page.data, str | bytes) else page.data:
        yield encoder.encode(part) if isinstance(part, str) else part


def _write_all(file: BinaryIO, data: bytes) -> None:
    """Write every byte: with ``python -u`` the stream is raw, and may take only some at a time."""
    rest = memoryview(data)
    while rest:
        written = file.write(rest)
        if written is None:  # a raw stream that does not wait
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        rest = rest[written:]


def write_file(path: str, page: Page) -> None:
    """Write a page into a file.

    Raises
    ------
    ConvcalcError
        If it cannot be written; an old file is as it was.
    """
    with _written(path) as file:
        file.writelines(_encoded(page, "utf-8", "strict"))


@contextmanager
def _written(path: str) -> Iterator[BinaryIO]:
    """Open a file that is never half there: it takes the old one's place when all went well.

    Links are followed and mode bits kept. What is not a regular file is written directly.
    """
    path = os.path.expanduser(path)
    try:
        mode = _mode(path)
        if mode is None or stat.S_ISREG(mode):
            with _replacing(os.path.realpath(path), mode) as file:
                yield file
        else:
            with open(path, "wb") as device:
                yield device
    except OSError as error:
        raise ConvcalcError(
            f"cannot write {quote(path, WINDOW)}: {error.strerror or error}"
        ) from None


class Draft:
    """A ``.npy`` file that is written while the answer is calculated.

    Attributes
    ----------
    used : bool
        Whether the answer went there.
    """

    def __init__(self, path: str) -> None:
        self.used = False
        self._path = path
        self._open = ExitStack()

    @staticmethod
    def is_possible(path: str) -> bool:
        """Tell whether a file can be written in any order."""
        from convcalc.stored import AVAILABLE

        try:
            mode = _mode(os.path.expanduser(path))
        except OSError:  # who writes it will say what is wrong
            return False
        return AVAILABLE and (mode is None or stat.S_ISREG(mode))

    def store(self, shown: tuple[int, ...], shape: tuple[int, ...], dtype: dtype[Any]) -> Store:
        """Begin the file of an answer: its shape, the shape that is calculated in, its type."""
        from convcalc.stored import StoredRows

        self.used = True
        return StoredRows(self._open.enter_context(_written(self._path)), shown, shape, dtype)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> bool | None:
        return self._open.__exit__(*error)


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


@contextmanager
def _replacing(target: str, mode: int | None) -> Iterator[BinaryIO]:
    """Write a file beside the target, and put it in its place when all went well."""
    import tempfile

    from convcalc.cli.interrupts import interrupts_raise  # most answers go to standard output

    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    folder, name = os.path.split(target)
    interrupts_raise()
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name[:50]}.", dir=folder)
    try:
        with open(descriptor, "w+b") as file:
            yield file
            os.fchmod(file.fileno(), _default_mode() if mode is None else stat.S_IMODE(mode))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _default_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
