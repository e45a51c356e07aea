"""Snippets: what another library needs to give the same numbers. One file per library and command.

A new library is one entry in ``LIBRARIES``, and two modules with ``write(job)``. The option's
choices, its help and the tests read them from here. Nothing is loaded before a snippet is written.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convcalc.operation.plan import Plan
    from convcalc.operation.pool_options import Pool
    from convcalc.snippets.jobs import Paths
    from convcalc.tensor import Tensor


class Library(Record):
    """Something that a snippet can be written for.

    Attributes
    ----------
    apply, pool : str
        The modules that write snippets: ``write(job)`` returns the text.
    summary : str
        What a snippet is made of, for the help.
    """

    apply: str
    pool: str
    summary: str


LIBRARIES: Mapping[str, Library] = {
    "torch": Library(
        "convcalc.snippets.torch_apply",
        "convcalc.snippets.torch_pool",
        "PyTorch: conv2d, conv_transpose2d, max_pool2d, avg_pool2d and their kin",
    ),
    "numpy": Library(
        "convcalc.snippets.numpy_apply",
        "convcalc.snippets.numpy_pool",
        "NumPy: np.pad, sliding_window_view, einsum; whole numbers stay exact",
    ),
    "scipy": Library(
        "convcalc.snippets.scipy_apply",
        "convcalc.snippets.scipy_pool",
        "SciPy: signal.correlate2d, signal.convolve2d, ndimage.maximum_filter",
    ),
    "octave": Library(
        "convcalc.snippets.octave_apply",
        "convcalc.snippets.octave_pool",
        "Octave and MATLAB: conv2, else plain loops",
    ),
}


def library_name(name: str) -> str:
    """Return a library's own name for what was typed.

    >>> library_name("NumPy")
    'numpy'

    Raises
    ------
    ConvcalcError
        If there is no such library.
    """
    if name.lower() not in LIBRARIES:
        raise ConvcalcError(f"--code is {quote(name)}: expected one of {', '.join(LIBRARIES)}")
    return name.lower()


def apply_snippet(
    library: str, plan: Plan, kernels: Sequence[Tensor] = (), paths: Paths | None = None
) -> str:
    """Write a snippet that gives the numbers of ``apply``.

    Parameters
    ----------
    library : str
        A key of ``LIBRARIES``.
    plan : Plan
    kernels : sequence of Tensor
        As they were given; needed where one of them is in a file.
    paths : dict, optional
        The ``.npy`` files to load instead of writing their numbers out: for ``input``, ``bias``,
        and the kernels, ``kernel 1`` and so on.

    Raises
    ------
    ConvcalcError
        If there are too many numbers to write out.
    """
    from convcalc.snippets.apply_job import ApplyJob

    module = import_module(LIBRARIES[library_name(library)].apply)
    text: str = module.write(ApplyJob(plan.places, paths or {}, plan, tuple(kernels)))
    return text


def pool_snippet(library: str, options: Pool, input: Tensor, paths: Paths | None = None) -> str:
    """Write a snippet that gives the numbers of ``pool``; ``paths`` may have an ``input``.

    Raises
    ------
    ConvcalcError
        If something does not fit, or there are too many numbers to write out.
    """
    from convcalc.operation.pool import decide
    from convcalc.snippets.pool_job import PoolJob

    module = import_module(LIBRARIES[library_name(library)].pool)
    places, windows = decide(options, input)
    text: str = module.write(PoolJob(places, paths or {}, options, tuple(windows)))
    return text
