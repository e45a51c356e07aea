"""What a pasted line is: what it calls what it makes, and whether it makes layers at all."""

from __future__ import annotations

import ast

METHODS = {"apply", "cpu", "cuda", "double", "eval", "float", "half", "to", "train"}  # of a layer
# What stands beside layers in a paste and makes none.
BESIDE = """
    Model build compile device evaluate fit get_weights load_weights manual_seed ones parameters
    plot_model predict print rand randn save summary zeros
""".split()  # noqa: SIM905 - a list of words reads better as one


def target_of(node: ast.stmt) -> str:
    """Return what a line calls what it makes: ``conv1`` for ``self.conv1 = ...``."""
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]).removeprefix("self.")
    return ast.unparse(node.target).removeprefix("self.") if isinstance(node, ast.AnnAssign) else ""


def stands_beside(node: ast.expr) -> bool:
    """Tell whether a call is one that makes no layers: ``print(net)``, ``net.to(device)``."""
    if not isinstance(node, ast.Call) or isinstance(node.func, ast.Call):
        return False
    path = ast.unparse(node.func)
    name = path.rpartition(".")[2]
    of_a_name = isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Call)
    return (
        name in BESIDE
        or name.endswith("Loss")
        or path.startswith("optim.")
        or name == "__init__"
        or (of_a_name and name in METHODS)
    )


def init_of(node: ast.ClassDef | ast.FunctionDef) -> ast.FunctionDef | None:
    """Return the method of a class that makes its layers, or that method itself."""
    if isinstance(node, ast.FunctionDef):
        return node
    inits = (n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    return next(inits, None)


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
