"""The result of ``params``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.exact import Ratio
from convcalc.records import Record
from convcalc.results import Drawn, Table, json_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.networks.trace import Trace

MAC_RULE = (
    "A MAC is one multiply and one add for each use of a weight, for one item: biases, pools,"
    " activations and normalization count none, a transposed layer counts by its input's size."
)
MEMORY_RULE = (
    "Memory is that of the outputs in float32; activations, dropout and flatten work in place."
)
FLOAT32 = 4  # bytes
SUMS = ("params", "buffers", "macs", "activations", "flops")
SHARING = ("conv", "depthwise", "transposed")  # kinds that use their weights in many places


class ParamsResult(Record):
    """Parameters and multiply-accumulates.

    Attributes
    ----------
    trace : Trace
    rows : list of dict
        The figures of each layer, under their JSON keys, but for the output, which is a Map.
    network_notes : tuple of str
    """

    trace: Trace
    rows: list[dict[str, Any]]
    network_notes: tuple[str, ...] = ()

    @property
    def total(self) -> dict[str, int]:
        """The sums: params, buffers, macs, activations; what is not known is left out."""
        sums = {key: _sum(row.get(key) for row in self.rows) for key in SUMS}
        return {key: value for key, value in sums.items() if value is not None}

    @property
    def layers(self) -> list[dict[str, Any]]:
        """What is known of each layer, under its JSON keys."""
        return [
            {**row, "output": row["output"].to_dict()} if "output" in row else row
            for row in self.rows
        ]

    @property
    def dense(self) -> dict[str, Any] | None:
        """What dense layers in place of the convolutions would need; None without a size.

        ``weights``, and how many ``times`` more that is.
        """
        needed = kept = 0
        for step, row in zip(self.trace.steps, self.rows, strict=True):
            if step.layer.type in SHARING:
                x, y = step.inputs[0].values, step.output.values if step.output else None
                if x is None or y is None:
                    return None
                needed, kept = needed + x * y, kept + row["weights"]
        return {"weights": needed, "times": Ratio.of(needed, kept)} if kept else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know."""
        if not self.trace.misfit:
            return self.network_notes
        reason = f"only parameters are counted from there on: {self.trace.misfit}"
        return (*self.network_notes, reason)

    @property
    def value(self) -> None:
        """Nothing: the table is the answer."""
        return None

    @property
    def table(self) -> Table:
        """A row per layer; what is known of none has no column."""
        columns = (
            "index",
            "layer",
            "type",
            "output",
            "weights",
            "biases",
            "params",
            "share",
            "buffers",
            "macs",
            "flops",
            "activations",
        )
        rows = [
            {**row, "output": str(row["output"])} if "output" in row else row for row in self.rows
        ]
        return Table(tuple(c for c in columns if any(c in row for row in rows)), rows)

    @property
    def drawn(self) -> Drawn:
        """The totals, and what every layer adds to them."""
        total = self.total
        rows = [_for_eyes(row) for row in self.rows]
        sums = {
            "weights": sum(row["weights"] for row in self.rows),
            "biases": sum(row["biases"] for row in self.rows),
            "share": 1 if total["params"] else 0,
            **total,
        }
        rows.append({"#": "", "layer": "total", **_figures(sums)})
        columns = ("#", "layer", "output", "weights", "biases", "params", "share", "macs", "flops")
        known = [c for c in (*columns, "memory") if any(row.get(c) for row in rows)]
        spare = tuple(c for c in ("weights", "biases", "memory", "share") if c in known)
        return Drawn(self._headline, Table(tuple(known), rows), spare, tuple(self._remarks()))

    @property
    def _headline(self) -> str:
        total = self.total
        macs = f", {total['macs']:,} MACs" if "macs" in total else ""
        flops = f", {total['flops']:,} FLOPs" if "flops" in total else ""
        return f"{total['params']:,} parameters{macs}{flops}"

    def _remarks(self) -> list[str]:
        total, remarks = self.total, []
        if total["buffers"]:
            remarks.append(
                f"{total['buffers']:,} buffers (running means and variances) are no parameters."
            )
        if self.dense:
            sharing = [r for r in self.rows if r["type"] in SHARING]
            subject = (
                "Dense layers for the convolutions, from the same inputs to the same outputs,"
                if len(sharing) > 1
                else "A dense layer from the same input to the same output"
            )
            more = _more(self.dense["weights"], sum(row["weights"] for row in sharing))
            remarks.append(f"{subject} would need {self.dense['weights']:,} weights, {more}.")
        if any("macs" in row for row in self.rows):
            remarks += [MAC_RULE, MEMORY_RULE]
        return remarks

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        x = self.trace.input
        data = {
            "input": x.to_dict() if x.lengths is not None else None,
            "layers": self.layers,
            "total": self.total,
            "dense": self.dense,
        }
        return json_object("params", data, self.notes)


def _sum(values: Iterable[int | None]) -> int | None:
    """Add up, if everything is known."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if len(known) == len(listed) else None


def _for_eyes(row: dict[str, Any]) -> dict[str, str]:
    output = str(row.get("output", ""))
    return {"#": str(row["index"]), "layer": row["layer"], "output": output, **_figures(row)}


def _figures(row: dict[str, Any]) -> dict[str, str]:
    """Write figures with commas between thousands, shares in per cent, memory in bytes."""
    counts = ("weights", "biases", "params", "macs", "flops")
    figures = {key: f"{row[key]:,}" for key in counts if row.get(key) is not None}
    figures["share"] = f"{100 * row['share']:.1f}%" if row["params"] else ""
    if row.get("activations"):
        figures["memory"] = _bytes(FLOAT32 * row["activations"])
    return figures


def _bytes(count: int) -> str:
    """Write bytes for eyes.

    >>> _bytes(512), _bytes(3211264)
    ('512 B', '3.06 MiB')
    """
    size, units = float(count), ["B", "KiB", "MiB", "GiB", "TiB"]
    while size >= 1024 and len(units) > 1:
        size, units = size / 1024, units[1:]
    return f"{size:.0f} {units[0]}" if units[0] == "B" or size >= 100 else f"{size:.3g} {units[0]}"


def _more(needed: int, kept: int) -> str:
    """Say how many times more weights are needed.

    >>> _more(1234500, 1000), _more(9, 4), _more(4, 4), _more(1, 2)
    ('1,235 times more', '2.25 times more', 'as many', 'fewer')
    """
    if needed <= kept:
        return "as many" if needed == kept else "fewer"
    if needed < 100 * kept:
        return f"{needed / kept:.3g} times more"
    return f"{(2 * needed + kept) // (2 * kept):,} times more"
