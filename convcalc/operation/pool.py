"""``pool``: make one cell of the cells under a window, channel by channel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convcalc.engine.pool import Pool as Pooling
from convcalc.errors import ConvcalcError
from convcalc.limits import check_memory
from convcalc.mixing import one_kind
from convcalc.operation.asked import Asked
from convcalc.operation.axes import Arrangement
from convcalc.operation.places import Places
from convcalc.operation.pool_result import PoolResult
from convcalc.operation.pool_windows import check_windows, count_numbers, find_windows
from convcalc.poolings import POOLINGS, Kind, read_pooling
from convcalc.sources import as_tensor
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.engine.roll import AnyWindow
    from convcalc.explain.working import Working
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.asked import Cells
    from convcalc.sources import Source


class Pool(NamedTuple):
    """A pooling: everything but the numbers.

    The fields are the command's flags, in the same words, but for ``global_``, which Python keeps
    for itself; ``convcalc pool -h`` explains them.

    Examples
    --------
    >>> Pool(kernel=2, type="avg").run("1 2 3 4").output
    Tensor([Fraction(3, 2), Fraction(7, 2)])
    """

    kernel: Sizes | None = None
    type: str = "max"
    stride: Sizes | None = None
    padding: Sizes = 0
    dilation: Sizes = 1
    ceil: bool = False
    exclude_pad: bool = False
    divisor: int | None = None
    global_: bool = False
    adaptive: Sizes | None = None
    indices: bool = False
    at: Cells = ()
    steps: str | None = None
    uses: Cells | None = None
    dim: int | None = None
    layout: str = "chw"
    float: bool = False
    exact: bool = False

    @property
    def kind(self) -> Kind:
        """What is made of the cells under a window."""
        return read_pooling(self.type)

    @property
    def asked(self) -> Asked:
        """The working that is asked for."""
        return Asked(self.at, self.steps, self.uses)

    def run(self, input: Source) -> PoolResult:
        """Calculate.

        Parameters
        ----------
        input : Source
            Text, nested lists, an array or a tensor.

        Raises
        ------
        ConvcalcError
            If something does not fit, with what would.
        """
        self.check()
        tensor = as_tensor(input, "input")
        vectors = tensor.ndim == 1 and count_numbers(self) == 1
        arrangement = Arrangement.find(self.dim, self.layout, vectors=vectors)
        x = arrangement.put_input(tensor)
        windows, sizes = find_windows(self, x.shape[2:])
        places = Places(arrangement, tensor.shape, x, x.shape[1], sizes)
        _check_room(places, windows)
        roots = self.kind.pooling.contribution is not None and x.is_exact
        (x,), dtype = one_kind([x], float=self.float or roots, exact=self.exact)
        pooling = Pooling(self.kind, windows, self.exclude_pad, self.divisor)
        pooled = pooling.calculate(x, indices=self.indices)
        output = pooled.output.floats(dtype) if dtype == np.float16 else pooled.output
        indices = None
        if pooled.indices is not None:
            indices = places.put_output(Tensor(pooled.indices))
        return PoolResult(
            operation=self,
            places=places,
            windows=windows,
            output=places.put_output(output),
            indices=indices,
            working=self._work_out(pooling, x, places),
        )

    def check(self) -> None:
        """Refuse options that contradict each other, whatever the input is.

        Raises
        ------
        ConvcalcError
        """
        self.asked.check()
        self._check_type()
        check_windows(self)
        if self.float and self.exact:
            raise ConvcalcError("float and exact contradict each other: give one of them")
        if self.exact and self.kind.pooling.contribution is not None:
            raise ConvcalcError(f"type {self.type} gives floats: leave out exact")

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
                    f"{flag} is for type {' or '.join(types)}, here it is {self.kind.name}:"
                    " leave one of them out"
                )
        if self.divisor == 0:
            raise ConvcalcError("divisor is 0: expected any other whole number")

    def _work_out(self, pooling: Pooling, x: Tensor, places: Places) -> Working | None:
        """Work out the cells that are asked for."""
        if not self.asked.anything:
            return None
        from convcalc.explain.pools import Pools  # the working is loaded when it is asked for
        from convcalc.operation.working import work_out

        return work_out(self.asked, Pools(pooling, x), places)


def pool(input: Source, kernel: Sizes | None = None, **options: Any) -> PoolResult:
    """Make one cell of the cells under a window, channel by channel.

    max: out[c, i, j] = the largest padded[c, i stride + a dilation, j stride + b dilation]

    Parameters
    ----------
    input : str, number, nested list, array or Tensor
        Rows x columns, channels x rows x columns, or a batch of those. Text is a literal or a
        preset, as on the command line (``convcalc.read`` also takes files).
    kernel : int, str or sequence of int, optional
        The window's size, in cells; not with ``global_`` or ``adaptive``.
    **options
        The command's flags: ``type``, ``stride`` (the window), ``padding``, ``dilation``, ``ceil``,
        ``exclude_pad``, ``divisor``, ``global_``, ``adaptive``, ``indices``, ``at``, ``steps``,
        ``uses``, ``dim``, ``layout``, ``float``, ``exact``.

    Returns
    -------
    PoolResult
        With ``output``, a Tensor (``tolist()``, ``numpy.asarray``), ``indices`` and ``working``
        where they are asked for, and ``to_dict()``.

    Raises
    ------
    ConvcalcError
        With what was got, what was expected and what to give instead.

    Notes
    -----
    The rules are those of PyTorch's ``max_pool2d``, ``avg_pool2d``, ``lp_pool2d`` and
    ``adaptive_avg_pool2d``.

    Examples
    --------
    >>> pool("0 1 2; 3 4 5; 6 7 8", 2, stride=1).output.tolist()
    [[4, 5], [7, 8]]
    """
    return Pool(kernel, **options).run(input)


def _check_room(places: Places, windows: Sequence[AnyWindow]) -> None:
    items, channels, *lengths = places.x.shape
    padded = [n + w.before + w.after for w, n in zip(windows, lengths, strict=True)]
    check_memory(8 * (items * channels * math.prod(padded) + places.output_cells))
