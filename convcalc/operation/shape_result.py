"""The result of ``shape``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.networks import formulas
from convcalc.records import Record
from convcalc.results import Drawn, Each, Table, json_object

if TYPE_CHECKING:
    from convcalc.networks.maps import Map
    from convcalc.networks.step import Step
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
        columns = ("index", "layer", "type", "output", "padding", "dropped", "formula")
        met: dict[int, dict[str, Any]] = {}  # a block that comes again has the same row
        for step in self.steps:
            if id(step.placed) not in met:
                met[id(step.placed)] = _row(step)
        rows = [{**met[id(step.placed)], "index": step.number} for step in self.steps]
        return Table(columns, rows)

    @property
    def drawn(self) -> Drawn:
        """The answer, and how it came about."""
        if self.quiet:
            return Drawn(self.output.short)
        if self.is_single:
            return Drawn(self.output.short, remarks=tuple(_working(self.steps[0])) + self._flat)
        rows = [
            {
                "#": s.number,
                "layer": s.layer.text,
                "output": s.output.short if s.output else "",
                "how": _how(s),
            }
            for s in self.steps
        ]
        table = Table(("#", "layer", "output", "how"), rows)
        kinds = dict.fromkeys(formulas.general(step) for step in self.steps)
        remarks = [f"size = {kind}" for kind in kinds if kind]
        return Drawn(
            f"{self.trace.input.short} -> {self.output.short}",
            table,
            remarks=(*remarks, *self._flat),
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
        data = {
            "input": self.trace.input.to_dict(),
            "layers": [_facts(step) for step in self.steps],
            "output": self.output.to_dict(),
            "flatten": self.output.values,
        }
        return json_object("shape", data, self.notes)


def _facts(step: Step) -> dict[str, Any]:
    """Return what is known of a layer, under its JSON keys."""
    facts = {
        "index": step.number,
        "layer": step.layer.text,
        "type": step.layer.type,
        "output": step.output.to_dict() if step.output else None,
        "formula": formulas.formula(step) or None,
        "padding": formulas.paddings(step),
        "dropped": formulas.dropped(step),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _row(step: Step) -> dict[str, Any]:
    """Return the same as the cells of a row."""
    sides = formulas.paddings(step) or ()
    return {
        "layer": step.layer.text,
        "type": step.layer.type,
        "output": step.output.short if step.output else "",
        "formula": formulas.formula(step),
        "padding": Each(side for pair in sides for side in pair),
        "dropped": Each(formulas.dropped(step) or ()),
    }


def _how(step: Step) -> str:
    """Return the formula in numbers, and what it leaves unread."""
    text = formulas.formula(step)
    unread = formulas.dropped_words(formulas.dropped(step) or [])
    return f"{text}; {unread} unread" if unread else text


def _working(step: Step) -> list[str]:
    """Return the formula, the numbers put in, and what is to be said about them."""
    lines = [f"= {formulas.general(step)}", f"= {formulas.formula(step)}"]
    windows = formulas.plain_windows(step)
    sides = formulas.paddings(step) or []
    if any(before != after for before, after in sides):
        pairs = dict.fromkeys(f"{before} before and {after} after" for before, after in sides)
        lines.append(f"padding {'; '.join(pairs)}")
    unread = formulas.dropped_words(formulas.dropped(step) or [])
    if unread:
        verb = "are" if " and " in unread or unread[-1] == "s" else "is"
        lines.append(f"{unread} of the padded input {verb} never read")
    if step.placed and step.placed.transposed:
        lines += filter(None, [formulas.inputs_words(step)])
    lengths = step.inputs[0].lengths or ()
    if any(formulas.leaves_out(w, n) for w, n in zip(windows, lengths, strict=True)):
        lines.append("one window less: it would start in the padding after the input")
    return lines
