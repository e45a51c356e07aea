"""The result of ``shape``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.records import Record
from convcalc.results import Drawn, Table, json_object

if TYPE_CHECKING:
    from convcalc.networks.graph import Step
    from convcalc.networks.maps import Map
    from convcalc.networks.trace import Trace


class ShapeResult(Record):
    """The size of every feature map.

    Attributes
    ----------
    trace : Trace
        What comes in and out of every layer.
    notes : tuple of str
    is_single : bool
        Whether it is one layer, given by flags.
    quiet : bool
        Whether the value alone is wanted.
    """

    trace: Trace
    notes: tuple[str, ...] = ()
    is_single: bool = False
    quiet: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """The layers."""
        return self.trace.steps

    @property
    def output(self) -> Map:
        """What comes out."""
        return self.trace.output

    @property
    def value(self) -> str | None:
        """The answer alone, for a single layer."""
        return self.output.short if self.is_single or self.quiet else None

    @property
    def table(self) -> Table:
        """A row per layer; padding as the flags take it."""
        from convcalc.operation.shape_rows import row  # a single size does without

        columns = ("index", "layer", "type", "output", "padding", "dropped", "formula")
        met: dict[int, dict[str, Any]] = {}  # a block that comes again has the same row
        for step in self.steps:
            if id(step.placed) not in met:
                met[id(step.placed)] = row(step)
        rows = [{**met[id(step.placed)], "index": step.number} for step in self.steps]
        return Table(columns, rows)

    @property
    def drawn(self) -> Drawn:
        """The answer, and how it came about."""
        if self.quiet:
            return Drawn(self.output.short)
        from convcalc.operation.shape_rows import how, rules, working

        if self.is_single:
            return Drawn(self.output.short, remarks=tuple(working(self.steps[0])) + self._flat)
        rows = [
            {
                "#": s.number,
                "layer": s.layer.text,
                "output": s.output.short if s.output else "",
                "how": how(s),
            }
            for s in self.steps
        ]
        table = Table(("#", "layer", "output", "how"), rows)
        return Drawn(
            f"{self.trace.input.short} -> {self.output.short}",
            table,
            remarks=(*rules(self.steps), *self._flat),
        )

    @property
    def _flat(self) -> tuple[str, ...]:
        """The number of values, as a dense layer would get them."""
        output = self.output
        if not output.size or output.values is None:
            return ()
        return (f"flatten = {output.product} = {output.values}",)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        from convcalc.operation.shape_rows import facts

        data = {
            "input": self.trace.input.to_dict(),
            "layers": [facts(step) for step in self.steps],
            "output": self.output.to_dict(),
            "flatten": self.output.values,
        }
        return json_object("shape", data, self.notes)
