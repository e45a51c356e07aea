"""An operation in parts, each of which may be wrong by itself, and how parts are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from convcalc.diagnose.grids.after import After
    from convcalc.explain.working import Step
    from convcalc.geometry import Window
    from convcalc.results import Words
    from convcalc.tensor import Array, Tensor


class Change(Record):
    """One part of an operation as it should not be.

    Attributes
    ----------
    part : str
        "kernel", "geometry" or "after".
    value : object
        What the part becomes.
    cause : str
        A key of ``explanation.CAUSES``.
    phrase : str or Words
        What was done: "the kernel rotated by 180 degrees".
    flags : str
        What to write on the command line to get the same; nothing if there is no such option.
    """

    part: str
    value: Any
    cause: str
    phrase: str | Words
    flags: str = ""


class Exercise(Protocol):
    """An operation of which any part can be replaced."""

    @property
    def x(self) -> Tensor:
        """The input, N x C x spatial."""

    @property
    def kernel(self) -> Any:
        """What slides."""

    @property
    def geometry(self) -> Any:
        """Where the windows stand."""

    @property
    def after(self) -> After:
        """What is done to the sums."""

    @property
    def transposed(self) -> bool:
        """Whether padding crops the output."""

    @property
    def slides(self) -> bool:
        """Whether windows have a size of their own."""

    @property
    def axes(self) -> int:
        """The number of sliding axes."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what comes out, N x O x spatial; without a length below 1 if it works."""

    def sums_shape(self, kernel: Any) -> tuple[int, ...]:
        """Return the shape of the sums with a kernel, N x O x spatial."""

    def most_padding(self, window: Window) -> int:
        """Return how much padding people try."""

    def steps_fit(self, strides: Sequence[int]) -> bool:
        """Tell whether such strides give the answer's size."""

    @property
    def pads(self) -> bool:
        """Whether people pad where there is nothing to pad."""

    def takes(self, windows: Sequence[Window], word: str) -> bool:
        """Tell whether the command would not refuse so much padding."""

    def fits(self, cells: Sequence[int]) -> bool:
        """Tell whether so much padding on each axis gives the answer's size."""

    def changed(self, change: Change) -> Self:
        """Return the same with a part replaced."""

    @property
    def target(self) -> tuple[int, ...]:
        """The answer's size on each sliding axis."""

    @property
    def ratio(self) -> Fraction | None:
        """How many times the right numbers the answer's are, if that may be the same for all."""

    def aimed_at(self, sizes: tuple[int, ...], ratio: Fraction | None) -> Self:
        """Return the same with the answer's size on each sliding axis, and its ratio."""

    def frame(self, kernel: Any) -> object:
        """Name what kernels must have in common to be calculated together."""

    def stack(self, kernels: Sequence[Any]) -> Array:
        """Return what comes before ``after`` as floats, for several kernels of one frame."""

    def calculate(self) -> Tensor:
        """Return what comes out, exactly."""

    def step(self, place: tuple[int, ...], at: tuple[int, ...]) -> Step:
        """Work out a cell, given its place N x O x spatial before ``after``."""

    def exactly(self) -> Self:
        """Return the same with floats taken for the fractions that they are."""

    def noise(self) -> Array | float:
        """Return what results may be off by where floats are rounded on the way."""

    @property
    def weight_cells(self) -> int:
        """How many numbers a kernel has."""
