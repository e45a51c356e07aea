"""The networks that have names: their totals."""

from __future__ import annotations

import pytest

from convcalc.networks.nets import NETS
from convcalc.networks.read import read_network
from convcalc.operation.params import params
from convcalc.operation.receptive_field import receptive_field
from convcalc.operation.shape import run
from convcalc.operation.shape_options import Shape
from convcalc.operation.shape_result import ShapeResult

# Parameters as torchvision counts them, and multiply-accumulates of its convolutions and dense
# layers counted by hooks: one per weight use, without biases, at 224x224.
TOTALS = {
    "lenet5": (61_706, 416_520),
    "alexnet": (61_100_840, 714_188_480),
    "vgg11": (132_863_336, 7_609_090_048),
    "vgg13": (133_047_848, 11_308_466_176),
    "vgg16": (138_357_544, 15_470_264_320),
    "vgg19": (143_667_240, 19_632_062_464),
    "googlenet": (6_624_904, 1_498_376_192),
    "resnet18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "resnet50": (25_557_032, 4_089_184_256),
    "resnet101": (44_549_160, 7_801_405_440),
    "resnet152": (60_192_808, 11_513_626_624),
    "squeezenet": (1_248_424, 818_924_576),
    "densenet121": (7_978_856, 2_834_161_664),
    "mobilenet-v1": (4_231_976, 568_740_352),
    "mobilenet-v2": (3_504_872, 300_774_272),
}


def test_every_network_has_its_totals_here() -> None:
    assert set(TOTALS) == set(NETS)


@pytest.mark.parametrize("name", NETS)
def test_totals(name: str) -> None:
    total = params(name).total
    assert (total["params"], total["macs"]) == TOTALS[name]


@pytest.mark.parametrize("name", NETS)
def test_every_command_takes_every_network(name: str) -> None:
    result = run(Shape(name))
    assert isinstance(result, ShapeResult)
    assert result.output.values in (10, 1000)
    assert receptive_field(name).receptive_field
    assert read_network(NETS[name].layers).nodes == read_network(name).nodes


def test_names_are_read_in_other_spellings_too() -> None:
    assert read_network("MobileNet_V2").nodes == read_network("mobilenet-v2").nodes
