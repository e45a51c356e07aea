"""The option ``--code``: a snippet for another library, instead of numbers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from convcalc.cli.options import complete
from convcalc.cli.sink import write_file, write_stdout
from convcalc.engine.registry import AUTO
from convcalc.errors import ConvcalcError
from convcalc.output import Page
from convcalc.snippets import LIBRARIES, library_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.cli.destination import Destination

INSTEAD = ("check", "matrix", "at", "steps", "uses")  # what else takes the output's place

code_option = click.option(
    "--code",
    metavar="LIBRARY",
    shell_complete=complete(LIBRARIES),
    help="Print a snippet that gives the same numbers with another library (below), instead of"
    " calculating. Where an array was given as a .npy file the snippet loads it.",
)


def libraries_table() -> dict[str, list[tuple[str, str]]]:
    """List the libraries, for the end of a help."""
    return {"Libraries": [(name, library.summary) for name, library in LIBRARIES.items()]}


def write_code(
    code: str, flags: dict[str, Any], destination: Destination, snippet: Callable[[str], str]
) -> int:
    """Write the snippet that ``snippet`` makes for a library; return the exit code.

    Raises
    ------
    ConvcalcError
        If there is no such library, or other flags ask for something else.
    """
    name = library_name(code)
    unfit = [flag for flag in INSTEAD if flags.get(flag)]
    unfit += ["method"] * (flags.get("method", AUTO).lower() != AUTO)
    unfit += ["fractions"] * destination.fractions
    if unfit:
        raise ConvcalcError(
            f"--code prints a program instead of numbers: leave it out, or --{unfit[0]}"
        )
    if destination.format not in ("auto", "plain"):
        raise ConvcalcError(
            f"--code prints a program, which is no {destination.format}: leave out"
            f" -f {destination.format}, or --code"
        )
    page = Page(snippet(name))
    if destination.to_file:
        write_file(destination.output or "", page)
    else:
        write_stdout(page)
    return 0


def npy_paths(given: Mapping[str, str | None]) -> dict[str, str]:
    """Return which of the arrays, all of them read by now, are in a ``.npy`` file, and where."""
    paths = {name: _path(text) for name, text in given.items() if text is not None}
    return {name: path for name, path in paths.items() if path}


def _path(text: str) -> str:
    from convcalc.files import NPY
    from convcalc.sources import PATH_STARTS

    if not text.startswith(("@", *PATH_STARTS)) and not text.lower().endswith(".npy"):
        return ""
    path = os.path.expanduser(text.removeprefix("@"))
    try:
        with open(path, "rb") as file:
            return path if file.read(len(NPY)) == NPY else ""
    except OSError:  # gone since it was read
        return ""
