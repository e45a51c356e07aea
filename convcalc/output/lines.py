"""Lines of text with colour, and blocks of them side by side. Colour never says more than text."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from convcalc.output import Style

INDENT = "  "
GAP = "  "
SKIPPED = "..."

HEADLINE, LABEL, NUMBERS, NOTE = "cyan", "dim", "", "dim"
MARKED = "bold green"


class Line(NamedTuple):
    """A line and the Rich style of its colour.

    Attributes
    ----------
    text : str
    colour : str
    marks : tuple of (start, stop)
        The parts that stand out.
    mark : str
        The Rich style of those.
    """

    text: str
    colour: str = NUMBERS
    marks: tuple[tuple[int, int], ...] = ()
    mark: str = MARKED

    def indented(self, blanks: int) -> Line:
        """Return the line further to the right."""
        if not self.text:
            return self
        marks = tuple((start + blanks, stop + blanks) for start, stop in self.marks)
        return self._replace(text=" " * blanks + self.text, marks=marks)

    def trimmed(self) -> Line:
        """Return the line without blanks at its end."""
        return self._replace(text=self.text.rstrip())


Block: TypeAlias = "Sequence[Line]"


def width_of(block: Block) -> int:
    """Return the length of the longest line."""
    return max((len(line.text) for line in block), default=0)


def beside(left: Block, right: Block, gap: int) -> list[Line]:
    """Put two blocks side by side, their first lines level; the colours of the left one win.

    >>> [line.text for line in beside([Line("a"), Line("bc")], [Line("d")], 1)]
    ['a  d', 'bc']
    """
    across = width_of(left) + gap
    height = max(len(left), len(right))
    filled = [[*block, *[Line("")] * (height - len(block))] for block in (left, right)]
    joined = []
    for one, other in zip(*filled, strict=True):
        moved = other.indented(across)
        text = one.text + moved.text[len(one.text) :]
        joined.append(Line(text.rstrip(), one.colour, one.marks + moved.marks, one.mark))
    return joined


def spaced(parts: Iterable[Block]) -> list[Line]:
    """Put parts under each other with an empty line between them; empty ones do not count."""
    filled = [part for part in parts if part]
    return [line for i, part in enumerate(filled) for line in [Line("")] * (i > 0) + list(part)]


def wrapped(text: str, width: int | None, colour: str, indent: str = "") -> list[Line]:
    """Break a text into lines at its blanks; the lines after the first are indented further."""
    if width is None:
        return [Line(indent + text, colour)] if text else []
    parts = textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [Line(part, colour) for part in parts]


def paint(lines: Iterable[Line], style: Style) -> str:
    """Join the lines, coloured by Rich where there is colour."""
    if not style.colour:
        return "".join(f"{line.text}\n" for line in lines)
    from rich.text import Text

    texts = []
    for line in lines:
        text = Text(line.text, style=line.colour)
        for start, stop in line.marks:
            text.stylize(line.mark, start, stop)
        texts.append(text)
    return print_rich(Text("\n").join(texts), style, soft_wrap=True)


def print_rich(thing: RenderableType, style: Style, *, soft_wrap: bool = False) -> str:
    """Let Rich write something."""
    from rich.console import Console

    file = io.StringIO()
    console = Console(
        file=file,
        width=style.width or 10**4,
        force_terminal=style.colour,
        color_system="standard" if style.colour else None,
        no_color=not style.colour,
        highlight=False,
    )
    console.print(thing, soft_wrap=soft_wrap)
    return file.getvalue()
