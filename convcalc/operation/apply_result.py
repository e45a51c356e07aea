"""What ``apply`` gives back: the output, and the conventions it was calculated by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.notation.sizes import show, show_short
from convcalc.padding import WORDS
from convcalc.records import Record
from convcalc.results import json_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Working
    from convcalc.geometry import Window
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.check_result import Check
    from convcalc.operation.places import Places
    from convcalc.operation.plan import Plan
    from convcalc.tensor import Tensor


def padding_words(given: Sizes, windows: Sequence[Window]) -> str:
    """Say ``padding 1`` or ``padding same (0,1,0,1)``."""
    sides = [(w.before, w.after) for w in windows]
    even = all(before == after for before, after in sides)
    numbers = [b for b, _ in sides] if even else [n for pair in sides for n in pair]
    cells = show_short(numbers) if even else ",".join(map(str, numbers))
    word = str(given).strip().lower()
    return f"padding {word} ({cells})" if word in WORDS else f"padding {cells}"


class ApplyResult(Record):
    """An output and how it came about.

    Attributes
    ----------
    plan : Plan
        The options, and what they came to for this input: windows, sizes, axes.
    output : Tensor
        The numbers; with ``matrix`` the matrix.
    method : str
        How the engine calculated them.
    notes : tuple of str
    working : Working or None
        What ``at``, ``steps`` and ``uses`` ask for.
    check : Check or None
        What came of comparing it with an answer.
    """

    plan: Plan
    output: Tensor
    method: str
    notes: tuple[str, ...] = ()
    working: Working | None = None
    check: Check | None = None

    @property
    def places(self) -> Places:
        """Where the axes stand."""
        return self.plan.places

    @property
    def shown(self) -> Tensor:
        """The numbers to print: the output."""
        return self.output

    @property
    def axes(self) -> tuple[str, ...]:
        """What the axes of the output are, outermost first."""
        return ("output cell", "input cell") if self.plan.options.matrix else self.plan.places.axes

    @property
    def facts(self) -> tuple[tuple[str, Any], ...]:
        """Nothing: the headline says it all."""
        return ()

    @property
    def headline(self) -> str:
        """Say which conventions were used, in the words of the flags."""
        places, windows = self.plan.places, self.plan.sliding.windows
        parts = [
            f"input {show(places.input_shape)}",
            f"kernel {show(self.plan.kernels.reported)}",
            f"stride {show_short([w.stride for w in windows])}",
            self._padding_words(),
            *self._unusual(),
            self._operation_words(),
        ]
        line = f"{', '.join(parts)} -> output {show(places.output_shape)}"
        matrix = f", as a matrix {show(self.output.shape)}" if self.plan.options.matrix else ""
        return line + matrix

    @property
    def _name(self) -> str:
        if self.plan.options.transposed:
            return "transposed"
        return "convolution" if self.plan.options.flip else "cross-correlation"

    def _padding_words(self) -> str:
        """Say ``padding 1``, ``padding same (0,1,0,1)``, ``padding 2 reflect``."""
        windows, mode = self.plan.sliding.windows, self.plan.sliding.padding_mode
        words = padding_words(self.plan.options.padding, windows)
        if self.plan.options.transposed or not any(w.before or w.after for w in windows):
            return words
        if self.plan.pad_value is not None:
            return f"{words} of {self.plan.pad_value.tolist()[0]}"
        return words if mode == "zeros" else f"{words} {mode}"

    def _unusual(self) -> list[str]:
        """Name what differs from the defaults."""
        sliding, layout = self.plan.sliding, self.plan.options.layout
        dilations = [w.dilation for w in sliding.windows]
        extras = [w.output_padding for w in sliding.windows]
        return [
            *([f"dilation {show_short(dilations)}"] if max(dilations) > 1 else []),
            *([f"output padding {show_short(extras)}"] if any(extras) else []),
            *([f"groups {sliding.groups}"] if sliding.groups > 1 else []),
            *([f"layout {layout}"] if layout != "chw" else []),
        ]

    def _operation_words(self) -> str:
        words = f"{self._name} convolution" if self.plan.options.transposed else self._name
        if self.plan.options.flip:
            words += " (kernel rotated by 180 degrees)"
        if self.plan.bias is not None:
            words += " + bias"
        activation = None if self.plan.options.matrix else self.plan.options.activation
        return f"{words}, {activation}" if activation else words

    def __repr__(self) -> str:
        return f"ApplyResult({self.headline!r}, {self.output!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""
        plan, options = self.plan, self.plan.options
        places, sliding = plan.places, plan.sliding
        windows, transposed = sliding.windows, sliding.transposed
        extras = [w.output_padding for w in windows]
        data = {
            "operation": self._name,
            "flip": options.flip,
            "stride": [w.stride for w in windows],
            "padding": [[w.before, w.after] for w in windows],
            "padding_mode": None if transposed else sliding.padding_mode,
            "pad_value": None if plan.pad_value is None else plan.pad_value.reshape(),
            "dilation": [w.dilation for w in windows],
            "output_padding": extras if transposed else None,
            "groups": sliding.groups,
            "bias": plan.bias,
            "activation": None if options.matrix else options.activation,
            "dim": len(windows),
            "layout": options.layout,
            "method": self.method,
            "input_shape": list(places.input_shape),
            "kernel_shape": list(plan.kernels.reported),
            "output_shape": list(places.output_shape),
            "exact": self.output.is_exact,
            "matrix" if options.matrix else "output": self.output,
            **(self.working.to_dict() if self.working else {}),
        }
        return json_object("apply", data, self.notes)
