"""A property that is worked out once: `functools.cached_property` without its lock."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Found = TypeVar("Found")


class kept(Generic[Found]):
    """What a method finds, kept with the object from the first time it is asked.

    A diagnosis asks for dozens of such properties of objects that no other thread knows. Until
    Python 3.12 `cached_property` takes a lock for each, which costs more than most of them.
    """

    def __init__(self, find: Callable[[Any], Found]) -> None:
        self._find = find
        self._name = find.__name__
        self.__doc__ = find.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> "kept[Found]": ...
    @overload
    def __get__(self, owner: object, kind: type) -> Found: ...
    def __get__(self, owner: object | None, kind: type) -> "Found | kept[Found]":
        if owner is None:
            return self
        found = self._find(owner)
        owner.__dict__[self._name] = found
        return found
