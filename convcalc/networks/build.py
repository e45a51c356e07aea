"""One written layer as a layer, once it is sure that it has only what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from convcalc.errors import ECHO, Misread, quote, shorten
from convcalc.networks.ops import OPS, PADDING, Arguments
from convcalc.notation.shapes import AXES_MOST
from convcalc.notation.written import KEYS

if TYPE_CHECKING:
    from convcalc.networks.layer import Layer
    from convcalc.networks.ops import Op
    from convcalc.notation.written import Part, Written

_EXAMPLES = {"filters": "64", "window": "2", "size": "6", "units": "10"}


def build(written: Written) -> Layer:
    """Make a layer of what is written.

    Raises
    ------
    Misread
        If it has a number, a key or a word that it does not know, or lacks one.
    """
    op = OPS[written.op]
    _check_out(written, op)
    for part in written.keys:
        _check_axes(len(part.sizes or part.sides), part.start)
        if part.name not in op.keys:
            _fail(_unknown(f"{KEYS[part.name]} ({part.name})", written.op, op.keys), part.start)
        if part.name not in ("p", "op") and min(part.sizes) < 1:
            _fail(f"{KEYS[part.name]} ({part.name}) is 0: expected 1 or more", part.start)
        if part.name == "g" and len(part.sizes) > 1:
            _fail("groups (g) are one number: g2", part.start)
    _check_alike(written)
    _check_words(written, op)
    return op.build(Arguments(written))


def _fail(reason: str, offset: int) -> NoReturn:
    raise Misread(reason, offset)


def _unknown(what: str, name: str, known: tuple[str, ...]) -> str:
    if not known:
        return f"{what} does not belong to {name}, which carries none"
    return f"{what} does not belong to {name}: expected {', '.join(known)}"


def _check_axes(count: int, start: int) -> None:
    if count > AXES_MOST:
        _fail(f"{count} numbers: expected at most {AXES_MOST}, for depth, height and width", start)


def _check_alike(written: Written) -> None:
    """Refuse sizes for different numbers of axes in one layer."""
    counts = [len(part.sizes or part.sides) for part in written.keys]
    several = sorted({count for count in counts if count > 1})
    if len(several) > 1:
        wrong = written.keys[counts.index(several[-1])]
        _fail(
            f"some of its sizes are for {several[0]} axes and some for {several[-1]}: give one"
            " number for all axes, or as many for each",
            wrong.start,
        )


def _check_out(written: Written, op: Op) -> None:
    name, out = written.op, written.out
    if not out:
        if op.needs_out:
            example = f"{name}{_EXAMPLES[op.out]}"
            _fail(f"{name} needs its {op.out} after it, as in {example}", written.start)
        return
    if not op.out:
        longer = (f", or {o}{out}" for o in OPS if OPS[o].out and o != name and o.startswith(name))
        _fail(f"{name} carries no number: write {name}{''.join(longer)}", written.start)
    if op.out == "ignored":
        return
    if "." in out:
        _fail(f"{quote(out)} is not whole: write {name}{_EXAMPLES[op.out]}", written.start)
    numbers = [int(part) for part in out.lower().split("x")]
    _check_axes(len(numbers), written.start)
    if min(numbers) < 1:
        _fail(f"{name}{out} has none: expected 1 or more", written.start)
    if len(numbers) > 1 and op.out in ("filters", "units"):
        _fail(
            f"{name}{out} has {len(numbers)} numbers where the {op.out} stand: write"
            f" {name}{numbers[0]}, and a kernel as k{out}",
            written.start,
        )
    if op.out == "window" and any(part.name == "k" for part in written.keys):
        _fail(f"the window is given twice: write {name}{out} without k", written.start)


def _check_words(written: Written, op: Op) -> None:
    padding: list[Part] = [part for part in written.keys if part.name == "p"]
    for part in written.words:
        if part.name not in op.words:
            from difflib import get_close_matches

            near = get_close_matches(part.name, op.words)
            hint = f"did you mean :{near[0]}?" if near else ""
            word = f":{shorten(part.name, ECHO)}"
            known = _unknown(word, written.op, tuple(f":{word}" for word in op.words))
            _fail(f"{word} is unknown here; {hint}" if near else known, part.start)
        if part.name in PADDING:
            padding.append(part)
    if len(padding) > 1:
        _fail("padding is given twice: leave one out", padding[1].start)
    if {"bias", "nobias"} <= {part.name for part in written.words}:
        _fail("bias and nobias contradict each other: leave one out", written.words[-1].start)
