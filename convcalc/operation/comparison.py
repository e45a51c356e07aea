"""``shape --compare``: the same layers by the conventions of several programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError
from convcalc.networks.trace import trace
from convcalc.networks.variants import CONVENTIONS, follow_convention
from convcalc.records import Record
from convcalc.results import Drawn, Table, json_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convcalc.networks.graph import Network
    from convcalc.networks.maps import Map
    from convcalc.networks.trace import Trace

REFUSED = "refused"


class CompareResult(Record):
    """The size of every feature map, by each convention.

    Attributes
    ----------
    network : Network
    input : Map
    traces : dict of str to Trace
        By the names of the conventions; those that refuse are missing.
    notes : tuple of str
        Why they refuse.
    """

    network: Network
    input: Map
    traces: Mapping[str, Trace]
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
            {"index": i, "layer": node.layer.text, **self._outputs(i)}
            for i, node in enumerate(self.network.nodes, 1)
        ]
        return Table(("index", "layer", *columns), rows)

    def _outputs(self, number: int) -> dict[str, str]:
        found = {}
        for name in CONVENTIONS:
            output = self.traces[name].steps[number - 1].output if name in self.traces else None
            found[name.replace("-", "_")] = output.short if output else REFUSED
        return found

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
        layers = []
        for i, node in enumerate(self.network.nodes, 1):
            outputs = {
                name: output.to_dict()
                for name, followed in self.traces.items()
                if (output := followed.steps[i - 1].output)
            }
            layers.append({"index": i, "layer": node.layer.text, "compare": outputs})
        data = {
            "input": self.input.to_dict(),
            "layers": layers,
            "compare": {name: t.output.to_dict() for name, t in self.traces.items()},
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
    traces: dict[str, Trace] = {}
    problems: list[ConvcalcError] = []
    notes = list(network.notes)
    for name in CONVENTIONS:
        try:
            followed = trace(follow_convention(network, name, kind_is_open=kind_is_open), x)
            _ = followed.output
            traces[name] = followed
        except ConvcalcError as error:
            problems.append(error)
            notes.append(f"{name} refuses: {error.situation}: {error.reason}".replace(": :", ":"))
    if not traces:
        raise problems[0]
    return CompareResult(network, x, traces, tuple(notes))
