"""``receptive-field``: how much of the input a unit sees, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.networks.fields import follow
from convcalc.networks.read import read_network
from convcalc.networks.trace import find_input, trace
from convcalc.operation.field_result import FieldResult
from convcalc.records import Record

if TYPE_CHECKING:
    from typing import BinaryIO

    from convcalc.notation.sizes import Sizes


class ReceptiveField(Record):
    """What is asked of ``receptive-field``: the fields are the arguments and the flags.

    ``convcalc receptive-field -h`` explains them.
    """

    layers: str
    input: Sizes | None = None
    at: Sizes | None = None
    uses: Sizes | None = None
    layout: str = "chw"


def receptive_field(layers: str, **options: Any) -> FieldResult:
    """Work out how much of the input a unit of every layer sees.

    r' = r + (k-1) d j, j' = j s, start' = start + ((k-1)d/2 - before) j on each axis.

    Parameters
    ----------
    layers : str
        Layers on one line, the name of a network, or pasted PyTorch or Keras.
    **options
        The command's flags: ``input``, a shape such as "3@224x224"; ``at``, a unit of the last
        layer before the dense ones, as "3,3"; ``uses``, a cell of the input; ``layout``.

    Returns
    -------
    FieldResult
        With ``receptive_field``, ``jump``, ``start`` and ``padding``, in cells of the input, one
        number per axis; ``layers`` and ``to_dict()``.

    Raises
    ------
    ConvcalcError
        If a layer does not fit: with its number.

    Notes
    -----
    Araujo, Norris & Sim, "Computing receptive fields of convolutional neural networks", 2019.

    Examples
    --------
    >>> receptive_field("2*(C8k3)").receptive_field
    [5, 5]
    """
    return run(ReceptiveField(layers, **options))


def run(options: ReceptiveField, stdin: BinaryIO | None = None) -> FieldResult:
    """Calculate.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    network = read_network(options.layers, stdin)
    traced = trace(network, find_input(network, options.input, options.layout))
    _ = traced.output  # refuses a class whose layers do not fit
    result = FieldResult(traced, follow(traced), network.notes)
    if options.at is None and options.uses is None:
        return result
    from convcalc.operation.looking import look  # most people do not ask

    return look(result, options.at, options.uses)
