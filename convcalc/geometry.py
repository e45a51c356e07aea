"""Where windows stand and how many there are: sizes in both directions. Integers only.

The formulas are those of Dumoulin & Visin, "A guide to convolution arithmetic for deep learning".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convcalc.errors import ConvcalcError, quote
from convcalc.notation.sizes import per_axis, read_sizes, show, show_short
from convcalc.padding import MODES, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.notation.sizes import Sizes


LAYOUTS = ("chw", "hwc")  # the order of channels, height and width in arrays and text


class Window(NamedTuple):
    """The window on one axis: its kernel, how it steps, and what is padded around the input.

    For a transposed convolution ``before`` and ``after`` are cropped from the output instead, and
    ``output_padding`` gives cells back at its end.

    >>> Window(kernel=3, stride=2, before=1, after=1).output(7)
    4
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    output_padding: int = 0

    @property
    def extent(self) -> int:
        """Cells from the first to the last one under the kernel: d(k-1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    def output(self, n: int) -> int:
        """Count the windows that fit: floor((n + before + after - d(k-1) - 1) / s) + 1."""
        return (n + self.before + self.after - self.extent) // self.stride + 1

    def transposed(self, n: int) -> int:
        """Count a transposed convolution's cells: (n-1)s - before - after + d(k-1)+1 + op."""
        uncropped = (n - 1) * self.stride + self.extent + self.output_padding
        return uncropped - self.before - self.after

    def under(self, tap: int, size: int, first: int = 0) -> slice:
        """Find the padded cells that one kernel cell meets, for ``size`` windows from one on.

        >>> Window(kernel=3, stride=2).under(tap=1, size=3)
        slice(1, 6, 2)
        """
        start = first * self.stride + tap * self.dilation
        return slice(start, start + (size - 1) * self.stride + 1, self.stride)

    def least_padding(self, n: int) -> int:
        """Return the least padding, the same on both sides, with which one window fits."""
        return max(-(-(self.extent - n) // 2), 0)


class Steps(NamedTuple):
    """Stride, padding, dilation and output padding as they were given, before sizes are known."""

    stride: Sizes = 1
    padding: Sizes = 0
    dilation: Sizes = 1
    output_padding: Sizes = 0

    def windows(
        self, kernel: Sequence[int], lengths: Sequence[int], *, transposed: bool = False
    ) -> tuple[Window, ...]:
        """Make one window per sliding axis.

        Parameters
        ----------
        kernel, lengths : sequence of int
            The kernel's and the input's size on each sliding axis.
        transposed : bool
            Whether padding crops the output, as in a transposed convolution.

        Raises
        ------
        ConvcalcError
            If a number is out of range, or a padding word has no meaning here.

        Examples
        --------
        >>> [w.output(5) for w in Steps(stride=2, padding="same").windows((3, 3), (5, 5))]
        [3, 3]
        """
        axes = len(kernel)
        strides = per_axis(self.stride, axes, "stride")
        dilations = per_axis(self.dilation, axes, "dilation")
        bare = [Window(*parts) for parts in zip(kernel, strides, dilations, strict=True)]
        sides = self._sides(bare, lengths, transposed=transposed)
        return tuple(
            window._replace(before=before, after=after, output_padding=extra)
            for window, (before, after, extra) in zip(bare, sides, strict=True)
        )

    def _sides(
        self, bare: Sequence[Window], lengths: Sequence[int], *, transposed: bool
    ) -> list[tuple[int, int, int]]:
        """Work out before, after and output padding on each axis."""
        extras = per_axis(self.output_padding, len(bare), "output padding", least=0)
        word = self.padding.strip().lower() if isinstance(self.padding, str) else ""
        if not word[:1].isalpha():
            pairs = padding_sides(self.padding, len(bare))
            return [(*pair, extra) for pair, extra in zip(pairs, extras, strict=True)]
        sides = _word_sides(word, bare, lengths, transposed=transposed)
        if any(extras) and WORDS[word].sets_size:
            raise ConvcalcError(
                f"output padding and padding {word} both set the size: give one of them"
            )
        return [(b, a, own or extra) for (b, a, own), extra in zip(sides, extras, strict=True)]


def _word_sides(
    word: str, windows: Sequence[Window], lengths: Sequence[int], *, transposed: bool
) -> list[tuple[int, int, int]]:
    """Work out a padding word on each axis: before, after, output padding."""
    if word not in WORDS:
        raise ConvcalcError(
            f"padding {quote(word)} is unknown: expected numbers or one of {', '.join(WORDS)}"
        )
    meaning = WORDS[word]
    if transposed:
        if meaning.cropped is None:
            raise ConvcalcError(
                f"padding {word} has no meaning for a transposed convolution:"
                f" expected numbers or one of {', '.join(w for w in WORDS if WORDS[w].cropped)}"
            )
        return [meaning.cropped(w.extent, w.stride) for w in windows]
    if meaning.only_1d and len(windows) > 1:
        raise ConvcalcError(
            f"padding {word} is for 1-D, here are {len(windows)} sliding axes:"
            " give numbers, or --dim 1"
        )
    return [
        (*meaning.sides(n, w.extent, w.stride), 0) for n, w in zip(lengths, windows, strict=True)
    ]


def padding_sides(value: Sizes, axes: int) -> list[tuple[int, int]]:
    """Read padding given in numbers: one, one per axis, or before and after per axis.

    >>> padding_sides("0,1,0,2", 2)
    [(0, 1), (0, 2)]
    """
    sizes = read_sizes(value, "padding")
    if min(sizes) < 0:
        raise ConvcalcError(f"padding is {min(sizes)}: expected 0 or more")
    if len(sizes) == 2 * axes:
        return list(zip(sizes[::2], sizes[1::2], strict=True))
    if len(sizes) not in (1, axes):
        counts = f"1, {axes} or {2 * axes}" if axes > 1 else "1 or 2"
        raise ConvcalcError(
            f"padding has {len(sizes)} numbers: expected {counts}"
            f" (one for all, one per axis, or before and after per axis; {axes} sliding"
            f" {'axes' if axes > 1 else 'axis'})"
        )
    return [(size, size) for size in (sizes * axes if len(sizes) == 1 else sizes)]


def output_lengths(
    windows: Sequence[Window], lengths: Sequence[int], mode: str = "zeros"
) -> tuple[int, ...]:
    """Return the output's size on each axis.

    Raises
    ------
    ConvcalcError
        If no window fits: with both sizes and the least padding that works.
    """
    result = tuple(w.output(n) for w, n in zip(windows, lengths, strict=True))
    if min(result) < 1:
        padded = [n + w.before + w.after for w, n in zip(windows, lengths, strict=True)]
        least = [w.least_padding(n) for w, n in zip(windows, lengths, strict=True)]
        kernel = show([w.kernel for w in windows])
        if any(w.dilation > 1 for w in windows):
            kernel += f" (dilated to {show([w.extent for w in windows])})"
        raise ConvcalcError(
            f"the kernel {kernel} is larger than the padded input {show(padded)}:"
            f" the least padding that works is {show_short(least)} (-p {show_short(least)})"
            + _beyond_mode(mode, least, lengths)
        )
    return result


def _beyond_mode(mode: str, padding: Sequence[int], lengths: Sequence[int]) -> str:
    """Say so where a mode does not allow the padding that would be needed."""
    most = MODES[mode].most
    if most is None or all(p <= most(n) for p, n in zip(padding, lengths, strict=True)):
        return ""
    return f", more than {mode} allows: use --padding-mode zeros"


def transposed_lengths(windows: Sequence[Window], lengths: Sequence[int]) -> tuple[int, ...]:
    """Return a transposed convolution's output size on each axis.

    Raises
    ------
    ConvcalcError
        If output padding is out of range, or the padding crops everything away.
    """
    for w in windows:
        if w.output_padding and w.output_padding >= max(w.stride, w.dilation):
            raise ConvcalcError(
                f"output padding is {w.output_padding}: expected less than the stride or the"
                f" dilation, whichever is larger ({max(w.stride, w.dilation)})"
            )
    result = tuple(w.transposed(n) for w, n in zip(windows, lengths, strict=True))
    if min(result) < 1:
        full = [w.transposed(n) + w.before + w.after for w, n in zip(windows, lengths, strict=True)]
        crops = [w.before + w.after for w in windows]
        most = [(length - 1) // 2 for length in full]
        raise ConvcalcError(
            f"padding crops {show(crops)} cells from an output of {show(full)}:"
            f" the most padding that works is {show_short(most)} (-p {show_short(most)})"
        )
    return result
