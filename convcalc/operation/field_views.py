"""What one unit sees, and which units see one cell: as tables, data and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.networks.formulas import CELLS
from convcalc.notation.sizes import show, show_index
from convcalc.records import Record
from convcalc.results import Drawn, Picture, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convcalc.networks.maps import Map
    from convcalc.networks.regions import Region


class Seen(Record):
    """What one unit sees.

    Attributes
    ----------
    unit : tuple of int
        Where it stands in the output of its layer.
    regions : sequence of Region
        One per axis.
    input : Map
    layer : str
        How its layer is called.
    """

    unit: tuple[int, ...]
    regions: Sequence[Region]
    input: Map
    layer: str

    @property
    def table(self) -> Table:
        """A row per axis."""
        axes = CELLS[len(self.unit)]
        rows = [
            {
                "axis": axis,
                "first": region.first if region.size else None,
                "last": region.last if region.size else None,
                "size": region.size,
                "padding_before": region.before,
                "padding_after": region.after if self.input.lengths else None,
                "seen": _ranges(region.cells) if self.input.lengths else None,
            }
            for axis, region in zip(axes, self.regions, strict=True)
        ]
        columns = ("axis", "first", "last", "size", "padding_before", "padding_after", "seen")
        return Table(columns, rows)

    @property
    def drawn(self) -> Drawn:
        """The region in words, and drawn on the input."""
        name = f"unit {show_index(self.unit)} of {self.layer}"
        if not all(r.size for r in self.regions):
            return Drawn(f"{name} sees nothing: no cell of the input is laid onto it")
        region = _words((r.first, r.last) for r in self.regions)
        where = f" of the input {self.input}" if self.input.lengths else " of the input"
        headline = f"{name} sees {region}{where}"
        size = show([r.size for r in self.regions])
        remarks = [f"region {size}", *self._padding_words(), *self._gap_words()]
        return Drawn(headline, remarks=tuple(remarks), picture=self._picture)

    def _padding_words(self) -> list[str]:
        parts = [
            f"{count} {cell}{'s' if count > 1 else ''} {side}"
            for cell, region in zip(CELLS[len(self.unit)], self.regions, strict=True)
            for count, side in ((region.before, "before"), (region.after, "after"))
            if count
        ]
        words = f"in the padding: {', '.join(parts)}" if parts else "nothing falls in the padding"
        if self.input.lengths:
            return [words]
        before = words if parts else "nothing falls in the padding before the input"
        return [before, "what falls behind the input depends on its size: add --input"]

    def _gap_words(self) -> list[str]:
        inside = [
            min(r.last, n - 1) - max(r.first, 0) + 1
            for r, n in zip(self.regions, self.input.lengths or (), strict=False)
        ]
        gaps = any(len(r.cells) < n for r, n in zip(self.regions, inside, strict=False))
        return ["not every cell between is seen: strides and dilation leave gaps"] if gaps else []

    @property
    def _picture(self) -> Picture | None:
        lengths = self.input.lengths
        if lengths is None:
            return None
        spans = tuple((region.first, region.last) for region in self.regions)
        return Picture(lengths, tuple(region.cells for region in self.regions), spans)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        known = self.input.lengths is not None
        data = {
            "unit": list(self.unit),
            "region": [[r.first, r.last] if r.size else [] for r in self.regions],
            "padding": [[r.before, r.after if known else None] for r in self.regions],
            "cells": [_pairs(r.cells) for r in self.regions] if known else None,
        }
        return {key: value for key, value in data.items() if value is not None}


class Used(Record):
    """Which units of a layer see one cell of the input.

    Attributes
    ----------
    cell : tuple of int
        Where it stands in the input.
    units : sequence of frozenset of int
        One set per axis.
    output : Map
        Of the layer.
    layer : str
        How the layer is called.
    """

    cell: tuple[int, ...]
    units: Sequence[frozenset[int]]
    output: Map
    layer: str

    @property
    def table(self) -> Table:
        """A row per axis."""
        rows = [
            {"axis": axis, "units": len(units), "places": _ranges(units)}
            for axis, units in zip(CELLS[len(self.cell)], self.units, strict=True)
        ]
        return Table(("axis", "units", "places"), rows)

    @property
    def drawn(self) -> Drawn:
        """The units in words, and drawn on the output."""
        name = f"input {show_index(self.cell)}"
        if not all(self.units):
            return Drawn(f"no unit of {self.layer} sees {name}")
        places = ", ".join(
            f"{axis}{'s' if len(units) > 1 else ''} {_ranges(units)}"
            for axis, units in zip(CELLS[len(self.cell)], self.units, strict=True)
        )
        spans = tuple((min(units), max(units)) for units in self.units)
        picture = Picture(self.output.lengths or (), tuple(self.units), spans)
        headline = f"{name} is seen by {places} of {self.layer}, {self.output}"
        return Drawn(headline, picture=picture if self.output.lengths else None)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {"cell": list(self.cell), "units": [_pairs(units) for units in self.units]}


def _words(spans: Iterable[tuple[int, int]]) -> str:
    pairs = list(spans)
    return ", ".join(
        f"{axis} {first}" if first == last else f"{axis}s {first}..{last}"
        for axis, (first, last) in zip(CELLS[len(pairs)], pairs, strict=True)
    )


def _pairs(cells: Iterable[int]) -> list[list[int]]:
    """Write cells as runs: the first and the last of each.

    >>> _pairs([0, 1, 2, 5])
    [[0, 2], [5, 5]]
    """
    runs: list[list[int]] = []
    for cell in sorted(cells):
        if runs and cell == runs[-1][1] + 1:
            runs[-1][1] = cell
        else:
            runs.append([cell, cell])
    return runs


def _ranges(cells: Iterable[int]) -> str:
    runs = _pairs(cells)
    return ",".join(str(a) if a == b else f"{a}..{b}" for a, b in runs)
