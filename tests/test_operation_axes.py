"""Which axis is which: a table of ranks, channels, filters, groups and layouts."""

from __future__ import annotations

import numpy as np
import pytest

from convcalc import ConvcalcError, apply


def _arange(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.arange(np.prod(shape)).reshape(shape) % 7 - 3


@pytest.mark.parametrize(
    ("input_shape", "kernel_shape", "options", "output_shape", "reported"),
    [
        ((5,), (3,), {}, (3,), (3,)),
        ((5,), (1, 3), {}, (1, 3), (1, 3)),
        ((5,), (3,), {"dim": 2}, (1, 3), (1, 3)),
        ((5, 5), (3,), {}, (5, 3), (1, 3)),
        ((5, 5), (3, 3), {}, (3, 3), (3, 3)),
        ((5, 5), (4, 3, 3), {}, (4, 3, 3), (4, 1, 3, 3)),
        ((5, 5), (1, 3, 3), {}, (3, 3), (1, 1, 3, 3)),
        ((5, 5), (4, 1, 3, 3), {}, (4, 3, 3), (4, 1, 3, 3)),
        ((1, 5, 5), (3, 3), {}, (1, 3, 3), (3, 3)),
        ((2, 5, 5), (2, 3, 3), {}, (1, 3, 3), (1, 2, 3, 3)),
        ((2, 5, 5), (6, 3, 3), {}, (3, 3, 3), (3, 2, 3, 3)),
        ((2, 5, 5), (6, 2, 3, 3), {}, (6, 3, 3), (6, 2, 3, 3)),
        ((4, 2, 5, 5), (2, 3, 3), {}, (4, 1, 3, 3), (1, 2, 3, 3)),
        ((4, 2, 5, 5), (2, 3, 3), {"groups": 2}, (4, 2, 3, 3), (2, 1, 3, 3)),
        ((2, 5, 5), (3, 3), {"per_channel": True}, (2, 3, 3), (3, 3)),
        ((2, 5, 5), (2, 3, 3), {"per_channel": True}, (2, 3, 3), (2, 1, 3, 3)),
        ((2, 5, 5), (2, 1, 3, 3), {"per_channel": True}, (2, 3, 3), (2, 1, 3, 3)),
        ((2, 5), (2, 3), {"dim": 1}, (1, 3), (1, 2, 3)),
        ((4, 2, 5), (3, 2, 3), {"dim": 1}, (4, 3, 3), (3, 2, 3)),
        ((5, 5, 5), (3, 3, 3), {"dim": 3}, (3, 3, 3), (3, 3, 3)),
        ((5, 5), (1, 3, 3), {"dim": 3}, (1, 3, 3), (1, 3, 3)),
        ((2, 5, 5, 5), (2, 3, 3, 3), {"dim": 3}, (1, 3, 3, 3), (1, 2, 3, 3, 3)),
        ((2, 2, 5, 5, 5), (4, 2, 3, 3, 3), {"dim": 3}, (2, 4, 3, 3, 3), (4, 2, 3, 3, 3)),
        ((5, 5), (3, 3), {"transposed": True}, (7, 7), (3, 3)),
        ((2, 5, 5), (6, 3, 3), {"transposed": True}, (3, 7, 7), (2, 3, 3, 3)),
        ((2, 5, 5), (2, 3, 3, 3), {"transposed": True}, (3, 7, 7), (2, 3, 3, 3)),
        ((2, 5, 5), (2, 3, 3), {"transposed": True, "groups": 2}, (2, 7, 7), (2, 1, 3, 3)),
        ((2, 5, 5), (3, 3), {"transposed": True, "per_channel": True}, (2, 7, 7), (3, 3)),
        ((5, 5), (3, 3), {"layout": "hwc"}, (3, 3), (3, 3)),
        ((5, 5, 2), (3, 3, 2), {"layout": "hwc"}, (3, 3, 1), (3, 3, 2, 1)),
        ((5, 5, 2), (3, 3, 2, 4), {"layout": "hwc"}, (3, 3, 4), (3, 3, 2, 4)),
        ((3, 5, 5, 2), (3, 3, 2, 4), {"layout": "hwc"}, (3, 3, 3, 4), (3, 3, 2, 4)),
        ((5, 2), (3, 2, 4), {"layout": "hwc", "dim": 1}, (3, 4), (3, 2, 4)),
        ((5, 5, 2), (3, 3, 4, 2), {"layout": "hwc", "transposed": True}, (7, 7, 4), (3, 3, 4, 2)),
        ((5, 5, 2), (3, 3, 2), {"layout": "hwc", "transposed": True}, (7, 7, 1), (3, 3, 1, 2)),
        ((5, 5, 2), (3, 3, 2), {"layout": "hwc", "per_channel": True}, (3, 3, 2), (3, 3, 1, 2)),
    ],
)
def test_shapes(
    input_shape: tuple[int, ...],
    kernel_shape: tuple[int, ...],
    options: dict[str, object],
    output_shape: tuple[int, ...],
    reported: tuple[int, ...],
) -> None:
    result = apply(_arange(*input_shape), _arange(*kernel_shape), **options)
    data = result.to_dict()
    assert result.output.shape == output_shape
    assert data["output_shape"] == list(output_shape)
    assert data["kernel_shape"] == list(reported)
    assert len(result.axes) == len(output_shape)


@pytest.mark.parametrize("transposed", [False, True])
def test_channels_last_gives_the_same_numbers(transposed: bool) -> None:
    x, w = _arange(2, 3, 6, 5), _arange(3, 3, 3, 2)
    first = apply(x, w, transposed=transposed, stride=2).output.values
    x_last, w_last = np.moveaxis(x, 1, -1), np.transpose(w, (2, 3, 1, 0))
    last = apply(x_last, w_last, transposed=transposed, stride=2, layout="hwc").output.values
    np.testing.assert_array_equal(np.moveaxis(last, -1, 1), first)


def test_one_plane_per_channel_filters_each_alone() -> None:
    x, w = _arange(3, 5, 5), _arange(3, 3, 3)
    together = apply(x, w, per_channel=True).output.values
    for c in range(3):
        np.testing.assert_array_equal(together[c], apply(x[c], w[c]).output.values)
    shared = apply(x, w[0], per_channel=True).output.values
    for c in range(3):
        np.testing.assert_array_equal(shared[c], apply(x[c], w[0]).output.values)


def test_several_kernels_are_filters_in_order() -> None:
    x = _arange(2, 5, 5)
    kernels = [_arange(2, 3, 3), _arange(4, 3, 3) * 2]
    output = apply(x, *kernels).output.values
    assert output.shape == (3, 3, 3)
    np.testing.assert_array_equal(output[:1], apply(x, kernels[0]).output.values)
    np.testing.assert_array_equal(output[1:], apply(x, kernels[1]).output.values)


def test_a_further_transposed_kernel_adds_out_channels() -> None:
    x = _arange(2, 3, 3)
    kernels = [_arange(2, 2, 2), _arange(4, 2, 2) * 2]
    output = apply(x, *kernels, transposed=True).output.values
    np.testing.assert_array_equal(output[:1], apply(x, kernels[0], transposed=True).output.values)
    np.testing.assert_array_equal(output[1:], apply(x, kernels[1], transposed=True).output.values)


@pytest.mark.parametrize(
    ("input_shape", "kernel_shapes", "options", "reason"),
    [
        (
            (2, 5, 5),
            [(3, 3)],
            {},
            "the kernel has one plane for 2 channels: give one plane per channel (2, or a multiple"
            " of 2 for several), or add --per-channel to use it on every channel alone",
        ),
        (
            (2, 5, 5),
            [(3, 3, 3)],
            {},
            "the kernel has 3 planes for 2 channels: give one plane per channel (2, or a multiple"
            " of 2 for several)",
        ),
        ((2, 5, 5), [(3, 3), (3, 3)], {}, "the kernel has one plane for 2 channels"),
        (
            (2, 5, 5),
            [(4, 3, 3, 3)],
            {},
            "the kernel 4x3x3x3 is for 3 channels, but the input has 2",
        ),
        ((4, 5, 5), [(4, 4, 3, 3)], {"groups": 2}, "the input has 2 in each group"),
        ((4, 5, 5), [(3, 3)], {"groups": 3}, "groups is 3: expected a divisor of the 4 input chan"),
        ((4, 5, 5), [(3, 3)], {"groups": 0}, "groups is '0': expected one number, 1 or more"),
        ((4, 5, 5), [(3, 3)], {"groups": "1,2"}, "groups is '1,2': expected one number, 1 or more"),
        ((4, 5, 5), [(1, 3, 3)], {"groups": 4}, "1 filters cannot be shared by 4 groups"),
        ((4, 5, 5), [(3, 3)], {"groups": 2, "per_channel": True}, "per-channel is groups = chan"),
        ((4, 5, 5), [(3, 3, 3)], {"per_channel": True}, "has 3 planes: expected 1 or 4"),
        ((2, 5, 5), [(3, 3)] * 2, {"per_channel": True}, "per-channel takes one kernel, got 2"),
        (
            (5, 5),
            [(3, 3), (2, 2)],
            {},
            "the kernels differ in size, 3x3 and 2x2: expected the same",
        ),
        ((1, 1, 1, 5, 5), [(3, 3)], {}, "the input 1x1x1x5x5 has 5 axes: with 2 sliding axes"),
        ((5, 5), [(1, 1, 1, 3, 3)], {}, "the kernel 1x1x1x3x3 has 5 axes: with 2 sliding axes"),
        ((5, 5), [(3, 3)], {"dim": 4}, "dim is 4: expected 1, 2 or 3 sliding axes"),
        ((5, 5), [(3, 3)], {"layout": "nchw"}, "layout is 'nchw': expected one of chw, hwc"),
        (
            (9, 5, 3),
            [(3, 3)],
            {},
            "for 9 channels: the channels of 9x5x3 seem to come last: add --layout hwc",
        ),
        (
            (2, 9, 5, 3),
            [(4, 3, 3, 3)],
            {},
            ": the channels of 2x9x5x3 seem to come last: add --layout hwc",
        ),
        ((5, 5, 2), [(3, 3, 4)], {"layout": "hwc"}, "the kernel has 4 planes for 2 channels"),
    ],
)
def test_what_does_not_fit_is_refused(
    input_shape: tuple[int, ...],
    kernel_shapes: list[tuple[int, ...]],
    options: dict[str, object],
    reason: str,
) -> None:
    with pytest.raises(ConvcalcError) as caught:
        apply(_arange(*input_shape), *(_arange(*shape) for shape in kernel_shapes), **options)
    assert reason in str(caught.value)
