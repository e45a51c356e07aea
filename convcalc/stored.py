"""Arrays in ``.npy`` files, of which some rows are read or written at a time.

A mapping of the whole file would do as well, were it not for limits of the address space, and for
pages that count as the process's own as long as they are mapped.
"""

from __future__ import annotations

import io
import math
import os
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.errors import ConvcalcError
from convcalc.tensor import Tensor, most

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from convcalc.tensor import Array, Band

AVAILABLE = hasattr(os, "preadv") and hasattr(os, "pwritev")  # on Linux and other Unix systems
BLOCK = 2**22  # bytes looked through at a time
_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


class _Descriptor:
    """A file that is open as long as somebody may read it."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        os.close(self.number)


class StoredTensor(Tensor):
    """Numbers in a file; those that are asked for are read, all of them only for ``values``.

    Parameters
    ----------
    file : _Descriptor
    dtype : dtype
        Floats or integers; booleans count as integers.
    shape : tuple of int
    offset : int
        Where in the file the numbers begin, in C order.
    """

    __slots__ = ("_file", "_mapped", "_offset", "_shape", "_type")

    def __init__(
        self, file: _Descriptor, dtype: np.dtype[Any], shape: tuple[int, ...], offset: int
    ) -> None:
        self._file = file
        self._type = np.dtype(np.uint8) if dtype.kind == "b" else dtype
        self._shape = shape
        self._offset = offset
        self._mapped: Array | None = None
        self.denominator = 1

    @property
    def values(self) -> Array:  # type: ignore[override]
        """All numbers, mapped into memory."""
        if self._mapped is None:
            with open(self._file.number, "rb", closefd=False) as file:
                mapped = np.memmap(file, self._type, "r", self._offset, self._shape)
            self._mapped = np.asarray(mapped)
        return self._mapped

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type they are stored in."""
        return self._type

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self._shape

    def reshape(self, *shape: int) -> Tensor:
        """Return the same numbers with other axes."""
        return StoredTensor(self._file, self._type, shape, self._offset)

    def rows(self, band: Band) -> Array:
        """Read C x rows x ... of N x C x spatial."""
        _, channels, height, *across = self._shape
        wanted = range(channels)[band.channels]
        rows = np.empty((len(wanted), band.stop - band.start, *across), self._type)
        for out, channel in zip(rows, wanted, strict=True):
            first = ((band.item * channels + channel) * height + band.start) * math.prod(across)
            self._read(out, first)
        return rows

    def most(self) -> int:
        """Return a bound of the absolute numerator of exact numbers, at least 1."""
        if self._type.itemsize <= 2:
            return most(np.zeros(1, self._type))
        return max(most(block) for block in self._blocks())

    def _blocks(self) -> Iterator[Array]:
        total, step = math.prod(self._shape), BLOCK // self._type.itemsize
        for first in range(0, total, step):
            block = np.empty(min(step, total - first), self._type)
            self._read(block, first)
            yield block

    def _read(self, out: Array, first: int) -> None:
        """Fill an array with the numbers from one on."""
        place = self._offset + first * self._type.itemsize
        rest = out.reshape(-1).view(np.uint8).data
        while rest:
            try:
                count = os.preadv(self._file.number, [rest], place)
            except OSError as error:
                raise ConvcalcError(f"cannot read the input: {error.strerror}") from None
            if not count:
                raise ConvcalcError("the file became shorter while it was read")
            place, rest = place + count, rest[count:]


def open_stored(path: str) -> StoredTensor | None:
    """Take an array as it lies in a ``.npy`` file; None if it is an unusual or a broken one."""
    if not AVAILABLE:
        return None
    with open(path, "rb") as file:
        try:
            version = np.lib.format.read_magic(file)
            shape, reverse, dtype = _HEADERS[version](file)
        except (ValueError, KeyError, EOFError, SyntaxError, TypeError, TokenError):
            return None
        offset, size = file.tell(), math.prod(shape)
        usual = dtype.kind in "fib" or (dtype.kind == "u" and dtype.itemsize < 8)
        whole = os.fstat(file.fileno()).st_size >= offset + size * dtype.itemsize
        if reverse or not usual or not whole or not size or not shape:
            return None
        return StoredTensor(_Descriptor(os.dup(file.fileno())), dtype, shape, offset)


class StoredRows:
    """Writes an output N x O x spatial into a ``.npy`` file, block by block, from any thread.

    Parameters
    ----------
    file : binary file
        Open for reading and writing, at its beginning.
    shown : tuple of int
        The shape that the file is to have: the next one, without some axes of length 1.
    shape : tuple of int
        N x O x spatial.
    dtype : dtype
    """

    def __init__(
        self, file: BinaryIO, shown: tuple[int, ...], shape: tuple[int, ...], dtype: np.dtype[Any]
    ) -> None:
        self._file, self._shape, self._type = file, shape, dtype
        header = io.BytesIO()
        order = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False}
        np.lib.format.write_array_header_1_0(header, {**order, "shape": shown})
        file.write(header.getvalue())
        file.flush()
        self._offset = file.tell()

    def block(self, band: Band) -> Array:
        """Return room for a band."""
        channels = len(range(self._shape[1])[band.channels])
        return np.empty((channels, band.stop - band.start, *self._shape[3:]), self._type)

    def put(self, band: Band, block: Array) -> None:
        """Write a band."""
        _, channels, height, *across = self._shape
        places = range(channels)[band.channels]
        if block.shape != (len(places), band.stop - band.start, *across):
            raise ValueError(f"a block {block.shape} for {band}")  # or it would spoil others
        for channel, rows in zip(places, np.ascontiguousarray(block, self._type), strict=True):
            first = ((band.item * channels + channel) * height + band.start) * math.prod(across)
            self._write(rows, first)

    def _write(self, rows: Array, first: int) -> None:
        place = self._offset + first * self._type.itemsize
        rest = rows.reshape(-1).view(np.uint8).data
        while rest:
            count = os.pwritev(self._file.fileno(), [rest], place)
            place, rest = place + count, rest[count:]

    def tensor(self, denominator: int) -> Tensor:
        """Return what was written."""
        file = _Descriptor(os.dup(self._file.fileno()))
        return StoredTensor(file, self._type, self._shape, self._offset)
