from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from convcalc.networks.nets import NETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran


def test_the_list_names_every_network(cli: Callable[..., Ran]) -> None:
    lines = [line.split("\t") for line in cli("nets").out.splitlines()]
    assert lines[0] == ["name", "input", "params", "macs", "source"]
    assert [line[0] for line in lines[1:]] == [*NETS]
    rows = json.loads(cli("nets", "-f", "json").out)["nets"]
    assert rows[4] == {
        "name": "vgg16",
        "input": "3@224x224",
        "params": 138_357_544,
        "macs": 15_470_264_320,
        "source": "Simonyan & Zisserman 2014",
    }


@pytest.mark.parametrize("name", NETS)
def test_the_text_of_each_is_read_again(cli: Callable[..., Ran], name: str) -> None:
    text = cli("nets", name, "-f", "plain").out
    again = cli("params", NETS[name].input, text, "-f", "json").out
    assert json.loads(again)["total"] == json.loads(cli("params", name, "-f", "json").out)["total"]


def test_one_network(cli: Callable[..., Ran]) -> None:
    data = json.loads(cli("nets", "LeNet5", "-f", "json").out)
    assert data["name"] == "lenet5"
    assert data["layers"] == "C6k5 A2 C16k5 A2 F FC120 FC84 FC10"
    pretty = cli("nets", "lenet5", "-f", "pretty").out
    assert "input 1@32x32; 61,706 parameters, 416,520 MACs\nLeCun et al. 1998\n" in pretty
    assert cli("nets", "lenet5", "-f", "csv").out.startswith("name,input,params,macs,source,layers")


def test_a_network_keeps_its_channels_beside_a_bare_size(cli: Callable[..., Ran]) -> None:
    assert cli("shape", "256", "resnet18", "-q").out == "1000\n"
    total = json.loads(cli("params", "448", "mobilenet-v1", "-f", "json").out)["total"]
    assert total["params"] == 4_231_976


def test_unknown_names(refusal: Callable[..., str]) -> None:
    assert refusal("nets", "vgg15") == "no such network: 'vgg15'; did you mean vgg19 or vgg16?"
    assert refusal("nets", "xyz") == "no such network: 'xyz'; convcalc nets lists them"
