"""What the commands give back: figures as data, without width or colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convcalc.notation.sizes import show, show_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import Window
    from convcalc.tensor import Tensor

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class GridResult:
    """A result whose main part is an array of numbers.

    Attributes
    ----------
    output : Tensor
    axes : tuple of str
        What the axes of the output are, outermost first.
    notes : tuple of str
        What the user should know, one sentence each.
    """

    output: Tensor
    axes: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """One line that says what this is and which conventions were used."""
        return ""

    @property
    def facts(self) -> tuple[tuple[str, Any], ...]:
        """More to show on a terminal, each with its name: words, numbers or sizes."""
        return ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""
        return {"schema": SCHEMA}


@dataclass(frozen=True, kw_only=True)
class TableResult:
    """A result that is a table of words and figures.

    Attributes
    ----------
    command, key : str
        The subcommand, and the JSON key of the rows.
    columns : tuple of str
        The JSON keys of the cells; as headings, with blanks for underscores.
    rows : sequence of dict
        From each column to its cell.
    notes : tuple of str
    """

    command: str
    key: str
    columns: tuple[str, ...]
    rows: Sequence[dict[str, Any]]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "schema": SCHEMA,
            "command": self.command,
            self.key: list(self.rows),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, kw_only=True)
class ApplyResult(GridResult):
    """What ``apply`` calculated, and the conventions that it was calculated by."""

    operation: str
    flip: bool
    windows: tuple[Window, ...]
    padding_mode: str
    pad_value: Tensor | None
    groups: int
    bias: Tensor | None
    activation: str | None
    layout: str
    method: str
    input_shape: tuple[int, ...]
    kernel_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    is_matrix: bool = False

    @property
    def headline(self) -> str:
        """Say which conventions were used, in the words of the flags."""
        parts = [
            f"input {show(self.input_shape)}",
            f"kernel {show(self.kernel_shape)}",
            f"stride {show_short([w.stride for w in self.windows])}",
            self._padding_words(),
            *self._unusual(),
            self._operation_words(),
        ]
        line = f"{', '.join(parts)} -> output {show(self.output_shape)}"
        return f"{line}, as a matrix {show(self.output.shape)}" if self.is_matrix else line

    def _padding_words(self) -> str:
        sides = [(w.before, w.after) for w in self.windows]
        even = all(before == after for before, after in sides)
        numbers = [b for b, _ in sides] if even else [n for pair in sides for n in pair]
        words = f"padding {show_short(numbers) if even else ','.join(map(str, numbers))}"
        if not any(map(any, sides)) or self.operation == "transposed":
            return words
        if self.pad_value is not None:
            return f"{words} of {self.pad_value.tolist()[0]}"
        return words if self.padding_mode == "zeros" else f"{words} {self.padding_mode}"

    def _unusual(self) -> list[str]:
        """Name what differs from the defaults."""
        dilations = [w.dilation for w in self.windows]
        extras = [w.output_padding for w in self.windows]
        return [
            *([f"dilation {show_short(dilations)}"] if max(dilations) > 1 else []),
            *([f"output padding {show_short(extras)}"] if any(extras) else []),
            *([f"groups {self.groups}"] if self.groups > 1 else []),
            *([f"layout {self.layout}"] if self.layout != "chw" else []),
        ]

    def _operation_words(self) -> str:
        words = "transposed convolution" if self.operation == "transposed" else self.operation
        if self.flip:
            words += " (kernel rotated by 180 degrees)"
        if self.bias is not None:
            words += " + bias"
        return f"{words}, {self.activation}" if self.activation else words

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; keys that do not apply are left out."""
        transposed = self.operation == "transposed"
        data: dict[str, Any] = {
            **super().to_dict(),
            "command": "apply",
            "operation": self.operation,
            "flip": self.flip,
            "stride": [w.stride for w in self.windows],
            "padding": [[w.before, w.after] for w in self.windows],
            "padding_mode": None if transposed else self.padding_mode,
            "pad_value": None if self.pad_value is None else self.pad_value.reshape(),
            "dilation": [w.dilation for w in self.windows],
            "output_padding": [w.output_padding for w in self.windows] if transposed else None,
            "groups": self.groups,
            "bias": self.bias,
            "activation": self.activation,
            "dim": len(self.windows),
            "layout": self.layout,
            "method": self.method,
            "input_shape": list(self.input_shape),
            "kernel_shape": list(self.kernel_shape),
            "output_shape": list(self.output_shape),
            "exact": self.output.is_exact,
            "matrix" if self.is_matrix else "output": self.output,
            "notes": list(self.notes),
        }
        return {key: value for key, value in data.items() if value is not None}
