"""The last few results of something slow, by key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
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
        self._last: tuple[ref[Pixels], str] | None = None

    def of(self, pixels: Pixels) -> str:
        """The id of `ImageRef` for H×W×3|4 pixels without their alpha."""
        last = self._last
        if last is not None and last[0]() is pixels and is_frozen(pixels):
            return last[1]
        name = ImageRef.of(np.ascontiguousarray(to_rgb(pixels))).id
        self._last = (ref(pixels), name)
        return name


def is_frozen(pixels: Pixels) -> bool:
    """Whether nobody can write to these pixels, nor to an array that they are a view of."""
    owner = pixels if pixels.base is None else pixels.base
    return isinstance(owner, np.ndarray) and not owner.flags.writeable and not pixels.flags.writeable
