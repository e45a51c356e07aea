"""``pool``: make one cell of the cells under a window, channel by channel."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.ending import Ending
from convcalc.engine.pool import Pooler
from convcalc.errors import ConvcalcError
from convcalc.limits import check_memory
from convcalc.mixing import one_kind, wide
from convcalc.operation.axes import Arrangement
from convcalc.operation.places import Places
from convcalc.operation.pool_options import Pool
from convcalc.operation.pool_result import PoolResult
from convcalc.operation.pool_windows import count_numbers, find_windows
from convcalc.sources import as_tensor
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convcalc.engine.ending import OpenStore
    from convcalc.explain.working import Working
    from convcalc.geometry import AnyWindow
    from convcalc.notation.sizes import Sizes
    from convcalc.sources import Source


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
        ``uses``, ``dim``, ``layout``, ``float``, ``exact``, ``check``, ``tol``, ``no_answer``.

    Returns
    -------
    PoolResult
        With ``output``, a Tensor (``tolist()``, ``numpy.asarray``), ``indices`` and ``working``
        where they are asked for, ``check`` where an answer is checked, and ``to_dict()``.

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
    return run(Pool(kernel, **options), input)


def run(options: Pool, input: Source, opened: OpenStore | None = None) -> PoolResult:
    """Calculate.

    Parameters
    ----------
    options : Pool
    input : Source
        Text, nested lists, an array or a tensor.
    opened : callable, optional
        As for ``apply``.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    places, windows = decide(options, input)
    x = places.x
    in_order = options.layout == "chw" or not places.channel
    stored = partial(opened, places.output_shape) if opened and in_order else None
    check_memory(8 * (_band_cells(places, windows) + (0 if stored else places.output_cells)))
    roots = options.kind.pooling.contribution is not None and x.is_exact
    x, _, dtype = one_kind(x, [], float=options.float or roots, exact=options.exact)
    pooler = Pooler(options.kind, windows, options.exclude_pad, options.divided_by)
    work_out = _prepare(options, pooler, (x, dtype), places)
    ending = Ending(_narrowed if dtype == np.float16 else None, stored)
    pooled = pooler.calculate(x, wide(dtype), indices=options.indices, ending=ending)
    indices = None
    if pooled.indices is not None:
        indices = places.put_output(Tensor(pooled.indices))
    result = PoolResult(
        options=options,
        places=places,
        windows=windows,
        output=places.put_output(pooled.output),
        indices=indices,
        notes=_notes(options, dtype, pooled.output),
    )
    if options.check is not None:
        from convcalc.operation.pool_check import check_pool

        return check_pool(result, dtype)
    return result._replace(working=work_out(result.output)) if work_out else result


def decide(options: Pool, input: Source) -> tuple[Places, tuple[AnyWindow, ...]]:
    """Decide where each axis stands and what slides, before anything is calculated.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    options.validate()
    tensor = as_tensor(input, "input")
    vectors = tensor.ndim == 1 and count_numbers(options) == 1
    arrangement = Arrangement.find(options.dim, options.layout, vectors=vectors)
    x = arrangement.put_input(tensor)
    windows, sizes = find_windows(options, x.shape[2:])
    return Places(arrangement, tensor.shape, x, x.shape[1], sizes), windows


def _prepare(
    options: Pool, pooler: Pooler, numbers: tuple[Tensor, np.dtype[Any]], places: Places
) -> Callable[[Tensor], Working] | None:
    """Prepare the working if it is asked for; what it needs is not loaded before."""
    if not options.asked.anything:
        return None
    from convcalc.explain.pools import Pools
    from convcalc.operation.working import prepare

    x, dtype = numbers
    x = x.floats(wide(dtype)) if dtype.kind == "f" else x
    return prepare(options.asked, Pools(pooler, x, dtype, options.indices), places)


def _narrowed(block: Tensor) -> Tensor:
    return block.floats(np.float16)


def _notes(options: Pool, dtype: np.dtype[Any], output: Tensor) -> tuple[str, ...]:
    """Say why exact numbers became floats."""
    if output.is_exact or dtype.kind == "f":
        return ()
    reason = "a window that lies in the padding alone has no number"
    if options.exact:
        raise ConvcalcError(f"{reason}: leave out --exact, or give less padding")
    return (
        f"{reason}; with its {output.values[~np.isfinite(output.values)][0]} all became floats",
    )


def _band_cells(places: Places, windows: Sequence[AnyWindow]) -> int:
    """Count the numbers of the padded input that the engine needs at once at the least."""
    first, *others = zip(windows, places.x.shape[2:], strict=True)
    across = [n + w.before + w.after for w, n in others]
    return min(first[0].most_cells(first[1]), first[1]) * math.prod(across)
