"""What the options of ``apply`` come to for an input and its kernels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.engine.registry import method_name
from convcalc.engine.sliding import Sliding
from convcalc.errors import ConvcalcError, quote
from convcalc.lengths import Limits, output_lengths, transposed_lengths
from convcalc.mixing import one_kind
from convcalc.notation.sizes import read_sizes
from convcalc.operation.axes import Arrangement
from convcalc.operation.kernel_axes import Wiring, put_kernels
from convcalc.operation.places import Places
from convcalc.padding import MODES, check_limit, mode_name
from convcalc.records import Record
from convcalc.steps import Steps
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import Window
    from convcalc.notation.sizes import Sizes
    from convcalc.operation.apply_options import Apply
    from convcalc.operation.kernel_axes import Kernels

NOTHING = Tensor(np.array([0]))


class Plan(Record):
    """What an input, its kernels and the options come to, before a number is multiplied.

    Attributes
    ----------
    options : Apply
    places : Places
    sliding : Sliding
    kernels : Kernels
    bias, pad_value : Tensor or None
    """

    options: Apply
    places: Places
    sliding: Sliding
    kernels: Kernels
    bias: Tensor | None = None
    pad_value: Tensor | None = None

    @property
    def band_cells(self) -> int:
        """How many numbers of the padded input the engine needs at once at the least."""
        first, *others = zip(self.sliding.windows, self.places.x.shape[2:], strict=True)
        across = [n + (0 if self.sliding.transposed else w.before + w.after) for w, n in others]
        return self.places.x.shape[1] * first[0].extent * math.prod(across)

    @property
    def weights(self) -> Tensor:
        """The kernels as they are multiplied: rotated if they are to be."""
        weights = self.kernels.weights
        if not self.options.flip:
            return weights
        return weights.with_values(np.flip(weights.values, tuple(range(2, weights.ndim))))

    def of_one_kind(self) -> tuple[list[Tensor], np.dtype[Any]]:
        """Bring all numbers to one kind, exact ones or floats of one type.

        Returns
        -------
        ([input, weights, what stands in the padding, bias], the type the result is to have)
        """
        given = [
            self.weights,
            NOTHING if self.pad_value is None else self.pad_value,
            NOTHING if self.bias is None else self.bias,
        ]
        options = self.options
        x, others, dtype = one_kind(self.places.x, given, float=options.float, exact=options.exact)
        return [x, *others], dtype


def make_plan(options: Apply, tensor: Tensor, kernels: Sequence[Tensor]) -> Plan:
    """Put every axis in its place and work out the sizes.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    vectors = all(t.ndim == 1 for t in (tensor, *kernels))
    arrangement = Arrangement.find(options.dim, options.layout, vectors=vectors)
    x = arrangement.put_input(tensor)
    wiring = Wiring(
        channels=x.shape[1],
        groups=_positive(options.groups, "groups"),
        per_channel=options.per_channel,
        transposed=options.transposed,
        hint=arrangement.hint(tensor.shape),
    )
    kernels_put = put_kernels(kernels, arrangement, wiring)
    windows, sizes = _find_windows(options, kernels_put, x.shape[2:])
    sliding = Sliding(
        windows,
        kernels_put.groups,
        transposed=options.transposed,
        padding_mode=mode_name(options.padding_mode),
        insist=options.exact,
        method=method_name(options.method),
    )
    places = Places(arrangement, tensor.shape, x, kernels_put.filters, sizes)
    return Plan(options, places, sliding, kernels_put)


def _find_windows(
    options: Apply, kernels: Kernels, lengths: tuple[int, ...]
) -> tuple[tuple[Window, ...], tuple[int, ...]]:
    """Work out the windows, and how many there are on each axis."""
    steps = Steps(options.stride, options.padding, options.dilation, options.output_padding)
    windows = steps.windows(kernels.weights.shape[2:], lengths, transposed=options.transposed)
    if options.transposed:
        return windows, transposed_lengths(windows, lengths)
    mode = mode_name(options.padding_mode)
    for window, length in zip(windows, lengths, strict=True):
        check_limit(mode, (window.before, window.after), length)
    most = MODES[mode].most
    limits = Limits(
        most=tuple(map(most, lengths)) if most else (),
        advice=f", more than {mode} allows: use --padding-mode zeros",
    )
    return windows, output_lengths(windows, lengths, limits)


def _positive(value: Sizes, name: str) -> int:
    sizes = read_sizes(value, name)
    if len(sizes) != 1 or sizes[0] < 1:
        raise ConvcalcError(f"{name} is {quote(str(value))}: expected one number, 1 or more")
    return sizes[0]
