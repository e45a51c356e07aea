"""Where a matrix comes from: text, a preset, a file, standard input, or Python."""

from __future__ import annotations

import os
from numbers import Rational
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from convcalc.errors import ConvcalcError, Misread, quote
from convcalc.files import forget, read_bytes, read_file
from convcalc.notation.literals import read_literal, read_nested
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from fractions import Fraction
    from typing import BinaryIO

    from convcalc.exact import Number
    from convcalc.files import KeepText

    Source: TypeAlias = Tensor | str | int | float | Fraction | list[Any] | tuple[Any, ...] | Any
    """What Python callers may give: text as on the command line, lists, arrays, tensors."""

PATH_STARTS = ("./", "../", "/", "~")
_LITERAL_SIGNS = set(" \t\n;[](){}|&,")
_IN_NAMES = dict.fromkeys(map(ord, "._-:/"))  # beside letters and digits


class Reader:
    """Reads the matrices of one command; standard input can be only one of them.

    Parameters
    ----------
    stdin : binary file, optional
        What ``-`` stands for.
    """

    def __init__(self, stdin: BinaryIO | None = None) -> None:
        self._stdin = stdin
        self._stdin_for = ""

    def read(self, text: str, role: str, keep: KeepText = forget) -> Tensor:
        """Read one matrix.

        Parameters
        ----------
        text : str
            ``-``, ``@path``, a path, a literal, a preset, or a file's name: tried in this order.
        role : str
            What it is for, such as ``kernel``; messages begin with it.
        keep : callable
            Is given the text that the numbers were read from, if it was text.

        Raises
        ------
        ConvcalcError
            If it is none of these.
        """
        try:
            return self._read(text, role, keep)
        except ConvcalcError as error:
            raise error.within(role) from None

    def _read(self, text: str, role: str, keep: KeepText) -> Tensor:
        if text == "-":
            return self._read_stdin(role, keep)
        if text.startswith("@"):
            return read_file(os.path.expanduser(text[1:]), keep)
        if text.startswith(PATH_STARTS):
            return read_file(os.path.expanduser(text), keep)
        return from_text(text, files=True, keep=keep)

    def _read_stdin(self, role: str, keep: KeepText) -> Tensor:
        if self._stdin_for:
            raise ConvcalcError(
                f"standard input is already the {self._stdin_for}: put this one in a file"
            )
        if self._stdin is None:
            raise ConvcalcError("standard input is closed: give a matrix or a file")
        self._stdin_for = role
        return read_bytes(self._stdin.read(), "standard input", keep)


def from_text(text: str, *, files: bool = False, keep: KeepText = forget) -> Tensor:
    """Read a literal or a preset, and a file by its name if that is wanted.

    >>> from_text("sobel-x").shape
    (3, 3)
    """
    literal_error = None
    if not _is_name(text):
        try:
            made = Tensor.from_literal(read_literal(text))
            keep(text)
            return made
        except ConvcalcError as error:
            literal_error = error
    from convcalc.presets import expand, unknown_preset  # what is written out does without

    preset = expand(text)
    if preset is not None:
        return Tensor.from_literal(preset)
    if files and "\0" not in text and os.path.exists(text):
        return read_file(text, keep)
    if literal_error and _looks_literal(text):
        raise literal_error
    raise unknown_preset(text, "file or preset" if files else "preset")


def _is_name(text: str) -> bool:
    """Tell whether a text cannot be a matrix, which is soon seen and saves reading it as one."""
    letters = text[:1].isalpha() and text.translate(_IN_NAMES).isalnum()
    return letters and text.lower() not in ("nan", "inf", "infinity")


def _looks_literal(text: str) -> bool:
    start = text.lstrip("+-.\u2212")[:1]
    return not text.strip() or bool(_LITERAL_SIGNS & set(text)) or start.isnumeric()


def as_tensor(source: Source, role: str, keep: KeepText = forget) -> Tensor:
    """Take what a Python caller gives: text (a literal or a preset), numbers, lists or an array.

    >>> as_tensor([[1, 2], [3, 4]], "input").shape
    (2, 2)
    """
    if isinstance(source, Tensor):
        return source
    try:
        if isinstance(source, str):
            return from_text(source, keep=keep)
        if isinstance(source, list | tuple | float | Rational):
            block = read_nested(source, _python_number)
            return Tensor.from_numbers(block.values, block.shape)
        return Tensor.from_array(np.asarray(source))
    except Misread as error:
        raise ConvcalcError(error.reason, situation=role) from None
    except ConvcalcError as error:
        raise error.within(role) from None


def _python_number(value: object) -> Number:
    from decimal import Decimal
    from fractions import Fraction

    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float | Fraction):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return Fraction(value)
    raise ConvcalcError(f"{quote(str(value))} is not a number")


def read(text: str) -> Tensor:
    """Read a matrix as the command line does: a literal, a preset, or a file.

    >>> read("1 2; 3 4").tolist()
    [[1, 2], [3, 4]]
    """
    return Reader().read(text, "input")
