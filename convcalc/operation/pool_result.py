"""What ``pool`` gives back: the output, and the conventions it was calculated by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.geometry import Window
from convcalc.notation.sizes import show, show_short
from convcalc.operation.apply_result import padding_words
from convcalc.records import Record
from convcalc.results import json_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.working import Working
    from convcalc.geometry import AnyWindow
    from convcalc.operation.check_result import Check
    from convcalc.operation.places import Places
    from convcalc.operation.pool_options import Pool
    from convcalc.tensor import Tensor


class PoolResult(Record):
    """An output and how it came about.

    Attributes
    ----------
    options : Pool
        The options as they were given.
    places : Places
    windows : tuple of Window or AdaptiveWindow
        One per sliding axis.
    output : Tensor
    indices : Tensor or None
        Where each picked cell stands in its flattened plane; -1 for a window of padding only.
    working : Working or None
        What ``at``, ``steps`` and ``uses`` ask for.
    check : Check or None
        What came of comparing it with an answer.
    notes : tuple of str
    """

    options: Pool
    places: Places
    windows: Sequence[AnyWindow]
    output: Tensor
    indices: Tensor | None = None
    working: Working | None = None
    check: Check | None = None
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
        options = self.options
        parts = [
            f"input {show(self.places.input_shape)}",
            *self._window_words(),
            *([f"layout {options.layout}"] if options.layout != "chw" else []),
            self._type_words(),
        ]
        return f"{', '.join(parts)} -> output {show(self.places.output_shape)}"

    @property
    def _sliding(self) -> list[Window]:
        """The windows, where they have a size of their own."""
        return [window for window in self.windows if isinstance(window, Window)]

    def _window_words(self) -> list[str]:
        windows, options = self._sliding, self.options
        if options.global_ or not windows:
            return []
        dilations = [w.dilation for w in windows]
        return [
            f"window {show([w.kernel for w in windows])}",
            f"stride {show_short([w.stride for w in windows])}",
            padding_words(options.padding, windows),
            *([f"dilation {show_short(dilations)}"] if max(dilations) > 1 else []),
            *(["size rounded up"] if options.ceil else []),
        ]

    def _type_words(self) -> str:
        """Say ``max pooling``, ``avg pooling (padding not counted)``."""
        options = self.options
        words = f"{options.type.strip().lower()} pooling"
        if options.global_:
            words = f"global {words}"
        if options.adaptive is not None:
            words = f"adaptive {words}"
        if options.divisor is not None:
            return f"{words} (divisor {options.divisor})"
        if options.kind.pooling.divides and any(w.before or w.after for w in self.windows):
            return f"{words} (padding {'not ' * options.exclude_pad}counted)"
        return f"{words}, indices" if self.indices is not None else words

    def __repr__(self) -> str:
        return f"PoolResult({self.headline!r}, {self.output!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; tensors stand for nested lists of numbers."""
        options, windows, kind = self.options, self._sliding, self.options.kind
        averages = kind.pooling.divides
        data = {
            "operation": "pool",
            "type": options.type.strip().lower(),
            "stride": [w.stride for w in windows] or None,
            "padding": [[w.before, w.after] for w in self.windows],
            "dilation": [w.dilation for w in windows] or None,
            "ceil": options.ceil if windows else None,
            "exclude_pad": options.exclude_pad if averages else None,
            "divisor": options.divided_by,
            "global": options.global_,
            "adaptive": None if windows else list(self.places.sizes),
            "dim": len(self.windows),
            "layout": options.layout,
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
