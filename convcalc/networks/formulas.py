"""The sizes in numbers: how an output came about, and what of the input was never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.geometry import AdaptiveWindow
from convcalc.notation.sizes import gather, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import AnyWindow, Window
    from convcalc.networks.graph import Step

SLIDING = "floor((n + before + after - dilation*(kernel-1) - 1) / stride) + 1"
ROUNDED_UP = "ceil((n + before + after - dilation*(kernel-1) - 1) / stride) + 1"
TRANSPOSED = "(n-1)*stride - before - after + dilation*(kernel-1) + 1 + output padding"

AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
CELLS = {1: ("cell",), 2: ("row", "column"), 3: ("plane", "row", "column")}


def general(step: Step) -> str:
    """Return the formula of a layer's size, in words."""
    placed = step.placed
    if placed is None or not placed.windows or isinstance(placed.windows[0], AdaptiveWindow):
        return ""
    if placed.transposed:
        return TRANSPOSED
    return ROUNDED_UP if placed.windows[0].ceil else SLIDING


def formula(step: Step) -> str:
    """Return how the output's size, or its number of values, came about.

    Empty where the shape stays as it is, or is not known.
    """
    x, placed = step.inputs[0], step.placed
    if placed is None:
        return ""
    if step.layer.type == "cat":
        return _sum([y.channels for y in step.inputs])
    if placed.output.is_flat:
        flattens = step.layer.type in ("dense", "flatten") and x.size and x.values
        return f"{x.product} = {x.values}" if flattens else ""
    lengths = x.lengths
    if not placed.windows or lengths is None:
        return ""
    texts = [
        _on_axis(window, n, transposed=placed.transposed)
        for window, n in zip(placed.windows, lengths, strict=True)
    ]
    if len(set(texts)) == 1:
        return texts[0]
    return "; ".join(f"{axis} {text}" for axis, text in zip(AXES[len(texts)], texts, strict=True))


def _sum(channels: Sequence[int | None]) -> str:
    known = [c for c in channels if c is not None]
    return f"{' + '.join(map(str, known))} = {sum(known)}" if len(known) == len(channels) else ""


def _on_axis(window: AnyWindow, n: int, *, transposed: bool) -> str:
    if isinstance(window, AdaptiveWindow):
        return f"{window.size} windows over {n} cells"
    w = window
    if transposed:
        numbers = f"({n}-1)*{w.stride} - {w.before} - {w.after} + {w.dilation}*({w.kernel}-1) + 1"
        return f"{numbers} + {w.output_padding} = {w.transposed(n)}"
    room = f"({n} + {w.before} + {w.after} - {w.dilation}*({w.kernel}-1) - 1) / {w.stride}"
    if not w.ceil:
        return f"floor({room}) + 1 = {w.output(n)}"
    less = " - 1" if leaves_out(w, n) else ""
    return f"ceil({room}) + 1{less} = {w.output(n)}"


def leaves_out(window: Window, n: int) -> bool:
    """Tell whether rounding up would add a window that starts in the padding after the input."""
    room = n + window.before + window.after - window.extent
    return window.ceil and -(-room // window.stride) + 1 > window.output(n)


def dropped(step: Step) -> list[int] | None:
    """Count what the padded input has at its end that no window reaches, per axis."""
    placed, lengths = step.placed, step.inputs[0].lengths
    if placed is None or not placed.windows or lengths is None or placed.transposed:
        return None
    if any(isinstance(window, AdaptiveWindow) for window in placed.windows):
        return None
    return [w.dropped(n) for w, n in zip(plain_windows(step), lengths, strict=True)]


def paddings(step: Step) -> list[list[int]] | None:
    """Return before and after per axis; cropped, for a transposed convolution."""
    placed = step.placed
    if placed is None or not placed.windows or not placed.aligned:
        return None
    return [[w.before, w.after] for w in placed.windows]


def plain_windows(step: Step) -> list[Window]:
    """Return a layer's windows, but for adaptive ones, which need not be alike."""
    windows = step.placed.windows if step.placed else None
    return [w for w in windows or () if not isinstance(w, AdaptiveWindow)]


def dropped_words(counts: Sequence[int]) -> str:
    """Say what is never read.

    >>> dropped_words([1, 1]), dropped_words([0, 2])
    ('the last row and the last column', 'the last 2 columns')
    """
    parts = []
    for count, cell in zip(counts, CELLS.get(len(counts), ()), strict=True):
        if count:
            parts.append(f"the last {cell}" if count == 1 else f"the last {count} {cell}s")
    return " and ".join(parts)


def inputs_words(step: Step) -> str:
    """Say which inputs of a convolution lead to the input of its transpose.

    Several, where the stride is more than 1: output padding chooses among them. Empty if none do.
    """
    placed, lengths = step.placed, step.inputs[0].lengths
    if placed is None or not placed.windows or lengths is None:
        return ""
    ranges = [w.inputs(n) for w, n in zip(plain_windows(step), lengths, strict=True)]
    if not all(ranges):
        return ""
    least, most = [r[0] for r in ranges], [r[-1] for r in ranges]
    target = _short(lengths)
    if least == most:
        return f"a convolution with this window maps {_short(least)} to {target}"
    near = all(len(r) == 2 for r in ranges)
    both = "and {} both map" if near else "to {} all map"
    return (
        f"with this window a convolution's inputs {_short(least)} {both.format(_short(most))} to"
        f" {target}: output padding chooses"
    )


def _short(sizes: Sequence[int]) -> str:
    return show(gather(sizes))
