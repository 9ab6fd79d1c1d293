"""The last few results of something slow, by key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeAlias, TypeVar
from weakref import ref

import numpy as np

from ..scene.image import ImageRef, Pixels, to_rgb

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Keeps the `size` results that were asked for last. One thread makes a result at a time; the others wait."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return key in self._known

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The result of `key`, made only if it is not known. What `make` raises is not kept."""
        with self._lock:
            if key not in self._known:
                self._known[key] = make()
            self._known.move_to_end(key)
            while len(self._known) > self._size:
                self._known.popitem(last=False)
            return self._known[key]


class LastName:
    """The id of a picture's colours, remembered of the last frozen array: it cannot become another picture."""

    def __init__(self) -> None:
        self._last: tuple[ref[Pixels], _Layout, str] | None = None

    def of(self, pixels: Pixels) -> str:
        """The id of `ImageRef` for H×W×3|4 pixels without their alpha."""
        last, colours = self._last, to_rgb(pixels)
        frozen = is_frozen(colours)
        if frozen and last is not None and last[0]() is _owner(colours) and last[1] == _layout(colours):
            return last[2]
        name = ImageRef.of(np.ascontiguousarray(colours)).id
        self._last = (ref(_owner(colours)), _layout(colours), name) if frozen else None
        return name


_Layout: TypeAlias = tuple[int, tuple[int, ...], tuple[int, ...]]
"""Where a view begins, its shape and its strides."""


def _layout(pixels: Pixels) -> _Layout:
    return pixels.__array_interface__["data"][0], pixels.shape, pixels.strides


def _owner(pixels: Pixels) -> Pixels:
    """The array whose memory these pixels show."""
    return pixels.base if isinstance(pixels.base, np.ndarray) else pixels


def is_frozen(pixels: Pixels) -> bool:
    """Whether nobody can write to these pixels, nor to an array that they are a view of."""
    lent = pixels.base is not None and not isinstance(pixels.base, np.ndarray)
    return not (lent or pixels.flags.writeable or _owner(pixels).flags.writeable)
