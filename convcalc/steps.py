"""Stride, padding and dilation as they are given; windows once the sizes are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.geometry import Window
from convcalc.notation.sizes import per_axis, read_sizes, spread
from convcalc.padding import WORDS, word_in
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.notation.sizes import Sizes


class Steps(Record):
    """Stride, padding, dilation and output padding as they were given, before sizes are known."""

    stride: Sizes = 1
    padding: Sizes = 0
    dilation: Sizes = 1
    output_padding: Sizes = 0
    ceil: bool = False

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
        shapes = list(zip(kernel, strides, dilations, strict=True))
        sides = self._sides(shapes, lengths, transposed=transposed)
        return tuple(
            Window(*shape, *side, self.ceil) for shape, side in zip(shapes, sides, strict=True)
        )

    def _sides(
        self, shapes: Sequence[tuple[int, int, int]], lengths: Sequence[int], *, transposed: bool
    ) -> list[tuple[int, int, int]]:
        """Work out before, after and output padding for kernel, stride, dilation on each axis."""
        extras = per_axis(self.output_padding, len(shapes), "output padding", least=0)
        word = word_in(self.padding)
        if not word:
            pairs = padding_sides(self.padding, len(shapes))
            return [(*pair, extra) for pair, extra in zip(pairs, extras, strict=True)]
        bare = [Window(*shape) for shape in shapes]
        sides = word_sides(word, bare, lengths, transposed=transposed)
        if any(extras) and WORDS[word].sets_size:
            raise ConvcalcError(
                f"output padding and padding {word} both set the size: give one of them"
            )
        return [(b, a, own or extra) for (b, a, own), extra in zip(sides, extras, strict=True)]


def word_sides(
    word: str, windows: Sequence[Window], lengths: Sequence[int], *, transposed: bool
) -> list[tuple[int, int, int]]:
    """Work out a padding word on each axis: before, after, output padding."""
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


def placed_again(
    word: str, windows: Sequence[Window], lengths: Sequence[int], *, transposed: bool = False
) -> tuple[Window, ...]:
    """Give windows the padding that a word means for them.

    >>> placed_again("same", [Window(5)], [9])[0].before
    2
    """
    sides = word_sides(word, windows, lengths, transposed=transposed)
    return tuple(
        w._replace(before=before, after=after, output_padding=own or w.output_padding)
        for w, (before, after, own) in zip(windows, sides, strict=True)
    )


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
    return [(size, size) for size in spread(sizes, axes)]
