"""What names stand for in pasted code: numbers, or layers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from convcalc.notation.modules import Name, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcalc.notation.modules import Call, Value


def name_of(node: ast.expr) -> str:
    """Return a name as code has it: ``conv1`` for ``self.conv1`` too."""
    return ast.unparse(node).removeprefix("self.")


class Scope:
    """The names of a file, or of a class that is being made.

    Parameters
    ----------
    values : dict of str to values, optional
    layers : dict of str to tuple of Call, optional
    """

    def __init__(
        self,
        values: Mapping[str, Value] | None = None,
        layers: Mapping[str, tuple[Call, ...]] | None = None,
    ) -> None:
        self.values = dict(values or {})
        self.layers = dict(layers or {})

    def value(self, node: ast.expr) -> Value:
        """Return what a literal, or a name, stands for."""
        return literal(node, self.values)

    def made(self, node: ast.expr) -> tuple[Call, ...]:
        """Return the layers that a name stands for; none for anything else."""
        is_name = isinstance(node, ast.Name | ast.Attribute)
        return self.layers.get(name_of(node), ()) if is_name else ()

    def bind(self, target: ast.expr, node: ast.expr) -> None:
        """Give a value to a name; what it stood for before is forgotten."""
        value = self.value(node)
        if not isinstance(target, ast.Tuple | ast.List):
            self.put(name_of(target), value)
            return
        parts = value if isinstance(value, tuple) else ()
        if len(parts) != len(target.elts):
            parts = (Name("?"),) * len(target.elts)
        for inner, part in zip(target.elts, parts, strict=True):
            self.put(name_of(inner), part)

    def put(self, name: str, value: Value) -> None:
        """Give a value to a name; one that is not known only ends what it stood for."""
        self.layers.pop(name, None)
        self.values.pop(name, None)
        if not _has_name(value):
            self.values[name] = value


def _has_name(value: Value) -> bool:
    if isinstance(value, tuple):
        return any(map(_has_name, value))
    return isinstance(value, Name)
