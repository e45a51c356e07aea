"""Where the answer goes: standard output, or a file that is whole or untouched."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

from convcalc.cli.terminal import forget
from convcalc.errors import WINDOW, ConvcalcError, quote

if TYPE_CHECKING:
    from typing import BinaryIO

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
    encoding = stream.encoding or "utf-8"
    data = page.data if isinstance(page.data, bytes) else page.data.encode(encoding, "replace")
    try:
        stream.flush()
        _write_all(stream.buffer, data)
        stream.buffer.flush()
    except OSError as error:
        forget(stream)
        raise ConvcalcError(f"cannot write to standard output: {error.strerror}") from None


def _write_all(file: BinaryIO, data: bytes) -> None:
    """Write every byte: with ``python -u`` the stream is raw, and may take only some at a time."""
    rest = memoryview(data)
    while rest:
        written = file.write(rest)
        if written is None:  # a raw stream that does not wait
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        rest = rest[written:]


def write_file(path: str, page: Page) -> None:
    """Write a file by a temporary one and a rename: it is never half there.

    Links are followed and mode bits kept. What is not a regular file is written directly.

    Raises
    ------
    ConvcalcError
        If it cannot be written; an old file is as it was.
    """
    data = page.data.encode() if isinstance(page.data, str) else page.data
    path = os.path.expanduser(path)
    try:
        mode = _mode(path)
        if mode is None or stat.S_ISREG(mode):
            _replace(os.path.realpath(path), data, mode)
        else:
            with open(path, "wb") as file:
                file.write(data)
    except OSError as error:
        raise ConvcalcError(
            f"cannot write {quote(path, WINDOW)}: {error.strerror or error}"
        ) from None


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _replace(target: str, data: bytes, mode: int | None) -> None:
    import tempfile

    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    folder, name = os.path.split(target)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name[:50]}.", dir=folder)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), _default_mode() if mode is None else stat.S_IMODE(mode))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _default_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
