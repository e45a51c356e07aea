"""``apply``: slide a kernel over an input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.activations import read_activation
from convcalc.engine.sliding import Sliding
from convcalc.errors import ConvcalcError, quote
from convcalc.geometry import Limits, output_lengths, transposed_lengths
from convcalc.notation.numbers import read_number
from convcalc.notation.sizes import read_sizes
from convcalc.operation.asked import Asked
from convcalc.operation.axes import Arrangement
from convcalc.operation.calculation import Plan, calculate_output, write_matrix
from convcalc.operation.kernel_axes import Wiring, put_kernels
from convcalc.operation.places import Places
from convcalc.padding import MODES, check_limit, mode_name
from convcalc.sources import as_tensor
from convcalc.steps import Steps
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import Window
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.apply_result import ApplyResult
    from convcalc.operation.asked import Cells
    from convcalc.operation.kernel_axes import Kernels
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
    at: Cells = ()
    steps: str | None = None
    uses: Cells | None = None
    dim: int | None = None
    layout: str = "chw"
    float: bool = False
    exact: bool = False

    @property
    def asked(self) -> Asked:
        """The working that is asked for."""
        return Asked(self.at, self.steps, self.uses)

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
        kernel_tensors = [as_tensor(kernel, "kernel") for kernel in kernels]
        plan = self._plan(as_tensor(input, "input"), kernel_tensors)
        if bias is not None:
            plan = plan._replace(bias=_read_bias(bias, plan.places.filters))
        if self.pad_value is not None:
            plan = plan._replace(pad_value=_read_pad_value(self.pad_value))
        calculate = write_matrix if self.matrix else calculate_output
        return calculate(self, plan)

    def check(self) -> None:
        """Refuse options that contradict each other, whatever the input is.

        Raises
        ------
        ConvcalcError
        """
        mode = mode_name(self.padding_mode)
        if self.activation is not None:
            read_activation(self.activation)
        self.asked.check()
        if self.asked.anything and self.matrix:
            raise ConvcalcError(
                "matrix takes the place of the output: leave it out, or at, steps and uses"
            )
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
        vectors = all(t.ndim == 1 for t in (tensor, *kernels))
        arrangement = Arrangement.find(self.dim, self.layout, vectors=vectors)
        x = arrangement.put_input(tensor)
        wiring = Wiring(
            channels=x.shape[1],
            groups=_positive(self.groups, "groups"),
            per_channel=self.per_channel,
            transposed=self.transposed,
            hint=arrangement.hint(tensor.shape),
        )
        kernels_put = put_kernels(kernels, arrangement, wiring)
        windows, sizes = self._windows(kernels_put, x.shape[2:])
        sliding = Sliding(
            windows,
            kernels_put.groups,
            transposed=self.transposed,
            padding_mode=mode_name(self.padding_mode),
            insist=self.exact,
        )
        places = Places(arrangement, tensor.shape, x, kernels_put.filters, sizes)
        return Plan(places, sliding, kernels_put)

    def _windows(
        self, kernels: Kernels, lengths: tuple[int, ...]
    ) -> tuple[tuple[Window, ...], tuple[int, ...]]:
        """Work out the windows, and how many there are on each axis."""
        steps = Steps(self.stride, self.padding, self.dilation, self.output_padding)
        windows = steps.windows(kernels.weights.shape[2:], lengths, transposed=self.transposed)
        if self.transposed:
            return windows, transposed_lengths(windows, lengths)
        mode = mode_name(self.padding_mode)
        for window, length in zip(windows, lengths, strict=True):
            check_limit(mode, (window.before, window.after), length)
        most = MODES[mode].most
        limits = Limits(
            most=tuple(map(most, lengths)) if most else (),
            advice=f", more than {mode} allows: use --padding-mode zeros",
        )
        return windows, output_lengths(windows, lengths, limits)


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
        ``matrix``, ``at``, ``steps``, ``uses``, ``dim``, ``layout``, ``float``, ``exact``.

    Returns
    -------
    ApplyResult
        With ``output``, a Tensor (``tolist()``, ``numpy.asarray``), ``to_dict()``, and ``working``
        where ``at``, ``steps`` or ``uses`` ask for it.

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
