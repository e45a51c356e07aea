"""``shape``: the size of every feature map, with the numbers put into the formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.single import axes_of, network_of, window_layer
from convcalc.networks.trace import check_filters, find_input, trace
from convcalc.operation.shape_options import Shape
from convcalc.operation.shape_result import ShapeResult

if TYPE_CHECKING:
    from typing import BinaryIO

    from convcalc.networks.graph import Network
    from convcalc.networks.maps import Map
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.comparison import CompareResult
    from convcalc.operation.layer_check_result import LayerCheck
    from convcalc.operation.wanted import WantResult


@overload
def shape(
    shape: Sizes, layers: str | None = None, *, check: Sizes, **options: Any
) -> LayerCheck: ...
@overload
def shape(shape: Sizes, layers: str | None = None, **options: Any) -> ShapeResult: ...
def shape(shape: Sizes, layers: str | None = None, **options: Any) -> ShapeResult | LayerCheck:
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
        ``transposed``, ``output_padding``, ``ceil``; and ``layout``; ``check``, a size to compare
        with, and ``no_answer``.

    Returns
    -------
    ShapeResult or LayerCheck
        With ``output``, ``steps`` and ``to_dict()``; with ``check``, whether that is ``correct``,
        and ``explanations``.

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
    >>> shape(224, kernel=7, stride=2, padding=3, check=109).explanations[0].text
    'leaving out the padding'
    """
    asked = Shape(shape, layers, **options).sorted()
    if asked.want is not None or asked.compare:
        raise ConvcalcError("want and compare are for the command line")
    return _answer(asked, None)


def run(
    options: Shape, stdin: BinaryIO | None = None
) -> ShapeResult | CompareResult | WantResult | LayerCheck:
    """Calculate.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    options = options.sorted()
    is_checked = options.check is not None or options.no_answer
    if options.want is not None and not is_checked:
        from convcalc.operation.wanted import solve

        return solve(options)
    if options.compare and not is_checked:
        from convcalc.operation.comparison import compare

        return compare(*_given(options, stdin), kind_is_open=options.layers is None)
    return _answer(options, stdin)


def _answer(options: Shape, stdin: BinaryIO | None) -> ShapeResult | LayerCheck:
    """Work out the sizes; compare an answer with them if one is given."""
    if options.check is not None or options.no_answer:
        return _checked(options, stdin)
    return _calculate(options, *_given(options, stdin))


def _given(options: Shape, stdin: BinaryIO | None) -> tuple[Network, Map]:
    """Return the layers, and what comes in."""
    network = _network(options, stdin)
    if options.layers is not None:
        check_filters(network)
    if options.shape is None and (network.input is None or network.input.lengths is None):
        raise ConvcalcError(
            f"the SHAPE is missing before {quote(options.layers or '')}: write convcalc shape"
            " 3@224x224 LAYERS"
        )
    return network, find_input(network, options.shape, options.layout)


def _calculate(options: Shape, network: Network, x: Map) -> ShapeResult:
    traced = trace(network, x)
    _ = traced.output  # refuses a class whose layers do not fit
    return ShapeResult(traced, network.notes, is_single=options.layers is None)


def _checked(options: Shape, stdin: BinaryIO | None) -> LayerCheck:
    """Compare an answer with what comes out."""
    from convcalc.operation.layer_check_result import answer_text, check_flags
    from convcalc.operation.layer_checks import check_shape

    others = {"--want": options.want is not None, "--compare": options.compare}
    check_flags(options.check, others)
    text = answer_text(options.check, options.layers, stdin)
    result = _calculate(options, *_given(options, stdin))
    return check_shape(result, text, options.layout, no_answer=options.no_answer)


def _network(options: Shape, stdin: BinaryIO | None) -> Network:
    if options.layers is not None:
        from convcalc.networks.read import read_network  # a single layer does without

        return read_network(options.layers, stdin)
    plan = options.window.plan(axes_of(options.shape, options.layout))
    return network_of(window_layer(plan, transposed=options.transposed))
