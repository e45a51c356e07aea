"""Pasted code that makes layers, in PyTorch's words or in Keras's; and VGG lists."""

from __future__ import annotations

import ast
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from convcalc.errors import Misread, quote
from convcalc.notation.modules import CONTAINERS, Call, Pasted, literal, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convcalc.notation.modules import Value

ADDERS = {"add", "add_module", "append"}  # methods that take a layer
SKIPPED = (ast.Import, ast.ImportFrom, ast.Return, ast.Pass, ast.Assert, ast.Global)
VGG = "VGG list"  # the name of a call that stands for an entry of such a list


def read_code(text: str) -> Pasted:
    """Read code: lines that make layers, ``Sequential(...)``, or a class that makes them.

    Raises
    ------
    Misread
        With the place, if it is no Python, or more than layers.

    Examples
    --------
    >>> [call.name for call in read_code("nn.Conv2d(3, 8, 3), nn.ReLU()").calls]
    ['Conv2d', 'ReLU']
    """
    source = _parse(text)
    visitor = _Visitor(source)
    calls = tuple(call for statement in source.body for call in visitor.statement(statement))
    return Pasted(calls, visitor.is_chain, tuple(visitor.notes))


class _Source(NamedTuple):
    """Parsed code, its lines, and where they begin in the text."""

    body: list[ast.stmt]
    lines: list[str]
    starts: list[int]

    def offset(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node stands in the text; ``ast`` counts the bytes of UTF-8."""
        before = self.lines[node.lineno - 1].encode()[: node.col_offset]
        return self.starts[node.lineno - 1] + len(before.decode(errors="ignore"))


def _parse(text: str) -> _Source:
    """Parse, whatever the indentation: pastes often begin in the middle of an indented line."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    try:
        return _Source(parse(text), lines, starts)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        problem = error
    bare = [line.lstrip() for line in lines]
    begins = [start + len(line) - len(line.lstrip()) for start, line in zip(starts, lines)]  # noqa: B905
    try:
        return _Source(parse("\n".join(bare)), bare, begins)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _no_python(problem, starts, len(text)) from None


def _no_python(problem: Exception, starts: list[int], end: int) -> Misread:
    """Say what Python says, and where."""
    reason, place = "too deep", 0
    if isinstance(problem, SyntaxError):
        reason = problem.msg
        line = min(problem.lineno or 1, len(starts))
        place = starts[line - 1] + max((problem.offset or 1) - 1, 0)
    return Misread(
        f"this is no Python ({reason}): expected layers such as nn.Conv2d(3, 64, 3), one per line",
        min(place, end),
    )


class _Visitor:
    def __init__(self, source: _Source) -> None:
        self.source = source
        self.is_chain = True
        self.notes: list[str] = []

    def fail(self, node: ast.expr | ast.stmt, reason: str) -> NoReturn:
        raise Misread(reason, self.source.offset(node))

    def statement(self, node: ast.stmt) -> Iterator[Call]:
        """Find the layers that a statement makes."""
        if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign):
            if node.value is not None:
                yield from self._top(node.value, _label(node))
        elif isinstance(node, ast.ClassDef):
            self.is_chain = False
            for inner in node.body:
                yield from self.statement(inner)
        elif isinstance(node, ast.FunctionDef):
            if node.name == "__init__":
                for inner in node.body:
                    yield from self.statement(inner)
            else:
                self.notes.append(
                    f"{node.name}() is not read: layers count in the order in which they are made"
                )
        elif not isinstance(node, SKIPPED):
            self.fail(node, "only lines that make layers are read, no loops or conditions")

    def _top(self, node: ast.expr, label: str) -> Iterator[Call]:
        """Find the layers of a whole line; a name or a text alone makes none."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Constant):
            return
        yield from self._layers(node, label)

    def _layers(self, node: ast.expr, label: str) -> Iterator[Call]:
        if isinstance(node, ast.Call):
            yield from self._call(node, label)
        elif isinstance(node, ast.Tuple | ast.List):
            if all(isinstance(e, ast.Constant) for e in node.elts):
                yield from self._vgg(node)
            elif _is_named(node):
                yield from self._layers(node.elts[1], str(literal(node.elts[0])))
            else:
                for element in node.elts:
                    yield from self._layers(element, label)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                yield from self._layers(value, label)
        else:
            self.fail(
                node, f"{quote(ast.unparse(node))} is no layer: expected one such as nn.ReLU()"
            )

    def _call(self, node: ast.Call, label: str) -> Iterator[Call]:
        if isinstance(node.func, ast.Call):  # Conv2D(8, 3)(x), Keras's functional way
            for argument in node.args:
                yield from self._top(argument, "")
            yield from self._call(node.func, label)
            return
        name = ast.unparse(node.func).rpartition(".")[2]
        if name == "__init__":
            return
        if name in CONTAINERS or name in ADDERS:
            inner = [*node.args, *(k.value for k in node.keywords if k.arg in ("layers", "module"))]
            for argument in inner:
                yield from self._top(argument, label)
            return
        yield self._leaf(node, name, label)

    def _leaf(self, node: ast.Call, name: str, label: str) -> Call:
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            self.fail(node, "* stands for a list that is not known here: write its layers out")
        kwargs: dict[str, Value] = {k.arg: literal(k.value) for k in node.keywords if k.arg}
        args = tuple(map(literal, node.args))
        return Call(name, args, kwargs, None, label, self.source.offset(node))

    def _vgg(self, node: ast.Tuple | ast.List) -> Iterator[Call]:
        """Read a list of filters and poolings."""
        for element in node.elts:
            yield Call(VGG, (literal(element),), {}, start=self.source.offset(element))


def _label(node: ast.Expr | ast.Assign | ast.AnnAssign) -> str:
    """Return what a line calls its layer: ``conv1`` for ``self.conv1 = ...``."""
    if isinstance(node, ast.Expr):
        return ""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return ast.unparse(target).rpartition(".")[2]


def _is_named(node: ast.Tuple | ast.List) -> bool:
    """Tell whether it is a name with its layer: ``("conv1", nn.Conv2d(1, 20, 5))``."""
    if not isinstance(node, ast.Tuple) or len(node.elts) != 2:
        return False
    first = node.elts[0]
    return isinstance(first, ast.Constant) and isinstance(first.value, str)
