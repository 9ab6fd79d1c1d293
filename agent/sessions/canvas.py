"""The pictures of a history: composited from the photo and the patches, with keyframes so that long ones open fast."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.patch import composite
from ...scene.records import EditRecord
from ...scene.view import View
from .keyframes import Keyframes
from .patches import load_patch
from .store import Store

EVERY = 16
"""Records between two keyframes."""
KEPT = 3
"""Canvases held in memory."""


class Canvases:
    """Pixels and view at any record of a session (None: the photo). Never runs a model. Results are read-only."""

    def __init__(self, store: Store, every: int = EVERY) -> None:
        self._store = store
        self._every = every
        self._keyframes = Keyframes(store)
        self._kept: OrderedDict[tuple[str, str | None], Pixels] = OrderedDict()

    def view(self, session: str, node: str | None) -> View:
        if node is not None:
            return self._store.record(session, node).view
        base = self._store.get(session).base
        return View.of(base.width, base.height)

    def pixels(self, session: str, node: str | None) -> Pixels:
        """The canvas, H×W×3|4, of the size of `view.canvas`."""
        canvas = self._kept.pop((session, node), None)
        return self.keep(session, node, self._render(session, node) if canvas is None else canvas)

    def keep(self, session: str, node: str | None, canvas: Pixels) -> Pixels:
        """Have the canvas at hand for the next steps; it must be what the record renders to."""
        canvas.flags.writeable = False
        self._kept[session, node] = canvas
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return canvas

    def forget(self, session: str, records: Iterable[EditRecord]) -> None:
        """Let go of all that is held in memory of records that no longer are."""
        for record in records:
            self._kept.pop((session, record.id), None)
            self._store.blobs.forget(id for patch in record.patches for id in (patch.pixels, patch.alpha))

    def settle(self, session: str, node: str, canvas: Pixels) -> None:
        """Keep the canvas of a new record; as a keyframe where the last one is far behind."""
        self.keep(session, node, canvas)
        near = list(islice(self._store.back(session, node), self._every))
        box = near[0].view.canvas
        framed = (one for one in near if one.view.canvas == box and self._keyframes.has(session, one))
        if len(near) == self._every and next(framed, None) is None:
            self._keyframes.put(session, near[0], canvas)

    def shown(self, session: str, node: str | None) -> Pixels:
        """The picture as people see it."""
        opaque = self._store.get(session).base.mode == "RGB"
        return self.view(session, node).render(self.pixels(session, node), opaque=opaque)

    def _render(self, session: str, node: str | None) -> Pixels:
        """From the nearest canvas that there is already, and the patches laid since."""
        box = self.view(session, node).canvas
        below, since = self._nearest(session, node, box)
        patches = [load_patch(self._store.blobs, ref) for record in reversed(since) for ref in record.patches]
        local = [replace(patch, box=patch.box.shift(-box.left, -box.top)) for patch in patches]
        canvas = composite(below, local) if local else below
        if len(since) >= self._every:
            self._keyframes.put(session, since[0], canvas)
        return canvas

    def _nearest(self, session: str, node: str | None, box: Box) -> tuple[Pixels, list[EditRecord]]:
        """The last canvas of that size on the way back that is there already, and the records since, the last first."""
        since: list[EditRecord] = []
        for record in self._store.back(session, node):
            canvas = self._at_hand(session, record) if record.view.canvas == box else None
            if canvas is not None:
                return canvas, since
            since.append(record)
        photo = self._store.blobs.get(self._store.get(session).base)
        return (photo if box == Box.of_size(photo.shape[1], photo.shape[0]) else composite(photo, (), box)), since

    def _at_hand(self, session: str, record: EditRecord) -> Pixels | None:
        kept = self._kept.get((session, record.id))
        return kept if kept is not None else self._keyframes.canvas(session, record)
