"""``params``: what layers keep, and what they calculate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.trace import check_filters, find_input, trace
from convcalc.notation.shapes import looks_like_shape
from convcalc.notation.sizes import read_sizes
from convcalc.operation.counting import count
from convcalc.operation.params_result import ParamsResult
from convcalc.records import Record

if TYPE_CHECKING:
    from typing import BinaryIO

    from convcalc.networks.graph import Network
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.layer_check_result import LayerCheck


class Params(Record):
    """What is asked of ``params``: the fields are the arguments and the flags.

    ``convcalc params -h`` explains them.
    """

    layers: str | None = None
    shape: Sizes | None = None
    in_channels: Sizes | None = None
    out_channels: Sizes | None = None
    kernel: Sizes | None = None
    stride: Sizes | None = None
    padding: Sizes | None = None
    dilation: Sizes | None = None
    groups: Sizes | None = None
    no_bias: bool = False
    flops: bool = False
    layout: str = "chw"
    check: int | str | None = None
    no_answer: bool = False

    @property
    def flags(self) -> list[str]:
        """The flags for one layer that are given."""
        given = {
            "-i": self.in_channels,
            "-c": self.out_channels,
            "-k": self.kernel,
            "-s": self.stride,
            "-p": self.padding,
            "-d": self.dilation,
            "-g": self.groups,
            "--no-bias": self.no_bias or None,
        }
        return [flag for flag, value in given.items() if value is not None]

    def sorted(self) -> Params:
        """Take one argument beside flags for the SHAPE.

        Raises
        ------
        ConvcalcError
            If something is missing, or layers come from two places.
        """
        flags = self.flags
        if flags and self.layers is not None:
            if self.shape is None and looks_like_shape(self.layers):
                return self._replace(shape=self.layers, layers=None).sorted()
            raise ConvcalcError(
                f"the layers are given already: leave out {flags[0]}, which is for a single layer"
            )
        if flags:
            self._check_single()
        elif self.layers is None:
            raise ConvcalcError(
                'the layers are missing: give them, as in convcalc params 3@224x224 "C64k7 FC10",'
                " or a single one by -i 3 -c 64 -k 7"
            )
        elif looks_like_shape(self.layers):
            raise ConvcalcError(
                f"{quote(self.layers)} is a SHAPE: the layers come after it, as in convcalc params"
                f' {self.layers} "C64k7s2p3 FC10"'
            )
        return self

    def _check_single(self) -> None:
        missing = {
            "-c, the number of filters": self.out_channels,
            "-k, the kernel": self.kernel,
        }
        for flag, value in missing.items():
            if value is None:
                raise ConvcalcError(f"{flag}, is missing: add it, as in -i 3 -c 64 -k 7")

    @property
    def single(self) -> Network:
        """The layer that the flags give."""
        from convcalc.networks.convolutions import Conv
        from convcalc.networks.single import WindowFlags, axes_of, network_of

        kernel = 1 if self.kernel is None else self.kernel
        window = WindowFlags(
            kernel,
            1 if self.stride is None else self.stride,
            0 if self.padding is None else self.padding,
            1 if self.dilation is None else self.dilation,
        )
        layer = Conv(
            _one(self.out_channels, "out channels"),
            window.plan(axes_of(self.shape, self.layout)),
            _one(self.groups, "groups") or 1,
            not self.no_bias,
            _one(self.in_channels, "in channels"),
        )
        return network_of(layer)


def _one(value: Sizes | None, name: str) -> int | None:
    if value is None:
        return None
    sizes = read_sizes(value, name)
    if len(sizes) > 1 or sizes[0] < 1:
        raise ConvcalcError(f"{name} is {quote(str(value))}: expected one number, 1 or more")
    return sizes[0]


@overload
def params(layers: str | None = None, *, check: int | str, **options: Any) -> LayerCheck: ...
@overload
def params(layers: str | None = None, **options: Any) -> ParamsResult: ...
def params(layers: str | None = None, **options: Any) -> ParamsResult | LayerCheck:
    """Count parameters and multiply-accumulates.

    filters x channels / groups x kernel weights, and one bias per filter; a multiply-accumulate for
    each use of each weight, for one item.

    Parameters
    ----------
    layers : str, optional
        Layers on one line, the name of a network, or pasted PyTorch or Keras.
    **options
        ``shape``, what comes in, as "3@224x224"; or the flags for a single layer: ``in_channels``,
        ``out_channels``, ``kernel``, ``stride``, ``padding``, ``dilation``, ``groups``,
        ``no_bias``; ``flops``, ``layout``; ``check``, a number to compare with, and ``no_answer``.

    Returns
    -------
    ParamsResult or LayerCheck
        With ``total``, ``layers``, ``dense`` and ``to_dict()``; with ``check``, whether that is
        ``correct``, and ``explanations``.

    Raises
    ------
    ConvcalcError
        If a layer does not fit, or a number is missing that the counts depend on.

    Examples
    --------
    >>> params("C32k5", shape="3@224x224").total["params"]
    2432
    >>> params(in_channels=3, out_channels=128, kernel=7).total["params"]
    18944
    >>> params(in_channels=3, out_channels=128, kernel=7, check=18816).explanations[0].text
    'leaving out the biases'
    """
    return run(Params(layers, **options))


def run(options: Params, stdin: BinaryIO | None = None) -> ParamsResult | LayerCheck:
    """Calculate.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    options = options.sorted()
    if options.check is None and not options.no_answer:
        return _calculate(options, stdin)
    from convcalc.operation.layer_check_result import answer_text, check_flags
    from convcalc.operation.layer_checks import check_params

    check_flags(options.check)
    text = answer_text(options.check, options.layers, stdin)
    result = _calculate(options, stdin)
    is_single = options.layers is None
    return check_params(result, text, is_single=is_single, no_answer=options.no_answer)


def _calculate(options: Params, stdin: BinaryIO | None) -> ParamsResult:
    network = _network(options, stdin)
    check_filters(network)
    x = find_input(network, options.shape, options.layout)
    traced = trace(network, x)
    notes = network.notes
    if options.flops and x.lengths is None:
        notes = (*notes, "--flops needs the input's size: give the SHAPE, as in 3@224x224")
    return ParamsResult(traced, count(traced, flops=options.flops), notes)


def _network(options: Params, stdin: BinaryIO | None) -> Network:
    if options.layers is None:
        return options.single
    from convcalc.networks.read import read_network  # a single layer does without

    return read_network(options.layers, stdin)
