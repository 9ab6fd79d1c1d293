"""Keyframes: what a canvas differs in from the photo, as one patch that stands for all before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, differing, to_rgba
from ...scene.patch import Patch, composite
from ...scene.records import EditRecord, PatchRef
from ..errors import Damaged
from .patches import keep_patch, load_patch
from .store import Store


class Keyframes:
    """The keyframes of a store's sessions. They only spare work: a canvas can be rendered without any."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def has(self, session: str, record: EditRecord) -> bool:
        return self._found(session, record) is not None

    def canvas(self, session: str, record: EditRecord) -> Pixels | None:
        """The canvas at a record; None where no keyframe was put, or it cannot be read: the patches that it stands for
        are there still."""
        found = self._found(session, record)
        if found is None:
            return None
        try:
            patch = load_patch(self._store.blobs, found)
        except (KeyError, Damaged):
            return None
        return composite(self._photo(session), [patch], record.view.canvas)

    def put(self, session: str, record: EditRecord, canvas: Pixels) -> None:
        """Keep the canvas of a record, H×W×3|4."""
        box = record.view.canvas
        photo = self.blank(session, box)
        changed = differing(to_rgba(photo) if canvas.shape[2] == 4 else photo, canvas)
        changed[0, 0] = True  # no patch is empty
        patch = Patch.between(photo, canvas * changed[..., None], np.where(changed, np.uint8(255), np.uint8(0)))
        assert patch is not None
        kept = keep_patch(self._store.blobs, replace(patch, box=patch.box.shift(box.left, box.top)))
        self._store.memo_put(self._key(session, record), kept.model_dump(mode="json"))

    def blank(self, session: str, box: Box) -> Pixels:
        """The photo on a canvas, before any patch."""
        photo = self._photo(session)
        return photo if box == Box.of_size(photo.shape[1], photo.shape[0]) else composite(photo, (), box)

    def _photo(self, session: str) -> Pixels:
        return self._store.blobs.get(self._store.get(session).base)

    def _found(self, session: str, record: EditRecord) -> PatchRef | None:
        found = self._store.memo_get(self._key(session, record))
        return PatchRef.model_validate(found) if found else None

    def _key(self, session: str, record: EditRecord) -> str:
        return f"frame:{self._store.get(session).base.id}:{record.id}"
