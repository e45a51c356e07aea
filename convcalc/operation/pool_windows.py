"""The windows of ``pool``: of a given size, over everything, or for a given output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.geometry import AdaptiveWindow, Window
from convcalc.lengths import check_pool_padding, output_lengths, pool_limits
from convcalc.notation.sizes import per_axis, read_sizes
from convcalc.padding import WORDS, word_in
from convcalc.steps import Steps

if TYPE_CHECKING:
    from convcalc.geometry import AnyWindow
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.pool_options import Pool


def count_numbers(options: Pool) -> int:
    """Count the numbers that give the windows' size."""
    size = options.kernel if options.adaptive is None else options.adaptive
    return 1 if size is None else len(read_sizes(size, "kernel"))


def find_windows(
    options: Pool, lengths: tuple[int, ...]
) -> tuple[tuple[AnyWindow, ...], tuple[int, ...]]:
    """Work out the windows, and how many there are on each axis.

    Raises
    ------
    ConvcalcError
        If a number is out of range, or no window fits.
    """
    axes = len(lengths)
    if options.global_:
        return tuple(Window(n, stride=n) for n in lengths), (1,) * axes
    if options.adaptive is not None:
        sizes = per_axis(options.adaptive, axes, "adaptive")
        return tuple(AdaptiveWindow(size) for size in sizes), sizes
    kernel = per_axis(0 if options.kernel is None else options.kernel, axes, "kernel")
    stride = kernel if options.stride is None else options.stride
    steps = Steps(stride, options.padding, options.dilation, ceil=options.ceil)
    windows = steps.windows(kernel, lengths)
    if not _sets_size(options.padding):
        check_pool_padding(windows)
    wider = [w._replace(ceil=True) for w in windows]
    rounded_up = [w.output(n) for w, n in zip(wider, lengths, strict=True)]
    also = "; --ceil works too" if min(rounded_up) > 0 else ""
    return windows, output_lengths(windows, lengths, pool_limits(kernel)._replace(also=also))


def _sets_size(padding: Sizes) -> bool:
    word = word_in(padding)
    return bool(word) and WORDS[word].sets_size
