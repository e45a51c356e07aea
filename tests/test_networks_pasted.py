"""Pasted PyTorch and Keras: every module by its numbers, and whole models."""

from __future__ import annotations

import re

import pytest

from convcalc.errors import ConvcalcError
from convcalc.networks import keras, pytorch
from convcalc.networks.catalogue import HIDING, KERAS_REFUSED, PYTORCH_REFUSED
from convcalc.networks.read import read_network
from convcalc.networks.trace import find_input, trace
from convcalc.operation.params import params
from convcalc.operation.shape import shape

# A call of every module, what comes in, what goes out, its parameters and its buffers.
TORCH = {
    "Conv#d": ("Conv2d(4, 8, (3, 5), stride=2, padding=(1, 2))", "4@8x8", "8@4x4", 488, 0),
    "LazyConv#d": ("LazyConv2d(8, 3, bias=False)", "4@8x8", "8@6x6", 288, 0),
    "ConvTranspose#d": (
        "ConvTranspose2d(4, 8, 3, 2, 1, 1, groups=2)",
        "4@8x8",
        "8@16x16",
        4 * 4 * 9 + 8,
        0,
    ),
    "LazyConvTranspose#d": ("LazyConvTranspose1d(8, 4)", "4@8", "8@11", 136, 0),
    "MaxPool#d": ("MaxPool2d(3, 2, 1, ceil_mode=True)", "4@8x8", "4@5x5", 0, 0),
    "AvgPool#d": ("AvgPool3d(2)", "4@8x8x8", "4@4x4x4", 0, 0),
    "AdaptiveAvgPool#d": ("AdaptiveAvgPool2d((1, 1))", "4@8x8", "4@1x1", 0, 0),
    "AdaptiveMaxPool#d": ("AdaptiveMaxPool1d(3)", "4@8", "4@3", 0, 0),
    "Linear": ("Linear(256, 10)", "4@8x8", "10", 2570, 0),
    "LazyLinear": ("LazyLinear(10, bias=False)", "4@8x8", "10", 2560, 0),
    "NonDynamicallyQuantizableLinear": (
        "NonDynamicallyQuantizableLinear(256, 10)",
        "4@8x8",
        "10",
        2570,
        0,
    ),
    "BatchNorm#d": ("BatchNorm2d(4)", "4@8x8", "4@8x8", 8, 8),
    "LazyBatchNorm#d": ("LazyBatchNorm2d()", "4@8x8", "4@8x8", 8, 8),
    "SyncBatchNorm": ("SyncBatchNorm(4, affine=False)", "4@8x8", "4@8x8", 0, 8),
    "InstanceNorm#d": ("InstanceNorm2d(4, affine=True)", "4@8x8", "4@8x8", 8, 0),
    "LazyInstanceNorm#d": ("LazyInstanceNorm2d()", "4@8x8", "4@8x8", 8, 8),
    "GroupNorm": ("GroupNorm(2, 4)", "4@8x8", "4@8x8", 8, 0),
    "LayerNorm": ("LayerNorm([4, 8, 8])", "4@8x8", "4@8x8", 512, 0),
    "LayerNorm#d": (
        "LayerNorm2d((4,), eps=1e-06, elementwise_affine=True)",
        "4@8x8",
        "4@8x8",
        8,
        0,
    ),
    "RMSNorm": ("RMSNorm(8)", "4@8x8", "4@8x8", 8, 0),
    "LocalResponseNorm": ("LocalResponseNorm(5, alpha=0.0001)", "4@8x8", "4@8x8", 0, 0),
    "PReLU": ("PReLU(4)", "4@8x8", "4@8x8", 4, 0),
    "Flatten": ("Flatten()", "4@8x8", "256", 0, 0),
    "Unflatten": ("Unflatten(1, (16, 4, 4))", "256@1", "16@4x4", 0, 0),
    "ZeroPad#d": ("ZeroPad2d((1, 0, 2, 3))", "4@8x8", "4@13x9", 0, 0),
    "ConstantPad#d": ("ConstantPad1d(2, 0.5)", "4@8", "4@12", 0, 0),
    "ReflectionPad#d": ("ReflectionPad2d(1)", "4@8x8", "4@10x10", 0, 0),
    "ReplicationPad#d": ("ReplicationPad3d(1)", "4@8x8x8", "4@10x10x10", 0, 0),
    "CircularPad#d": ("CircularPad2d(1)", "4@8x8", "4@10x10", 0, 0),
    "Upsample": ("Upsample(scale_factor=2.0, mode='nearest')", "4@8x8", "4@16x16", 0, 0),
    "UpsamplingNearest2d": ("UpsamplingNearest2d(scale_factor=3)", "4@8x8", "4@24x24", 0, 0),
    "UpsamplingBilinear2d": ("UpsamplingBilinear2d(size=(12, 16))", "4@8x8", "4@12x16", 0, 0),
    "PixelUnshuffle": ("PixelUnshuffle(2)", "4@8x8", "16@4x4", 0, 0),
    "PixelShuffle": ("PixelShuffle(2)", "4@8x8", "1@16x16", 0, 0),
    "Identity": ("Identity()", "4@8x8", "4@8x8", 0, 0),
    "ChannelShuffle": ("ChannelShuffle(2)", "4@8x8", "4@8x8", 0, 0),
    "Softmax#d": ("Softmax2d()", "4@8x8", "4@8x8", 0, 0),
    "Dropout#d": ("Dropout2d(p=0.5, inplace=False)", "4@8x8", "4@8x8", 0, 0),
}
KERAS = {
    "Conv#D": ("Conv2D(8, (3, 5), strides=2, padding='same')", "4@8x8", "8@4x4", 488, 0),
    "Conv#DTranspose": ("Conv2DTranspose(8, 2, strides=3)", "4@8x8", "8@24x24", 136, 0),
    "DepthwiseConv#D": ("DepthwiseConv2D(3, depth_multiplier=2)", "4@8x8", "8@6x6", 80, 0),
    "SeparableConv#D": ("SeparableConv2D(16, 3)", "4@8x8", "16@6x6", 36 + 64 + 16, 0),
    "MaxPooling#D": ("MaxPooling2D()", "4@9x9", "4@4x4", 0, 0),
    "MaxPool#D": ("MaxPool1D(3, padding='same')", "4@8", "4@3", 0, 0),
    "AveragePooling#D": ("AveragePooling2D((2, 4))", "4@8x8", "4@4x2", 0, 0),
    "AvgPool#D": ("AvgPool3D(2)", "4@8x8x8", "4@4x4x4", 0, 0),
    "GlobalAveragePooling#D": ("GlobalAveragePooling2D()", "4@8x8", "4", 0, 0),
    "GlobalAvgPool#D": ("GlobalAvgPool2D(keepdims=True)", "4@8x8", "4@1x1", 0, 0),
    "GlobalMaxPooling#D": ("GlobalMaxPooling1D()", "4@8", "4", 0, 0),
    "GlobalMaxPool#D": ("GlobalMaxPool2D()", "4@8x8", "4", 0, 0),
    "Dense": ("Dense(10, activation='relu')", "4@8x8", "10@8x8", 50, 0),
    "PReLU": ("PReLU(shared_axes=[1, 2])", "4@8x8", "4@8x8", 4, 0),
    "Reshape": ("Reshape((4, 4, 16))", "256@1", "16@4x4", 0, 0),
    "BatchNormalization": ("BatchNormalization(scale=False)", "4@8x8", "4@8x8", 4, 8),
    "LayerNormalization": ("LayerNormalization()", "4@8x8", "4@8x8", 8, 0),
    "GroupNormalization": ("GroupNormalization(groups=2, center=False)", "4@8x8", "4@8x8", 4, 0),
    "ZeroPadding#D": ("ZeroPadding2D(((1, 2), (0, 3)))", "4@8x8", "4@11x11", 0, 0),
    "UpSampling#D": ("UpSampling2D((2, 3))", "4@8x8", "4@16x24", 0, 0),
    "Activation": ("Activation('relu')", "4@8x8", "4@8x8", 0, 0),
    "SpatialDropout#D": ("SpatialDropout2D(0.3)", "4@8x8", "4@8x8", 0, 0),
}


@pytest.mark.parametrize("name", [*pytorch.MODULES, *keras.MODULES])
def test_every_module(name: str) -> None:
    plain = (f"{name.replace('#', '2')}(0.5)", "4@8x8", "4@8x8", 0, 0)
    known = {**KERAS, **TORCH}
    text, given, output, count, buffers = known.get(name, plain)
    module = {**keras.MODULES, **pytorch.MODULES}[name]
    assert name in known or module.signature is None
    network = read_network(text)
    traced = trace(network, find_input(network, given))
    total = params(text, shape=given).total
    assert str(traced.output) == output
    assert (total["params"], total["buffers"]) == (count, buffers)
    assert re.fullmatch(r"[a-z-]+", network.nodes[0].layer.type)


@pytest.mark.parametrize("name", [*PYTORCH_REFUSED, *KERAS_REFUSED])
def test_modules_that_are_no_layers_are_refused_by_name(name: str) -> None:
    name = re.sub("#([dD])", r"2\1", name)
    with pytest.raises(ConvcalcError, match=f"'{name}' is not known: its weights"):
        read_network(f"nn.{name}()")


@pytest.mark.parametrize("name", [*PYTORCH_REFUSED, f"{HIDING}( (c): Linear(2, 2) )"])
def test_printed_modules_that_are_no_layers_are_refused_by_name(name: str) -> None:
    text = name.replace("#d", "2d") if "(" in name else f"{name.replace('#d', '2d')}()"
    with pytest.raises(ConvcalcError, match=f"'{text.partition('(')[0]}' is not known: its we"):
        read_network(f"Net( (a): ReLU() (b): {text} )")


def test_printed_names_of_keras_are_names_of_classes() -> None:
    """A class may be called as it likes; print shows what it holds."""
    text = "Net( (a): GaussianNoise() (b): Conv2d(3, 8, kernel_size=(3, 3)) (c): {} )"
    assert params(text.format("PReLU(num_parameters=8)")).total["params"] == 224 + 8
    for name in ("Dense", "Activation", "Attention", "Upsample", "Conv2d", "LayerNorm"):
        inner = f"{name}( (conv): Conv2d(8, 2, kernel_size=(1, 1)) )"
        assert params(text.format(inner)).total["params"] == 224 + 18


def test_printed_classes_with_sizes_of_their_own_say_so() -> None:
    block = "Block( dim=64, heads=4 (qkv): Linear(in_features=64, out_features=192, bias=False) )"
    result = params(f"Net( (a): {block} )")
    assert result.total["params"] == 64 * 192
    assert "Block has sizes of its own: weights that it makes are not counted" in result.notes
    timm = (
        "BatchNormAct2d( 32, eps=1e-05, momentum=0.1, affine=True (drop): Identity() (a): SiLU() )"
    )
    result = params(f"Sequential( (0): Conv2d(3, 32, kernel_size=(3, 3)) (1): {timm} )")
    assert result.total == {"params": 896 + 64, "buffers": 64}
    assert not any("sizes of its own" in note for note in result.notes)


@pytest.mark.parametrize(
    "module",
    [
        "NoisyLinear(in=128, out=64)",
        "GraphConvolution (1433 -> 16)",
        "CustomLinear(in_features: 128, out_features: 64)",
        "ConvBlock(3x64, k=3x3)",
        "MyLinear(in_features=3)",
    ],
)
def test_unknown_printed_modules_with_sizes_in_any_words_are_refused(module: str) -> None:
    name = re.split(r"[ (]", module)[0]
    with pytest.raises(ConvcalcError, match=f"layer 1 .*'{name}' is not known"):
        read_network(f"Sequential( (0): {module} (1): ReLU() )")
    assert read_network("Sequential( (0): Odd(<function f at 0x7f1>) (1): ReLU() )").nodes


@pytest.mark.parametrize(
    "around",
    [
        ">>> print(model)\n{}",
        "```\n{}\n```",
        "Out[3]:\n{}",
        "Model: {}",
        "model = {}",
        "Using cuda device\n{}",
        "{}  # a comment",
        "{}\nTotal params: 224\nDone.",
    ],
)
def test_what_stands_around_a_printed_model_is_skipped(around: str) -> None:
    model = "Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n  (1): ReLU()\n)"
    for text in (model, model.replace("Sequential", "Net")):
        assert params(around.format(text)).total["params"] == 224


def test_lists_of_modules_are_no_chains() -> None:
    text = (
        "ModuleList( (0): Conv2d(3, 8, kernel_size=(1, 1)) (1): Conv2d(3, 8, kernel_size=(1, 1)) )"
    )
    assert params(text).total["params"] == 64
    with pytest.raises(ConvcalcError, match=r"layer 2 .*made for 3 channels, but 8 come"):
        shape("3@9x9", text)
    assert params("nn.ModuleList([nn.Conv2d(3, 8, 1), nn.Conv2d(3, 8, 1)])").total["params"] == 64


def test_an_unknown_layer_may_have_changed_the_shape() -> None:
    text = (
        "Sequential( (0): Linear(in_features=100, out_features=128, bias=True) (1): View()"
        " (2): ConvTranspose2d(128, 8, kernel_size=(4, 4), stride=(2, 2)) )"
    )
    assert params(text).total["params"] == 12_928 + 128 * 8 * 16 + 8


def test_unknown_modules_pass_only_printed_and_without_sizes() -> None:
    text = "Sequential( (0): ReLU() (1): MyGate() (2): Drop(p=0.5, mode=row) (3): MyGate() )"
    network = read_network(text)
    assert [node.layer.type for node in network.nodes] == ["activation", *["identity"] * 3]
    assert network.notes == (
        "MyGate is not known: taken for a layer that changes nothing",
        "Drop is not known: taken for a layer that changes nothing",
    )
    for call in ("My(64)", "My(planes=64)", "My((3, 3))", "My(shape=[2, 2])"):
        with pytest.raises(
            ConvcalcError, match=r"^layer 2 \(My\).*: 'My' is not known: its weights"
        ):
            read_network(f"Sequential( (0): ReLU() (1): {call} )")
    for code in ("make_encoder()", "Block()", "self._make()", "VGG16(weights='imagenet')"):
        with pytest.raises(ConvcalcError, match=r"^layer 2 \(\w+\).*: '\w+' is not known"):
            read_network(f"nn.ReLU()\nself.b = {code}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nn.Conv2d(3, 64)", "Conv2d lacks kernel_size: expected Conv2d(in_channels, out_channels"),
        ("nn.Conv2d(3, 64, 3, 1, 1, 1, 1, True, 'zeros', 0, 0, 0)", "Conv2d got 12 arguments"),
        ("nn.Conv2d(3, 64, 3, kernel_size=3)", "Conv2d got kernel_size twice: leave one out"),
        ("nn.Conv2d(3, 64, 3, strid=2)", "Conv2d has no argument 'strid': expected Conv2d("),
        ("nn.Conv2d(c, 64, 3)", "in_channels is 'c', a name: put the number it stands for"),
        ("nn.Conv2d('3', 64, 3)", "in_channels is '3': expected a whole number"),
        ("nn.Conv2d(True, 64, 3)", "in_channels is 'True': expected a whole number"),
        ("nn.Conv2d(3, 0, 3)", "out_channels is 0: expected 1 or more"),
        ("nn.Conv2d(3, 64, (3, 3, 3))", "kernel_size has 3 numbers: expected 1 or 2"),
        ("nn.Conv2d(3, 64, 3, stride=0)", "stride is 0: expected 1 or more"),
        ("nn.Conv2d(3, 64, 3, padding=-1)", "padding is -1: expected 0 or more"),
        ("nn.Conv2d(3, 64, 3, padding='full')", "padding is 'full': expected numbers or same or"),
        ("nn.Conv2d(3, 64, 3, 2, 'same')", "padding='same' with a stride is refused by PyTorch"),
        ("nn.Conv2d(3, 64, 3, bias=0)", "bias is '0': expected True or False"),
        ("nn.GroupNorm(3, 8)", "8 channels do not part into 3 groups"),
        ("nn.LayerNorm(w)", "normalized_shape is 'w', a name: put the number"),
        ("nn.Conv2d(3, 8, 9 // 0)", "kernel_size is '9 // 0', which is not computed: put the"),
        ("nn.Unflatten(2, (2, 2))", "only Unflatten(1, ...) is read"),
        ("nn.Unflatten(1, 4)", "unflattened_size: expected channels and sizes, as in (8, 4, 4)"),
        ("nn.Conv2D(3, 6, 5)", "'Conv2D' is not known: did you mean nn.Conv2d?"),
        ("torch.nn.MaxPoll2d(2)", "'MaxPoll2d' is not known: did you mean torch.nn.MaxPool2d?"),
        ("layers.MaxPolling2D()", "'MaxPolling2D' is not known: did you mean layers.MaxPooling2D"),
        ("nn.Unflatten(1, (4, h, 4))", "unflattened_size has 'h', a name: put the number it"),
        ("nn.ZeroPad2d((1, x, 2, 2, 0))", "padding has 'x', a name: put the number it stands"),
        ("nn.ZeroPad2d((1, True, 2, 2))", "padding is '(1, True, 2, 2)': expected whole numbers"),
        ("nn.ZeroPad2d((1, 2))", "padding has 2 numbers: expected 1 or 4"),
        ("nn.Upsample(scale_factor=-1.5)", "scale_factor is '-1.5': expected whole numbers, 1 or"),
        ("nn.Conv2d(3, 8, 3.0)", "kernel_size is '3.0': expected whole numbers"),
        ("nn.Conv2d(3, 8, 3, padding_mode='same')", "padding_mode is 'same': expected zeros or"),
        ("nn.ConvTranspose2d(3, 8, 3, padding_mode='reflect')", "padding_mode is 'reflect'"),
        ("nn.UpsamplingBilinear3d(2)", "'UpsamplingBilinear3d' is not known"),
        ("Conv2D(8, 3, padding=1)", "padding is '1': expected valid or same"),
        ("Conv2D(8, 3, padding='causal')", "padding is 'causal': expected valid or same"),
        ("Conv2D(8, 3, 2, dilation_rate=2)", "strides and dilation_rate are both above 1"),
        ("LayerNormalization(axis=[1, 2])", "only axis=-1 is read, the channels"),
        ("BatchNormalization(axis=1)", "only axis=-1 is read, the channels"),
        ("Dense(3), PReLU(shared_axes=[2])", "shared_axes: expected all but the channels"),
        ("ZeroPadding2D(((1,),(1,)))", "padding: expected whole numbers, or pairs of them"),
        ("ZeroPadding2D((1, []))", "padding: expected whole numbers, or pairs of them"),
        ("Sequential([Input((4,)), Dense(3), Input((2,))])", "a second input: paste one model"),
        ("nn.AdaptiveAvgPool2d((0, 7))", "output_size is 0: expected 1 or more"),
        ("Reshape(4)", "target_shape: expected sizes and channels, as in (4, 4, 8)"),
        ("ZeroPadding2D((1, 2, 3))", "padding: expected whole numbers, or pairs of them"),
        ("[64, 'X']", "'X' in a VGG list: expected numbers of filters, 'M' or 'A'"),
    ],
)
def test_bad_arguments_name_the_module(text: str, message: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        read_network(text)
    line = str(caught.value).splitlines()[0]
    assert re.match(r"layer \d+ \([\w ]+\): ", line)
    assert message in line


@pytest.mark.parametrize("text", ["()", "[x]", "nn.Sequential()"])
def test_code_without_layers(text: str) -> None:
    with pytest.raises(ConvcalcError, match=r"no layers here|is no layer|brackets|nothing stands"):
        read_network(text)


def test_printed_arguments_of_later_versions_are_no_mistakes() -> None:
    text = "Sequential( (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), foo=True) )"
    assert params(text).total["params"] == 224


def test_repeated_blocks_and_wrappers() -> None:
    text = "DataParallel( (module): Net( (0-2): 3 x Block( (0): Linear(4, 4) ) ) )"
    network = read_network(text)
    assert [node.name for node in network.nodes] == ["module.0-2.0"] * 3
    assert not network.is_chain
    assert params(text).total["params"] == 60


RESNET_BLOCK = """Net(
  (conv1): Conv2d(64, 128, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
  (bn1): BatchNorm2d(128, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (relu): ReLU(inplace=True)
  (downsample): Sequential(
    (0): Conv2d(64, 128, kernel_size=(1, 1), stride=(2, 2), bias=False)
    (1): BatchNorm2d(128, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  )
)
"""


def test_from_the_first_misfit_of_a_class_only_parameters_are_counted() -> None:
    result = params(RESNET_BLOCK, shape="64@56x56")
    assert result.total == {
        "params": 128 * 64 * 9 + 256 + 128 * 64 + 256,
        "buffers": 512,
    }
    assert result.layers[0]["macs"] == 128 * 64 * 9 * 28 * 28
    assert "macs" not in result.layers[3]
    assert result.notes[1] == (
        "only parameters are counted from there on: layer 4 (C128k1s2:nobias, downsample.0): it is"
        " made for 64 channels, but 128 come in (128@28x28)"
    )
    with pytest.raises(ConvcalcError, match="made for 64 channels, but 128 come in"):
        params(RESNET_BLOCK.replace("Net(", "Sequential("), shape="64@56x56")


def test_dense_features_must_fit() -> None:
    with pytest.raises(ConvcalcError) as caught:
        params("nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.Linear(256, 10)", shape="1@14x14")
    assert caught.value.reason == "its in_features must be 400 = 16*5*5, got 256"
    with pytest.raises(ConvcalcError, match=r"must be 400 = 16\*5\*5, got 256"):
        params("nn.Conv2d(1, 16, 5), nn.Flatten(), nn.ReLU(), nn.Linear(256, 10)", shape="1@9x9")
    with pytest.raises(ConvcalcError, match="its in_features must be 10, got 12"):
        params("nn.Linear(4, 10), nn.Linear(12, 2)")


def test_weights_made_from_others_are_counted_once() -> None:
    text = (
        "Sequential( (0): ParametrizedConv2d( 3, 8, kernel_size=(3, 3), stride=(1, 1)"
        " (parametrizations): ModuleDict( (weight): ParametrizationList( (0): {}() ) ) ) )"
    )
    assert params(text.format("_SpectralNorm")).total["params"] == 224
    with pytest.raises(ConvcalcError, match="'_WeightNorm' inside it is not known: its weights"):
        params(text.format("_WeightNorm"))


def test_lazy_modules_that_are_printed_before_their_first_use() -> None:
    text = (
        "Sequential( (0): LazyConv2d(0, 8, kernel_size=(3, 3), stride=(1, 1))"
        " (1): LazyBatchNorm2d(0, eps=1e-05, momentum=0.1, affine=True) (2): Flatten()"
        " (3): LazyLinear(in_features=0, out_features=10, bias=True) )"
    )
    assert params(text, shape="3@9x9").total["params"] == 224 + 16 + 8 * 49 * 10 + 10
    with pytest.raises(ConvcalcError, match=r"its in_features depend on what forward\(\) does"):
        params(text.replace("Sequential", "Net"), shape="3@9x9")
    within = params(f"Net( (net): {text} )", shape="3@9x9")
    assert within.total["params"] == 224 + 16 + 8 * 49 * 10 + 10
    alone = "LazyConv2d(0, 8, kernel_size=(3, 3), stride=(1, 1))"
    assert params(alone, shape="3@9x9").total["params"] == 224


def test_a_class_with_squeeze_excitation_is_no_chain() -> None:
    text = (
        "Net( (a): Conv2d(3, 8, 3) (se): SqueezeExcitation( (avgpool): AdaptiveAvgPool2d(1)"
        " (fc1): Conv2d(8, 8, kernel_size=(1, 1)) ) (b): Conv2d(8, 8, 3, padding=1) (c): ReLU() )"
    )
    result = params(text, shape="3@9x9")
    assert result.total == {"params": 224 + 72 + 584, "buffers": 0}
    assert result.notes[-1].endswith(
        "layer 4 (C8k3p1, b): its window gets a single cell: these layers do not follow each other"
    )
    chain = text.replace("Net(", "Sequential(").replace("SqueezeExcitation(", "Sequential(")
    assert params(chain, shape="3@9x9").total["macs"] == 216 * 49 + 64 + 576


def test_a_dense_layer_that_flattens_without_being_told_says_so() -> None:
    network = read_network("nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Linear(288, 10)")
    assert network.notes == (
        "layer 3 (FC10) flattens first; in PyTorch nn.Flatten() must stand before it",
    )
    flat = "nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(288, 10), nn.Linear(10, 2)"
    assert read_network(flat).notes == ()


@pytest.mark.parametrize(
    ("text", "shape", "message"),
    [
        ("nn.BatchNorm1d(3)", "3@9x9", "it is for 1 sliding axis, but the input 3@9x9 has 2 axes"),
        ("nn.BatchNorm2d(3)", "3@9", "its sizes are for 2 sliding axes, but the input 3@9 has 1"),
        (
            "nn.Flatten(), nn.BatchNorm2d(27)",
            "3@3x3",
            "it works on rows and columns, but 27 values",
        ),
        ("nn.LayerNorm(8)", "3@9x9", "it is made for 8, but 3@9x9 comes in"),
        ("nn.LayerNorm([9, 9, 9])", "3@9x9", "it is made for 9x9x9, but 3@9x9 comes in"),
        ("nn.LayerNorm([3, 9, 9, 9])", "3@9x9", "it is made for 3x9x9x9, but 3@9x9 comes in"),
        ("nn.InstanceNorm2d(4, affine=True)", "3@9x9", "it is made for 4 channels, but 3 come in"),
        ("nn.ReflectionPad2d(9)", "3@9x9", "padding 9 is too much for reflect on an axis of 9"),
        ("nn.CircularPad2d(10)", "3@9x9", "padding 10 is too much for circular on an axis of 9"),
        (
            "nn.Conv2d(3, 8, 3, padding=9, padding_mode='reflect')",
            "3@9x9",
            "padding 9 is too much for reflect on an axis of 9",
        ),
        ("nn.Upsample(size=8, mode='trilinear')", "3@9x9", "its sizes are for 3 sliding axes"),
        ("nn.Upsample(size=(8, 8))", "3@9", "its sizes are for 2 sliding axes, but the input"),
        ("nn.Unflatten(1, (3, 1))", "3@9x9", "it parts a row of values, but 3@9x9 comes in"),
        ("nn.Unflatten(1, (4, 4))", "9@1", "9 values come in, and 4@4 holds 16"),
        ("nn.PixelUnshuffle(2)", "3@9x9", "its input 3@9x9 does not part into squares of 2"),
        ("nn.Upsample(scale_factor=0.1)", "3@9x9", "its output is empty: the input 3@9x9 is too"),
        ("nn.Flatten(1, 2)", "3@9x9", "only all axes of 3@9x9 are flattened, or all but the ch"),
        ("nn.Flatten(0)", "3@9x9", "only all axes of 3@9x9 are flattened, or all but the chann"),
        ("nn.PixelShuffle(2)", "3@9x9", "3 channels do not part into squares of 2x2"),
        ("Conv2D(4, 3, input_shape=(n, n, n)), PReLU()", None, "the number of channels is not"),
    ],
)
def test_what_pytorch_refuses_is_refused(text: str, shape: str | None, message: str) -> None:
    with pytest.raises(ConvcalcError) as caught:
        params(text, shape=shape)
    assert message in str(caught.value)


def test_shapes_that_depend_on_the_rank_of_what_comes_in() -> None:
    for text, given, output in (
        ("nn.Upsample(scale_factor=2)", "3@4", "3@8"),
        ("nn.Upsample(scale_factor=2, mode='linear')", "3@4", "3@8"),
        ("nn.Upsample(scale_factor=(2, 3))", "3@4x4", "3@8x12"),
        ("nn.Upsample(size=7)", "3@4x4x4", "3@7x7x7"),
        ("nn.Upsample(size=(8, 8), mode='bilinear')", "3@4x4", "3@8x8"),
        ("nn.InstanceNorm2d(64)", "3@9x9", "3@9x9"),
        ("nn.BatchNorm1d(3)", "3@9", "3@9"),
        ("nn.Flatten(), nn.BatchNorm1d(9)", "1@3x3", "9"),
        ("nn.Flatten(2)", "3@4x5", "3@20"),
        ("nn.Flatten(1, 3), nn.Flatten()", "3@4x5", "60"),
        ("nn.Flatten(-3)", "3@4x5", "60"),
        ("nn.Flatten(1, 2)", "3@4", "12"),
        ("nn.AdaptiveAvgPool2d((None, 7))", "3@9x9", "3@9x7"),
        ("nn.AdaptiveMaxPool3d((2, None, None))", "3@9x8x7", "3@2x8x7"),
        ("nn.Upsample(scale_factor=1.5)", "3@9x5", "3@13x7"),
        ("nn.Upsample(scale_factor=(0.5, 2.0), mode='bilinear')", "3@9x5", "3@4x10"),
        ("Conv2D(3, 1), PReLU()", "2@4x4", "3@4x4"),
    ):
        network = read_network(text)
        assert str(trace(network, find_input(network, given)).output) == output
    assert params("Conv2D(3, 1), PReLU()", shape="2@4x4").total["params"] == 9 + 48


def test_modules_that_are_repeated_without_end_are_refused() -> None:
    for text in (
        "Sequential( (0): 999999 x Sequential( (0): 999999 x Input() ) )",
        "Sequential( (0): 99999 x ReLU() )",
    ):
        with pytest.raises(ConvcalcError, match="more than 10,000 layers"):
            read_network(text)


def test_containers_that_are_empty_hold_nothing() -> None:
    text = "Sequential( (0): Sequential() (1): ReLU() )"
    assert [node.layer.text for node in read_network(text).nodes] == ["R"]


def test_weights_of_a_layer_that_comes_again_count_once() -> None:
    text = "conv = nn.Conv2d(8, 8, 3, padding=1)\nnn.Sequential(conv, nn.ReLU(), conv)"
    result = params(text, shape="8@5x5")
    assert result.total["params"] == 584
    assert result.total["macs"] == 2 * 576 * 25
    assert [row["params"] for row in result.layers] == [584, 0, 0]
