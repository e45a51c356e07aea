"""Keras's layers. A new one is one entry in ``MODULES``.

The names and the order of the arguments are those of ``keras.layers``; channels come last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.networks.convolutions import Conv, Depthwise, Transposed
from convcalc.networks.dense import Dense
from convcalc.networks.given import Module
from convcalc.networks.norms import Norm, Slopes
from convcalc.networks.pointwise import BatchNorm, Unchanged
from convcalc.networks.pools import Adaptive, Pool
from convcalc.networks.resampling import Upsample
from convcalc.networks.reshaping import Pad, Unflatten
from convcalc.networks.window_plan import WindowPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convcalc.networks.given import Given
    from convcalc.networks.layer import Layer
    from convcalc.notation.modules import Value

# Arguments of every layer that change neither shapes nor counts.
IGNORED = (
    "_initializer",
    "_regularizer",
    "_constraint",
    "activation",
    "name",
    "dtype",
    "trainable",
    "data_format",
    "input_shape",
    "input_dim",
    "batch_size",
    "autocast",
)
_SAME_WORDS = ("valid", "same")


def _window(g: Given, kernel: str = "kernel_size") -> WindowPlan:
    ones = (1,) * g.dims
    words = (*_SAME_WORDS, "causal") if g.dims == 1 else _SAME_WORDS
    padding = g.choice("padding", words)
    strides, dilation = g.sizes("strides", ones), g.sizes("dilation_rate", ones)
    if max(strides) > 1 and max(dilation) > 1:
        raise ConvcalcError("strides and dilation_rate are both above 1, which Keras refuses")
    return WindowPlan(g.sizes(kernel), strides, padding, dilation, dims=g.dims)


def _conv(g: Given) -> Conv:
    groups, bias = g.whole("groups", 1), g.flag("use_bias", True)
    return Conv(g.whole("filters"), _window(g), groups, bias)


def _transposed(g: Given) -> Transposed:
    """Read a transposed convolution.

    Without output padding one is chosen: for ``same`` to give n * stride cells, else to reach as
    far as the last stride. With it ``same`` crops half the kernel on both sides.
    """
    window = _window(g)
    extents = [d * (k - 1) + 1 for k, d in zip(window.kernel, window.dilation, strict=True)]
    if g.get("output_padding") is not None:
        extra = g.sizes("output_padding", least=0)
        if window.padding == "same":
            window = window._replace(padding=tuple((e // 2, e // 2) for e in extents))
        window = window._replace(output_padding=extra)
    elif window.padding != "same":
        gaps = (max(s - e, 0) for s, e in zip(window.stride, extents, strict=True))
        window = window._replace(output_padding=tuple(gaps))
    return Transposed(g.whole("filters"), window, 1, g.flag("use_bias", True))


def _depthwise(g: Given) -> Depthwise:
    window, bias = _window(g), g.flag("use_bias", True)
    return Depthwise(None, window, bias, g.whole("depth_multiplier", 1))


def _separable(g: Given) -> tuple[Layer, ...]:
    deep = Depthwise(None, _window(g), False, g.whole("depth_multiplier", 1))
    point = WindowPlan((1,) * g.dims, dims=g.dims)
    return deep, Conv(g.whole("filters"), point, 1, g.flag("use_bias", True))


def _pool(kind: str) -> Callable[[Given], Pool]:
    def build(g: Given) -> Pool:
        kernel = g.sizes("pool_size", (2,) * g.dims)
        padding = g.choice("padding", _SAME_WORDS)
        window = WindowPlan(kernel, g.sizes("strides", kernel), padding, dims=g.dims)
        return Pool(kind, window)

    return build


def _global(kind: str) -> Callable[[Given], Adaptive]:
    return lambda g: Adaptive(kind, (1,) * g.dims, g.dims, flat=not g.flag("keepdims", False))


def _norm(kind: str) -> Callable[[Given], Norm]:
    def build(g: Given) -> Norm:
        _check_last_axis(g)
        scale, shift = g.flag("scale", True), g.flag("center", True)
        shift = shift and not g.flag("rms_scaling", False)
        return Norm(kind, g.call.name, scale=scale, shift=shift)

    return build


def _check_last_axis(g: Given) -> None:
    if g.get("axis", -1) not in (-1, (-1,)):
        raise ConvcalcError("only axis=-1 is read, the channels")


def _batch_norm(g: Given) -> BatchNorm:
    _check_last_axis(g)
    return BatchNorm(g.flag("scale", True), g.flag("center", True))


def _pad(g: Given) -> Pad:
    given = g.get("padding", 1)
    items: tuple[Value, ...] = given if isinstance(given, tuple) else (given,) * g.dims
    if g.dims == 1 and len(items) == 2:
        items = (items,)
    pairs = [item if isinstance(item, tuple) else (item, item) for item in items]
    sides = tuple(
        (pair[0], pair[1])
        for pair in pairs
        if len(pair) == 2 and isinstance(pair[0], int) and isinstance(pair[1], int)
    )
    if len(sides) != g.dims or len(pairs) != g.dims or min(map(min, sides)) < 0:
        raise ConvcalcError("padding: expected whole numbers, or pairs of them, 0 or more")
    return Pad(sides)


def _upsample(g: Given) -> Upsample:
    neighbours = {"": 1, "nearest": 1, "bilinear": 2, "bicubic": 4}.get(g.word("interpolation"))
    return Upsample(g.sizes("size", (2,) * g.dims), neighbours)


def _reshape(g: Given) -> Unflatten:
    shape = g.get("target_shape")
    sizes = [n for n in shape if isinstance(n, int)] if isinstance(shape, tuple) else []
    if not isinstance(shape, tuple) or len(sizes) < max(len(shape), 1) or min(sizes) < 1:
        raise ConvcalcError("target_shape: expected sizes and channels, as in (4, 4, 8)")
    return Unflatten(sizes[-1], tuple(sizes[:-1]), of_a_row=False)


def _prelu(g: Given) -> Slopes:
    """Read PReLU, which has a slope for every value here unless axes share them."""
    shared = g.get("shared_axes")
    if shared not in (
        None,
        tuple(range(1, len(shared) + 1)) if isinstance(shared, tuple) else None,
    ):
        raise ConvcalcError("shared_axes: expected all but the channels, as in [1, 2]")
    return Slopes(None, shared is not None)


def _unchanged(kind: str) -> Callable[[Given], Unchanged]:
    return lambda g: Unchanged(kind, g.call.name)


_CONV = "kernel_size strides padding"
_REST = "* data_format dilation_rate activation use_bias"
_POOL = "pool_size strides padding data_format"

# What prepares pictures or regularizes, and changes no shape.
_PASSING = """
    ActivityRegularization GaussianDropout GaussianNoise RandomBrightness RandomContrast
    RandomFlip RandomRotation RandomTranslation RandomZoom Rescaling
"""

# "#D" stands for 1D, 2D and 3D.
MODULES: Mapping[str, Module] = {
    "Conv#D": Module(
        _conv, f"filters {_CONV} data_format dilation_rate groups activation use_bias", IGNORED
    ),
    "Conv#DTranspose": Module(_transposed, f"filters {_CONV} {_REST} output_padding", IGNORED),
    "DepthwiseConv#D": Module(_depthwise, f"{_CONV} depth_multiplier {_REST}", IGNORED),
    "SeparableConv#D": Module(_separable, f"filters {_CONV} {_REST} depth_multiplier", IGNORED),
    "MaxPooling#D": Module(_pool("max"), _POOL, IGNORED),
    "MaxPool#D": Module(_pool("max"), _POOL, IGNORED),
    "AveragePooling#D": Module(_pool("avg"), _POOL, IGNORED),
    "AvgPool#D": Module(_pool("avg"), _POOL, IGNORED),
    "GlobalAveragePooling#D": Module(_global("avg"), "data_format keepdims", IGNORED),
    "GlobalAvgPool#D": Module(_global("avg"), "data_format keepdims", IGNORED),
    "GlobalMaxPooling#D": Module(_global("max"), "data_format keepdims", IGNORED),
    "GlobalMaxPool#D": Module(_global("max"), "data_format keepdims", IGNORED),
    "Dense": Module(
        lambda g: Dense(g.whole("units"), g.flag("use_bias", True), flattens=False),
        "units activation use_bias",
        IGNORED,
    ),
    "Reshape": Module(_reshape, "target_shape", IGNORED),
    "BatchNormalization": Module(
        _batch_norm, "axis momentum epsilon center scale * synchronized", IGNORED
    ),
    "LayerNormalization": Module(
        _norm("layer-norm"), "axis epsilon center scale * rms_scaling", IGNORED
    ),
    "GroupNormalization": Module(_norm("group-norm"), "groups axis epsilon center scale", IGNORED),
    "PReLU": Module(_prelu, "* shared_axes", IGNORED),
    "ZeroPadding#D": Module(_pad, "padding data_format", IGNORED),
    "UpSampling#D": Module(_upsample, "size data_format interpolation", IGNORED),
    "Activation": Module(_unchanged("activation")),
    "SpatialDropout#D": Module(_unchanged("dropout")),
    **{name: Module(_unchanged("identity")) for name in _PASSING.split()},
}
