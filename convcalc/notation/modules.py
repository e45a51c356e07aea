"""Pasted modules: code that makes layers, or what ``print(model)`` shows, as a tree of calls.

Nothing is evaluated: ``ast`` reads literals, and products, sums and ``//`` of them.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, TypeAlias

from convcalc.notation.sizes import DIGITS_MOST
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    Value: TypeAlias = "int | float | bool | str | Name | tuple[Value, ...] | None"

LARGEST = 10**DIGITS_MOST  # of a number that is computed
CALLS_MOST = 20_000  # modules of a text
VGG = "VGG list"  # the name of a call that stands for an entry of such a list
CHAINS = {"Sequential", "OrderedDict", "DataParallel", "DistributedDataParallel"}  # run in order
CONTAINERS = CHAINS | {"ModuleList", "ModuleDict"}  # hold modules and nothing else


class Name(Record):
    """Something other than a literal: a variable, or a word that ``print`` shows bare."""

    text: str


class Unread(Name):
    """Arguments that ``print`` shows in words of their own."""


class Call(Record):
    """A module with its arguments, and the modules inside it.

    Attributes
    ----------
    name : str
        The class, without what stands before its last point.
    args : tuple of values
    kwargs : dict of str to values
    children : tuple of Call, or None
        None for a module that holds no others.
    label : str
        What it is called in the module around it.
    start : int
        Where it stands in the text.
    times : int
        How often it comes in a row.
    is_printed : bool
        Whether a program wrote it: then arguments of later versions are no mistakes.
    path : str
        What stands before the last point: ``nn``.
    """

    name: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    children: tuple[Call, ...] | None = None
    label: str = ""
    start: int = 0
    times: int = 1
    is_printed: bool = False
    path: str = ""

    @property
    def is_chain(self) -> bool:
        """Whether what it holds surely runs in order."""
        if self.children is None:
            return True
        return self.name in CHAINS and all(child.is_chain for child in self.children)


class Pasted(Record):
    """The modules of a text."""

    calls: tuple[Call, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_chain(self) -> bool:
        """Whether they surely follow each other as they are written."""
        return all(call.is_chain for call in self.calls)


def parse(code: str) -> list[ast.stmt]:
    """Parse Python, without its warnings about how a paste is written.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code).body


def literal(node: ast.expr, names: Mapping[str, Value] | None = None) -> Value:
    """Return the value of a literal, or a name for whatever is none.

    Parameters
    ----------
    node : expr
    names : dict of str to values
        What names stand for.

    Examples
    --------
    >>> literal(ast.parse("16 * 5 * 5", mode="eval").body)
    400
    """
    if isinstance(node, ast.Constant):
        value = node.value
        return value if isinstance(value, int | float | str | None) else Name(repr(value))
    if isinstance(node, ast.Name | ast.Attribute) and names:
        return names.get(ast.unparse(node).removeprefix("self."), Name(ast.unparse(node)))
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(literal(element, names) for element in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = literal(node.operand, names)
        return -number if isinstance(number, int | float) else Name(ast.unparse(node))
    if isinstance(node, ast.BinOp):
        computed = _compute(node.op, literal(node.left, names), literal(node.right, names))
        if computed is not None:
            return computed
    return Name(ast.unparse(node))


def _compute(op: ast.operator, left: Value, right: Value) -> int | None:
    """Work out a product, a sum, a difference or a whole quotient of whole numbers."""
    if not isinstance(left, int) or not isinstance(right, int):
        return None
    if isinstance(op, ast.Mult):
        result = left * right
    elif isinstance(op, ast.Add):
        result = left + right
    elif isinstance(op, ast.Sub):
        result = left - right
    elif isinstance(op, ast.FloorDiv) and right:
        result = left // right
    else:
        return None
    return result if abs(result) <= LARGEST else None
