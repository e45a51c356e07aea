"""The options of ``shape``, and which of them contradict each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.single import WindowFlags
from convcalc.notation.shapes import looks_like_shape, read_shape
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.notation.sizes import Sizes


class Shape(Record):
    """What is asked of ``shape``: the fields are the arguments and the flags.

    ``convcalc shape -h`` explains them.
    """

    shape: Sizes | None = None
    layers: str | None = None
    kernel: Sizes | None = None
    stride: Sizes | None = None
    padding: Sizes | None = None
    dilation: Sizes = 1
    transposed: bool = False
    output_padding: Sizes = 0
    ceil: bool = False
    want: Sizes | None = None
    compare: bool = False
    layout: str = "chw"
    check: Sizes | None = None
    no_answer: bool = False

    @property
    def flags(self) -> list[str]:
        """The flags for one layer that are given."""
        given = {
            "-k": self.kernel is not None,
            "-s": self.stride is not None,
            "-p": self.padding is not None,
            "-d": self.dilation not in (1, "1"),
            "--transposed": self.transposed,
            "--output-padding": self.output_padding not in (0, "0"),
            "--ceil": self.ceil,
            "--want": self.want is not None,
        }
        return [flag for flag, is_given in given.items() if is_given]

    def sorted(self) -> Shape:
        """Take one argument that is no shape for the layers: some bring what usually comes in.

        Raises
        ------
        ConvcalcError
            If something is missing, or layers come from two places.
        """
        if self.layers is not None:
            if self.flags:
                raise ConvcalcError(
                    f"the layers are given already: leave out {self.flags[0]}, which is for a"
                    " single layer"
                )
            return self
        if self.shape is None:
            raise ConvcalcError("the SHAPE is missing: give it first, as in 3@224x224 or 224")
        if self.flags:
            self._check_single()
            return self
        if isinstance(self.shape, str) and not _is_meant_as_shape(self.shape):
            return self._replace(shape=None, layers=self.shape)
        read_shape(self.shape, self.layout)
        raise ConvcalcError(
            'the layers are missing: add them after the SHAPE, as in "C64k7s2p3 M2", or a single'
            " one by -k, as in -k 7 -s 2 -p 3"
        )

    def _check_single(self) -> None:
        if self.compare and self.want is not None:
            raise ConvcalcError("--want and --compare are two questions: leave one of them out")
        if self.kernel is None and self.want is None:
            raise ConvcalcError("the kernel is missing: add -k, as in -k 3")
        if not self.transposed and self.output_padding not in (0, "0"):
            raise ConvcalcError("output padding is for a transposed convolution: add --transposed")
        if self.transposed and self.ceil:
            raise ConvcalcError("--ceil is for pooling: leave it out, or --transposed")

    @property
    def window(self) -> WindowFlags:
        """The window that the flags give."""
        return WindowFlags(
            1 if self.kernel is None else self.kernel,
            1 if self.stride is None else self.stride,
            0 if self.padding is None else self.padding,
            self.dilation,
            self.output_padding,
            self.ceil,
        )


def _is_meant_as_shape(text: str) -> bool:
    """Tell whether a text that may be misspelt was meant as a shape, not as layers."""
    return looks_like_shape(text) or re.match(r"\s*[0-9]+\s*@|[0-9x×,. ]*$", text) is not None
