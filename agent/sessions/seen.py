"""The decoded pictures that were used last, within a budget of bytes: what a turn puts away it soon wants again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

BUDGET = 160 * 2**20
"""Bytes: four pictures of 12 megapixels. One that is larger than half of it is not kept."""


class Seen:
    """Read-only arrays by id. Safe to use from several threads."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._kept: OrderedDict[str, NDArray[Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, id: str) -> NDArray[Any] | None:
        """The array kept under this id, or None."""
        with self._lock:
            if id in self._kept:
                self._kept.move_to_end(id)
            return self._kept.get(id)

    def forget(self, ids: Iterable[str]) -> None:
        """Let arrays go that will not be wanted soon."""
        with self._lock:
            for id in ids:
                self._kept.pop(id, None)

    def keep(self, id: str, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The same values, read-only; those used longest ago go where there is no more room."""
        own = values.base is None and not values.flags.writeable
        frozen = values if own else values.copy()
        frozen.flags.writeable = False
        if 2 * frozen.nbytes <= self._budget:
            with self._lock:
                self._kept[id] = frozen
                self._kept.move_to_end(id)
                while sum(one.nbytes for one in self._kept.values()) > self._budget:
                    self._kept.popitem(last=False)
        return frozen
