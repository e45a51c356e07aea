"""Pasted code that makes layers, in PyTorch's words or in Keras's; and VGG lists."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from convcalc.errors import ECHO, quote, shorten
from convcalc.notation.making import BRANCHES, GROWING, Maker
from convcalc.notation.modules import VGG, Call, Pasted, literal
from convcalc.notation.scope import name_of
from convcalc.notation.source import read_source
from convcalc.notation.statements import (
    call_of,
    gives_to_self,
    is_literal,
    is_super_init,
    may_make_layers,
    stands_beside,
    targets_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convcalc.notation.modules import Value
    from convcalc.notation.source import Source

SKIPPED = (ast.Import, ast.ImportFrom, ast.Pass, ast.Assert, ast.Global, ast.Delete)


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
    source = read_source(text)
    vgg = _vgg_list(source)
    if vgg:
        return Pasted(vgg)
    lines = _Lines(source)
    calls = lines.body(source.body)
    if not calls and lines.classes:
        calls = lines.body([call_of(lines.classes)])
    return Pasted(calls, tuple(lines.notes))


def _vgg_list(source: Source) -> tuple[Call, ...]:
    """Read a list of filters and poolings, if the text is one and nothing else."""
    (node,) = source.body if len(source.body) == 1 else (None,)
    value = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    entries = value.elts if isinstance(value, ast.List) else []
    if not all(isinstance(entry, ast.Constant | ast.Name) for entry in entries):
        return ()
    if all(isinstance(entry, ast.Name) for entry in entries):
        return ()  # layers that were made before
    return tuple(Call(VGG, (_entry(e),), {}, start=source.offset(e)) for e in entries)


def _entry(node: ast.expr) -> Value:
    """Return an entry of a VGG list; M without quotes counts, since shells eat them."""
    return node.id if isinstance(node, ast.Name) else literal(node)


class _Lines(Maker):
    """Finds the layers that statements make, in their order."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.notes: list[str] = []

    def body(self, statements: Sequence[ast.stmt]) -> tuple[Call, ...]:
        """Find the layers that statements make; what is put into another counts there."""
        lines = [self._statement(node) for node in statements]
        return tuple(call for made in lines if id(made) not in self.used for call in made)

    def _statement(self, node: ast.stmt) -> tuple[Call, ...]:
        if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return):
            return self._value(node, node.value) if node.value else ()
        if isinstance(node, ast.ClassDef):
            self.classes[node.name] = node
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name != "__init__":
                    self._note(inner.name)
        elif isinstance(node, ast.FunctionDef) and node.name == "__init__":
            self.classes["the class"] = node
        elif isinstance(node, ast.FunctionDef):
            self._note(node.name)
        elif not isinstance(node, SKIPPED) and may_make_layers(node):
            self.fail(node, "only lines that make layers are read, no loops or conditions")
        return ()

    def _value(self, node: ast.stmt, value: ast.expr) -> tuple[Call, ...]:
        """Find the layers of a line, and remember what its names stand for from now on."""
        targets = targets_of(node)
        for target in targets:
            self._check_replaced(target)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            owner = name_of(value.func.value)
            if value.func.attr in GROWING and owner in self.scope.layers:
                whole = (*self.use(self.scope.layers[owner]), *self.held(value, owner))
                self.scope.layers[owner] = whole
                return whole
        made = tuple(self._line(value, name_of(targets[0]) if targets else ""))
        for target in targets:
            self.scope.bind(target, value)
            self.scope.layers[name_of(target)] = made
        return made

    def _check_replaced(self, target: ast.expr) -> None:
        """Let a class make a layer anew; refuse to change one of a model that is made."""
        if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
            self.use(self.scope.made(target))
        elif isinstance(target, ast.Attribute | ast.Subscript) and self.scope.made(target.value):
            self.fail(target, "a layer is replaced: write the model as it ends up")

    def _note(self, name: str) -> None:
        note = (
            f"{shorten(name, ECHO)}() is not read: layers count in the order in which they are made"
        )
        if note not in self.notes:
            self.notes.append(note)

    def _line(self, node: ast.expr, target: str) -> Iterator[Call]:
        """Find the layers of a whole line; most of what is no call makes none."""
        if isinstance(node, ast.BinOp) and not isinstance(self.scope.value(node), int | float):
            self.fail(node, f"{quote(ast.unparse(node))} is no layer: {BRANCHES}")
        if isinstance(node, ast.Name | ast.Attribute):
            yield from self.use(self.scope.made(node))
        elif isinstance(node, ast.Call) and is_super_init(node):
            yield from self.made_by_bases(node)
        elif method := self._own_method(node):
            if any(map(gives_to_self, ast.walk(method))):
                self.fail(node, f"{method.name}() is not read: write what it makes into __init__")
        elif not self._is_plain(node) and not stands_beside(node, self.classes):
            yield from self.layers(node, target)
            if target and self._is_output(node):
                self.tail = target

    def _own_method(self, node: ast.expr) -> ast.FunctionDef | None:
        """Return the method of the class being made that a line calls: ``self.reset()``."""
        if not isinstance(node, ast.Call) or self.definition is None:
            return None
        methods = {f.name: f for f in self.definition.body if isinstance(f, ast.FunctionDef)}
        path = ast.unparse(node.func)
        return methods.get(path.removeprefix("self.")) if path.startswith("self.") else None

    def _is_plain(self, node: ast.expr) -> bool:
        """Tell whether a line makes numbers, words or names of what is made already."""
        if isinstance(node, ast.Tuple | ast.List):
            names = (isinstance(e, ast.Name | ast.Attribute) for e in node.elts)
            if all(names) and not any(map(self.scope.made, node.elts)):
                return True
        if isinstance(node, ast.IfExp):
            return is_literal(node.body) and is_literal(node.orelse)
        return isinstance(node, ast.BinOp) or is_literal(node)

    def _is_output(self, node: ast.expr) -> bool:
        """Tell whether a call gives values, not a layer: ``Input(...)``, ``Dense(3)(x)``."""
        if not isinstance(node, ast.Call):
            return False
        if isinstance(node.func, ast.Call):
            return True
        return ast.unparse(node.func).endswith("Input") or bool(self.scope.made(node.func))
