"""Frozen records that cost nothing at start-up.

``dataclass`` and ``NamedTuple`` make and compile code for every class, which for the dozens that a
short command loads takes as long as all the rest of it. A NamedTuple is still right for what is
unpacked, or made by the thousand: its instances are faster.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """A class whose annotations are its fields, in their order; with NamedTuple's own methods.

    >>> class Point(Record):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1)._replace(y=2) == Point(1, 2)
    (Point(x=1, y=0), True)
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _known: ClassVar[frozenset[str]] = frozenset()  # the fields
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        own = cls.__annotations__
        cls._fields = (*cls._fields, *own)
        cls._known = frozenset(cls._fields)
        defaults = {name: cls.__dict__[name] for name in own if name in cls.__dict__}
        cls._defaults = {**cls._defaults, **defaults}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = self._fields
        if not kwargs and len(args) == len(fields):
            self.__dict__.update(zip(fields, args, strict=True))
            return
        placed = dict(zip(fields, args, strict=False))
        given = {**self._defaults, **placed, **kwargs}
        self.__dict__.update(given)
        twice = kwargs and not kwargs.keys().isdisjoint(placed)
        if len(args) > len(fields) or twice or given.keys() != self._known:
            raise TypeError(self._complaint(args, kwargs))

    def _complaint(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """Say what is wrong with the arguments."""
        unknown = [name for name in kwargs if name not in self._fields]
        missing = [name for name in self._fields if name not in self.__dict__]
        if unknown:
            reason = f"has no {unknown[0]!r}"
        elif missing:
            reason = f"lacks {missing[0]!r}"
        else:
            reason = f"got {len(args) + len(kwargs)} values, some of them for the same field"
        return f"{type(self).__name__} {reason}: expected {', '.join(self._fields)}"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({given})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)

    @property
    def _values(self) -> tuple[Any, ...]:
        return tuple(map(self.__dict__.get, self._fields))

    def _replace(self, **changes: Any) -> Self:
        """Return the same with some fields changed."""
        known = self.__dict__  # beside the fields there may be what was cached
        given = {name: known[name] for name in self._fields}
        given.update(changes)
        if len(given) != len(self._fields):
            raise TypeError(self._complaint((), {**changes}))
        other = object.__new__(type(self))
        other.__dict__.update(given)
        return other
