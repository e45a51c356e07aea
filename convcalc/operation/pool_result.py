"""What ``pool`` gives back: the output, and the conventions it was calculated by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.geometry import Window
from convcalc.notation.sizes import show, show_short
from convcalc.operation.apply_result import padding_words
from convcalc.results import json_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.engine.roll import AnyWindow
    from convcalc.explain.working import Working
    from convcalc.operation.places import Places
    from convcalc.operation.pool import Pool
    from convcalc.tensor import Tensor


class PoolResult(NamedTuple):
    """An output and how it came about.

    Attributes
    ----------
    operation : Pool
        The options as they were given.
    places : Places
    windows : tuple of Window or AdaptiveWindow
        One per sliding axis.
    output : Tensor
    indices : Tensor or None
        Where each picked cell stands in its flattened plane; -1 for a window of padding only.
    working : Working or None
        What ``at``, ``steps`` and ``uses`` ask for.
    notes : tuple of str
    """

    operation: Pool
    places: Places
    windows: Sequence[AnyWindow]
    output: Tensor
    indices: Tensor | None = None
    working: Working | None = None
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> Tensor:
        """The numbers to print: the indices where they are asked for."""
        return self.output if self.indices is None else self.indices

    @property
    def axes(self) -> tuple[str, ...]:
        """What the axes of the output are, outermost first."""
        return self.places.axes

    @property
    def facts(self) -> tuple[tuple[str, Any], ...]:
        """Nothing: the headline says it all."""
        return ()

    @property
    def headline(self) -> str:
        """Say which conventions were used, in the words of the flags."""
        operation = self.operation
        parts = [
            f"input {show(self.places.input_shape)}",
            *self._window_words(),
            *([f"layout {operation.layout}"] if operation.layout != "chw" else []),
            self._type_words(),
        ]
        return f"{', '.join(parts)} -> output {show(self.places.output_shape)}"

    @property
    def _sliding(self) -> list[Window]:
        """The windows, where they have a size of their own."""
        return [window for window in self.windows if isinstance(window, Window)]

    def _window_words(self) -> list[str]:
        windows, operation = self._sliding, self.operation
        if operation.global_ or not windows:
            return []
        dilations = [w.dilation for w in windows]
        return [
            f"window {show([w.kernel for w in windows])}",
            f"stride {show_short([w.stride for w in windows])}",
            padding_words(operation.padding, windows),
            *([f"dilation {show_short(dilations)}"] if max(dilations) > 1 else []),
            *(["size rounded up"] if operation.ceil else []),
        ]

    def _type_words(self) -> str:
        """Say ``max pooling``, ``avg pooling (padding not counted)``."""
        operation = self.operation
        words = f"{operation.type.strip().lower()} pooling"
        if operation.global_:
            words = f"global {words}"
        if operation.adaptive is not None:
            words = f"adaptive {words}"
        if operation.divisor is not None:
            return f"{words} (divisor {operation.divisor})"
        if operation.kind.pooling.divides and any(w.before or w.after for w in self.windows):
            return f"{words} (padding {'not ' * operation.exclude_pad}counted)"
        return f"{words}, indices" if self.indices is not None else words

    def __repr__(self) -> str:
        return f"PoolResult({self.headline!r}, {self.output!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""
        operation, windows, kind = self.operation, self._sliding, self.operation.kind
        averages = kind.pooling.divides
        data = {
            "operation": "pool",
            "type": operation.type.strip().lower(),
            "stride": [w.stride for w in windows] or None,
            "padding": [[w.before, w.after] for w in self.windows],
            "dilation": [w.dilation for w in windows] or None,
            "ceil": operation.ceil if windows else None,
            "exclude_pad": operation.exclude_pad if averages else None,
            "divisor": operation.divisor,
            "global": operation.global_,
            "adaptive": None if windows else list(self.places.sizes),
            "dim": len(self.windows),
            "layout": operation.layout,
            "method": "exact integers" if self.output.is_exact else "float",
            "input_shape": list(self.places.input_shape),
            "kernel_shape": [w.kernel for w in windows] or None,
            "output_shape": list(self.places.output_shape),
            "exact": self.output.is_exact,
            "output": self.output,
            "indices": self.indices,
            **(self.working.to_dict() if self.working else {}),
        }
        return json_object("pool", data, self.notes)
