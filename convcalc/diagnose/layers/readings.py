"""Right sizes that are read in another way: swapped, of another layer, flattened. A registry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

from convcalc.diagnose.layers.guesses import EARLIER_MOST, Guess, digits_swapped
from convcalc.networks.convolutions import Conv
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from convcalc.diagnose.layers.answers import SizeAnswer
    from convcalc.networks.graph import Step
    from convcalc.networks.maps import Map
    from convcalc.networks.trace import Trace

    Read: TypeAlias = tuple[str, int | None, Sequence[Any]]
    """What was done; the channels and the size that gives."""


class Reading(Record):
    """A way to read the right sizes wrongly.

    Attributes
    ----------
    cause : str
        One of ``CAUSES``.
    read : callable
        From the trace to texts, channels and sizes.
    """

    cause: str
    read: Callable[[Trace], Iterator[Read]]


def _swapped(trace: Trace) -> Iterator[Read]:
    output = trace.output
    if len(set(output.size)) > 1:
        yield "writing width before height", output.channels, output.size[::-1]


def _one_axis(trace: Trace) -> Iterator[Read]:
    output = trace.output
    if len(output.size) == 2 and len(set(output.size)) > 1:
        height, width = output.size
        yield "taking the height for the width too", output.channels, (height, height)
        yield "taking the width for the height too", output.channels, (width, width)


def _channels_last(trace: Trace) -> Iterator[Read]:
    output = trace.output
    if output.channels is not None and output.size:
        yield "writing the channels last", output.size[0], (*output.size[1:], output.channels)


def _one_number(trace: Trace) -> Iterator[Read]:
    """Read all values, or the channels, as the answer."""
    output = trace.output
    if output.size and output.channels is not None:
        if output.values is not None:
            yield "flattening", output.values, ()
        yield "taking the channels for the size", output.channels, ()


def _earlier(trace: Trace) -> Iterator[Read]:
    """Stop before the end, as late as possible."""
    met = {trace.output}
    for step in reversed(trace.steps):
        if step.output and step.output not in met and len(met) <= EARLIER_MOST:
            met.add(step.output)
            yield f"stopping after {step.label}", step.output.channels, step.output.size
    yield "giving the input's size", trace.input.channels, trace.input.size


def _flattened(trace: Trace) -> Iterator[Read]:
    """Multiply only some of what is flattened."""
    factors = trace.output.flattened
    if trace.output.size or not factors:
        return
    channels, *sides = factors
    yield "multiplying the sizes without the channels", math.prod(sides), ()
    if len(sides) > 1:
        yield "multiplying the channels by one size only", channels * sides[0], ()
    yield "taking the channels without the sizes", channels, ()


def _filters(trace: Trace) -> Iterator[Read]:
    """Take other channels out of the last convolution."""
    output, last = trace.output, _last_filters(trace)
    if last is None or output.channels is None or output.is_flat:
        return
    filters, channels = last.output.channels if last.output else None, last.inputs[0].channels
    if filters != output.channels or channels is None:
        return
    yield "keeping the channels that come in", channels, output.size
    yield "keeping the input's channels to the end", trace.input.channels, output.size
    yield "multiplying the channels by the filters", channels * filters, output.size
    yield "adding the filters to the channels", channels + filters, output.size


def _last_filters(trace: Trace) -> Step | None:
    return next((step for step in reversed(trace.steps) if isinstance(step.layer, Conv)), None)


READINGS: Mapping[str, Reading] = {
    "swapped": Reading("output-transposed", _swapped),
    "one-axis": Reading("slip", _one_axis),
    "channels-last": Reading("output-transposed", _channels_last),
    "filters": Reading("channels", _filters),
    "flattened": Reading("channels", _flattened),
    "one-number": Reading("channels", _one_number),
    "earlier": Reading("slip", _earlier),
}


def readings(trace: Trace, answer: SizeAnswer) -> Iterator[Guess]:
    """Yield what the answer is when the right sizes are read wrongly."""
    for reading in READINGS.values():
        for text, channels, size in reading.read(trace):
            if answer.fits(channels, size):
                yield Guess((reading.cause,), text)
                break


def slips_of_the_pen(right: Map, answer: SizeAnswer) -> Iterator[Guess]:
    """Yield digits that changed places, and answers that are off by one in every size."""
    read = answer.on_axes(len(right.size))
    if read is None:
        return
    own, sizes = read
    pairs = [(figure.value, n) for figure, n in zip(sizes, right.size, strict=True)]
    if own is not None and right.channels is not None:
        pairs.append((own.value, right.channels))
    wrong = {(yours, n) for yours, n in pairs if yours != n}
    whole = [(y, n) for y, n in wrong if isinstance(y, int) and n is not None]
    if not whole or len(whole) < len(wrong):
        return
    if all(digits_swapped(y, n) for y, n in whole):
        yield Guess(("slip",), "swapping two digits")
    elif all(abs(y - n) == 1 for y, n in whole):
        yield Guess(("slip",), "being off by one")
