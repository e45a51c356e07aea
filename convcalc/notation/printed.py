"""What ``print(model)`` shows of a PyTorch model, on many lines or on one."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NoReturn

from convcalc.errors import Misread, quote
from convcalc.notation.modules import Call, Pasted, Unread, literal, parse

if TYPE_CHECKING:
    from convcalc.notation.modules import Value

DEPTH_MOST = 100  # modules in modules

_label = re.compile(r"\s*\(([^()\n]+)\):\s*")
_head = re.compile(r"\s*(?:([0-9]{1,6})\s+x\s+)?([A-Za-z_][\w.]*)\s*\(")
_brackets = re.compile(r"[()\[\]{}]|\"[^\"\n]*\"|'[^'\n]*'")
_first_label = re.compile(r"\([^()\n]+\):\s")
_outer = re.compile(r"^(?:.*[:=]\s*|\W*)([A-Za-z_][\w.]*)\((?=\s*$|\s*\()", re.MULTILINE)
_blank = re.compile(r"[\s,]*")


def read_printed(text: str) -> Pasted:
    """Read what ``print(model)`` shows.

    Raises
    ------
    Misread
        With the place.

    Examples
    --------
    >>> read_printed("Sequential( (0): ReLU() (1): Linear(2, 3) )").calls[0].children[1].args
    (2, 3)
    """
    reader = _Reader(_without_heading(text))
    calls = reader.modules(0)
    if text[reader.at :].startswith(")"):
        reader.fail("nothing is open here: a bracket too many", reader.at)
    return Pasted(calls)


def _without_heading(text: str) -> str:
    """Blank out what stands before the first module: prompts, prose, ``model =``."""
    label = _first_label.search(text)
    heads = list(_outer.finditer(text, 0, label.end() if label else len(text)))
    start = heads[-1].start(1) if heads else 0
    return re.sub(r"[^\n]", " ", text[:start]) + text[start:]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, reason: str, at: int) -> NoReturn:
        raise Misread(reason, at)

    def _skip(self) -> None:
        match = _blank.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def modules(self, depth: int) -> tuple[Call, ...]:
        """Read modules up to a closing bracket or the end."""
        if depth > DEPTH_MOST:
            self.fail(f"modules lie more than {DEPTH_MOST} deep", self.at)
        found: list[Call] = []
        self._skip()
        while self.at < len(self.text) and self.text[self.at] != ")":
            is_done = depth == 0 and any(call.children is not None for call in found)
            if is_done and not (_label.match(self.text, self.at) or self._at_head()):
                break  # what a program printed after the model
            found.append(self._module(depth))
            self._skip()
        return tuple(found)

    def _at_head(self) -> bool:
        return _head.match(self.text, self.at) is not None

    def _module(self, depth: int) -> Call:
        label = _label.match(self.text, self.at)
        start = label.end() if label else self.at
        head = _head.match(self.text, start)
        if not head:
            line = self.text[start:].partition("\n")[0]
            self.fail(f"{quote(line)} is no module: expected one such as ReLU()", start)
        self.at = head.end()
        inner = self._inner_text()
        is_container = _label.match(self.text, self.at) is not None
        children = self.modules(depth + 1) if is_container else None
        if self.text[self.at : self.at + 1] != ")":
            self.fail("this bracket is never closed", head.end() - 1)
        self.at += 1
        args, kwargs = _arguments(inner)
        name = head[2].rpartition(".")[2]
        times = int(head[1] or 1)
        return Call(
            name, args, kwargs, children, label[1] if label else "", start, times, is_printed=True
        )

    def _inner_text(self) -> str:
        """Take what stands in brackets before the first module inside, or before their end."""
        begin, depth = self.at, 0
        while match := _brackets.search(self.text, self.at):
            sign = match[0]
            if depth == 0 and (sign == ")" or _label.match(self.text, match.start())):
                self.at = match.start()
                return self.text[begin : self.at]
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(sign, 0)
            self.at = match.end()
        self.at = len(self.text)
        return self.text[begin:]


def _arguments(text: str) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """Read the arguments of a module that holds no others."""
    try:
        (statement,) = parse(f"f({text.strip()})")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (Unread(text.strip()),), {}  # whoever needs them will say so
    node = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(node, ast.Call):
        return (Unread(text.strip()),), {}
    kwargs = {k.arg: literal(k.value) for k in node.keywords if k.arg}
    return tuple(map(literal, node.args)), kwargs
