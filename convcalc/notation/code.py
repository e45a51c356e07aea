"""Pasted code that makes layers, in PyTorch's words or in Keras's; and VGG lists."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NoReturn

from convcalc.errors import ECHO, Misread, quote, shorten
from convcalc.notation.modules import CALLS_MOST, CHAINS, CONTAINERS, VGG, Call, Pasted, literal
from convcalc.notation.source import read_source
from convcalc.notation.statements import (
    METHODS,
    init_of,
    is_literal,
    is_named,
    stands_beside,
    target_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from convcalc.notation.modules import Value
    from convcalc.notation.source import Source

WRAPPERS = {"add", "add_module", "append", "spectral_norm"}  # calls that only hold layers
SKIPPED = (ast.Import, ast.ImportFrom, ast.Pass, ast.Assert, ast.Global, ast.Delete)
BRANCHES = "only chains are read: write branches as (... | ...):add or :cat"


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
    visitor = _Visitor(source)
    calls = visitor.body(source.body)
    if not calls and visitor.classes:
        last = list(visitor.classes)[-1]
        calls = (visitor.instance(last, (), {}, source.offset(visitor.classes[last])),)
    return Pasted(calls, tuple(visitor.notes))


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


class _Visitor:
    """Finds the layers that statements make, in their order."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.notes: list[str] = []
        self.classes: dict[str, ast.ClassDef | ast.FunctionDef] = {}
        self.names: dict[str, Value] = {}  # that stand for numbers
        self.made: dict[str, tuple[Call, ...]] = {}  # names that stand for layers
        # Those that were put into another, by identity: a name may stand for several in turn.
        self.used: dict[int, tuple[Call, ...]] = {}
        self.tail = ""  # what holds the latest output, in Keras's functional way
        self.count = 0

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        offset = self.source.offset(node) if isinstance(node, ast.expr | ast.stmt) else 0
        raise Misread(reason, offset)

    def body(self, statements: Sequence[ast.stmt]) -> tuple[Call, ...]:
        """Find the layers that statements make; what is put into another counts there."""
        lines = [self._statement(node) for node in statements]
        return tuple(call for made in lines if id(made) not in self.used for call in made)

    def _statement(self, node: ast.stmt) -> tuple[Call, ...]:
        made: tuple[Call, ...] = ()
        if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return):
            made = tuple(self._line(node.value, target_of(node))) if node.value else ()
            self.made[target_of(node)] = made
        elif isinstance(node, ast.ClassDef):
            self._forget_forward(node)
            self.classes[node.name] = node
        elif isinstance(node, ast.FunctionDef):
            if node.name == "__init__":
                self.classes["the class"] = node
            else:
                self._note(node.name)
        elif not isinstance(node, SKIPPED):
            self.fail(node, "only lines that make layers are read, no loops or conditions")
        return made

    def _forget_forward(self, node: ast.ClassDef) -> None:
        for inner in node.body:
            if isinstance(inner, ast.FunctionDef) and inner.name != "__init__":
                self._note(inner.name)

    def _note(self, name: str) -> None:
        note = (
            f"{shorten(name, ECHO)}() is not read: layers count in the order in which they are made"
        )
        if note not in self.notes:
            self.notes.append(note)

    def _line(self, node: ast.expr, target: str) -> Iterator[Call]:
        """Find the layers of a whole line; most of what is no call makes none."""
        if isinstance(node, ast.Constant | ast.Tuple | ast.List | ast.Dict) and is_literal(node):
            self.names[target] = literal(node, self.names)
        elif isinstance(node, ast.Name | ast.Attribute):
            return
        elif isinstance(node, ast.BinOp):
            self.names[target] = literal(node, self.names)
            if not isinstance(self.names[target], int | float):
                self.fail(node, f"{quote(ast.unparse(node))} is no layer: {BRANCHES}")
        elif not stands_beside(node):
            yield from self._layers(node, target)
            if target and self._is_output(node):
                self.tail = target

    def _is_output(self, node: ast.expr) -> bool:
        """Tell whether a call gives values, not a layer: ``Input(...)``, ``Dense(3)(x)``."""
        if not isinstance(node, ast.Call):
            return False
        if isinstance(node.func, ast.Call):
            return True
        path = ast.unparse(node.func)
        return path.endswith("Input") or bool(self.made.get(path))

    def _layers(self, node: ast.expr, label: str) -> Iterator[Call]:
        if isinstance(node, ast.Call):
            yield from self._call(node, label)
        elif isinstance(node, ast.Tuple | ast.List):
            if is_named(node):
                yield from self._layers(node.elts[1], str(literal(node.elts[0])))
            else:
                for element in node.elts:
                    yield from self._layers(element, label)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                yield from self._layers(value, label)
        elif isinstance(node, ast.Starred):
            yield from self._layers(node.value, label)
        elif made := self.made.get(ast.unparse(node).removeprefix("self.")):
            self.used[id(made)] = made
            yield from made
        else:
            self.fail(
                node, f"{quote(ast.unparse(node))} is no layer: expected one such as nn.ReLU()"
            )

    def _call(self, node: ast.Call, label: str) -> Iterator[Call]:
        if isinstance(node.func, ast.Call):  # Conv2D(8, 3)(x), Keras's functional way
            yield from self._applied(node, node.func, label)
            return
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            yield from self._layers(node.func.value, label)  # Sequential(...).to(device)
            return
        if isinstance(node.func, ast.Name) and self.made.get(node.func.id):  # pool(x)
            self._check_chain(node)
            yield from self._layers(node.func, label)
            return
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in CONTAINERS or name in WRAPPERS:
            held: list[Call] = []
            for argument in [*node.args, *(k.value for k in node.keywords)]:
                if isinstance(argument, ast.List | ast.Tuple) and name == "add":
                    self.fail(node, f"{name} joins branches: {BRANCHES}")
                if not isinstance(argument, ast.Constant):
                    held += self._layers(argument, label)
            if name in CONTAINERS - CHAINS:
                held = [Call(name, (), {}, tuple(held), label, self.source.offset(node))]
            yield from held
            return
        yield self._leaf(node, name, label)

    def _applied(self, node: ast.Call, layer: ast.Call, label: str) -> Iterator[Call]:
        """Read a layer that is applied to something: to what the line before made, or a layer."""
        for argument in node.args:
            if isinstance(argument, ast.List | ast.Tuple):
                name = ast.unparse(layer.func).rpartition(".")[2]
                self.fail(node, f"{name} joins branches: {BRANCHES}")
            if isinstance(argument, ast.Call):
                yield from self._call(argument, "")
        self._check_chain(node)
        yield from self._call(layer, label)

    def _check_chain(self, node: ast.Call) -> None:
        """Refuse to apply a layer to anything but what the line before made."""
        for argument in node.args:
            name = ast.unparse(argument)
            if self.tail and not isinstance(argument, ast.Call) and name != self.tail:
                self.fail(argument, f"{quote(name)} is not what came last: {BRANCHES}")

    def _leaf(self, node: ast.Call, name: str, label: str) -> Call:
        self.count += 1
        if self.count > CALLS_MOST:
            self.fail(node, f"more than {CALLS_MOST:,} layers")
        keys = [keyword.arg for keyword in node.keywords]
        if any(isinstance(argument, ast.Starred) for argument in node.args) or None in keys:
            self.fail(node, "* stands for a list that is not known here: write its items out")
        if twice := [key for key in keys if keys.count(key) > 1]:
            self.fail(node, f"{name} got {twice[0]} twice: leave one out")
        args = tuple(literal(a, self.names) for a in node.args)
        kwargs: dict[str, Value] = {
            k.arg: literal(k.value, self.names) for k in node.keywords if k.arg
        }
        if name in self.classes:
            return self.instance(name, args, kwargs, self.source.offset(node))
        path = ast.unparse(node.func).rpartition(".")[0]
        return Call(name, args, kwargs, None, label, self.source.offset(node), path=path)

    def instance(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], start: int
    ) -> Call:
        """Return a class of the paste as a module that holds what its ``__init__`` makes."""
        init = init_of(self.classes[name])
        if init is None:
            return Call(name, args, kwargs, (), start=start)
        wanted = [argument.arg for argument in init.args.args[1:]]
        defaults = zip(reversed(wanted), reversed(init.args.defaults), strict=False)
        bound = {key: literal(value, self.names) for key, value in defaults}
        bound |= {**dict(zip(wanted, args, strict=False)), **kwargs}
        around = self.names, self.made
        self.names, self.made = {**self.names, **bound}, {}
        children = self.body(init.body)
        self.names, self.made = around
        return Call(name, (), {}, children, start=start)
