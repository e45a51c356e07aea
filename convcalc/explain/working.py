"""What the working of a cell consists of. Numbers are shown as they are: ints, fractions, floats.

Cells and planes are numbered as the user sees them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.poolings import Kind
    from convcalc.reach import Meeting
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


class ByProducts(NamedTuple):
    """How a cell comes about as a sum of products.

    Attributes
    ----------
    channels : tuple of int
        The input channels that are summed over.
    channel_sums : tuple of number
        One for each of them.
    products : number
        The sum of all products.
    bias : number or None
    sum : number
        Of the products and the bias.
    activation : str or None
        What is done to the sum to give the value.
    flipped, transposed : bool
        Whether the kernel was rotated, and whether this is a transposed convolution.
    """

    channels: tuple[int, ...]
    channel_sums: tuple[Any, ...]
    products: Any
    bias: Any
    sum: Any
    activation: str | None = None
    flipped: bool = False
    transposed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON keys."""
        return {"channel_sums": list(self.channel_sums), "bias": self.bias, "sum": self.sum}


class ByPooling(NamedTuple):
    """How a cell comes about by pooling.

    Attributes
    ----------
    kind : Kind
    lengths : tuple of int
        The input's lengths along the sliding axes.
    size : int
        The cells of a whole window; there are fewer terms where it reaches past the padded input.
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
    """

    kind: Kind
    lengths: tuple[int, ...]
    size: int
    sum: Any = None
    divisor: int | None = None
    exclude_pad: bool = False
    winner: tuple[int, ...] | None = None
    flat_index: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON keys."""
        winner = None if self.winner is None else list(self.winner)
        return {
            "sum": self.sum,
            "divisor": self.divisor,
            "winner": winner,
            "index": self.flat_index,
        }


class Step(NamedTuple):
    """The working of one output cell.

    Attributes
    ----------
    at : tuple of int
        Its index.
    reach : tuple of tuple of Meeting
        What the window covers along each sliding axis.
    strips : list of Strip
        The window, plane by plane.
    how : ByProducts or ByPooling
    recomputed : number
        The result, in exact arithmetic and rounded once.
    blank_padding : bool
        Whether nothing stands in the padding, not even a copy of a cell.
    rounded : float or None
        What the output has, where that was calculated in floats.
    """

    at: tuple[int, ...]
    reach: tuple[tuple[Meeting, ...], ...]
    strips: Sequence[Strip]
    how: ByProducts | ByPooling
    recomputed: Any
    blank_padding: bool = True
    rounded: Any = None

    @property
    def terms(self) -> list[Term]:
        """All cells under the window, plane by plane and row by row."""
        return [term for strip in self.strips for term in strip.flat]

    @property
    def value(self) -> Any:
        """The result, as the output has it."""
        return self.recomputed if self.rounded is None else self.rounded

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; what does not apply is left out."""
        terms = [term.to_list() for term in self.terms]
        known = {"at": list(self.at), "terms": terms, **self.how.to_dict(), "value": self.value}
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
