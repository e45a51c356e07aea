"""The windows of ``pool``: of a given size, over everything, or for a given output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.geometry import AdaptiveWindow, Limits, Window, output_lengths
from convcalc.notation.sizes import per_axis, read_sizes
from convcalc.padding import WORDS
from convcalc.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.engine.roll import AnyWindow
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.pool import Pool


def check_windows(pool: Pool) -> None:
    """Refuse to have the windows' size from two places, or from none.

    Raises
    ------
    ConvcalcError
    """
    whole = ["global"] * pool.global_ + ["adaptive"] * (pool.adaptive is not None)
    if not whole and pool.kernel is None:
        raise ConvcalcError(
            "the window is missing: add -k, as in -k 2 or -k 3,2, or --global, or --adaptive"
            " with the output's size"
        )
    if len(whole) > 1:
        raise ConvcalcError("global and adaptive both set the windows: leave one of them out")
    given = {
        "kernel": pool.kernel is not None,
        "stride": pool.stride is not None,
        "padding": str(pool.padding).strip() != "0",
        "dilation": str(pool.dilation).strip() != "1",
        "ceil": pool.ceil,
        "exclude-pad": pool.exclude_pad,
    }
    if whole and any(given.values()):
        unfit = next(flag for flag in given if given[flag])
        raise ConvcalcError(f"{whole[0]} sets the windows by itself: leave out {unfit}")


def count_numbers(pool: Pool) -> int:
    """Count the numbers that give the windows' size."""
    size = pool.kernel if pool.adaptive is None else pool.adaptive
    return 1 if size is None else len(read_sizes(size, "kernel"))


def find_windows(
    pool: Pool, lengths: tuple[int, ...]
) -> tuple[tuple[AnyWindow, ...], tuple[int, ...]]:
    """Work out the windows, and how many there are on each axis.

    Raises
    ------
    ConvcalcError
        If a number is out of range, or no window fits.
    """
    axes = len(lengths)
    if pool.global_:
        return tuple(Window(n, stride=n) for n in lengths), (1,) * axes
    if pool.adaptive is not None:
        sizes = per_axis(pool.adaptive, axes, "adaptive")
        return tuple(AdaptiveWindow(size) for size in sizes), sizes
    kernel = per_axis(pool.kernel or 0, axes, "kernel")
    stride = kernel if pool.stride is None else pool.stride
    steps = Steps(stride, pool.padding, pool.dilation)
    windows = tuple(w._replace(ceil=pool.ceil) for w in steps.windows(kernel, lengths))
    if not _sets_size(pool.padding):
        _check_padding(windows)
    wider = [w._replace(ceil=True) for w in windows]
    rounded_up = [w.output(n) for w, n in zip(wider, lengths, strict=True)]
    limits = Limits(
        most=tuple(k // 2 for k in kernel),
        advice=", more than half the window: give a smaller one",
        also="; --ceil works too" if min(rounded_up) > 0 else "",
        noun="window",
    )
    return windows, output_lengths(windows, lengths, limits)


def _sets_size(padding: Sizes) -> bool:
    word = str(padding).strip().lower()
    return word in WORDS and WORDS[word].sets_size


def _check_padding(windows: Sequence[Window]) -> None:
    """Refuse padding that a window could lie in wholly."""
    for window in windows:
        given, most = max(window.before, window.after), window.kernel // 2
        if given > most:
            raise ConvcalcError(
                f"padding {given} is more than half the window of {window.kernel}: expected at most"
                f" {most}, or -p same"
            )
