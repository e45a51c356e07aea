"""Files, by their content first: ``.npy``, ``.npz`` with one array, else text in any style."""

from __future__ import annotations

import io
import os
import stat
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.errors import WINDOW, ConvcalcError, quote, shorten
from convcalc.notation.decoding import decode
from convcalc.notation.literals import read_literal
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    KeepText = Callable[[str], None]
    """Is given the text that numbers were read from."""

LARGE = 1 << 12  # bytes of text from which on whole arrays are faster than single numbers
STORED = 1 << 22  # bytes of an array from which on it is read some rows at a time
NPY = b"\x93NUMPY"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # with members, or empty
# What NumPy raises for headers that are cut short, absurd or hostile.
_DAMAGE = (
    ValueError,
    TypeError,
    KeyError,
    OverflowError,
    EOFError,
    SyntaxError,
    TokenError,
    NotImplementedError,
)


def forget(_: str) -> None:
    """Keep no text."""


def read_file(path: str, keep: KeepText = forget) -> Tensor:
    """Read a file of numbers; of a ``.npy`` file, rows are read when they are wanted.

    Raises
    ------
    ConvcalcError
        If it cannot be opened or read, with the line and column for text.
    """
    try:
        with open(path, "rb") as file:
            regular = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            if regular and file.read(len(NPY)) == NPY:
                return _stored(path) or _load(path, shorten(path))
            if regular:
                file.seek(0)
            return read_bytes(file.read(), shorten(path), keep)
    except OSError as error:
        raise ConvcalcError(
            f"cannot read {quote(path, WINDOW)}: {error.strerror or error}"
        ) from None


def _stored(path: str) -> Tensor | None:
    """Return a large array that stays in its file; None if it is small or of another kind."""
    if os.path.getsize(path) < STORED:
        return None
    from convcalc.stored import open_stored

    return open_stored(path)


def read_bytes(data: bytes, name: str, keep: KeepText = forget) -> Tensor:
    """Read what a file or standard input held; ``name`` says which, for messages."""
    if data.startswith((NPY, *ZIP)):
        return _load(io.BytesIO(data), name)
    if not data or data.isspace():
        raise ConvcalcError(f"{name} is empty: expected numbers")
    if len(data) >= LARGE:
        from convcalc.plain_numbers import read_plain  # short texts do without

        plain = read_plain(data)
        if plain is not None:
            if keep is not forget:
                keep(data.decode())
            return plain
    text = decode(data, name, "neither text nor .npy nor .npz")
    made = Tensor.from_literal(read_literal(text, name))
    keep(text)
    return made


def _load(file: str | BinaryIO, name: str) -> Tensor:
    """Load NumPy's own formats, never unpickling."""
    from zipfile import BadZipFile
    from zlib import error as ZlibError  # noqa: N812 - it is a class

    try:
        mapped: Any = "r" if isinstance(file, str) else None
        loaded = np.load(file, mmap_mode=mapped, allow_pickle=False)
        array = loaded if isinstance(loaded, np.ndarray) else _only_array(loaded)
        return Tensor.from_array(np.asarray(array))
    except ConvcalcError as error:
        raise error.within(name) from None
    except MemoryError:
        raise ConvcalcError("the array is larger than the memory", situation=name) from None
    except (*_DAMAGE, BadZipFile, ZlibError) as error:
        raise ConvcalcError(_broken(str(error)), situation=name) from None


def _only_array(archive: np.lib.npyio.NpzFile) -> np.ndarray[Any, Any]:
    names = archive.files
    if len(names) != 1:
        listed = quote(", ".join(names)) if names else "none"
        raise ConvcalcError(
            f"expected one array in the .npz file, got {len(names)} ({listed}):"
            " save the one you want with np.save"
        )
    array = archive[names[0]]
    if not isinstance(array, np.ndarray):
        raise ConvcalcError(f"{quote(names[0])} in the archive is not an array")
    return array


def _broken(reason: str) -> str:
    if "pickle" in reason or "objects" in reason.lower():
        return "it holds Python objects (a pickle), which are never loaded: save a plain array"
    return "the file is damaged or cut short: expected a whole .npy or .npz file"
