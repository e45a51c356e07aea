"""Every block of the README, every example in a help text and every docstring is run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
import tomllib
from typing import TYPE_CHECKING

import numpy as np
import pytest

import convcalc
from convcalc.activations import ACTIVATIONS
from convcalc.cli import COMMANDS
from convcalc.notation.literals import Literal, read_literal
from tests.conftest import ROOT, process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
MODULES = [m.name for m in pkgutil.walk_packages(convcalc.__path__, "convcalc.")]
EXAMPLES = {
    name: importlib.import_module(path).EXAMPLES
    for name, path in {"": "convcalc.cli", **COMMANDS}.items()
}


def _commands(text: str) -> list[tuple[str, str]]:
    """Split a console text into command lines and what they print."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2].rstrip()) for part in parts]


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder that holds the files which the examples name."""
    image = np.random.default_rng(0).integers(0, 256, (8, 9)).astype(np.uint8)
    for name in ("photo.npy", "image.npy"):
        np.save(tmp_path / name, image)
    np.save(tmp_path / "rgb.npy", np.repeat(image[:, :, None], 3, axis=2))
    (tmp_path / "signal.csv").write_text("1,2,3,4\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(cli: Callable[..., Ran], line: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a command line with its pipes, one program after the other."""
    import io
    import sys

    output = ""
    for stage in re.split(r" \| (?=convcalc )", line):
        words = shlex.split(stage)
        if words[0] == "cat":
            output = (home / words[1]).read_text()
            continue
        assert words[0] == "convcalc"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(output.encode())))
        ran = cli(*words[1:])
        assert ran.code == int("--check" in words and not ran.out.startswith("CORRECT"))
        assert ran.err == ""
        output = ran.out
    return output.rstrip()


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "console"])
def test_the_readme_s_commands_print_what_it_shows(
    cli: Callable[..., Ran], at_home: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for line, shown in _commands(text):
        assert _run(cli, line, at_home, monkeypatch) == shown


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "sh"])
def test_the_readme_s_other_commands_run(
    cli: Callable[..., Ran], at_home: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for part in re.sub(r" *#.*", "", text).replace("\n", " && ").split(" && "):
        if part.startswith("convcalc"):
            _run(cli, part, at_home, monkeypatch)
        elif "_CONVCALC_COMPLETE" in part:
            (shell,) = re.findall(r"COMPLETE=(\w+)_source", part)
            ran = process(environment={"_CONVCALC_COMPLETE": f"{shell}_source"})
            assert ran.returncode == 0
            assert b"_CONVCALC_COMPLETE" in ran.stdout
        elif part:
            assert part in ("pip install .", "pip install '.[test]'", "pytest")


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_in_the_help_print_what_it_shows(
    cli: Callable[..., Ran], at_home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shown = 0
    for line, expected in _commands(EXAMPLES[name]):
        output = _run(cli, line, at_home, monkeypatch)
        if expected:
            assert output == expected
            shown += 1
    assert shown


def test_the_readme_s_python_runs() -> None:
    (text,) = [text for kind, text in BLOCKS if kind == "python"]
    test = doctest.DocTestParser().get_doctest(text, {}, "README", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_readme_s_styles_are_all_the_same_matrix() -> None:
    table = README.partition("| style | example |")[2].partition("\n\n")[0]
    styles = [text for line in table.splitlines()[2:] for text in re.findall(r"`([^`]+)`", line)]
    assert len(styles) > 8
    for text in styles:
        assert read_literal(text) == Literal((2, 2), [1, 2, 3, 4]), text


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_run(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 200


def test_the_readme_names_real_files() -> None:
    for path in re.findall(r"`(?:convcalc/)?([a-z_]+(?:/|\.py))`", README):
        assert (ROOT / "convcalc" / path).exists(), path


def test_every_activation_is_in_the_help(cli: Callable[..., Ran]) -> None:
    text = cli("apply", "-h").out
    assert all(name in text for name in ACTIVATIONS)


def test_no_more_packages_than_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[^a-z]", line)[0] for line in project["dependencies"]}
    assert names == {"click", "numpy", "rich"}
