"""PyTorch's modules as layers. A new one is one entry in ``MODULES``.

The names and the order of the arguments are those of ``torch.nn``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.convolutions import Conv, Transposed
from convcalc.networks.dense import Dense, Flatten
from convcalc.networks.given import Module
from convcalc.networks.norms import Norm, Slopes
from convcalc.networks.pointwise import BatchNorm, Unchanged
from convcalc.networks.pools import Adaptive, Pool
from convcalc.networks.resampling import PixelShuffle, PixelUnshuffle, Resize, Upsample
from convcalc.networks.reshaping import Pad, Unflatten
from convcalc.networks.window_plan import WindowPlan
from convcalc.notation.sizes import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.networks.given import Given


_CONV = "kernel_size stride padding dilation groups bias padding_mode device dtype"
_TRANSPOSED = (
    "kernel_size stride padding output_padding groups bias dilation padding_mode device dtype"
)
_SAME_NEEDS_STRIDE_1 = "padding='same' with a stride is refused by PyTorch: give numbers"


def _window(g: Given) -> WindowPlan:
    ones = (1,) * g.dims
    padding = g.padding(words=("same", "valid"))
    stride = g.sizes("stride", ones)
    if padding == "same" and max(stride) > 1:
        raise ConvcalcError(_SAME_NEEDS_STRIDE_1)
    return WindowPlan(
        g.sizes("kernel_size"), stride, padding, g.sizes("dilation", ones), dims=g.dims
    )


def _made_for(g: Given, name: str) -> int | None:
    """Return the channels or values that a module was made for; a lazy one was for none yet."""
    return None if g.call.name.startswith("Lazy") else g.whole(name)


def _conv(g: Given) -> Conv:
    channels = _made_for(g, "in_channels")
    groups, bias = g.whole("groups", 1), g.flag("bias", True)
    mode = g.choice("padding_mode", ("zeros", "reflect", "replicate", "circular"))
    return Conv(g.whole("out_channels"), _window(g), groups, bias, channels, mode)


def _transposed(g: Given) -> Transposed:
    channels = _made_for(g, "in_channels")
    extra = g.sizes("output_padding", (0,) * g.dims, least=0)
    window = _window(g)._replace(padding=g.padding(), output_padding=extra)
    g.choice("padding_mode", ("zeros",))
    groups, bias = g.whole("groups", 1), g.flag("bias", True)
    return Transposed(g.whole("out_channels"), window, groups, bias, channels)


def _pool(kind: str) -> Callable[[Given], Pool]:
    def build(g: Given) -> Pool:
        kernel = g.sizes("kernel_size")
        window = WindowPlan(
            kernel,
            g.sizes("stride", kernel),
            g.padding(),
            g.sizes("dilation", (1,) * g.dims),
            ceil=g.flag("ceil_mode", False),
            dims=g.dims,
        )
        return Pool(kind, window)

    return build


def _adaptive(kind: str) -> Callable[[Given], Adaptive]:
    return lambda g: Adaptive(kind, g.sizes("output_size", none=0), g.dims)


def _linear(g: Given) -> Dense:
    features = _made_for(g, "in_features")
    return Dense(g.whole("out_features"), g.flag("bias", True), features)


def _batch_norm(g: Given) -> BatchNorm:
    channels = _made_for(g, "num_features")
    affine, tracked = g.flag("affine", True), g.flag("track_running_stats", True)
    shift = affine and g.flag("bias", True)
    return BatchNorm(affine, shift, tracked, channels, dims=g.dims or None)


def _instance_norm(g: Given) -> BatchNorm:
    channels = _made_for(g, "num_features")
    is_lazy = channels is None  # which is affine unless told otherwise
    affine, tracked = g.flag("affine", is_lazy), g.flag("track_running_stats", is_lazy)
    shift = affine and g.flag("bias", True)
    name = f"InstanceNorm({channels or ''}{',affine' * affine})"
    return BatchNorm(affine, shift, tracked, channels, name, g.dims)


def _group_norm(g: Given) -> Norm:
    groups, channels = g.whole("num_groups"), g.whole("num_channels")
    if channels % groups:
        raise ConvcalcError(f"{channels} channels do not part into {groups} groups")
    affine = g.flag("affine", True)
    shift = affine and g.flag("bias", True)
    text = f"GroupNorm({groups},{channels})"
    return Norm("group-norm", text, (), channels, affine, shift)


def _layer_norm(g: Given) -> Norm:
    sizes = g.some_sizes("normalized_shape")
    text = f"{g.call.name}({','.join(map(str, sizes))})"
    affine = g.flag("elementwise_affine", True)
    shift = affine and g.flag("bias", True) and not g.call.name.startswith("RMS")
    over_channels = "2d" in g.call.name
    shape, channels = ((), sizes[0]) if over_channels else (sizes, None)
    return Norm("layer-norm", text, shape, channels, affine, shift)


def _flatten(g: Given) -> Flatten:
    return Flatten(g.whole("start_dim", 1, least=-9), g.whole("end_dim", -1, least=-9))


def _unflatten(g: Given) -> Unflatten:
    if g.get("dim") != 1:
        raise ConvcalcError("only Unflatten(1, ...) is read, which makes channels of the values")
    sizes = g.some_sizes("unflattened_size")
    if len(sizes) < 2:
        raise ConvcalcError("unflattened_size: expected channels and sizes, as in (8, 4, 4)")
    return Unflatten(sizes[0], sizes[1:])


def _pad(g: Given) -> Pad:
    """Read padding as PyTorch orders it: the last axis first."""
    sides = spread(g.some_sizes("padding", least=0), 2 * g.dims)
    if len(sides) != 2 * g.dims:
        raise ConvcalcError(f"padding has {len(sides)} numbers: expected 1 or {2 * g.dims}")
    pairs = list(zip(sides[::2], sides[1::2], strict=True))
    modes = {"Reflection": "reflect", "Replication": "replicate", "Circular": "circular"}
    name = g.call.name[:-2]  # without 2d
    return Pad(tuple(reversed(pairs)), name, modes.get(name.removesuffix("Pad"), "zeros"))


# How many axes they are for, and of how many cells along each a new one is made.
INTERPOLATIONS: Mapping[str, tuple[int, int]] = {
    "linear": (1, 2),
    "bilinear": (2, 2),
    "bicubic": (2, 4),
    "trilinear": (3, 2),
}


def _upsample(g: Given) -> Upsample | Resize:
    is_bilinear = "Bilinear" in g.call.name
    mode = g.word("mode") or ("bilinear" if is_bilinear else "nearest")
    dims, cells = INTERPOLATIONS.get(mode, (None, 1))
    # Corners on corners: new cells are not a whole number of parts apart.
    is_uneven = cells > 1 and (is_bilinear or g.get("align_corners"))
    neighbours = None if is_uneven else cells
    if g.get("size") is not None:
        return Resize(g.some_sizes("size"), (), neighbours, g.dims or dims)
    factors = g.get("scale_factor")
    items = factors if isinstance(factors, tuple) else (factors,)
    floats = tuple(item for item in items if isinstance(item, float) and item > 0)
    if len(floats) == len(items) and not all(item.is_integer() for item in floats):
        return Resize((), floats, None, g.dims or dims)
    return Upsample(g.some_sizes("scale_factor"), neighbours, g.dims or dims)


def _unchanged(kind: str) -> Callable[[Given], Unchanged]:
    def build(g: Given) -> Unchanged:
        short = {"ReLU": "R", "Dropout": "D", "Identity": "I"}
        return Unchanged(kind, short.get(g.call.name, g.call.name))

    return build


ACTIVATIONS = """
    CELU ELU GELU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid LogSoftmax Mish
    RReLU ReLU ReLU6 SELU SiLU Sigmoid Softmax Softmax#d Softmin Softplus Softshrink Softsign Swish
    Tanh Tanhshrink Threshold
"""
DROPOUTS = "AlphaDropout Dropout Dropout#d FeatureAlphaDropout StochasticDepth"

# "#d" stands for 1d, 2d and 3d. Keras has some of the names too, with other arguments.
MODULES: Mapping[str, Module] = {
    "Conv#d": Module(_conv, f"in_channels out_channels {_CONV}"),
    "LazyConv#d": Module(_conv, f"out_channels {_CONV}"),
    "ConvTranspose#d": Module(_transposed, f"in_channels out_channels {_TRANSPOSED}"),
    "LazyConvTranspose#d": Module(_transposed, f"out_channels {_TRANSPOSED}"),
    "MaxPool#d": Module(
        _pool("max"), "kernel_size stride padding dilation return_indices ceil_mode"
    ),
    "AvgPool#d": Module(
        _pool("avg"), "kernel_size stride padding ceil_mode count_include_pad divisor_override"
    ),
    "AdaptiveAvgPool#d": Module(_adaptive("avg"), "output_size"),
    "AdaptiveMaxPool#d": Module(_adaptive("max"), "output_size return_indices"),
    "Linear": Module(_linear, "in_features out_features bias device dtype"),
    "NonDynamicallyQuantizableLinear": Module(
        _linear, "in_features out_features bias device dtype"
    ),
    "LazyLinear": Module(_linear, "out_features bias device dtype"),
    "BatchNorm#d": Module(
        _batch_norm, "num_features eps momentum affine track_running_stats device dtype bias"
    ),
    "LazyBatchNorm#d": Module(
        _batch_norm, "eps momentum affine track_running_stats device dtype bias"
    ),
    "SyncBatchNorm": Module(
        _batch_norm, "num_features eps momentum affine track_running_stats process_group * bias"
    ),
    "InstanceNorm#d": Module(
        _instance_norm, "num_features eps momentum affine track_running_stats device dtype bias"
    ),
    "LazyInstanceNorm#d": Module(
        _instance_norm, "eps momentum affine track_running_stats device dtype bias"
    ),
    "GroupNorm": Module(_group_norm, "num_groups num_channels eps affine device dtype bias"),
    "LayerNorm": Module(_layer_norm, "normalized_shape eps elementwise_affine bias device dtype"),
    "LayerNorm#d": Module(_layer_norm, "normalized_shape eps elementwise_affine bias device dtype"),
    "RMSNorm": Module(_layer_norm, "normalized_shape eps elementwise_affine device dtype"),
    "LocalResponseNorm": Module(_unchanged("local-response-norm")),
    "PReLU": Module(
        lambda g: Slopes(g.whole("num_parameters", 1)), "num_parameters init device dtype"
    ),
    "Flatten": Module(_flatten, "start_dim end_dim", ("name", "data_format", "input_shape")),
    "Unflatten": Module(_unflatten, "dim unflattened_size"),
    "ZeroPad#d": Module(_pad, "padding"),
    "ConstantPad#d": Module(_pad, "padding value"),
    "ReflectionPad#d": Module(_pad, "padding"),
    "ReplicationPad#d": Module(_pad, "padding"),
    "CircularPad#d": Module(_pad, "padding"),
    "Upsample": Module(_upsample, "size scale_factor mode align_corners recompute_scale_factor"),
    "UpsamplingNearest2d": Module(_upsample, "size scale_factor mode"),
    "UpsamplingBilinear2d": Module(_upsample, "size scale_factor mode"),
    "PixelUnshuffle": Module(
        lambda g: PixelUnshuffle(g.whole("downscale_factor")), "downscale_factor"
    ),
    "PixelShuffle": Module(lambda g: PixelShuffle(g.whole("upscale_factor")), "upscale_factor"),
    "Identity": Module(_unchanged("identity")),
    "ChannelShuffle": Module(_unchanged("identity")),
    **{name: Module(_unchanged("activation")) for name in ACTIVATIONS.split()},
    **{name: Module(_unchanged("dropout")) for name in DROPOUTS.split()},
}
