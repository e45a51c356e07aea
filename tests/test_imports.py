"""Imports only go down, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, child_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

# From the ground up: a layer may import the ones before it, and itself.
LAYERS = [
    "records",
    "progress",
    "errors",
    "exact",
    "limits",
    "notation",
    "padding",
    "geometry",
    "lengths",
    "steps",
    "reach",
    "networks",
    "presets",
    "tensor",
    "mixing",
    "stored",
    "plain_numbers",
    "files",
    "sources",
    "answers",
    "activations",
    "poolings",
    "engine",
    "explain",
    "results",
    "diagnose",
    "operation",
    "snippets",
    "output",
    "cli",
]
# The packages besides the standard library that a layer may use.
PACKAGES = {
    "tensor": {"numpy"},
    "mixing": {"numpy"},
    "stored": {"numpy"},
    "plain_numbers": {"numpy"},
    "files": {"numpy"},
    "sources": {"numpy"},
    "answers": {"numpy"},
    "activations": {"numpy"},
    "engine": {"numpy"},
    "explain": {"numpy"},
    "diagnose": {"numpy"},
    "operation": {"numpy"},
    "snippets": {"numpy"},
    "output": {"numpy", "rich"},
    "cli": {"click", "rich"},
}
FILES = sorted(path for path in (ROOT / "convcalc").rglob("*.py"))


def _layer(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _imported(tree: ast.AST) -> Iterator[str]:
    """Name what a file imports to run, leaving out what is for the type checker only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield node.module or ""
        yield from _imported(node)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    own = path.relative_to(ROOT / "convcalc").parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    for module in _imported(ast.parse(path.read_text())):
        package = module.split(".")[0]
        if package != "convcalc":
            assert package in sys.stdlib_module_names | PACKAGES.get(own, set()), module
        elif _layer(module):
            assert LAYERS.index(_layer(module)) <= LAYERS.index(own), module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_one_subcommand_never_imports_another(path: object) -> None:
    from pathlib import Path

    from convcalc.cli import COMMANDS

    assert isinstance(path, Path)
    commands = set(COMMANDS.values())
    if path.parent.name == "cli":
        assert not commands & set(_imported(ast.parse(path.read_text())))


def _loaded_by(*arguments: str) -> set[str]:
    """Run a command line and name the modules that it ended with."""
    program = (
        "import sys\nfrom convcalc.cli import run\n"
        "run(sys.argv[1:])\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=child_environment(),
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return set(ran.stderr.decode().split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("apply", "-h"),
        ("pool", "-h"),
        ("kernels", "-h"),
        ("shape", "-h"),
        ("params", "-h"),
        ("rf", "-h"),
        ("apply", "1 2"),
        ("shape", "224", "-k", "7", "--want", "112"),
        ("shape", "vgg16"),
        ("shape", "vgg16", "-f", "json"),
        ("shape", "3@9x9", "nn.Conv2d(3, 8, 3)", "-f", "markdown"),
        ("shape", "224", "-k", "7", "--compare", "-f", "csv"),
        ("receptive-field", "resnet50"),
        ("receptive-field", "vgg16", "--at", "3,3"),
        ("receptive-field", "M2", "-f", "latex"),
        ("params", "densenet121"),
        ("shape", "224", "-k", "7", "--check", "218"),
        ("shape", "224", "-k", "7", "--check", "224"),
        ("params", "vgg16", "--check", "138,344,128"),
        ("rf", "vgg16", "--check", "31", "-f", "json"),
        ("nets",),
    ],
)
def test_help_layers_and_early_errors_load_neither_numpy_nor_rich(
    arguments: tuple[str, ...],
) -> None:
    loaded = _loaded_by(*arguments)
    assert "click" in loaded
    assert not loaded & {"numpy", "rich", "PIL"}


def test_a_pipe_loads_no_rich_and_nothing_slow() -> None:
    loaded = _loaded_by("apply", "1 2; 3 4", "-k", "1 2; 3 4")
    assert "numpy" in loaded
    slow = {"rich", "importlib.metadata", "json", "fractions", "dataclasses", "tempfile", "PIL"}
    assert not loaded & slow


def test_layers_in_a_pipe_load_nothing_slow() -> None:
    slow = {"fractions", "decimal", "dataclasses", "difflib", "json", "convcalc.networks.pasted"}
    for arguments in (("shape", "resnet152"), ("params", "densenet121"), ("rf", "mobilenet-v1")):
        assert not _loaded_by(*arguments) & slow
    single = _loaded_by("shape", "224", "-k", "7")
    assert not single & {"convcalc.networks.ops", "convcalc.networks.nets"}


def test_the_package_itself_imports_nothing_heavy() -> None:
    program = "import sys, convcalc; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], env=child_environment(), capture_output=True, check=True
    )
    assert not set(ran.stdout.decode().split()) & {"numpy", "click", "rich"}
