"""What a pasted line is: what it calls what it makes, and whether it makes layers at all."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

METHODS = {
    *("apply", "cpu", "cuda", "double", "eval", "float", "half", "requires_grad_", "to", "train")
}  # of a layer
# What stands beside layers in a paste and makes none.
BESIDE = """
    Model build compile device evaluate fit get_weights load_weights manual_seed ones parameters
    len plot_model predict print rand randn register_buffer save sum summary zeros
""".split()  # noqa: SIM905 - a list of words reads better as one
PATHS = ("optim.", "torch.optim.", "init.", "nn.init.", "torch.nn.init.")  # that begin such calls


def targets_of(node: ast.stmt) -> list[ast.expr]:
    """Return what a line gives a value to."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) else []


def stands_beside(node: ast.expr, classes: Collection[str] = ()) -> bool:
    """Tell whether a call is one that makes no layers: ``print(net)``, ``net.to(device)``.

    Parameters
    ----------
    node : expr
    classes : collection of str
        Names that the text gives to classes of its own.
    """
    if not isinstance(node, ast.Call) or isinstance(node.func, ast.Call):
        return False
    path = ast.unparse(node.func)
    name = path.rpartition(".")[2]
    if name in classes or path == "torch.compile":
        return False
    of_a_name = isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Call)
    return (
        name in BESIDE
        or name.endswith("Loss")
        or path.startswith(PATHS)
        or name == "__init__"
        or (of_a_name and name in METHODS)
    )


def is_super_init(node: ast.Call) -> bool:
    """Tell whether it is ``super().__init__(...)``."""
    path = ast.unparse(node.func)
    return path.startswith("super(") and path.endswith(").__init__")


def may_make_layers(node: ast.stmt) -> bool:
    """Tell whether there may be layers in a loop or a condition: most train, or print."""
    if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
        return False
    calls = [inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call)]
    names = [ast.unparse(func).rpartition(".")[2] for func in calls]
    return any(name[:1].isupper() or name in {"add", "append", "extend"} for name in names)


def gives_to_self(node: ast.AST) -> bool:
    """Tell whether it is ``self.conv = ...``."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == "self"
    )


def keywords_of(node: ast.Call) -> dict[str, ast.expr]:
    """Return the arguments of a call that have names."""
    return {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}


def arguments_of(init: ast.FunctionDef) -> tuple[list[str], dict[str, ast.expr]]:
    """Return the names of a method's arguments in their order, and what some are by default."""
    listed = [argument.arg for argument in (*init.args.posonlyargs, *init.args.args)]
    defaults = dict(zip(reversed(listed), reversed(init.args.defaults), strict=False))
    only = zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
    defaults |= {argument.arg: value for argument, value in only if value}
    return listed[1:], defaults


def init_of(node: ast.ClassDef | ast.FunctionDef) -> ast.FunctionDef | None:
    """Return the method of a class that makes its layers, or that method itself."""
    if isinstance(node, ast.FunctionDef):
        return node
    inits = (n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    return next(inits, None)


def bases_of(node: ast.ClassDef | ast.FunctionDef) -> list[str]:
    """Return the names of the classes that a class is made from, without their modules."""
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return [ast.unparse(base).rpartition(".")[2] for base in bases]


def call_of(classes: Mapping[str, ast.ClassDef | ast.FunctionDef]) -> ast.stmt:
    """Call, without arguments, the class that the others are parts of: the last no other names."""
    named = {
        (name, inner.id)
        for name, node in classes.items()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name)
    }
    wholes = [c for c in classes if not any((other, c) in named for other in classes if other != c)]
    name = (wholes or list(classes))[-1]
    call = ast.Call(ast.Name(name, ast.Load()), [], [])
    return ast.copy_location(ast.Expr(ast.copy_location(call, classes[name])), classes[name])


def is_literal(node: ast.expr) -> bool:
    """Tell whether there are only constants in it."""
    inner = [n for n in ast.walk(node) if isinstance(n, ast.expr)]
    return all(
        isinstance(n, ast.Constant | ast.Tuple | ast.List | ast.Dict | ast.UnaryOp) for n in inner
    )


def is_named(node: ast.Tuple | ast.List) -> bool:
    """Tell whether it is a name with its layer: ``("conv1", nn.Conv2d(1, 20, 5))``."""
    if not isinstance(node, ast.Tuple) or len(node.elts) != 2:
        return False
    first = node.elts[0]
    return isinstance(first, ast.Constant) and isinstance(first.value, str)
