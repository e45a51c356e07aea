"""What the working of a cell consists of. Numbers are shown as they are: ints, fractions, floats.

Cells and planes are numbered as the user sees them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.explain.reach import Meeting
    from convcalc.poolings import Kind
    from convcalc.tensor import Tensor


class Term(NamedTuple):
    """One cell under the window.

    Attributes
    ----------
    x, weight, product : number
        The cell's value, whether it is the input's or the padding's; what it is multiplied by; the
        product. For pooling the weight is 1, and the product is what the cell contributes.
    place : tuple of int
        Where it stands along the sliding axes of the input; in the padding this is outside it.
    is_padding : bool
    """

    x: Any
    weight: Any
    product: Any
    place: tuple[int, ...]
    is_padding: bool

    def to_list(self) -> list[Any]:
        """Return input, weight and product; None for a cell that is not in the input."""
        return [None if self.is_padding else self.x, self.weight, self.product]


class Strip(NamedTuple):
    """The part of a window that lies in one plane of the input.

    Attributes
    ----------
    channel : int
    plane : int or None
        The place on the first of three sliding axes, else None.
    x : Tensor or None, rows x columns
        The plane of the input; None for a plane that lies in the padding.
    kernel : Tensor or None, rows x columns
        The plane of the kernel as it is multiplied, that is after ``--flip``.
    terms : rows of Term
    row_sums : list of number
    sum : number
    """

    channel: int
    plane: int | None
    x: Tensor | None
    kernel: Tensor | None
    terms: Sequence[Sequence[Term]]
    row_sums: Sequence[Any]
    sum: Any

    @property
    def flat(self) -> list[Term]:
        """All terms, row by row."""
        return [term for row in self.terms for term in row]


class Step(Protocol):
    """The working of one output cell.

    ``at`` is its index, ``reach`` names what it covers along each sliding axis.
    """

    @property
    def at(self) -> tuple[int, ...]:
        """The index of the output cell."""

    @property
    def reach(self) -> tuple[tuple[Meeting, ...], ...]:
        """What the window covers along each sliding axis."""

    @property
    def strips(self) -> Sequence[Strip]:
        """The window, plane by plane."""

    @property
    def value(self) -> Any:
        """The result, as the output has it."""

    @property
    def recomputed(self) -> Any:
        """The result of the working, in exact arithmetic and rounded once."""

    @property
    def blank_padding(self) -> bool:
        """Whether nothing stands in the padding, not even a copy of a cell."""

    def with_rounded(self, value: Any) -> Step:
        """Return the same with what the output has."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""


class SumStep(NamedTuple):
    """The working of a sum of products.

    Attributes
    ----------
    at, reach, strips, recomputed, value
        As :class:`Step` has them; the value is what was recomputed unless floats were rounded.
    channels : tuple of int
        The input channels that are summed over.
    channel_sums : tuple of number
        One for each of them.
    products : number
        The sum of all products.
    bias : number or None
    sum : number
        Of the channel sums and the bias.
    activation : str or None
        What is done to the sum to give the value.
    flipped, transposed : bool
        Whether the kernel was rotated, and whether this is a transposed convolution.
    blank_padding : bool
        Whether nothing stands in the padding, not even a copy of a cell.
    rounded : float or None
        What the output has, where that was calculated in floats.
    """

    at: tuple[int, ...]
    reach: tuple[tuple[Meeting, ...], ...]
    strips: Sequence[Strip]
    recomputed: Any
    channels: tuple[int, ...]
    channel_sums: tuple[Any, ...]
    products: Any
    bias: Any
    sum: Any
    activation: str | None = None
    flipped: bool = False
    transposed: bool = False
    blank_padding: bool = True
    rounded: Any = None

    @property
    def value(self) -> Any:
        """The result, as the output has it."""
        return self.recomputed if self.rounded is None else self.rounded

    def with_rounded(self, value: Any) -> Self:
        """Return the same with what the output has."""
        return self._replace(rounded=value)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        known = {
            "at": list(self.at),
            "terms": [term.to_list() for strip in self.strips for term in strip.flat],
            "channel_sums": list(self.channel_sums),
            "bias": self.bias,
            "sum": self.sum,
            "value": self.value,
        }
        return {key: value for key, value in known.items() if value is not None}


class PoolStep(NamedTuple):
    """The working of a pooled cell.

    Attributes
    ----------
    at, reach, strips, recomputed, value
        As :class:`Step` has them; the value is what was recomputed unless floats were rounded.
    kind : Kind
    sum : number or None
        What the cells contribute together; None where one of them is picked.
    divisor : int or None
        What an average divides by.
    exclude_pad : bool
        Whether the padding does not count.
    winner : tuple of int or None
        Where along the sliding axes the picked cell stands, the first one of equals.
    flat_index : int or None
        The same in the flattened plane, where that is asked for.
    lengths : tuple of int
        The input's lengths along the sliding axes.
    size : int
        The cells of a whole window; there are fewer terms where it reaches past the padded input.
    blank_padding : bool
        Nothing stands in the padding.
    rounded : float or None
        What the output has, where that was calculated in floats.
    """

    at: tuple[int, ...]
    reach: tuple[tuple[Meeting, ...], ...]
    strips: Sequence[Strip]
    recomputed: Any
    kind: Kind
    sum: Any = None
    divisor: int | None = None
    exclude_pad: bool = False
    winner: tuple[int, ...] | None = None
    flat_index: int | None = None
    lengths: tuple[int, ...] = ()
    size: int = 0
    blank_padding: bool = True
    rounded: Any = None

    @property
    def value(self) -> Any:
        """The result, as the output has it."""
        return self.recomputed if self.rounded is None else self.rounded

    def with_rounded(self, value: Any) -> Self:
        """Return the same with what the output has."""
        return self._replace(rounded=value)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        known = {
            "at": list(self.at),
            "terms": [term.to_list() for strip in self.strips for term in strip.flat],
            "sum": self.sum,
            "divisor": self.divisor,
            "winner": None if self.winner is None else list(self.winner),
            "index": self.flat_index,
            "value": self.value,
        }
        return {key: value for key, value in known.items() if value is not None}


class Use(NamedTuple):
    """An output cell that uses an input cell, and with which weight."""

    at: tuple[int, ...]
    weight: Any


class Uses(NamedTuple):
    """Where one input cell is used.

    Attributes
    ----------
    cell : tuple of int
        Its index.
    x : number
        Its value.
    uses : list of Use
    picked : bool
        Whether a weight of 1 or 0 says that the cell is picked or not.
    """

    cell: tuple[int, ...]
    x: Any
    uses: Sequence[Use]
    picked: bool = False


class Working(NamedTuple):
    """The working of some cells.

    Attributes
    ----------
    steps : list of Step
    uses : Uses or None
    in_short : bool
        Whether a line for each cell is enough.
    left : int
        How many output cells are not shown.
    sides : sequence of (before, after)
        The padding along each sliding axis.
    channels : int
        How many channels the input has.
    """

    steps: Sequence[Step] = ()
    uses: Uses | None = None
    in_short: bool = False
    left: int = 0
    sides: Sequence[tuple[int, int]] = ()
    channels: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON keys ``steps`` and ``uses``, each where it was asked for."""
        known: dict[str, Any] = {}
        if self.steps:
            known["steps"] = [step.to_dict() for step in self.steps]
        if self.uses:
            known["uses"] = [{"at": list(use.at), "weight": use.weight} for use in self.uses.uses]
        return known
