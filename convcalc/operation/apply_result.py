"""What ``apply`` gives back: the output, and the conventions it was calculated by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.notation.sizes import show, show_short
from convcalc.padding import WORDS
from convcalc.results import json_object

if TYPE_CHECKING:
    from convcalc.operation.apply import Apply
    from convcalc.operation.plan import Plan
    from convcalc.tensor import Tensor


class ApplyResult(NamedTuple):
    """An output and how it came about.

    Attributes
    ----------
    operation : Apply
        The options as they were given.
    plan : Plan
        What they came to for this input: windows, sizes, axes.
    output : Tensor
        The numbers; with ``matrix`` the matrix.
    method : str
        How the engine calculated them.
    bias, pad_value : Tensor or None
    notes : tuple of str
    """

    operation: Apply
    plan: Plan
    output: Tensor
    method: str
    bias: Tensor | None = None
    pad_value: Tensor | None = None
    notes: tuple[str, ...] = ()

    @property
    def axes(self) -> tuple[str, ...]:
        """What the axes of the output are, outermost first."""
        return ("output cell", "input cell") if self.operation.matrix else self.plan.axes

    @property
    def facts(self) -> tuple[tuple[str, Any], ...]:
        """Nothing: the headline says it all."""
        return ()

    @property
    def headline(self) -> str:
        """Say which conventions were used, in the words of the flags."""
        plan = self.plan
        parts = [
            f"input {show(plan.input_shape)}",
            f"kernel {show(plan.kernels.reported)}",
            f"stride {show_short([w.stride for w in plan.windows])}",
            self._padding_words(),
            *self._unusual(),
            self._operation_words(),
        ]
        line = f"{', '.join(parts)} -> output {show(plan.output_shape)}"
        matrix = f", as a matrix {show(self.output.shape)}" if self.operation.matrix else ""
        return line + matrix

    @property
    def _name(self) -> str:
        if self.operation.transposed:
            return "transposed"
        return "convolution" if self.operation.flip else "cross-correlation"

    def _padding_words(self) -> str:
        """Say ``padding 1``, ``padding same (0,1,0,1)``, ``padding 2 reflect``."""
        sides = [(w.before, w.after) for w in self.plan.windows]
        even = all(before == after for before, after in sides)
        numbers = [b for b, _ in sides] if even else [n for pair in sides for n in pair]
        cells = show_short(numbers) if even else ",".join(map(str, numbers))
        given = str(self.operation.padding).strip().lower()
        words = f"padding {given} ({cells})" if given in WORDS else f"padding {cells}"
        if not any(numbers) or self.operation.transposed:
            return words
        if self.pad_value is not None:
            return f"{words} of {self.pad_value.tolist()[0]}"
        mode = self.plan.padding_mode
        return words if mode == "zeros" else f"{words} {mode}"

    def _unusual(self) -> list[str]:
        """Name what differs from the defaults."""
        dilations = [w.dilation for w in self.plan.windows]
        extras = [w.output_padding for w in self.plan.windows]
        groups, layout = self.plan.kernels.groups, self.operation.layout
        return [
            *([f"dilation {show_short(dilations)}"] if max(dilations) > 1 else []),
            *([f"output padding {show_short(extras)}"] if any(extras) else []),
            *([f"groups {groups}"] if groups > 1 else []),
            *([f"layout {layout}"] if layout != "chw" else []),
        ]

    def _operation_words(self) -> str:
        words = f"{self._name} convolution" if self.operation.transposed else self._name
        if self.operation.flip:
            words += " (kernel rotated by 180 degrees)"
        if self.bias is not None:
            words += " + bias"
        activation = None if self.operation.matrix else self.operation.activation
        return f"{words}, {activation}" if activation else words

    def __repr__(self) -> str:
        return f"ApplyResult({self.headline!r}, {self.output!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""
        operation, plan = self.operation, self.plan
        transposed = operation.transposed
        extras = [w.output_padding for w in plan.windows]
        data = {
            "operation": self._name,
            "flip": operation.flip,
            "stride": [w.stride for w in plan.windows],
            "padding": [[w.before, w.after] for w in plan.windows],
            "padding_mode": None if transposed else plan.padding_mode,
            "pad_value": None if self.pad_value is None else self.pad_value.reshape(),
            "dilation": [w.dilation for w in plan.windows],
            "output_padding": extras if transposed else None,
            "groups": plan.kernels.groups,
            "bias": self.bias,
            "activation": None if operation.matrix else operation.activation,
            "dim": len(plan.windows),
            "layout": operation.layout,
            "method": self.method,
            "input_shape": list(plan.input_shape),
            "kernel_shape": list(plan.kernels.reported),
            "output_shape": list(plan.output_shape),
            "exact": self.output.is_exact,
            "matrix" if operation.matrix else "output": self.output,
        }
        return json_object("apply", data, self.notes)
