"""Arrays that nobody can write to, and what was worked out of the last few of them: they cannot become others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar
from weakref import ref

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Value = TypeVar("Value")

_Layout: TypeAlias = tuple[int, tuple[int, ...], tuple[int, ...]]
"""Where a view begins, its shape and its strides."""


class OfFrozen(Generic[Value]):
    """Remembers a value of each of the last `size` frozen arrays, as long as they live. Safe to use from several
    threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: tuple[tuple[ref[Array], _Layout, Value], ...] = ()

    def get(self, array: Array, make: Callable[[], Value]) -> Value:
        """The value that was made for this array, or the one that is made now."""
        if not is_frozen(array):
            return make()
        owner, layout = _owner(array), _layout(array)
        alive = [one for one in self._known if one[0]() is not None]
        found = next((one for one in alive if one[0]() is owner and one[1] == layout), None)
        kept = (ref(owner), layout, make()) if found is None else found
        self._known = (kept, *(one for one in alive if one is not found))[: self._size]
        return kept[2]


def is_frozen(array: Array) -> bool:
    """Whether nobody can write to this array, nor to what it is a view of; of memory that is lent, nobody knows."""
    base: Any = array
    while isinstance(base, np.ndarray):
        if base.flags.writeable:
            return False
        base = base.base
    return base is None


def frozen(array: Array) -> Array:
    """The array, where nobody can write to it; or a copy."""
    if is_frozen(array):
        return array
    own = array.copy()
    own.flags.writeable = False
    return own


def _layout(array: Array) -> _Layout:
    return array.__array_interface__["data"][0], array.shape, array.strides


def _owner(array: Array) -> Array:
    """The array whose memory this one shows."""
    return array.base if isinstance(array.base, np.ndarray) else array
