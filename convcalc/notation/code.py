"""Pasted code that makes layers, in PyTorch's words or in Keras's; and VGG lists."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NoReturn

from convcalc.errors import ECHO, Misread, quote, shorten
from convcalc.notation.modules import CALLS_MOST, CHAINS, CONTAINERS, VGG, Call, Pasted, literal
from convcalc.notation.scope import Scope, name_of
from convcalc.notation.source import read_source
from convcalc.notation.statements import (
    METHODS,
    arguments_of,
    bases_of,
    call_of,
    gives_to_self,
    init_of,
    is_literal,
    is_named,
    is_super_init,
    keywords_of,
    may_make_layers,
    stands_beside,
    targets_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from convcalc.notation.modules import Value
    from convcalc.notation.source import Source

    Definition: TypeAlias = ast.ClassDef | ast.FunctionDef

GROWING = {"add", "add_module", "append", "extend"}  # methods that add layers to a model
WRAPPERS = GROWING | {"spectral_norm", "compile"}  # calls that only hold layers
PLAIN = {"Layer", "LightningModule", "Model", "Module", "object"}  # classes that make no layers
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
        calls = visitor.body([call_of(visitor.classes)])
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
        self.scope = Scope()
        self.definition: Definition | None = None  # of the class that is being made
        # Layers that were put into another, by identity: a name may stand for several in turn.
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

    def _use(self, made: tuple[Call, ...]) -> tuple[Call, ...]:
        self.used[id(made)] = made
        return made

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
                whole = (*self._use(self.scope.layers[owner]), *self._held(value, owner))
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
            self._use(self.scope.made(target))
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
            yield from self._use(self.scope.made(node))
        elif isinstance(node, ast.Call) and is_super_init(node):
            yield from self._made_by_bases(node)
        elif method := self._own_method(node):
            if any(map(gives_to_self, ast.walk(method))):
                self.fail(node, f"{method.name}() is not read: write what it makes into __init__")
        elif not self._is_plain(node) and not stands_beside(node, self.classes):
            yield from self._layers(node, target)
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
        elif made := self.scope.made(node):
            yield from self._use(made)
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
            yield from self._layers(node.func.value, label)  # Sequential(...).to(device)
        elif made := self.scope.made(node.func):  # pool(x)
            if not self._is_run(node, made):
                self._check_chain(node)
                yield from self._use(made)
        elif name in CONTAINERS or name in WRAPPERS:
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
                yield from self._layers(node.func.value, label)  # Sequential(...).append(...)
            yield from self._held(node, label)
        else:
            yield from self._leaf(node, name, label)

    def _is_run(self, node: ast.Call, made: tuple[Call, ...]) -> bool:
        """Tell whether a model that is made only runs on something: ``net(torch.randn(1, 3))``."""
        runs = any(stands_beside(argument) for argument in node.args)
        again = id(made) in self.used and self.tail not in map(ast.unparse, node.args)
        return runs or again

    def _held(self, node: ast.Call, label: str) -> Iterator[Call]:
        """Find the layers that a container, or a call that adds some to it, is given."""
        name = ast.unparse(node.func).rpartition(".")[2]
        held: list[Call] = []
        for argument in [*node.args, *(k.value for k in node.keywords)]:
            if isinstance(argument, ast.List | ast.Tuple) and name == "add":
                self.fail(node, f"{name} joins branches: {BRANCHES}")
            if not is_literal(argument):
                held += self._layers(argument, label)
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
        children = self.body(init.body) if init else tuple(self._made_by_bases(node))
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
            return self._use(made)
        items = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
        if not any(isinstance(item, ast.Call) for item in items) or stands_beside(node):
            return ()
        return tuple(self._layers(node, ""))

    def _made_by_bases(self, node: ast.Call) -> Iterator[Call]:
        """Find what the classes make that a class is made from, called with its arguments."""
        for base in bases_of(self.definition) if self.definition else ():
            if base in CONTAINERS:
                yield from self._held(node, "")
            elif base in self.classes or (base not in PLAIN and (node.args or node.keywords)):
                yield from self._leaf(node, base, "")
