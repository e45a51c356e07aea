"""How long outputs are, and what is refused: windows that do not fit, padding without sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.errors import ConvcalcError
from convcalc.notation.sizes import gather, show, show_short
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcalc.geometry import Window


class TooSmallError(ConvcalcError):
    """An input that is too small for its window.

    Parameters
    ----------
    fact : str
        What does not fit.
    bound : str
        Whether the padding that follows is the ``least`` or the ``most`` that works.
    padding : sequence of int
        On each axis.
    rest : str
        What else would help.
    """

    def __init__(self, fact: str, bound: str, padding: Sequence[int], rest: str = "") -> None:
        flag = show_short(padding)
        super().__init__(f"{fact}: the {bound} padding that works is {flag} (-p {flag}){rest}")
        self.fact = fact
        self.advice = f"the {bound} padding that works is {show(gather(padding))}"


class Limits(Record):
    """How far padding may go, for the advice in an error.

    Attributes
    ----------
    most : tuple of int
        The most that one side may get on each axis; empty for no limit.
    advice : str
        What to say where that is not enough.
    also : str
        What else would help.
    noun : str
        What slides: a kernel or a window.
    """

    most: tuple[int, ...] = ()
    advice: str = ""
    also: str = ""
    noun: str = "kernel"


NO_LIMITS = Limits()


def pool_limits(kernel: Sequence[int]) -> Limits:
    """Return how far padding may go for a pooling window: half of it, undilated."""
    return Limits(
        most=tuple(k // 2 for k in kernel),
        advice=", more than pooling allows (half the window): give a smaller window or dilation",
        noun="window",
    )


def output_lengths(
    windows: Sequence[Window], lengths: Sequence[int], limits: Limits = NO_LIMITS
) -> tuple[int, ...]:
    """Return the output's size on each axis.

    Raises
    ------
    ConvcalcError
        If no window fits: with both sizes and the least padding that works.
    """
    result = tuple(w.output(n) for w, n in zip(windows, lengths, strict=True))
    if min(result) < 1:
        padded = [n + w.before + w.after for w, n in zip(windows, lengths, strict=True)]
        least = [w.least_padding(n) for w, n in zip(windows, lengths, strict=True)]
        size = show([w.kernel for w in windows])
        if any(w.dilation > 1 for w in windows):
            size += f" (dilated to {show([w.extent for w in windows])})"
        beyond = any(p > most for p, most in zip(least, limits.most, strict=False))
        advice = (limits.advice if beyond else "") + limits.also
        raise TooSmallError(
            f"the {limits.noun} {size} is larger than the padded input {show(padded)}",
            "least",
            least,
            advice,
        )
    return result


def transposed_lengths(windows: Sequence[Window], lengths: Sequence[int]) -> tuple[int, ...]:
    """Return a transposed convolution's output size on each axis.

    Raises
    ------
    ConvcalcError
        If output padding is out of range, or the padding crops everything away.
    """
    for w in windows:
        if w.output_padding and w.output_padding >= max(w.stride, w.dilation):
            raise ConvcalcError(
                f"output padding is {w.output_padding}: expected less than the stride or the"
                f" dilation, whichever is larger ({max(w.stride, w.dilation)})"
            )
    result = tuple(w.transposed(n) for w, n in zip(windows, lengths, strict=True))
    if min(result) < 1:
        full = [w.transposed(n) + w.before + w.after for w, n in zip(windows, lengths, strict=True)]
        crops = [w.before + w.after for w in windows]
        most = [(length - 1) // 2 for length in full]
        raise TooSmallError(
            f"padding crops {show(crops)} cells from an output of {show(full)}",
            "most",
            most,
        )
    return result


def check_pool_padding(windows: Sequence[Window]) -> None:
    """Refuse padding that a pooling window could lie in wholly: more than half of it, undilated.

    Raises
    ------
    ConvcalcError
        With the most that is allowed. The rule is PyTorch's.
    """
    for window in windows:
        given, most = max(window.before, window.after), window.kernel // 2
        if given > most:
            raise ConvcalcError(
                f"padding {given} is more than half the window of {window.kernel}: expected at most"
                f" {most}, or padding same"
            )
