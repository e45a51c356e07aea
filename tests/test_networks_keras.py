"""Pasted Keras: what it says about its input, and its transposed convolutions."""

from __future__ import annotations

import pytest

from convcalc.errors import ConvcalcError
from convcalc.networks.read import read_network
from convcalc.operation.params import params
from convcalc.operation.shape import shape


def test_keras_brings_its_input() -> None:
    for text in (
        "Sequential([Input(shape=(28, 20, 1)), Conv2D(8, 3)])",
        "model.add(Conv2D(8, 3, input_shape=(28, 20, 1)))",
        "InputLayer(batch_shape=(None, 28, 20, 1)), Conv2D(8, 3)",
        "Conv2D(8, 3, input_shape=(1, 28, 20), data_format='channels_first')",
    ):
        network = read_network(text)
        assert str(network.input) == "1@28x20"
    assert str(read_network("Sequential([Input((784,)), Dense(10)])").input) == "784"
    first = "Input((1, 28, 20)), Conv2D(8, 3, data_format='channels_first')"
    assert str(read_network(first).input) == "1@28x20"
    assert read_network("Input(shape=(9, n)), Conv1D(8, 3)").input is None


def test_a_keras_input_of_open_size_brings_its_channels() -> None:
    text = "Sequential([Input((None, None, 3)), Conv2D(8, 3), GlobalAveragePooling2D(), Dense(2)])"
    assert str(read_network(text).input) == "3@?x?"
    assert params(text).total == {"params": 224 + 18, "buffers": 0}
    assert params(text, shape=9).total["macs"] == 216 * 49 + 16
    with pytest.raises(ConvcalcError, match="the SHAPE is missing before 'Sequential"):
        shape(text)


def test_a_shape_must_have_the_channels_of_the_input() -> None:
    text = "Sequential([Input((28, 28, 1)), Conv2D(8, 3)])"
    assert params(text, shape=32).total["params"] == 80
    with pytest.raises(
        ConvcalcError, match=r"layer 1 .*: it is made for 1 channels, but 3 come in"
    ):
        params(text, shape="3@32x32")


@pytest.mark.parametrize("given", ["(0, 9, 3)", "()", "(9, -1, 3)", "(2, 2, 2, 2, 3)"])
def test_a_keras_input_that_is_none(given: str) -> None:
    with pytest.raises(ConvcalcError, match=r"its input shape is '.*': expected 1 to 4 numbers"):
        read_network(f"Sequential([Input({given}), Conv2D(8, 3)])")


@pytest.mark.parametrize(
    ("more", "size"),
    [
        ("", 15),
        (", output_padding=1", 16),
        (", padding='same'", 14),
        (", padding='same', output_padding=0", 13),
        (", padding='same', output_padding=1", 14),
        (", kernel_size=1", 14),
    ],
)
def test_keras_transposed(more: str, size: int) -> None:
    """Keras: (n-1)s + k + op, or n s; with output padding same gives (n-1)s + k%2 + op."""
    kernel = "" if "kernel_size" in more else "3, "
    text = f"Conv2DTranspose(8, {kernel}strides=2{more}), Conv2D(3, 1)"
    assert shape("3@7x7", text).output.size == (size, size)
