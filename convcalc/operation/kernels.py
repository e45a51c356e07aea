"""``kernels``: the presets, listed, or one of them with what it does to an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convcalc.presets import PRESETS, expand, unknown_preset
from convcalc.results import TableResult, json_object
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.tensor import Array

# What may leave a kernel as it is, or turn its signs. Under a half turn that is unchanged,
# convolution and cross-correlation are the same.
MIRRORS: Mapping[str, Callable[[Array], Array]] = {
    "left-right": np.fliplr,
    "up-down": np.flipud,
    "transpose": np.transpose,
    "half-turn": lambda plane: plane[::-1, ::-1],
}


class KernelResult(NamedTuple):
    """A preset: its numbers, and what can be said about them."""

    output: Tensor
    name: str
    summary: str
    source: str
    notes: tuple[str, ...] = ()

    @property
    def axes(self) -> tuple[str, ...]:
        """What the axes are called: a kernel does not say what they are for."""
        return tuple(f"axis {i}" for i in range(self.output.ndim))

    @property
    def headline(self) -> str:
        """Its name and what it does."""
        return f"{self.name}: {self.summary}"

    @property
    def sum(self) -> Tensor:
        """What it makes of an image that is 1 everywhere."""
        values = self.output.values
        total = values.sum() if values.dtype.kind == "f" else sum(values.ravel().tolist())
        return self.output.exact(np.array([total]), self.output.denominator).reshape()

    @property
    def rank(self) -> int | None:
        """How many outer products of a column and a row add up to it; None if it is no plane."""
        if self.output.ndim != 2:
            return None
        return int(np.linalg.matrix_rank(self.output.as_float(np.float64)))

    @property
    def symmetry(self) -> dict[str, str]:
        """What mirroring and turning do: ``same``, ``negated`` or ``changed``."""
        if self.output.ndim != 2:
            return {}
        plane = self.output.values
        return {name: _compare(plane, mirror(plane)) for name, mirror in MIRRORS.items()}

    @property
    def facts(self) -> tuple[tuple[str, Any], ...]:
        """What ``convcalc kernels NAME`` tells besides the numbers."""
        known: list[tuple[str, Any]] = [("size", self.output.shape), ("sum", self.sum)]
        if self.rank is not None:
            known.append(("rank", f"{self.rank}{' (separable)' if self.rank == 1 else ''}"))
            known.append(("symmetry", ", ".join(f"{k} {v}" for k, v in self.symmetry.items())))
        return (*known, ("source", self.source))

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


def list_kernels() -> TableResult:
    """List the presets with what can be said about each in a few words."""
    rows = []
    for name, preset in PRESETS.items():
        row: dict[str, Any] = {"name": name + preset.arguments, "summary": preset.summary}
        if not preset.needs_arguments:
            kernel = show_kernel(name)
            row |= {"size": list(kernel.output.shape), "sum": kernel.sum, "rank": kernel.rank}
            row["half_turn"] = kernel.symmetry["half-turn"]
        rows.append(row)
    columns = ("name", "size", "sum", "rank", "half_turn", "summary")
    return TableResult(command="kernels", key="kernels", columns=columns, rows=rows)


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
    return KernelResult(Tensor.from_literal(literal), text, preset.summary, preset.source)
