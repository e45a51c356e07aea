"""The arguments of a pasted module, by name, as the kinds of numbers that layers need."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from convcalc.errors import ConvcalcError, quote
from convcalc.notation.modules import Name
from convcalc.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convcalc.networks.layer import Layer
    from convcalc.notation.modules import Call, Value
    from convcalc.notation.written import Sides, Sizes


class Module(Record):
    """How a module becomes layers.

    Attributes
    ----------
    build : callable
        From its arguments to a layer, or to several.
    signature : str or None
        The names of its arguments, in their order; what follows ``*`` is by name only. None if none
        of them means anything here.
    ignored : tuple of str
        How names end that are allowed and mean nothing here.
    """

    build: Callable[[Given], Layer | tuple[Layer, ...]]
    signature: str | None = None
    ignored: tuple[str, ...] = ()


class Given:
    """What a module was given.

    Parameters
    ----------
    call : Call
    signature : str
        The names of its arguments, in their order; what follows ``*`` is by name only.
    dims : int
        How many axes it slides along.
    ignored : sequence of str
        How names end that the signature lacks, and that mean nothing here.

    Raises
    ------
    ConvcalcError
        If there are too many, or one has no place.
    """

    def __init__(self, call: Call, signature: str, dims: int, ignored: Sequence[str] = ()) -> None:
        self.call, self.signature, self.dims = call, signature, dims
        names = signature.split()
        positional = names[: names.index("*")] if "*" in names else names
        if len(call.args) > len(positional):
            raise ConvcalcError(
                f"{call.name} got {len(call.args)} arguments: expected {self._wanted}"
            )
        self._values: dict[str, Value] = dict(zip(positional, call.args, strict=False))
        for name, value in call.kwargs.items():
            if name in self._values:
                raise ConvcalcError(f"{call.name} got {name} twice: leave one out")
            if name in names:
                self._values[name] = value
            elif not call.is_printed and not name.endswith(tuple(ignored)):
                raise ConvcalcError(
                    f"{call.name} has no argument {quote(name)}: expected {self._wanted}"
                )

    @property
    def _wanted(self) -> str:
        names = [name for name in self.signature.split() if name != "*"]
        return f"{self.call.name}({', '.join(names)})"

    def get(self, name: str, default: Value = None) -> Value:
        """Return an argument as it is."""
        return self._values.get(name, default)

    def whole(self, name: str, default: int | None = None, *, least: int = 1) -> int:
        """Return a whole number.

        Raises
        ------
        ConvcalcError
            If it is missing, or something else.
        """
        value = self._values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._unfit(name, value, "a whole number")
        if value < least:
            raise ConvcalcError(f"{name} is {value}: expected {least} or more")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """Return True or False."""
        value = self._values.get(name, default)
        if value is None:  # as Python takes it
            return False
        if not isinstance(value, bool):
            raise self._unfit(name, value, "True or False")
        return value

    def sizes(
        self, name: str, default: Sizes | None = None, *, least: int = 1, none: int | None = None
    ) -> Sizes:
        """Return one number per axis; ``none`` is what None among them counts as."""
        value = self._values.get(name)
        if value is None:
            value = default
        items = value if isinstance(value, tuple) else (value,) * self.dims
        known = [item for item in items if _is_whole(item)]
        filled = (none if item is None else item for item in items)
        sizes = tuple(item for item in filled if _is_whole(item))
        if len(sizes) < len(items):
            raise self._unfit(name, value, "whole numbers")
        if len(sizes) != self.dims:
            wanted = f"1 or {self.dims}" if self.dims > 1 else "1"
            raise ConvcalcError(f"{name} has {len(sizes)} numbers: expected {wanted}")
        if min(known, default=least) < least:
            raise ConvcalcError(f"{name} is {min(known)}: expected {least} or more")
        return sizes

    def some_sizes(self, name: str, *, least: int = 1) -> Sizes:
        """Return one number, or any number of them; 2.0 counts as 2."""
        value = self._values.get(name)
        items = value if isinstance(value, tuple) else (value,)
        wholes = (int(x) if isinstance(x, float) and x.is_integer() else x for x in items)
        sizes = tuple(x for x in wholes if _is_whole(x) and x >= least)
        if not sizes or len(sizes) < len(items):
            raise self._unfit(name, value, f"whole numbers, {least} or more")
        return sizes

    def choice(self, name: str, words: Sequence[str]) -> str:
        """Return one of some words; the first if none is given."""
        value = self._values.get(name)
        word = words[0] if value is None else self.word(name)
        if word not in words:
            given = str(value.text if isinstance(value, Name) else value)
            raise ConvcalcError(f"{name} is {quote(given)}: expected {' or '.join(words)}")
        return word

    def word(self, name: str) -> str:
        """Return a word in small letters; empty if it is none."""
        value = self._values.get(name)
        text = value.text if isinstance(value, Name) else value
        return text.lower() if isinstance(text, str) else ""

    def padding(self, name: str = "padding", words: Sequence[str] = ()) -> str | Sides:
        """Return padding: a word, or the same on both sides of each axis.

        Parameters
        ----------
        name : str
        words : sequence of str
            The words that it may be.
        """
        word = self.word(name)
        if word in words:
            return word
        if word:
            raise ConvcalcError(
                f"{name} is {quote(word)}: expected numbers{''.join(f' or {w}' for w in words)}"
            )
        return tuple((size, size) for size in self.sizes(name, (0,) * self.dims, least=0))

    def _unfit(self, name: str, value: object, wanted: str) -> ConvcalcError:
        if value is None:
            return ConvcalcError(f"{self.call.name} lacks {name}: expected {self._wanted}")
        items, verb = (value, "has") if isinstance(value, tuple) else ((value,), "is")
        for item in items:
            if isinstance(item, Name):
                what = "a name" if item.text.isidentifier() else "which is not computed"
                return ConvcalcError(
                    f"{name} {verb} {quote(item.text)}, {what}: put the number it stands for"
                )
        return ConvcalcError(f"{name} is {quote(str(value))}: expected {wanted}")


def _is_whole(value: Value) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
