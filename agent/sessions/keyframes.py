"""Keyframes: whole canvases, kept in tiles so that only what changed since the one before is written."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.records import EditRecord
from ..errors import Damaged
from .store import Store

SIDE = 256
"""Pixels of a tile's sides: small enough that an edit touches few, large enough that a photo has not too many files."""


class Keyframes:
    """The keyframes of a store's sessions. They only spare work: a canvas can be rendered without any."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def has(self, session: str, record: EditRecord) -> bool:
        return self._store.memo_get(self._key(session, record)) is not None

    def put(self, session: str, record: EditRecord, canvas: Pixels) -> None:
        """Keep the canvas of a record, H×W×3|4. Tiles are stored under their contents: those that are as they were in
        another keyframe are there already."""
        put = self._store.blobs.put
        tiles = [put(canvas[tile.slices]).id for tile in _tiles(record.view.canvas)]
        self._store.memo_put(self._key(session, record), tiles)

    def canvas(self, session: str, record: EditRecord) -> Pixels | None:
        """The canvas at a record; None where no keyframe was put, or it cannot be read: the patches that it stands for
        are there still."""
        ids = self._store.memo_get(self._key(session, record))
        try:
            return _joined([self._store.blobs.get_pixels(id) for id in ids], record.view.canvas) if ids else None
        except (KeyError, Damaged, ValueError, TypeError):
            return None

    def _key(self, session: str, record: EditRecord) -> str:
        return f"frame:{self._store.get(session).base.id}:{record.id}"


def _joined(tiles: list[Pixels], box: Box) -> Pixels:
    canvas = np.empty((box.height, box.width, tiles[0].shape[2]), np.uint8)
    for tile, pixels in zip(_tiles(box), tiles, strict=True):
        if pixels.shape[:2] != (tile.height, tile.width):
            raise ValueError("a tile of another size")  # a single pixel would fill the whole of it
        canvas[tile.slices] = pixels
    return canvas


def _tiles(box: Box) -> Iterator[Box]:
    """The tiles of a canvas, row by row, in pixels of its array; those at its right and lower rim are smaller."""
    for top in range(0, box.height, SIDE):
        for left in range(0, box.width, SIDE):
            yield Box(left, top, left + SIDE, top + SIDE).clamp(box.width, box.height)
