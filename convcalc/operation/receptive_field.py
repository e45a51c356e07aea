"""``receptive-field``: how much of the input a unit sees, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from convcalc.networks.fields import follow
from convcalc.networks.read import read_network
from convcalc.networks.trace import find_input, trace
from convcalc.operation.field_result import FieldResult
from convcalc.records import Record

if TYPE_CHECKING:
    from typing import BinaryIO

    from convcalc.notation.sizes import Sizes
    from convcalc.operation.layer_check_result import LayerCheck


class ReceptiveField(Record):
    """What is asked of ``receptive-field``: the fields are the arguments and the flags.

    ``convcalc receptive-field -h`` explains them.
    """

    layers: str
    input: Sizes | None = None
    at: Sizes | None = None
    uses: Sizes | None = None
    layout: str = "chw"
    check: Sizes | None = None
    no_answer: bool = False


@overload
def receptive_field(layers: str, *, check: Sizes, **options: Any) -> LayerCheck: ...
@overload
def receptive_field(layers: str, **options: Any) -> FieldResult: ...
def receptive_field(layers: str, **options: Any) -> FieldResult | LayerCheck:
    """Work out how much of the input a unit of every layer sees.

    r' = r + (k-1) d j, j' = j s, start' = start + ((k-1)d/2 - before) j on each axis.

    Parameters
    ----------
    layers : str
        Layers on one line, the name of a network, or pasted PyTorch or Keras.
    **options
        The command's flags: ``input``, a shape such as "3@224x224"; ``at``, a unit of the last
        layer before the dense ones, as "3,3"; ``uses``, a cell of the input; ``layout``;
        ``check``, a number to compare with, and ``no_answer``.

    Returns
    -------
    FieldResult or LayerCheck
        With ``receptive_field``, ``jump``, ``start`` and ``padding``, in cells of the input, one
        number per axis; ``layers`` and ``to_dict()``; with ``check``, whether that is ``correct``,
        and ``explanations``.

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
    >>> receptive_field("2*(C8k3)", check=6).explanations[0].text
    'starting from 0 and adding the kernel instead of the kernel - 1'
    """
    return run(ReceptiveField(layers, **options))


def run(options: ReceptiveField, stdin: BinaryIO | None = None) -> FieldResult | LayerCheck:
    """Calculate.

    Raises
    ------
    ConvcalcError
        If something does not fit, with what would.
    """
    if options.check is None and not options.no_answer:
        return _calculate(options, stdin)
    from convcalc.operation.layer_check_result import answer_text, check_flags
    from convcalc.operation.layer_checks import check_field

    others = {"--at": options.at is not None, "--uses": options.uses is not None}
    check_flags(options.check, others)
    text = answer_text(options.check, options.layers, stdin)
    return check_field(_calculate(options, stdin), text, no_answer=options.no_answer)


def _calculate(options: ReceptiveField, stdin: BinaryIO | None) -> FieldResult:
    network = read_network(options.layers, stdin)
    traced = trace(network, find_input(network, options.input, options.layout))
    _ = traced.output  # refuses a class whose layers do not fit
    result = FieldResult(traced, follow(traced), network.notes)
    if options.at is None and options.uses is None:
        return result
    from convcalc.operation.looking import look  # most people do not ask

    return look(result, options.at, options.uses)
