"""The options of ``apply``, and which of them contradict each other; no arrays yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.engine.registry import AUTO, method_name
from convcalc.errors import ConvcalcError
from convcalc.notation.sizes import read_sizes
from convcalc.operation.asked import Asked, check_flags
from convcalc.padding import mode_name
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.answers import Answer
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.asked import Cells
    from convcalc.sources import Source


class Apply(Record):
    """A cross-correlation, convolution or transposed convolution: everything but the numbers.

    The fields are the command's flags, in the same words; ``convcalc apply -h`` explains them.

    Examples
    --------
    >>> Apply(padding="same", flip=True).padding
    'same'
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
    at: Cells | None = None
    steps: str | None = None
    uses: Cells | None = None
    dim: int | None = None
    layout: str = "chw"
    float: bool = False
    exact: bool = False
    method: str = AUTO
    check: Source | Answer = None
    tol: Source = None
    no_answer: bool = False

    @property
    def asked(self) -> Asked:
        """The working that is asked for."""
        return Asked(self.at, self.steps, self.uses)

    def validate(self) -> None:
        """Refuse options that contradict each other, whatever the input is.

        Raises
        ------
        ConvcalcError
        """
        mode = mode_name(self.padding_mode)
        method_name(self.method)
        if self.activation is not None:
            from convcalc.activations import read_activation

            read_activation(self.activation)
        self.asked.validate()
        check_flags(self)
        if self.asked.anything and self.matrix:
            raise ConvcalcError(
                "--matrix takes the place of the output: leave it out, or --at, --steps and --uses"
            )
        if self.matrix and self.check is not None:
            raise ConvcalcError("--check compares the output: leave it out, or --matrix")
        if self.matrix and self.method.lower() != AUTO:
            raise ConvcalcError("--matrix calculates no output: leave it out, or --method")
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
