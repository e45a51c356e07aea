"""``shape --compare``: the same layers by the conventions of several programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.networks.flow import flow
from convcalc.networks.graph import StopError
from convcalc.networks.trace import refusal
from convcalc.networks.variants import CONVENTIONS, follow_convention
from convcalc.records import Record
from convcalc.results import Drawn, Table, json_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convcalc.networks.graph import Network, Step
    from convcalc.networks.maps import Map

REFUSED = "refused"


class CompareResult(Record):
    """The size of every feature map, by each convention.

    Attributes
    ----------
    network : Network
    input : Map
    outputs : dict of str to sequence of Map
        What comes out of each layer, by the names of the conventions; one that refuses a layer ends
        before it.
    notes : tuple of str
        Why they refuse.
    """

    network: Network
    input: Map
    outputs: Mapping[str, Sequence[Map]]
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> None:
        """Nothing: the table is the answer."""
        return None

    @property
    def table(self) -> Table:
        """A row per layer, a column per convention."""
        columns = [name.replace("-", "_") for name in CONVENTIONS]
        rows = [
            {"index": i, "layer": node.layer.text, **self._row(i)}
            for i, node in enumerate(self.network.nodes, 1)
        ]
        return Table(("index", "layer", *columns), rows)

    def _row(self, number: int) -> dict[str, str]:
        """Return what comes out of a layer; where there is nothing the layer before it refused."""
        row = {}
        for name, outputs in self.outputs.items():
            texts = [output.short for output in outputs[number - 1 : number]]
            texts += [REFUSED] * (len(outputs) == number - 1)
            row[name.replace("-", "_")] = "".join(texts)
        return row

    @property
    def drawn(self) -> Drawn:
        """The table, and what the columns mean."""
        table = self.table
        rows = [{"#": row["index"], **row} for row in table.rows]
        meanings = tuple(f"{name}: {c.meaning}" for name, c in CONVENTIONS.items())
        columns = ("#", *table.columns[1:])
        return Drawn(f"input {self.input.short}", Table(columns, rows), remarks=meanings)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        layers = [
            {
                "index": i,
                "layer": node.layer.text,
                "compare": {
                    name: outputs[i - 1].to_dict()
                    for name, outputs in self.outputs.items()
                    if len(outputs) >= i
                },
            }
            for i, node in enumerate(self.network.nodes, 1)
        ]
        data = {
            "input": self.input.to_dict(),
            "layers": layers,
            "compare": {
                name: outputs[-1].to_dict()
                for name, outputs in self.outputs.items()
                if len(outputs) == len(self.network.nodes)
            },
        }
        return json_object("shape", data, self.notes)


def compare(network: Network, x: Map, *, kind_is_open: bool) -> CompareResult:
    """Follow an input by each convention.

    Parameters
    ----------
    network : Network
    x : Map
    kind_is_open : bool
        Whether the layer may be a pooling as well as a convolution.

    Raises
    ------
    ConvcalcError
        If every convention refuses.
    """
    outputs: dict[str, Sequence[Map]] = {}
    stops: dict[str, StopError] = {}
    for name in CONVENTIONS:
        steps: Sequence[Step]
        try:
            steps = tuple(flow(follow_convention(network, name, kind_is_open=kind_is_open), x))
        except StopError as stop:
            steps, stops[name] = stop.before, stop
        outputs[name] = [step.output for step in steps if step.output]
    if len(stops) == len(CONVENTIONS):
        raise refusal(next(iter(stops.values())), network, x)
    notes = (f"{name} refuses {stop.step.label}: {stop.reason}" for name, stop in stops.items())
    return CompareResult(network, x, outputs, (*network.notes, *notes))
