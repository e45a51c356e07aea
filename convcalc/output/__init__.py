"""Results as text and bytes: one file per format, loaded when it is first used.

A new format is one file with ``grid``, ``table``, ``working`` and ``check``, as far as it holds
them, and one line in ``FORMATS``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from convcalc.errors import ConvcalcError, quote
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from convcalc.results import Checked, GridResult, TableResult

    Result: TypeAlias = GridResult | TableResult | Checked


class Style(Record):
    """How numbers and lines are to look.

    Attributes
    ----------
    precision : int
        Significant digits in ``pretty``.
    fractions : bool
        Whether fractions are written as ``14/9``.
    width : int or None
        Columns of the terminal; None where there is none, and nothing may be left out.
    colour : bool
    full : bool
        Whether nothing may be left out, however narrow the terminal.
    """

    precision: int = 6
    fractions: bool = False
    width: int | None = None
    colour: bool = False
    full: bool = False

    @property
    def columns(self) -> int:
        """The columns to lay parts out in, where there is no terminal too."""
        return self.width or 80


class Page(Record):
    """What a format made of a result, and what the reader should know about it.

    What is large comes in parts, each made when it is asked for.
    """

    data: str | bytes | Iterable[str | bytes]
    notes: tuple[str, ...] = ()


class Format(Record):
    """A way to write results.

    Attributes
    ----------
    module : str
        Where ``grid(result, style)``, ``table(result, style)``, ``working(result, style)`` and
        ``check(result, style)`` are; all return a Page. What a format cannot hold it has not.
    suffix : str
        The file name's end that means it; empty for none.
    binary : bool
        Whether it is for programs only: not for a terminal, and without fractions.
    checks : bool
        Whether it has a form for a checked answer.
    """

    module: str
    suffix: str = ""
    binary: bool = False
    checks: bool = False


FORMATS: Mapping[str, Format] = {
    "pretty": Format("convcalc.output.pretty", checks=True),
    "plain": Format("convcalc.output.plain", checks=True),
    "json": Format("convcalc.output.json", ".json", checks=True),
    "csv": Format("convcalc.output.csv", ".csv"),
    "tsv": Format("convcalc.output.tsv", ".tsv"),
    "npy": Format("convcalc.output.npy", ".npy", binary=True),
    "latex": Format("convcalc.output.latex", ".tex"),
    "markdown": Format("convcalc.output.markdown", ".md"),
}


PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".pgm", ".ppm")


def format_for(path: str) -> str:
    """Return the format that a file's name asks for; plain if it asks for none.

    >>> format_for("edges.CSV"), format_for("edges.txt")
    ('csv', 'plain')
    """
    for name, f in FORMATS.items():
        if f.suffix and path.lower().endswith(f.suffix):
            return name
    if path.lower().endswith(PICTURES):
        raise ConvcalcError(
            f"cannot write {quote(path)}, a picture: use .json or .csv, or say -f plain"
        )
    return "plain"


def _kind(result: Result) -> str:
    if hasattr(type(result), "verdict"):
        return "check"
    if hasattr(type(result), "drawn"):
        return "table"
    return "working" if getattr(result, "working", None) else "grid"


def render(result: Result, name: str, style: Style) -> Page:
    """Write a result in a format.

    Raises
    ------
    ConvcalcError
        If the format cannot hold the result.
    """
    module = import_module(FORMATS[name].module)
    kind = _kind(result)
    write = getattr(module, kind, None)
    if write is None:
        holders = ", ".join(f for f in FORMATS if hasattr(import_module(FORMATS[f].module), kind))
        raise ConvcalcError(f"{name} holds numbers only, no {kind}: use one of {holders}")
    page: Page = write(result, style)
    return page
