"""Frozen records that cost nothing at start-up.

``dataclass`` and ``NamedTuple`` make and compile code for every class, which for the dozens that a
short command loads takes as long as all the rest of it. What is made a few times is a Record; what
is made by the thousand, such as windows and steps, is a NamedTuple, whose instances are faster.
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
    _needed: ClassVar[frozenset[str]] = frozenset()  # those without a default

    def __init_subclass__(cls) -> None:
        cls._fields = (*cls._fields, *cls.__annotations__)
        cls._known = frozenset(cls._fields)
        cls._needed = frozenset(name for name in cls._fields if not hasattr(cls, name))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = self.__dict__
        given.update(zip(self._fields, args, strict=False), **kwargs)
        # As many as were given: none twice, none too many. All that are needed; none unknown.
        fits = len(given) == len(args) + len(kwargs) and self._needed <= given.keys()
        if not fits or (kwargs and not self._known.issuperset(kwargs)):
            raise TypeError(self._complaint(args, kwargs))

    def _complaint(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """Say what is wrong with the arguments."""
        unknown = [name for name in kwargs if name not in self._fields]
        missing = [name for name in self._fields if name in self._needed - self.__dict__.keys()]
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
        return tuple(getattr(self, name) for name in self._fields)

    def _replace(self, **changes: Any) -> Self:
        """Return the same with some fields changed."""
        given = {name: getattr(self, name) for name in self._fields}
        return type(self)(**{**given, **changes})
