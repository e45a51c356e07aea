"""``shape``: the size of every feature map, with the numbers put into the formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.single import WindowFlags, axes_of, network_of, window_layer
from convcalc.networks.trace import check_filters, find_input, trace
from convcalc.notation.shapes import looks_like_shape, read_shape
from convcalc.operation.shape_result import ShapeResult
from convcalc.records import Record

if TYPE_CHECKING:
    from typing import BinaryIO

    from convcalc.networks.graph import Network
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.comparison import CompareResult
    from convcalc.operation.wanted import WantResult


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


def shape(shape: Sizes, layers: str | None = None, **options: Any) -> ShapeResult:
    """Work out the size of every feature map.

    floor((n + before + after - dilation (kernel - 1) - 1) / stride) + 1 on each axis.

    Parameters
    ----------
    shape : str, int or sequence of int
        What comes in: "3@224x224" (channels@height x width, in cells), or 224.
    layers : str, optional
        Layers on one line, the name of a network, or pasted PyTorch or Keras.
    **options
        The flags for a single layer: ``kernel``, ``stride``, ``padding``, ``dilation``,
        ``transposed``, ``output_padding``, ``ceil``; and ``layout``.

    Returns
    -------
    ShapeResult
        With ``output``, ``steps`` and ``to_dict()``.

    Raises
    ------
    ConvcalcError
        If a layer does not fit: with its number, and the least input that works.

    Notes
    -----
    The formulas are those of Dumoulin & Visin, "A guide to convolution arithmetic for deep
    learning"; what PyTorch refuses is refused.

    Examples
    --------
    >>> str(shape("3@224x224", "C64k7s2p3 M3s2p1").output)
    '64@56x56'
    >>> shape(224, kernel=7, stride=2, padding=3).output.short
    '112'
    """
    result = run(Shape(shape, layers, **options))
    if not isinstance(result, ShapeResult):
        raise ConvcalcError("want and compare are for the command line")
    return result


def run(options: Shape, stdin: BinaryIO | None = None) -> ShapeResult | CompareResult | WantResult:
    """Calculate.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    options = options.sorted()
    if options.want is not None:
        from convcalc.operation.wanted import solve

        return solve(options)
    network = _network(options, stdin)
    if options.layers is not None:
        check_filters(network)
    if options.shape is None and (network.input is None or network.input.lengths is None):
        raise ConvcalcError(
            f"the SHAPE is missing before {quote(options.layers or '')}: write convcalc shape"
            " 3@224x224 LAYERS"
        )
    x = find_input(network, options.shape, options.layout)
    if options.compare:
        from convcalc.operation.comparison import compare

        return compare(network, x, kind_is_open=options.layers is None)
    traced = trace(network, x)
    _ = traced.output  # refuses a class whose layers do not fit
    return ShapeResult(traced, network.notes, is_single=options.layers is None)


def _network(options: Shape, stdin: BinaryIO | None) -> Network:
    if options.layers is not None:
        from convcalc.networks.read import read_network  # a single layer does without

        return read_network(options.layers, stdin)
    plan = options.window.plan(axes_of(options.shape, options.layout))
    return network_of(window_layer(plan, transposed=options.transposed))


def _is_meant_as_shape(text: str) -> bool:
    """Tell whether a text that may be misspelt was meant as a shape, not as layers."""
    return looks_like_shape(text) or re.match(r"\s*[0-9]+\s*@|[0-9x×,. ]*$", text) is not None
