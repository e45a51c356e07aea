"""LAYERS, wherever they come from: a name, one line, a paste, a file, standard input."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, Misread, Place, quote, shorten
from convcalc.networks.graph import Network
from convcalc.networks.maps import Map
from convcalc.networks.nets import NETS, near_nets, net_key
from convcalc.networks.ops import OPS, SPELLED
from convcalc.networks.unroll import unroll
from convcalc.notation.forms import looks_printed, without_comments
from convcalc.notation.layers import read_layers
from convcalc.notation.shapes import looks_like_shape, read_shape

if TYPE_CHECKING:
    from typing import BinaryIO

    from convcalc.networks.nets import Net

BYTES_MOST = 2**22  # of a text of layers
HINT_MOST = 1000  # signs of a text that are looked at for what it was meant to be

# A list, or a call of something that is no layer in a row.
_LIST = r"\s*(?:\w+\s*=\s*)?\["
_CALLED = r"(?<![:\w.])([A-Za-z_][\w.]*)\s*\("
_LAYER = rf"(?:{'|'.join(OPS)})[0-9.]*(?:x[0-9]+)*(?:(?:op|[kspdg])[0-9x+]*)*"
_CIRESAN_INPUT = r"\s*([0-9]+(?:[xX][0-9]+)+)\s*-(?=\s*[0-9])"


def read_network(text: str, stdin: BinaryIO | None = None) -> Network:
    """Read LAYERS.

    Parameters
    ----------
    text : str
        A name; ``@`` and a file; ``-`` for standard input; or the layers themselves, on one line or
        pasted.
    stdin : binary file, optional
        What ``-`` stands for.

    Raises
    ------
    ConvcalcError
        With the place, and the nearest reading.

    Examples
    --------
    >>> [node.layer.text for node in read_network("2*(C8k3p1) M2").nodes]
    ['C8k3p1', 'C8k3p1', 'M2']
    """
    name = ""
    if text == "-":
        if stdin is None:
            raise ConvcalcError("standard input is closed: give the layers, or @ and a file")
        name = "standard input"
        text = _decoded(stdin.read(BYTES_MOST + 1), name)
    elif text.startswith("@"):
        name = shorten(text[1:])
        text = _decoded(_file(os.path.expanduser(text[1:])), name)
    if not text.strip():
        raise ConvcalcError("the layers are empty: give some, as in C64k3p1 M2 FC10")
    key = net_key(without_comments(text))
    return _named(NETS[key]) if key else _read(text, name)


def _named(net: Net) -> Network:
    channels, size = read_shape(net.input)
    return Network(unroll(read_layers(net.layers, OPS, SPELLED), net.layers), Map(channels, size))


def _read(text: str, name: str) -> Network:
    try:
        if _is_pasted(text):
            from convcalc.networks.pasted import read_pasted

            network = read_pasted(text)
        else:
            network = _one_line(text)
    except Misread as error:
        place = Place(text, error.offset, name)
        hint = "" if name else _hint(text)
        near = "" if name or hint else near_nets(text)
        if near:
            message = f"{quote(text)} is no layer and no network: did you mean {near}?"
            raise ConvcalcError(message, place=place) from None
        reason = error.reason + hint
        raise ConvcalcError(reason, place=place, situation=error.situation or "layers") from None
    return network._replace(text=text, source=name)


def _is_pasted(text: str) -> bool:
    text = without_comments(text)
    if re.match(_LIST, text) or looks_printed(text):
        return True
    called = re.findall(_CALLED, text)
    return any(not re.fullmatch(_LAYER, name, re.IGNORECASE) for name in called)


def _one_line(text: str) -> Network:
    """Read layers on one line; Ciresan's may begin with the input."""
    start = re.match(_CIRESAN_INPUT, text)
    if not start:
        return Network(unroll(read_layers(text, OPS, SPELLED), text))
    channels, size = read_shape(start[1])
    blank = " " * start.end() + text[start.end() :]  # so that places stay
    return Network(unroll(read_layers(blank, OPS, SPELLED), blank), Map(channels, size))


def _hint(text: str) -> str:
    """Say what else a text that cannot be read may have been meant to be."""
    if looks_like_shape(text):
        return f"; {quote(text)} is a SHAPE, LAYERS come after it"
    for word in re.findall(r"[\w-]+", text[:HINT_MOST]):
        if net_key(word):
            return f"; {word} is a whole network, which stands alone"
    if "\0" not in text and len(text) < HINT_MOST and os.path.exists(text):
        return f"; to read the file write @{shorten(text)}"
    return ""


def _file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(BYTES_MOST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConvcalcError(f"cannot read {quote(path, 70)}: {reason}") from None


def _decoded(data: bytes, name: str) -> str:
    if len(data) > BYTES_MOST:
        raise ConvcalcError(f"{name} has more than {BYTES_MOST:,} bytes: these are no layers")
    if not data.strip():
        raise ConvcalcError(f"{name} is empty: expected layers")
    from convcalc.notation.decoding import decode

    return decode(data, name)
