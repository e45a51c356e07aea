"""``kernels``: the presets, listed, or one of them with what it does to an image."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convcalc.exact import whole_if_possible
from convcalc.presets import PRESETS, expand, unknown_preset
from convcalc.results import Listing, Table, json_object
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.exact import Number
    from convcalc.tensor import Array

RANK_MOST = 256  # the side of a plane whose rank is found in a moment

# What may leave a kernel as it is, or turn its signs. Under a half turn that is unchanged,
# convolution and cross-correlation are the same.
MIRRORS: Mapping[str, Callable[[Array], Array]] = {
    "left-right": np.fliplr,
    "up-down": np.flipud,
    "transpose": np.transpose,
    "half-turn": lambda plane: plane[::-1, ::-1],
}


class KernelResult(NamedTuple):
    """A preset: its numbers, and what can be said about them.

    Attributes
    ----------
    output : Tensor
    name, summary, source : str
    sum : int, Fraction or float
        What it makes of an image that is 1 everywhere.
    rank : int or None
        How many outer products of a column and a row add up to it; None if it is no plane, or too
        large to tell in a moment.
    symmetry : dict
        What mirroring and turning do to a plane: ``same``, ``negated`` or ``changed``.
    notes : tuple of str
    """

    output: Tensor
    name: str
    summary: str
    source: str
    sum: Number
    rank: int | None
    symmetry: dict[str, str]
    notes: tuple[str, ...] = ()

    @property
    def working(self) -> None:
        """Nothing: a preset is not calculated from anything."""
        return None

    @property
    def shown(self) -> Tensor:
        """The numbers to print."""
        return self.output

    @property
    def axes(self) -> tuple[str, ...]:
        """What the axes are called, outermost first."""
        return ("group", "item", "plane", "row", "column")[-self.output.ndim :]

    @property
    def headline(self) -> str:
        """Its name and what it does."""
        return f"{self.name}: {self.summary}"

    @property
    def facts(self) -> tuple[tuple[str, Any], ...]:
        """What ``convcalc kernels NAME`` tells besides the numbers."""
        rank = f"{self.rank}{' (separable)' if self.rank == 1 else ''}"
        mirrored = ", ".join(f"{mirror} {what}" for mirror, what in self.symmetry.items())
        known = (
            ("size", self.output.shape),
            ("sum", self.sum),
            ("rank", rank if self.rank else None),
            ("symmetry", mirrored),
            ("source", self.source),
        )
        return tuple((name, value) for name, value in known if value not in (None, ""))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; its ``output`` can be read as a kernel again."""
        data = {
            "name": self.name,
            "summary": self.summary,
            "source": self.source,
            "output_shape": list(self.output.shape),
            "exact": self.output.is_exact,
            "sum": self.sum,
            "rank": self.rank,
            "separable": None if self.rank is None else self.rank == 1,
            "symmetry": self.symmetry or None,
            "output": self.output,
        }
        return json_object("kernels", data, self.notes)


def _compare(plane: Array, mirrored: Array) -> str:
    if plane.shape != mirrored.shape:
        return "changed"
    if np.array_equal(plane, mirrored):
        return "same"
    return "negated" if np.array_equal(plane, -mirrored) else "changed"


def _sum(tensor: Tensor) -> Number:
    total = sum(tensor.values.ravel().tolist())
    if not tensor.is_exact:
        return float(total)
    return whole_if_possible(Fraction(total, tensor.denominator))


def _rank(tensor: Tensor) -> int | None:
    if tensor.ndim != 2 or min(tensor.shape) > RANK_MOST:
        return None
    return int(np.linalg.matrix_rank(tensor.as_float(np.float64)))


def _symmetry(tensor: Tensor) -> dict[str, str]:
    if tensor.ndim != 2:
        return {}
    plane = tensor.values
    return {name: _compare(plane, mirror(plane)) for name, mirror in MIRRORS.items()}


def list_kernels() -> Listing:
    """List the presets with what can be said about each in a few words."""
    rows = []
    for name, preset in PRESETS.items():
        row: dict[str, Any] = {"name": name}
        if preset.arguments:
            row["arguments"] = preset.arguments
        if not preset.needs_arguments:
            kernel = show_kernel(name)
            row |= {"size": list(kernel.output.shape), "sum": kernel.sum, "rank": kernel.rank}
            row["half_turn"] = kernel.symmetry["half-turn"]
        rows.append({**row, "summary": preset.summary})
    columns = ("name", "arguments", "size", "sum", "rank", "half_turn", "summary")
    return Listing("kernels", "kernels", Table(columns, rows))


def show_kernel(text: str) -> KernelResult:
    """Make one preset, such as ``gaussian:5``.

    >>> show_kernel("sobel-x").symmetry["half-turn"]
    'negated'
    """
    literal = expand(text)
    if literal is None:
        raise unknown_preset(text)
    name = text.split(":", maxsplit=1)[0]
    preset = PRESETS[name]
    tensor = Tensor.from_literal(literal)
    return KernelResult(
        output=tensor,
        name=text,
        summary=preset.summary,
        source=preset.source,
        sum=_sum(tensor),
        rank=_rank(tensor),
        symmetry=_symmetry(tensor),
    )
