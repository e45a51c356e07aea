from __future__ import annotations

import io
import os
import threading
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcalc.errors import ConvcalcError
from convcalc.files import read_bytes, read_file

if TYPE_CHECKING:
    from pathlib import Path

MATRIX = [[1, 2], [3, 4]]


def _npy(array: object) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(array), allow_pickle=True)
    return file.getvalue()


def _npz(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # no array is called allow_pickle
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"1,2\n3,4\n",
        b"1\t2\r\n3\t4\r\n",
        b"\xef\xbb\xbf1,2\n3,4\n",
        "1 2\n3 4\n".encode("utf-16"),
        b"[[1, 2], [3, 4]]",
        b'{"output": [[1, 2], [3, 4]]}',
        _npy(MATRIX),
        _npy(np.asfortranarray(MATRIX)),
        _npz(kernel=MATRIX),
    ],
)
def test_kinds_are_known_by_their_content(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "name.that.says.nothing"
    path.write_bytes(data)
    assert read_file(str(path)).tolist() == MATRIX
    assert read_bytes(data, "standard input").tolist() == MATRIX


def test_npy_files_are_mapped_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(_npy(np.ones((4, 4), np.float32)))
    values = read_file(str(path)).values
    assert values.dtype == np.float32
    owner: object = values
    while isinstance(owner, np.ndarray) and not isinstance(owner, np.memmap):
        owner = owner.base
    assert isinstance(owner, np.memmap)


def test_a_fifo_is_read(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"1 2; 3 4",))
    writer.start()
    assert read_file(str(path)).tolist() == MATRIX
    writer.join()


def _header(shape: str) -> bytes:
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00\x76\x00" + text.encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty: expected numbers"),
        (b" \n", "is empty: expected numbers"),
        (b"1,2\n3,x\n", "line 2, column 3: 'x' is not a number"),
        (b"\xff\xd8\xff\xe0 jpeg", "is neither text nor .npy nor .npz: byte 1 (0xff) is not UTF-8"),
        (b"1 2\n\x80", "byte 5 (0x80) is not UTF-8"),
        (_npy([1j]), "the array holds complex128: expected integers, floats or booleans"),
        (_npy(["a"]), "the array holds <U1"),
        (_npy(np.array([object()])), "it holds Python objects (a pickle), which are never loaded"),
        (_npy(np.zeros((0, 2))), "the array is empty"),
        (_npy(MATRIX)[:-3], "the file is damaged or cut short"),
        (_npy(MATRIX)[:20], "the file is damaged or cut short"),
        (_header("(True,)"), "the file is damaged or cut short"),
        (_header("(9999999999999999999999, 3)"), "the file is damaged or cut short"),
        (_header("(2, 2")[:60], "the file is damaged or cut short"),
        (b"\x93NUMPY\x01\x00\x10\x00{'descr': '<f8'\n", "the file is damaged or cut short"),
        (_npz(a=MATRIX, b=MATRIX), "expected one array in the .npz file, got 2 ('a, b')"),
        (_npz(), "got 0 (none)"),
        (_npz(a=np.array([object()])), "it holds Python objects"),
        (_npz(a=MATRIX)[:100], "the file is damaged or cut short"),
        (b"PK\x03\x04", "the file is damaged or cut short"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    with pytest.raises(ConvcalcError) as caught:
        read_file(str(path))
    assert reason in str(caught.value)
    with pytest.raises(ConvcalcError) as caught:
        read_bytes(data, "standard input")
    assert reason in str(caught.value)


def test_a_header_that_promises_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.npy"
    path.write_bytes(_header("(1000000000, 1000000)"))
    with pytest.raises(ConvcalcError, match="the file is damaged or cut short"):
        read_file(str(path))
    with pytest.raises(ConvcalcError, match="the array is larger than the memory"):
        read_bytes(path.read_bytes(), "standard input")


def test_a_member_that_is_no_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ConvcalcError, match=r"'readme.txt' in the archive is not an array"):
        read_file(str(path))


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(ConvcalcError, match=r"cannot read '.*': No such file or directory"):
        read_file(str(tmp_path / "none"))
    with pytest.raises(ConvcalcError, match=r"cannot read '.*': Is a directory"):
        read_file(str(tmp_path))
