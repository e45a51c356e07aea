"""``nets``: the networks that have names, listed, or one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.nets import NETS, near_nets, net_key
from convcalc.operation.params import params
from convcalc.records import Record
from convcalc.results import Drawn, Listing, Table, json_object

if TYPE_CHECKING:
    from convcalc.networks.nets import Net


class NetResult(Record):
    """A network that has a name.

    Attributes
    ----------
    name : str
    net : Net
    total : dict
        Its parameters and multiply-accumulates.
    notes : tuple of str
    """

    name: str
    net: Net
    total: dict[str, int]
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """Its layers on one line, to be read again."""
        return self.net.layers

    @property
    def table(self) -> Table:
        """One row."""
        row = {**_row(self.name, self.net, self.total), "layers": self.net.layers}
        return Table((*COLUMNS, "layers"), [row])

    @property
    def drawn(self) -> Drawn:
        """Its layers, and what is known of it."""
        counts = f"{self.total['params']:,} parameters, {self.total['macs']:,} MACs"
        remarks = (self.net.layers, "", f"input {self.net.input}; {counts}", self.net.source)
        return Drawn(self.name, remarks=remarks)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        row = _row(self.name, self.net, self.total)
        return json_object("nets", {**row, "layers": self.net.layers}, self.notes)


COLUMNS = ("name", "input", "params", "macs", "source")


def _row(name: str, net: Net, total: dict[str, int]) -> dict[str, Any]:
    counts = {key: total[key] for key in ("params", "macs")}
    return {"name": name, "input": net.input, **counts, "source": net.source}


def list_nets() -> Listing:
    """List the networks with their totals."""
    rows = [_row(name, net, params(name).total) for name, net in NETS.items()]
    return Listing("nets", "nets", Table(COLUMNS, rows))


def show_net(name: str) -> NetResult:
    """Return one network.

    >>> show_net("lenet5").value
    'C6k5 A2 C16k5 A2 F FC120 FC84 FC10'
    """
    key = net_key(name)
    if not key:
        near = near_nets(name)
        hint = f"did you mean {near}?" if near else "convcalc nets lists them"
        raise ConvcalcError(f"no such network: {quote(name)}; {hint}")
    return NetResult(key, NETS[key], params(key).total)
