"""Calls in pasted code: the layers that they make."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NoReturn

from convcalc.errors import Misread, quote
from convcalc.notation.modules import CALLS_MOST, CHAINS, CONTAINERS, Call, literal
from convcalc.notation.scope import Scope
from convcalc.notation.statements import (
    METHODS,
    arguments_of,
    bases_of,
    init_of,
    is_literal,
    is_named,
    keywords_of,
    stands_beside,
    targets_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from convcalc.notation.source import Source

    Definition: TypeAlias = ast.ClassDef | ast.FunctionDef

GROWING = {"add", "add_module", "append", "extend"}  # methods that add layers to a model
WRAPPERS = GROWING | {"spectral_norm", "compile"}  # calls that only hold layers
PLAIN = {"Layer", "LightningModule", "Model", "Module", "object"}  # classes that make no layers
BRANCHES = "only chains are read: write branches as (... | ...):add or :cat"


class Maker(ABC):
    """Finds the layers that calls make."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.classes: dict[str, ast.ClassDef | ast.FunctionDef] = {}
        self.scope = Scope()
        self.definition: Definition | None = None  # of the class that is being made
        # Layers that were put into another, by identity: a name may stand for several in turn.
        self.used: dict[int, tuple[Call, ...]] = {}
        self.tail = ""  # what holds the latest output, in Keras's functional way
        self.count = 0

    @abstractmethod
    def body(self, statements: Sequence[ast.stmt]) -> tuple[Call, ...]:
        """Find the layers that statements make; what is put into another counts there."""

    def fail(self, node: ast.AST, reason: str) -> NoReturn:
        """Refuse what stands at a node."""
        offset = self.source.offset(node) if isinstance(node, ast.expr | ast.stmt) else 0
        raise Misread(reason, offset)

    def use(self, made: tuple[Call, ...]) -> tuple[Call, ...]:
        """Take layers for another; where they were made they do not count any more."""
        self.used[id(made)] = made
        return made

    def layers(self, node: ast.expr, label: str) -> Iterator[Call]:
        """Find the layers of an expression; ``label`` is what they are called."""
        if isinstance(node, ast.Call):
            yield from self._call(node, label)
        elif isinstance(node, ast.Tuple | ast.List):
            if is_named(node):
                yield from self.layers(node.elts[1], str(literal(node.elts[0])))
            else:
                for element in node.elts:
                    yield from self.layers(element, label)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                yield from self.layers(value, label)
        elif isinstance(node, ast.Starred):
            yield from self.layers(node.value, label)
        elif made := self.scope.made(node):
            yield from self.use(made)
        else:
            self.fail(
                node, f"{quote(ast.unparse(node))} is no layer: expected one such as nn.ReLU()"
            )

    def _call(self, node: ast.Call, label: str) -> Iterator[Call]:
        if isinstance(node.func, ast.Call):  # Conv2D(8, 3)(x), Keras's functional way
            yield from self._applied(node, node.func, label)
            return
        name = ast.unparse(node.func).rpartition(".")[2]
        if isinstance(node.func, ast.Attribute) and name in METHODS:
            yield from self.layers(node.func.value, label)  # Sequential(...).to(device)
        elif made := self.scope.made(node.func):  # pool(x)
            if not self._is_run(node, made):
                self._check_chain(node)
                yield from self.use(made)
        elif name in CONTAINERS or name in WRAPPERS:
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
                yield from self.layers(node.func.value, label)  # Sequential(...).append(...)
            yield from self.held(node, label)
        else:
            yield from self._leaf(node, name, label)

    def _is_run(self, node: ast.Call, made: tuple[Call, ...]) -> bool:
        """Tell whether a model that is made only runs on something: ``net(torch.randn(1, 3))``."""
        runs = any(stands_beside(argument) for argument in node.args)
        again = id(made) in self.used and self.tail not in map(ast.unparse, node.args)
        return runs or again

    def held(self, node: ast.Call, label: str) -> Iterator[Call]:
        """Find the layers that a container, or a call that adds some to it, is given."""
        name = ast.unparse(node.func).rpartition(".")[2]
        held: list[Call] = []
        for argument in [*node.args, *(k.value for k in node.keywords)]:
            if isinstance(argument, ast.List | ast.Tuple) and name == "add":
                self.fail(node, f"{name} joins branches: {BRANCHES}")
            if not is_literal(argument):
                held += self.layers(argument, label)
        if name in CONTAINERS - CHAINS:
            yield Call(name, (), {}, tuple(held), label, self.source.offset(node))
        else:
            yield from held

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

    def _leaf(self, node: ast.Call, name: str, label: str) -> Iterator[Call]:
        """Read a call of a module, or of a class of the text."""
        self.count += 1
        if self.count > CALLS_MOST:
            self.fail(node, f"more than {CALLS_MOST:,} layers")
        keys = [keyword.arg for keyword in node.keywords]
        if any(isinstance(argument, ast.Starred) for argument in node.args) or None in keys:
            self.fail(node, "* stands for a list that is not known here: write its items out")
        if twice := [key for key in keys if keys.count(key) > 1]:
            self.fail(node, f"{name} got {twice[0]} twice: leave one out")
        if name in self.classes:
            yield from self.instance(name, node, label)
            return
        args = tuple(map(self.scope.value, node.args))
        kwargs = {k.arg: self.scope.value(k.value) for k in node.keywords if k.arg}
        path = ast.unparse(node.func).rpartition(".")[0]
        yield Call(name, args, kwargs, None, label, self.source.offset(node), path=path)

    def instance(self, name: str, node: ast.Call, label: str = "") -> Iterator[Call]:
        """Read a class of the text as a module that holds what its ``__init__`` makes.

        Parameters
        ----------
        name : str
        node : Call
            What it is called with.
        label : str
            What it is called in the module around it.
        """
        around = self.scope, self.definition
        definition = self.classes[name]
        init = init_of(definition)
        scope = self._bound(definition, init, node) if init else self.scope
        self.scope, self.definition = scope, definition
        children = self.body(init.body) if init else tuple(self.made_by_bases(node))
        self.scope, self.definition = around
        yield Call(name, (), {}, children, label, self.source.offset(node))

    def _bound(self, definition: Definition, init: ast.FunctionDef, node: ast.Call) -> Scope:
        """Give the arguments of a class the values, or the layers, that it is called with."""
        scope = Scope(self.scope.values)
        for line in definition.body if isinstance(definition, ast.ClassDef) else ():
            if isinstance(line, ast.Assign | ast.AnnAssign) and line.value:
                scope.bind(targets_of(line)[0], line.value)
        names, defaults = arguments_of(init)
        for key, value in defaults.items():
            scope.put(key, self.scope.value(value))
        given = {**dict(zip(names, node.args, strict=False)), **keywords_of(node)}
        for key, argument in given.items():
            scope.put(key, self.scope.value(argument))
            if made := self._argument(argument):
                scope.layers[key] = made
        return scope

    def _argument(self, node: ast.expr) -> tuple[Call, ...]:
        """Find the layers that a class is called with."""
        if made := self.scope.made(node):
            return self.use(made)
        items = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
        if not any(isinstance(item, ast.Call) for item in items) or stands_beside(node):
            return ()
        return tuple(self.layers(node, ""))

    def made_by_bases(self, node: ast.Call) -> Iterator[Call]:
        """Find what the classes make that a class is made from, called with its arguments."""
        for base in bases_of(self.definition) if self.definition else ():
            if base in CONTAINERS:
                yield from self.held(node, "")
            elif base in self.classes or (base not in PLAIN and (node.args or node.keywords)):
                yield from self._leaf(node, base, "")
