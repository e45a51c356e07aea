"""The options of ``pool``, and which of them contradict each other; no arrays yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.notation.sizes import read_sizes
from convcalc.operation.asked import Asked, check_flags
from convcalc.padding import word_in
from convcalc.poolings import POOLINGS, Kind, read_pooling
from convcalc.records import Record

if TYPE_CHECKING:
    from convcalc.answers import Answer
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.asked import Cells
    from convcalc.sources import Source


class Pool(Record):
    """A pooling: everything but the numbers.

    The fields are the command's flags, in the same words, but for ``global_``, which Python keeps
    for itself; ``convcalc pool -h`` explains them.

    Examples
    --------
    >>> Pool(kernel=2, type="lp:2").kind.name
    'lp'
    """

    kernel: Sizes | None = None
    type: str = "max"
    stride: Sizes | None = None
    padding: Sizes = 0
    dilation: Sizes = 1
    ceil: bool = False
    exclude_pad: bool = False
    divisor: Sizes | None = None
    global_: bool = False
    adaptive: Sizes | None = None
    indices: bool = False
    at: Cells | None = None
    steps: str | None = None
    uses: Cells | None = None
    dim: int | None = None
    layout: str = "chw"
    float: bool = False
    exact: bool = False
    check: Source | Answer = None
    tol: Source = None
    no_answer: bool = False

    @property
    def kind(self) -> Kind:
        """What is made of the cells under a window."""
        return read_pooling(self.type)

    @property
    def asked(self) -> Asked:
        """The working that is asked for."""
        return Asked(self.at, self.steps, self.uses)

    @property
    def divided_by(self) -> int | None:
        """The divisor that is given."""
        if self.divisor is None:
            return None
        if not re.fullmatch(r"\s*[+-]?[0-9]+\s*", str(self.divisor)):
            raise ConvcalcError(
                f"--divisor is {quote(str(self.divisor))}: expected a whole number other than 0"
            )
        return int(str(self.divisor))

    def validate(self) -> None:
        """Refuse options that contradict each other, whatever the input is.

        Raises
        ------
        ConvcalcError
        """
        self.asked.validate()
        check_flags(self)
        self._check_type()
        self._check_windows()
        if self.float and self.exact:
            raise ConvcalcError("float and exact contradict each other: give one of them")
        if self.exact and self.kind.pooling.contribution is not None:
            raise ConvcalcError(f"-t {self.type} gives floats: leave out --exact")

    def _check_type(self) -> None:
        """Refuse options that belong to other types."""
        picking = [name for name, p in POOLINGS.items() if p.picks]
        dividing = [name for name, p in POOLINGS.items() if p.divides]
        for flag, given, types in (
            ("indices", self.indices, picking),
            ("exclude-pad", self.exclude_pad, dividing),
            ("divisor", self.divisor is not None, dividing),
        ):
            if given and self.kind.name not in types:
                raise ConvcalcError(
                    f"--{flag} is for -t {' or '.join(types)}, here it is {self.kind.name}: add"
                    f" -t {types[0]}, or leave out --{flag}"
                )
        if self.divisor is not None and self.divided_by == 0:
            raise ConvcalcError(
                f"--divisor is {self.divisor}: expected a whole number other than 0"
            )

    def _check_windows(self) -> None:
        """Refuse to have the windows' size from two places, or from none."""
        whole = ["global"] * self.global_ + ["adaptive"] * (self.adaptive is not None)
        if not whole and self.kernel is None:
            raise ConvcalcError(
                "the window is missing: add -k, as in -k 2 or -k 3,2, or --global, or --adaptive"
                " with the output's size"
            )
        if len(whole) > 1:
            raise ConvcalcError(
                "--global and --adaptive both set the windows: leave one of them out"
            )
        given = {
            "kernel": self.kernel is not None,
            "stride": self.stride is not None,
            "padding": not _is_only(self.padding, 0, "padding"),
            "dilation": not _is_only(self.dilation, 1, "dilation"),
            "ceil": self.ceil,
        }
        if whole and any(given.values()):
            unfit = next(flag for flag in given if given[flag])
            raise ConvcalcError(f"--{whole[0]} sets the windows by itself: leave out --{unfit}")
        if whole and self.exclude_pad:
            raise ConvcalcError(f"--{whole[0]} has no padding: leave out --exclude-pad")


def _is_only(given: Sizes, default: int, name: str) -> bool:
    """Tell whether a size says no more than the default."""
    if default == 0 and word_in(given):
        return word_in(given) == "valid"
    return set(read_sizes(given, name)) == {default}
