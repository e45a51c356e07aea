"""Which plane of a kernel is for which channel: kernels in, ``O x C/groups x spatial`` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convcalc.errors import ConvcalcError
from convcalc.mixing import concatenate
from convcalc.notation.sizes import show
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.operation.axes import Arrangement
    from convcalc.tensor import Tensor


class Kernels(Record):
    """All kernels as one ``O x C/groups x spatial`` tensor; transposed ``C x O/groups x spatial``.

    Attributes
    ----------
    weights : Tensor
    groups : int
    reported : tuple of int
        The shape to report: the plane alone where only a plane was given.
    filters : int
        The number of output channels.
    """

    weights: Tensor
    groups: int
    reported: tuple[int, ...]
    filters: int


class Wiring(Record):
    """Which channels the kernels connect.

    Attributes
    ----------
    channels, groups : int
        The input's channels, and into how many groups they are split.
    per_channel : bool
        Whether every channel is filtered alone.
    transposed : bool
        Whether the kernels' first axis is the input's channels.
    hint : str
        What to advise where the channels do not fit, if something is clear about the input.
    """

    channels: int
    groups: int = 1
    per_channel: bool = False
    transposed: bool = False
    hint: str = ""

    @property
    def depth(self) -> int:
        """How many channels a kernel's axis for the input's channels has."""
        return self.channels if self.transposed else self.channels // self.groups


def put_kernels(kernels: Sequence[Tensor], arrangement: Arrangement, wiring: Wiring) -> Kernels:
    """Arrange the kernels that were given.

    Raises
    ------
    ConvcalcError
        If it is not clear which plane is for which channel, or the counts do not fit.
    """
    channels, groups = wiring.channels, wiring.groups
    if channels % groups:
        raise ConvcalcError(
            f"groups is {groups}: expected a divisor of the {channels} input channels"
        )
    for kernel in kernels:
        _check_rank(kernel, arrangement)
    if wiring.per_channel:
        weights, groups = _per_channel(kernels, arrangement, wiring), channels
    else:
        parts = [_filters(kernel, arrangement, wiring) for kernel in kernels]
        _check_alike(kernels, parts)
        weights = concatenate(parts, axis=1 if wiring.transposed else 0)
        if not wiring.transposed and len(weights.values) % groups:
            raise ConvcalcError(
                f"{len(weights.values)} filters cannot be shared by {groups} groups:"
                f" expected a multiple of {groups}; --per-channel uses one plane for every channel"
            )
    plane = len(kernels) == 1 and kernels[0].ndim <= arrangement.axes
    reported = weights.shape[2:] if plane else weights.shape
    if arrangement.channels_last and not plane:
        reported = (*reported[2:], reported[1], reported[0])
    filters = weights.shape[1] * groups if wiring.transposed else weights.shape[0]
    return Kernels(weights, groups, reported, filters)


def _check_alike(kernels: Sequence[Tensor], parts: Sequence[Tensor]) -> None:
    for kernel, part in zip(kernels, parts, strict=True):
        if part.shape[2:] != parts[0].shape[2:]:
            raise ConvcalcError(
                f"the kernels differ in size, {show(kernels[0].shape)} and {show(kernel.shape)}:"
                " expected the same size for all"
            )


def _planes(kernel: Tensor, arrangement: Arrangement) -> Tensor:
    """Turn a kernel of up to D+1 axes into a list of planes, channels first."""
    extra = kernel.ndim - arrangement.axes
    if extra > 0 and arrangement.channels_last:
        kernel = kernel.with_values(np.moveaxis(kernel.values, -1, 0))
    return kernel.reshape(*(1,) * (1 - extra), *kernel.shape)


def _check_rank(kernel: Tensor, arrangement: Arrangement) -> None:
    if kernel.ndim > arrangement.axes + 2:
        raise ConvcalcError(
            f"the kernel {show(kernel.shape)} has {kernel.ndim} axes: with {arrangement.axes}"
            f" sliding {'axes' if arrangement.axes > 1 else 'axis'} expected at most"
            f" {arrangement.axes + 2}, filters and channels included"
        )


def _filters(kernel: Tensor, arrangement: Arrangement, wiring: Wiring) -> Tensor:
    """Arrange one kernel as ``filters x channels x plane``; transposed the other way round."""
    if kernel.ndim == arrangement.axes + 2:
        return _with_both_axes(kernel, arrangement, wiring)
    planes = _planes(kernel, arrangement)
    count, *plane = planes.shape
    depth = wiring.depth
    if count % depth or (arrangement.channels_last and count > depth):
        what = "one plane" if count == 1 else f"{count} planes"
        noun = "channel" if depth == 1 else "channels"
        advice = wiring.hint or _plane_advice(count, depth, arrangement)
        raise ConvcalcError(f"the kernel has {what} for {depth} {noun}: {advice}")
    both = (depth, count // depth) if wiring.transposed else (count // depth, depth)
    return planes.reshape(*both, *plane)


def _plane_advice(count: int, depth: int, arrangement: Arrangement) -> str:
    several = "" if arrangement.channels_last else f", or a multiple of {depth} for several"
    alone = ", or add --per-channel to use it on every channel alone" if count == 1 else ""
    return f"give one plane per channel ({depth}{several}){alone}"


def _with_both_axes(kernel: Tensor, arrangement: Arrangement, wiring: Wiring) -> Tensor:
    values = kernel.values
    if arrangement.channels_last:  # H x W x in x out; transposed H x W x out x in
        values = np.moveaxis(values, (-1, -2), (0, 1))
    found = values.shape[0 if wiring.transposed else 1]
    if found != wiring.depth:
        per_group = " in each group" if wiring.depth < wiring.channels else ""
        raise ConvcalcError(
            f"the kernel {show(kernel.shape)} is for {found} channels, but the input has"
            f" {wiring.depth}{per_group}: {wiring.hint or f'give a kernel for {wiring.depth}'}"
        )
    return kernel.with_values(values)


def _per_channel(kernels: Sequence[Tensor], arrangement: Arrangement, wiring: Wiring) -> Tensor:
    """Arrange planes as ``channels x 1 x plane``, one plane repeated if there is only one."""
    channels = wiring.channels
    if wiring.groups > 1:
        raise ConvcalcError("per-channel is groups = channels already: leave out groups")
    if len(kernels) > 1:
        raise ConvcalcError(
            f"per-channel takes one kernel, got {len(kernels)}: give one plane for every"
            f" channel, or {channels} planes in one kernel"
        )
    (kernel,) = kernels
    if kernel.ndim == arrangement.axes + 2:  # channels x 1 x plane, as PyTorch keeps them
        alone = wiring._replace(groups=channels, transposed=False)
        kernel = _with_both_axes(kernel, arrangement, alone)
        planes = kernel.reshape(kernel.shape[0], *kernel.shape[2:])
    else:
        planes = _planes(kernel, arrangement)
    if planes.shape[0] not in (1, channels):
        raise ConvcalcError(
            f"per-channel: the kernel has {planes.shape[0]} planes: expected 1 or {channels},"
            " one per channel"
        )
    repeated = np.broadcast_to(planes.values, (channels, *planes.shape[1:]))
    return planes.with_values(repeated).reshape(channels, 1, *planes.shape[1:])
