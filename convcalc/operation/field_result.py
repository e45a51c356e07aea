"""The result of ``receptive-field``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from convcalc.notation.sizes import gather
from convcalc.records import Record
from convcalc.results import Drawn, Each, Table, Words, json_object

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.exact import Ratio
    from convcalc.networks.fields import Fields
    from convcalc.networks.graph import Step
    from convcalc.networks.maps import Map
    from convcalc.networks.trace import Trace
    from convcalc.operation.field_views import Seen, Used

    Figure: TypeAlias = int | Fraction | Ratio

KEYS = ("receptive_field", "jump", "start", "padding")


class FieldResult(Record):
    """How much of the input a unit of every layer sees.

    Attributes
    ----------
    trace : Trace
    fields : sequence
        After the input and after each layer; None where a unit sees everything.
    network_notes : tuple of str
    seen : Seen or None
        What one unit sees, where that is asked for.
    used : Used or None
        Which units see one cell, where that is asked for.
    """

    trace: Trace
    fields: Sequence[Fields]
    network_notes: tuple[str, ...] = ()
    seen: Seen | None = None
    used: Used | None = None

    @property
    def _end(self) -> Step | None:
        """The first layer whose units see everything, or nobody knows what."""
        steps = zip(self.trace.steps, self.fields[1:], strict=True)
        return next((step for step, fields in steps if fields is None), None)

    @property
    def _is_lost(self) -> bool:
        """Whether that layer mixes cells in a way that nobody can follow."""
        return bool(self._end and self._end.placed and self._end.placed.untraced)

    @property
    def _sees_all(self) -> bool:
        """Whether a unit of that layer surely sees everything."""
        output = self._end.output if self._end else None
        return not self._is_lost and (output is None or set(output.size) <= {1})

    @property
    def last(self) -> int:
        """The number of the last layer before that one whose output has axes; 0 is the input."""
        number = max(self._end.node.parents) if self._end else len(self.trace.steps)
        while number and not self._output(number).size:
            number = max(self.trace.steps[number - 1].node.parents)
        return number

    def _output(self, number: int) -> Map:
        output = self.trace.steps[number - 1].output if number else None
        return output or self.trace.input

    @property
    def output(self) -> Map:
        """What that layer gives."""
        return self._output(self.last)

    @property
    def last_label(self) -> str:
        """How messages call it."""
        return self.trace.steps[self.last - 1].label if self.last else "the input"

    @property
    def _totals(self) -> dict[str, list[Figure] | None]:
        return self._figures(self.fields[self.last])

    @property
    def receptive_field(self) -> list[Figure] | None:
        """The size of the receptive field, in cells of the input, per axis."""
        return self._totals["receptive_field"]

    @property
    def jump(self) -> list[Figure] | None:
        """From one unit to the next, in cells of the input: the effective stride."""
        return self._totals["jump"]

    @property
    def start(self) -> list[Figure] | None:
        """The centre of the first unit; None if it depends on the input's size."""
        return self._totals["start"]

    @property
    def padding(self) -> list[Figure] | None:
        """The effective padding before; None like the start."""
        return self._totals["padding"]

    @property
    def layers(self) -> list[dict[str, Any]]:
        """What is known of each layer, under its JSON keys."""
        return [
            {
                "index": step.number,
                "layer": step.layer.text,
                "type": step.layer.type,
                **self._figures(fields),
            }
            for step, fields in zip(self.trace.steps, self.fields[1:], strict=True)
        ]

    def _figures(self, fields: Fields) -> dict[str, list[Figure] | None]:
        if fields is None:
            lengths = None if self._is_lost else self.trace.input.lengths
            return {**dict.fromkeys(KEYS), "receptive_field": list(lengths) if lengths else None}
        return {
            "receptive_field": [field.size for field in fields],
            "jump": [field.jump for field in fields],
            "start": _known([field.start for field in fields]),
            "padding": _known([field.padding for field in fields]),
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know."""
        found = list(self.network_notes)
        end = self._end
        if end:
            totals = f"the totals are those of {self.last_label}"
            sees = f"from {end.label} on a unit sees everything"
            if self._is_lost:
                sees = f"from {end.label} on it is not known what a unit sees"
            elif not self._sees_all:
                sees = f"what {end.label} sees depends on the input's size, give --input"
            found.append(f"{sees}: {totals}")
        open_ = next((s for s in self.trace.steps if s.placed and not s.placed.aligned), None)
        if open_:
            found.append(
                f"where the units of {open_.label} start depends on the input's size: give --input"
            )
        return tuple(found)

    @property
    def value(self) -> None:
        """Nothing: the table is the answer."""
        return None

    @property
    def table(self) -> Table:
        """A row per layer; or what one unit sees, or which units see one cell."""
        view = self.seen or self.used
        if view:
            return view.table
        met: dict[int, dict[str, Any]] = {}  # many layers leave the receptive field as it is
        rows = []
        for step, fields in zip(self.trace.steps, self.fields[1:], strict=True):
            if id(fields) not in met:
                met[id(fields)] = _cells(self._figures(fields))
            layer = step.layer
            rows.append(
                {"index": step.number, "layer": layer.text, "type": layer.type, **met[id(fields)]}
            )
        return Table(("index", "layer", "type", *KEYS), rows)

    @property
    def drawn(self) -> Drawn:
        """The totals, and the recurrence in numbers for every layer."""
        view = self.seen or self.used
        if view:
            return view.drawn
        from convcalc.operation.recurrences import SLIDING, TRANSPOSED

        alike = partial(_alike, nothing="all" if self._sees_all else "?")
        rows = [
            {"#": layer["index"], "layer": layer["layer"], **alike(layer), "how": self._how(step)}
            for layer, step in zip(self.layers, self.trace.steps, strict=True)
        ]
        columns = ("#", "layer", "size", "jump", "start", "padding", "how")
        total = alike(self._totals)
        headline = Words.fill("receptive field {}, jump {}", total["size"], total["jump"])
        if self.padding is not None:
            ends = (total["start"], total["padding"])
            headline = Words.fill("{}, start {}, padding {}", headline, *ends)
        transposed = any(step.placed and step.placed.transposed for step in self.trace.steps)
        rules = (SLIDING, TRANSPOSED) if transposed else (SLIDING,)
        return Drawn(headline, Table(columns, rows), ("padding", "start"), rules)

    def _how(self, step: Step) -> str | Words:
        from convcalc.operation.recurrences import recurrence

        return recurrence(step, self.fields[step.node.parents[0]], self.fields[step.number])

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; null where something is not known."""
        lengths = self.trace.input.lengths
        data = {
            "input": self.trace.input.to_dict() if lengths else None,
            "at": self.seen.to_dict() if self.seen else None,
            "uses": self.used.to_dict() if self.used else None,
            "layers": self.layers,
        }
        return {**json_object("receptive-field", data, self.notes), **self._totals}


def _known(values: Sequence[Figure | None]) -> list[Figure] | None:
    return None if None in values else cast("list[Figure]", values)


def _cells(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the figures as they stand in a row: those that are no sizes with commas between."""
    cells: dict[str, Any] = {}
    for key, values in figures.items():
        if values is None or set(map(type, values)) == {int}:  # needs no style
            cells[key] = ("x" if key == KEYS[0] else ",").join(map(str, values or ()))
        else:
            cells[key] = values if key == KEYS[0] else Each(values)
    return cells


def _alike(figures: dict[str, Any], *, nothing: str) -> dict[str, Any]:
    """Return figures for eyes: one where the axes are alike, and a word for no size."""
    cells: dict[str, Any] = {}
    for key in KEYS:
        values = gather(figures[key] or [])
        cells[key] = values if key == KEYS[0] else Each(values)
    cells["size"] = cells.pop(KEYS[0]) or nothing
    return cells
