"""Well-known networks, each as one line of layers. A new one is one entry in ``NETS``.

Activations and dropout are left out: they change neither shapes nor counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Net(Record):
    """A network that has a name.

    Attributes
    ----------
    layers : str
        As they are written on one line.
    source : str
        Who described it.
    input : str
        What usually comes in.
    """

    layers: str
    source: str
    input: str = "3@224x224"


def net_key(text: str) -> str:
    """Return the key that a name stands for; empty if it is none.

    >>> net_key("MobileNet_v2"), net_key("C64")
    ('mobilenet-v2', '')
    """
    key = text.strip().lower().replace("_", "-")
    return key if key in NETS else ""


def near_nets(text: str) -> str:
    """Name the networks that come nearest to a text; empty if none does.

    >>> near_nets("lenet-5")
    'lenet5'
    """
    from difflib import get_close_matches

    near = get_close_matches(text.strip().lower(), NETS, n=2, cutoff=0.75)
    return " or ".join(near)


_BARE = ":nobias BN"  # a convolution before batch normalization has no biases of its own


def _times(count: int, block: str) -> str:
    """Write a block that comes several times, once, or not at all."""
    return f"{count}*({block})" if count > 1 else block * count


def _vgg(*counts: int) -> str:
    """Write a VGG: blocks of so many 3x3 convolutions, each ended by a pooling."""
    widths = (64, 128, 256, 512, 512)
    blocks = [f"{n}*(C{width}k3p1) M2" for n, width in zip(counts, widths, strict=True)]
    return f"{' '.join(blocks)} AAP7 F 2*(FC4096) FC1000"


def _basic(width: int, count: int, stride: int = 2) -> str:
    """Write a stage of ResNet's basic blocks."""
    return _stage(
        f"C{width}k3{{}}p1{_BARE} C{width}k3p1{_BARE}", width, count, stride, changes=stride > 1
    )


def _bottleneck(width: int, count: int, stride: int = 2) -> str:
    """Write a stage of ResNet's bottlenecks, with the stride in the 3x3 convolution."""
    body = f"C{width}k1{_BARE} C{width}k3{{}}p1{_BARE} C{4 * width}k1{_BARE}"
    return _stage(body, 4 * width, count, stride, changes=True)


def _stage(body: str, width: int, count: int, stride: int, *, changes: bool) -> str:
    """Write a block that changes the shape, if it does, and the ones that keep it."""
    step = f"s{stride}" if stride > 1 else ""
    first = f"({body.format(step)} | C{width}k1{step}{_BARE}):add " if changes else ""
    return first + _times(count - changes, f"({body.format('')} | I):add")


def _resnet(*stages: str) -> str:
    return f"C64k7s2p3{_BARE} M3s2p1 {' '.join(stages)} GAP FC1000"


def _separable(width: int, stride: int = 1) -> str:
    step = f"s{stride}" if stride > 1 else ""
    return f"DWk3{step}p1{_BARE} C{width}k1{_BARE}"


def _inverted(before: int, width: int, count: int, stride: int) -> str:
    """Write a stage of MobileNet-v2's inverted residuals, six times as wide inside."""
    first = f"C{6 * before}k1{_BARE} {_separable(width, stride)}"
    block = f"(C{6 * width}k1{_BARE} {_separable(width)} | I):add"
    return f"{first} {_times(count - 1, block)}".strip()


def _fire(squeeze: int, expand: int) -> str:
    return f"C{squeeze}k1 (C{expand}k1 | C{expand}k3p1):cat"


def _inception(one: int, three: tuple[int, int], five: tuple[int, int], pooled: int) -> str:
    """Write an inception block as torchvision has it: its "5x5" branch is 3x3."""
    wide = [f"C{a}k1{_BARE} C{b}k3p1{_BARE}" for a, b in (three, five)]
    pool = f"M3s1p1:ceil C{pooled}k1{_BARE}"
    return f"(C{one}k1{_BARE} | {wide[0]} | {wide[1]} | {pool}):cat"


def _dense_blocks(counts: Sequence[int], growth: int = 32) -> str:
    """Write DenseNet's blocks, with a transition that halves the channels between them."""
    block = f"*((I | BN C{4 * growth}k1{_BARE} C{growth}k3p1:nobias):cat)"
    *first, last = counts
    text, channels = "", 2 * growth
    for count in first:
        channels = (channels + count * growth) // 2
        text += f"{count}{block} BN C{channels}k1:nobias A2 "
    return f"{text}{last}{block}"


_MOBILE_V1 = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2))
_MOBILE_V2 = ((16, 24, 2, 2), (24, 32, 3, 2), (32, 64, 4, 2), (64, 96, 3, 1), (96, 160, 3, 2))
_VGG, _RESNET = "Simonyan & Zisserman 2014", "He et al. 2015"

NETS: Mapping[str, Net] = {
    "lenet5": Net("C6k5 A2 C16k5 A2 F FC120 FC84 FC10", "LeCun et al. 1998", "1@32x32"),
    "alexnet": Net(
        "C64k11s4p2 M3s2 C192k5p2 M3s2 C384k3p1 2*(C256k3p1) M3s2 AAP6 F 2*(FC4096) FC1000",
        "Krizhevsky 2014",
    ),
    "vgg11": Net(_vgg(1, 1, 2, 2, 2), _VGG),
    "vgg13": Net(_vgg(2, 2, 2, 2, 2), _VGG),
    "vgg16": Net(_vgg(2, 2, 3, 3, 3), _VGG),
    "vgg19": Net(_vgg(2, 2, 4, 4, 4), _VGG),
    "googlenet": Net(
        f"C64k7s2p3{_BARE} M3s2:ceil C64k1{_BARE} C192k3p1{_BARE} M3s2:ceil "
        f"{_inception(64, (96, 128), (16, 32), 32)} {_inception(128, (128, 192), (32, 96), 64)} "
        f"M3s2:ceil {_inception(192, (96, 208), (16, 48), 64)} "
        f"{_inception(160, (112, 224), (24, 64), 64)} {_inception(128, (128, 256), (24, 64), 64)} "
        f"{_inception(112, (144, 288), (32, 64), 64)} "
        f"{_inception(256, (160, 320), (32, 128), 128)} M2:ceil "
        f"{_inception(256, (160, 320), (32, 128), 128)} "
        f"{_inception(384, (192, 384), (48, 128), 128)} GAP FC1000",
        "Szegedy et al. 2014, without auxiliary heads",
    ),
    "resnet18": Net(
        _resnet(_basic(64, 2, 1), _basic(128, 2), _basic(256, 2), _basic(512, 2)), _RESNET
    ),
    "resnet34": Net(
        _resnet(_basic(64, 3, 1), _basic(128, 4), _basic(256, 6), _basic(512, 3)), _RESNET
    ),
    "resnet50": Net(
        _resnet(
            _bottleneck(64, 3, 1), _bottleneck(128, 4), _bottleneck(256, 6), _bottleneck(512, 3)
        ),
        _RESNET,
    ),
    "resnet101": Net(
        _resnet(
            _bottleneck(64, 3, 1), _bottleneck(128, 4), _bottleneck(256, 23), _bottleneck(512, 3)
        ),
        _RESNET,
    ),
    "resnet152": Net(
        _resnet(
            _bottleneck(64, 3, 1), _bottleneck(128, 8), _bottleneck(256, 36), _bottleneck(512, 3)
        ),
        _RESNET,
    ),
    "squeezenet": Net(
        f"C96k7s2 M3s2:ceil 2*({_fire(16, 64)}) {_fire(32, 128)} M3s2:ceil {_fire(32, 128)} "
        f"2*({_fire(48, 192)}) {_fire(64, 256)} M3s2:ceil {_fire(64, 256)} C1000k1 GAP",
        "Iandola et al. 2016, version 1.0",
    ),
    "densenet121": Net(
        f"C64k7s2p3{_BARE} M3s2p1 {_dense_blocks((6, 12, 24, 16))} BN GAP FC1000",
        "Huang et al. 2016",
    ),
    "mobilenet-v1": Net(
        f"C32k3s2p1{_BARE} {' '.join(_separable(*stage) for stage in _MOBILE_V1)} "
        f"5*({_separable(512)}) {_separable(1024, 2)} {_separable(1024)} GAP FC1000",
        "Howard et al. 2017",
    ),
    "mobilenet-v2": Net(
        f"C32k3s2p1{_BARE} {_separable(16)} {' '.join(_inverted(*stage) for stage in _MOBILE_V2)} "
        f"{_inverted(160, 320, 1, 1)} C1280k1{_BARE} GAP FC1000",
        "Sandler et al. 2018",
    ),
}
