"""Layers of convolutional networks, as in ResNet, VGG and MobileNet: batches of 1 and 8."""

from __future__ import annotations

from tests.benchmarks.cases import Convolution
from tests.benchmarks.race import race


def layer(batch: int, maps: tuple[int, int], side: int, k: int, stride: int = 1) -> Convolution:
    """Return a layer from so many channels to so many, padded so that stride 1 keeps the size."""
    inputs, filters = maps
    x, w = (batch, inputs, side, side), (filters, inputs, k, k)
    return Convolution(x, w, stride=stride, padding=k // 2)


def depthwise(batch: int, channels: int, side: int, k: int) -> Convolution:
    """Return a layer that filters every channel by itself."""
    x, w = (batch, channels, side, side), (channels, 1, k, k)
    return Convolution(x, w, padding=k // 2, groups=channels)


ROWS = (
    race("layers", "64->64 56x56 k3, b1", 1.8, layer(1, (64, 64), 56, 3), "torch conv"),
    race("layers", "64->64 56x56 k3, b8", 1.6, layer(8, (64, 64), 56, 3), "torch conv"),
    race("layers", "128->128 28x28 k3, b1", 1.8, layer(1, (128, 128), 28, 3), "torch conv"),
    race("layers", "128->128 28x28 k3, b8", 1.6, layer(8, (128, 128), 28, 3), "torch conv"),
    race("layers", "256->256 14x14 k3, b1", 1.8, layer(1, (256, 256), 14, 3), "torch conv"),
    race("layers", "256->256 14x14 k3, b8", 1.6, layer(8, (256, 256), 14, 3), "torch conv"),
    race("layers", "512->512 7x7 k3, b1", 1.8, layer(1, (512, 512), 7, 3), "torch conv"),
    race("layers", "512->512 7x7 k3, b8", 1.6, layer(8, (512, 512), 7, 3), "torch conv"),
    race("layers", "256->64 56x56 k1, b1", 1.8, layer(1, (256, 64), 56, 1), "torch conv"),
    race("layers", "256->64 56x56 k1, b8", 1.6, layer(8, (256, 64), 56, 1), "torch conv"),
    race("layers", "64->128 56x56 k3 s2, b1", 1.8, layer(1, (64, 128), 56, 3, 2), "torch conv"),
    race("layers", "64->128 56x56 k3 s2, b8", 1.6, layer(8, (64, 128), 56, 3, 2), "torch conv"),
    race("layers", "3->64 224x224 k7 s2, b1", 1.8, layer(1, (3, 64), 224, 7, 2), "torch conv"),
    race("layers", "3->64 224x224 k7 s2, b8", 1.6, layer(8, (3, 64), 224, 7, 2), "torch conv"),
    race("layers", "3->64 224x224 k3, b1", 1.8, layer(1, (3, 64), 224, 3), "torch conv"),
    race("layers", "3->64 224x224 k3, b8", 1.6, layer(8, (3, 64), 224, 3), "torch conv"),
    race("layers", "depthwise 32 112x112 k3, b1", 1.8, depthwise(1, 32, 112, 3), "torch conv"),
    race("layers", "depthwise 32 112x112 k3, b8", 1.6, depthwise(8, 32, 112, 3), "torch conv"),
)
