"""What explains a wrong number about layers: guesses that are tried, and which of them are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.diagnose.explanation import Explanation
from convcalc.errors import ConvcalcError
from convcalc.networks.graph import Step
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from convcalc.networks.layer import Layer
    from convcalc.networks.maps import Map
    from convcalc.networks.trace import Trace

LEFT_OUT = "leaving out "
TOLD_MOST = 4  # explanations
NAMED_MOST = 3  # layers that one explanation names
TRIED_MOST = 100  # layers that are changed one at a time
FOLLOWED_MOST = 20_000  # layers that are followed for each slip
EARLIER_MOST = 5  # results from before the end that an answer may be, lest one fits by accident
CHANGED_MOST = 4  # layers that are written out


class Guess(Record):
    """One thing, or two, done in another way.

    Attributes
    ----------
    causes : tuple of str
        Each one of ``CAUSES``.
    text : str
        What was done, so that "112 is what ... gives" is a sentence.
    changes : tuple of str
        What to write to get the same; empty where nothing gives it.
    step : Step or None
        The only layer that it is about.
    """

    causes: tuple[str, ...]
    text: str
    changes: tuple[str, ...] = ()
    step: Step | None = None

    def explain(self, also: Iterable[Step] = ()) -> Explanation:
        """Return the explanation: of one number, so never a certain one."""
        text = self.text
        if self.step:
            steps = [self.step, *also]
            text += f" in {_one_of(steps)}"
        return Explanation(self.causes, text, self.changes, 1, 1, False)


def _one_of(steps: list[Step]) -> str:
    """Name layers of which it is one."""
    if len(steps) <= NAMED_MOST:
        return " or ".join(step.label for step in steps)
    return "one of the layers"


def tell(guesses: Iterable[Guess]) -> list[Explanation]:
    """Return explanations for the guesses that are right, the first ones; layers together.

    Parameters
    ----------
    guesses : iterable of Guess
        The best first; the same thing in several layers comes as a guess for each.
    """
    found: dict[tuple[str, bool], list[Guess]] = {}
    for guess in guesses:
        key = (guess.text, guess.step is None)
        if key in found and guess.step is None:
            continue
        found.setdefault(key, []).append(guess)
    told = list(found.values())[:TOLD_MOST]
    return [first.explain(other.step for other in others if other.step) for first, *others in told]


def different_layers(trace: Trace) -> list[Step]:
    """Return the layers that can be changed, but blocks that come again only once."""
    met = {(id(step.placed)): step for step in reversed(trace.steps) if step.placed}
    most = min(TRIED_MOST, FOLLOWED_MOST // max(len(trace.steps), 1))
    return list(reversed(met.values()))[:most]


def retrace(trace: Trace, changed: Mapping[int, Layer]) -> list[Step] | None:
    """Follow the input again with other layers in some places.

    Parameters
    ----------
    trace : Trace
    changed : dict
        From a layer's number to what stands there instead.

    Returns
    -------
    list of Step, or None
        None if a layer does not fit any more.
    """
    outputs: list[Map] = [trace.input]
    steps: list[Step] = []
    for step in trace.steps:
        inputs = tuple(outputs[parent] for parent in step.node.parents)
        if step.number in changed or inputs != step.inputs:
            layer = changed.get(step.number, step.layer)
            try:
                placed = layer.place(*inputs)
            except (ConvcalcError, ZeroDivisionError):
                return None
            if any(n is not None and n < 1 for n in placed.output.size):
                return None
            node = step.node._replace(layer=layer)
            steps.append(Step(step.number, node, inputs, placed))
        else:
            steps.append(step)
        output = steps[-1].output
        if output is None:
            return None
        outputs.append(output)
    return steps


def both(one: str, other: str) -> str:
    """Say two things that were done.

    >>> both("leaving out the padding", "leaving out the stride")
    'leaving out the padding and the stride'
    """
    return f"{one} and {other.removeprefix(LEFT_OUT) if one.startswith(LEFT_OUT) else other}"


def digits_swapped(yours: int, right: int) -> bool:
    """Tell whether two neighbouring digits changed places, and nothing else.

    >>> digits_swapped(1729, 1792), digits_swapped(12, 12), digits_swapped(321, 123)
    (True, False, False)
    """
    one, other = str(yours), str(right)
    if len(one) != len(other):
        return False
    apart = [i for i, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(apart) != 2 or apart[1] - apart[0] != 1:
        return False
    i, j = apart
    return one[i] == other[j] and one[j] == other[i]
