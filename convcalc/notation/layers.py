"""Layers on one line: ``C64k7s2p3 BN R M3s2p1 2*((C64k3p1 R | I):add) GAP FC10``.

Text becomes a tree of what is written; what it means is the layers' own affair.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from convcalc.errors import ECHO, Misread, quote, shorten
from convcalc.notation.sizes import DIGITS_MOST
from convcalc.notation.written import KEYS, LAYERS_MOST, Branches, Part, Repeat, Written

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from convcalc.notation.written import Item, Sides

DEPTH_MOST = 30  # brackets in brackets
JOINS = ("add", "cat")

_INT = "[0-9]+"
_SIZE = rf"{_INT}(?:x{_INT})*"
_SIDES = rf"{_INT}(?:\+{_INT})?(?:x{_INT}(?:\+{_INT})?)*"
_FLAGS = re.IGNORECASE | re.ASCII
_out = re.compile(r"[0-9]+\.[0-9]*|\.[0-9]+|" + _SIZE, _FLAGS)
_key = re.compile(
    rf"op(?P<op>{_SIZE})?|p(?P<p>{_SIDES})?|(?P<key>[ksdg])(?P<size>{_SIZE})?", _FLAGS
)
_word = re.compile(r":\s*([a-z]+(?:-[a-z]+)*)", _FLAGS)
_gap = re.compile(r"(?:[\s,]|->|-(?=\s*[A-Za-z0-9(])|#[^\n]*)+")  # between two items
_repeat = re.compile(rf"({_INT})\s*\*\s*\(")
_ciresan = re.compile(rf"({_INT})(?:C({_INT})|N)(?=[\s,()|#-]|$)", _FLAGS)
# What only an error, or a text out of the ordinary, needs is compiled when it does.
_TOO_LONG = rf"[0-9]{{{DIGITS_MOST + 1}}}"
_NO_GAP = r"[^\s,()|]+"
_PADDING_WORD = r"p(?:ad(?:ding)?)?=?(same|valid|full)"


def read_layers(text: str, ops: Collection[str], spelled: Mapping[str, str]) -> tuple[Item, ...]:
    """Read layers on one line.

    Parameters
    ----------
    text : str
    ops : collection of str
        What layers may begin with, in capitals.
    spelled : dict of str to str
        From other words for them, in small letters, to how they are written here.

    Raises
    ------
    Misread
        With the place, and the nearest reading.

    Examples
    --------
    >>> [item.op + item.out for item in read_layers("C64k3 -> M2", ["C", "M"], {})]
    ['C64', 'M2']
    """
    parser = _Parser(text.replace("→", " ").replace("×", "x"), ops, spelled)
    items = parser.items("", 0)
    if not items:
        parser.fail("no layers: expected some, as in C64k3p1 M2 FC10", 0)
    return items


class _Parser:
    def __init__(self, text: str, ops: Collection[str], spelled: Mapping[str, str]) -> None:
        self.text, self.ops, self.spelled = text, ops, spelled
        self.at = self.count = 0
        self.number = 1  # of the next layer, repeats written out
        longest_first = sorted(ops, key=len, reverse=True)
        self._op = re.compile("|".join(longest_first), _FLAGS)

    def fail(self, reason: str, at: int) -> NoReturn:
        raise Misread(reason, min(at, len(self.text)))

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            if match.end() - self.at > DIGITS_MOST and pattern is not _gap:
                self._check_digits(match)
            self.at = match.end()
        return match

    def _check_digits(self, match: re.Match[str]) -> None:
        """Refuse numbers that nobody means, before they are read."""
        if long := re.search(_TOO_LONG, match[0]):
            at = match.start() + long.start()
            self.fail(f"a number has more than {DIGITS_MOST} digits", at)

    def _token(self, start: int) -> str:
        match = re.match(_NO_GAP, self.text[start:])
        return match[0] if match else ""

    @property
    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def items(self, closing: str, depth: int) -> tuple[Item, ...]:
        """Read items up to one of the closing signs, or to the end."""
        found: list[Item] = []
        gap = self._take(_gap)
        if gap and "-" in gap[0].replace("->", ""):  # which stands between items only
            self.at = gap.start() + gap[0].rindex("-")
        while self._next and self._next not in closing:
            found.append(self._item(depth))
            self._take(_gap)
        return tuple(found)

    def _item(self, depth: int) -> Item:
        start = self.at
        if self._next in (")", "|"):
            self.fail(
                f"{self._next} has no bracket before it: branches stand in brackets, as in"
                " (C8k3p1 | I):add",
                start,
            )
        repeat = self._take(_repeat)
        self.count += not repeat
        if self.count > LAYERS_MOST:
            self.fail(f"more than {LAYERS_MOST:,} layers", start)
        if not repeat and self._next != "(":
            return self._layer()
        if depth >= DEPTH_MOST:
            self.fail(f"brackets lie more than {DEPTH_MOST} deep: write fewer", start)
        if repeat:
            return self._repeated(int(repeat[1]), start, depth)
        self.at += 1
        return self._branches(start, depth)

    def _repeated(self, count: int, start: int, depth: int) -> Repeat:
        if count < 1:
            self.fail("0 times is nothing: repeat 1 time or more", start)
        first = self.number
        items = self._inside(start, depth)
        self.number += (count - 1) * (self.number - first)
        if self._next == "|":
            inner = self.text[start:].partition("(")[2][:12]
            self.fail(
                f"branches need brackets of their own: write {count}*(({inner.split('|')[0]}|"
                " ...):add)",
                self.at,
            )
        self.at += 1
        return Repeat(count, items)

    def _branches(self, start: int, depth: int) -> Branches:
        branches = [self._inside(start, depth)]
        while self._next == "|":
            self.at += 1
            branches.append(self._inside(start, depth))
        self.at += 1
        if len(branches) == 1:
            self.fail("brackets repeat, as in 2*(C8 R), or branch, as in (C8 | I):add", start)
        word_at = self.at
        while self._next.isspace():
            self.at += 1
        start = self.at
        join = self._take(_word)
        if not join or join[1].lower() not in JOINS:
            self.fail("how are the branches joined? write (...):add or (...):cat", word_at)
        self.number += 1
        return Branches(tuple(branches), join[1].lower(), start)

    def _inside(self, start: int, depth: int) -> tuple[Item, ...]:
        items = self.items(")|", depth + 1)
        if not self._next:
            self.fail("this bracket is never closed", self.text.index("(", start))
        if not items:
            self.fail("nothing stands here: write I for a branch that changes nothing", self.at)
        return items

    def _layer(self) -> Written:
        start = self.at
        try:
            return self._written(start)
        except Misread as error:
            text = shorten(self._token(start) or self.text[start], ECHO)
            raise error.within(f"layer {self.number} ({text})") from None
        finally:
            self.number += 1

    def _written(self, start: int) -> Written:
        if ciresan := self._take(_ciresan):
            count, kernel = ciresan.groups()
            if not kernel:
                return Written("FC", count, (), (), start, self.at)
            part = Part("k", start, (int(kernel),))
            return Written("C", count, (part,), (), start, self.at)
        op = self._take(self._op)
        if not op:
            self._fail_token(start)
        out = self._take(_out)
        keys, words = self._keys(start), self._words()
        if self._next and not (_gap.match(self.text, self.at) or self._next in "()|"):
            self._fail_rest(start)
        return Written(op[0].upper(), out[0] if out else "", keys, words, start, self.at)

    def _keys(self, start: int) -> tuple[Part, ...]:
        found: list[Part] = []
        while key := self._take(_key):
            name = (key["key"] or ("op" if key[0][:2].lower() == "op" else "p")).lower()
            size = key["op"] or key["p"] or key["size"]
            if not size:
                self.at = key.start()
                self._fail_rest(start, f"{name} needs a number, as in {name}2{self._as_word(name)}")
            if name in (part.name for part in found):
                self.fail(f"{KEYS[name]} ({name}) is given twice: leave one out", key.start())
            if name == "p":
                found.append(Part(name, key.start(), sides=_sides(size)))
            else:
                found.append(Part(name, key.start(), tuple(map(int, size.lower().split("x")))))
        return tuple(found)

    def _as_word(self, key: str) -> str:
        """Say how padding in a word is written, if that is what stands here."""
        word = re.match(_PADDING_WORD, self.text[self.at :], _FLAGS)
        return f"; a word as in :{word[1].lower()}" if key == "p" and word else ""

    def _words(self) -> tuple[Part, ...]:
        found = []
        while word := self._take(_word):
            found.append(Part(word[1].lower(), word.start()))
        return tuple(found)

    def _fail_token(self, start: int) -> NoReturn:
        """Say what stands here instead of a layer, and what is nearest to it."""
        text = self._token(start) or self.text[start]
        from convcalc.notation.nearest import nearest  # only an error needs it

        after = self.text[start + len(text) :].lstrip()
        near = nearest(text, after, self.ops, self.spelled)
        self.fail(f"{quote(text)} is no layer: {near}", start)

    def _fail_rest(self, start: int, reason: str = "") -> NoReturn:
        """Say why a layer does not end here, or that it was no layer from the start."""
        text = self._token(start)
        letters = re.match("[a-z]*", text.lower())
        if letters and (letters[0] in self.spelled or letters[0] in JOINS):
            self._fail_token(start)
        if not reason and self._op.match(self.text, self.at):
            one, other = text[: self.at - start], text[self.at - start :]
            both = f"{shorten(one, ECHO)} {shorten(other, ECHO)}"
            reason = f"a blank is missing between two layers: {both}"
        keys = ", ".join(KEYS)
        unknown = quote(self._token(self.at) or self._next)
        self.fail(
            reason or f"{unknown} is no key: expected {keys} with a number, or :same, :nobias ...",
            self.at,
        )


def _sides(text: str) -> Sides:
    """Read padding: ``1``, ``1x2``, ``2+3``."""
    pairs = [part.split("+") for part in text.lower().split("x")]
    return tuple((int(pair[0]), int(pair[-1])) for pair in pairs)
