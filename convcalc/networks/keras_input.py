"""What pasted Keras says about its input: in a module of its own, or in the first layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError, quote
from convcalc.networks.maps import Map
from convcalc.notation.modules import Name
from convcalc.notation.shapes import AXES_MOST

if TYPE_CHECKING:
    from convcalc.notation.modules import Call, Value

INPUTS = {"Input", "InputLayer"}  # modules that only say what comes in


def input_shape(call: Call) -> tuple[Value, ...] | None:
    """Return the shape of the input that a module was given, without the batch."""
    is_input = call.name in INPUTS
    names = ("shape", "input_shape", "batch_shape") if is_input else ("input_shape",)
    for name in (*names, "batch_input_shape"):
        value = call.kwargs.get(name)
        if isinstance(value, tuple):
            return value[1:] if name.startswith("batch") else value
    if "input_dim" in call.kwargs:
        return (call.kwargs["input_dim"],)
    if is_input and call.args and isinstance(call.args[0], tuple):
        return call.args[0]
    return (Name("?"),) if is_input else None


def input_map(shape: tuple[Value, ...], *, channels_first: bool) -> Map | None:
    """Return what comes in; None if not even the channels are known.

    Raises
    ------
    ConvcalcError
        If it cannot be the shape of an input.

    Examples
    --------
    >>> str(input_map((None, None, 3), channels_first=False))
    '3@?x?'
    """
    sizes = [n if isinstance(n, int) else None for n in shape]
    if any(n is not None and n < 1 for n in sizes) or not 1 <= len(sizes) <= AXES_MOST + 1:
        listed = ", ".join("?" if n is None else str(n) for n in sizes)
        raise ConvcalcError(
            f"its input shape is {quote(f'({listed})')}: expected 1 to {AXES_MOST + 1} numbers,"
            " each 1 or more, as in (224, 224, 3)"
        )
    channels = sizes.pop(0 if channels_first else -1)
    return None if channels is None else Map(channels, tuple(sizes))
