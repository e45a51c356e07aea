"""``apply``: slide a kernel over an input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.activations import read_activation
from convcalc.errors import ConvcalcError, quote
from convcalc.geometry import Steps, output_lengths, transposed_lengths
from convcalc.notation.numbers import read_number
from convcalc.notation.sizes import read_sizes
from convcalc.operation.axes import Arrangement
from convcalc.operation.calculation import calculate_output, write_matrix
from convcalc.operation.kernel_axes import Wiring, put_kernels
from convcalc.operation.plan import Plan
from convcalc.padding import check_limit, mode_name
from convcalc.sources import as_tensor
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.notation.sizes import Sizes
    from convcalc.operation.apply_result import ApplyResult
    from convcalc.sources import Source


class Apply(NamedTuple):
    """A cross-correlation, convolution or transposed convolution: everything but the numbers.

    The fields are the command's flags, in the same words; ``convcalc apply -h`` explains them.

    Examples
    --------
    >>> Apply(padding="same").run("1 2 3", ["1 1 1"]).output
    Tensor([3, 6, 5])
    """

    stride: Sizes = 1
    padding: Sizes = 0
    padding_mode: str = "zeros"
    pad_value: Source = None
    dilation: Sizes = 1
    groups: Sizes = 1
    per_channel: bool = False
    flip: bool = False
    transposed: bool = False
    output_padding: Sizes = 0
    activation: str | None = None
    matrix: bool = False
    dim: int | None = None
    layout: str = "chw"
    float: bool = False
    exact: bool = False

    def run(
        self, input: Source, kernels: Sequence[Source], bias: Source | None = None
    ) -> ApplyResult:
        """Calculate.

        Parameters
        ----------
        input, bias : Source
            Text, nested lists, an array or a tensor.
        kernels : sequence of Source
            All of one size; each adds filters.

        Raises
        ------
        ConvcalcError
            If something does not fit, with what would.
        """
        self.check()
        plan = self._plan(
            as_tensor(input, "input"), [as_tensor(kernel, "kernel") for kernel in kernels]
        )
        addend = None if bias is None else _read_bias(bias, plan.filters)
        pad_value = None if self.pad_value is None else _read_pad_value(self.pad_value)
        calculate = write_matrix if self.matrix else calculate_output
        return calculate(self, plan, pad_value, addend)

    def check(self) -> None:
        """Refuse options that contradict each other, whatever the input is.

        Raises
        ------
        ConvcalcError
        """
        mode = mode_name(self.padding_mode)
        if self.activation is not None:
            read_activation(self.activation)
        if self.float and self.exact:
            raise ConvcalcError("float and exact contradict each other: give one of them")
        if self.pad_value is not None and mode != "zeros":
            raise ConvcalcError(
                f"pad value is for padding mode zeros, here it is {mode}: leave one of them out"
            )
        if self.transposed:
            if mode != "zeros" or self.pad_value is not None:
                what = "pad value" if mode == "zeros" else f"padding mode {mode}"
                raise ConvcalcError(
                    f"{what} has no meaning for a transposed convolution:"
                    " its padding crops the output; leave it out"
                )
        elif any(read_sizes(self.output_padding, "output padding")):
            raise ConvcalcError("output padding is for a transposed convolution: add --transposed")

    def _plan(self, tensor: Tensor, kernels: list[Tensor]) -> Plan:
        """Put every axis in its place and work out the sizes."""
        arrangement = Arrangement.find(self.dim, self.layout, tensor, kernels)
        x = arrangement.put_input(tensor)
        wiring = Wiring(
            channels=x.shape[1],
            groups=_positive(self.groups, "groups"),
            per_channel=self.per_channel,
            transposed=self.transposed,
            hint=arrangement.hint(tensor.shape),
        )
        placed = put_kernels(kernels, arrangement, wiring)
        steps = Steps(self.stride, self.padding, self.dilation, self.output_padding)
        lengths = x.shape[2:]
        mode = mode_name(self.padding_mode)
        windows = steps.windows(placed.weights.shape[2:], lengths, transposed=self.transposed)
        if self.transposed:
            sizes = transposed_lengths(windows, lengths)
        else:
            for window, length in zip(windows, lengths, strict=True):
                check_limit(mode, (window.before, window.after), length)
            sizes = output_lengths(windows, lengths, mode)
        return Plan(arrangement, tensor.shape, x, placed, windows, sizes, mode, self.transposed)


def apply(
    input: Source, kernel: Source, *more_kernels: Source, bias: Source | None = None, **options: Any
) -> ApplyResult:
    """Slide a kernel over an input.

    out[o, i, j] = bias[o] + the sum over c, a, b of
    kernel[o, c, a, b] * padded[c, i stride + a dilation, j stride + b dilation]

    Parameters
    ----------
    input : str, number, nested list, array or Tensor
        Rows x columns, channels x rows x columns, or a batch of those. Text is a literal or a
        preset, as on the command line (``convcalc.read`` also takes files).
    kernel, more_kernels : the same
        A plane, planes, or filters x channels x rows x columns.
    bias : the same, optional
        One number, or one per filter.
    **options
        The command's flags: ``stride``, ``padding``, ``padding_mode``, ``pad_value``, ``dilation``,
        ``groups``, ``per_channel``, ``flip``, ``transposed``, ``output_padding``, ``activation``,
        ``matrix``, ``dim``, ``layout``, ``float``, ``exact``.

    Returns
    -------
    ApplyResult
        With ``output``, a Tensor (``tolist()``, ``numpy.asarray``), and ``to_dict()``.

    Raises
    ------
    ConvcalcError
        With what was got, what was expected and what to give instead.

    Notes
    -----
    The formula is PyTorch's ``conv2d``; with ``flip`` it is the convolution of signal processing.

    Examples
    --------
    >>> apply("0 1 2; 3 4 5; 6 7 8", "0 1; 2 3").output.tolist()
    [[19, 25], [37, 43]]
    """
    return Apply(**options).run(input, [kernel, *more_kernels], bias)


def _positive(value: Sizes, name: str) -> int:
    sizes = read_sizes(value, name)
    if len(sizes) != 1 or sizes[0] < 1:
        raise ConvcalcError(f"{name} is {quote(str(value))}: expected one number, 1 or more")
    return sizes[0]


def _read_bias(source: Source, filters: int) -> Tensor:
    bias = as_tensor(source, "bias")
    if bias.values.size not in (1, filters):
        expected = "1" if filters == 1 else f"1, or {filters} (one per filter)"
        raise ConvcalcError(f"bias has {bias.values.size} numbers: expected {expected}")
    return bias.reshape(-1)


def _read_pad_value(source: Source) -> Tensor:
    if isinstance(source, str):
        try:
            return Tensor.from_numbers([read_number(source.strip())], (1,))
        except ConvcalcError as error:
            raise error.within("pad value") from None
    value = as_tensor(source, "pad value")
    if value.values.size != 1:
        raise ConvcalcError(f"pad value has {value.values.size} numbers: expected one")
    return value.reshape(1)
