"""``shape``: the size of every feature map, with the numbers put into the formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.single import axes_of, network_of, window_layer
from convcalc.networks.trace import check_filters, find_input, trace
from convcalc.operation.shape_options import Shape
from convcalc.operation.shape_result import ShapeResult

if TYPE_CHECKING:
    from typing import BinaryIO

    from convcalc.networks.graph import Network
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.comparison import CompareResult
    from convcalc.operation.wanted import WantResult


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
