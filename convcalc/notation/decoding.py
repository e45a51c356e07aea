"""Bytes as text."""

from __future__ import annotations

from convcalc.errors import ConvcalcError

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decode(data: bytes, name: str, complaint: str = "no text") -> str:
    """Decode UTF-8, and UTF-16 that says so.

    Parameters
    ----------
    data : bytes
    name, complaint : str
        Where it comes from, and what it is if it cannot be decoded.

    Raises
    ------
    ConvcalcError
        With the first byte that is neither.
    """
    marks = (encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if data.startswith(mark))
    try:
        return data.decode(next(marks, "utf-8"))
    except UnicodeDecodeError as error:
        raise ConvcalcError(
            f"{name} is {complaint}: byte {error.start + 1}"
            f" (0x{data[error.start]:02x}) is not {error.encoding.upper()}"
        ) from None
