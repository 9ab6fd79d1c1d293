"""The pictures of a history: composited from the photo and the patches, with keyframes so that long ones open fast."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from itertools import islice

from ..scene.geometry import Box
from ..scene.image import ImageRef, Pixels
from ..scene.patch import Patch, composite
from ..scene.records import EditRecord, PatchRef
from ..scene.view import View
from .errors import Damaged
from .sessions.blobs import Blobs
from .sessions.store import Store

EVERY = 16
"""Records between two keyframes."""
KEPT = 3
"""Canvases held in memory."""


class Canvases:
    """Pixels and view at any record of a session (None: the photo). Never runs a model. Results are read-only."""

    def __init__(self, store: Store, every: int = EVERY) -> None:
        self._store = store
        self._every = every
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

    def settle(self, session: str, node: str, canvas: Pixels) -> None:
        """Keep the canvas of a new record; as a keyframe where the last one is far behind."""
        self.keep(session, node, canvas)
        base, box = self._store.get(session).base, self.view(session, node).canvas
        near = list(islice(self._store.back(session, node), self._every))
        if len(near) == self._every and not any(self._keyframe(base, record, box) for record in near):
            self._put_keyframe(base, node, canvas, box)

    def _put_keyframe(self, base: ImageRef, node: str, canvas: Pixels, box: Box) -> None:
        frame = self._store.blobs.put(canvas)
        self._store.memo_put(_frame_key(base, node), [frame.id, box.as_list()])

    def shown(self, session: str, node: str | None) -> Pixels:
        """The picture as people see it."""
        opaque = self._store.get(session).base.mode == "RGB"
        return self.view(session, node).render(self.pixels(session, node), opaque=opaque)

    def _render(self, session: str, node: str | None) -> Pixels:
        """From the nearest canvas that is there already, and the patches laid since."""
        base = self._store.get(session).base
        frame = Box.of_size(base.width, base.height)
        box = self.view(session, node).canvas
        below, since = self._nearest(session, node, box)
        patches = [load_patch(self._store.blobs, ref) for record in reversed(since) for ref in record.patches]
        if below is not None:
            canvas = composite(below, [replace(patch, box=patch.box.shift(-box.left, -box.top)) for patch in patches])
        elif patches or box != frame:
            canvas = composite(self._store.blobs.get(base), patches, box)
        else:
            canvas = self._store.blobs.get(base)
        if node is not None and len(since) >= self._every:
            self._put_keyframe(base, node, canvas, box)
        return canvas

    def _nearest(self, session: str, node: str | None, box: Box) -> tuple[Pixels | None, list[EditRecord]]:
        """The canvas of the last record on the way back that is there already (None: there is only the photo), and the
        records since, the last first."""
        base = self._store.get(session).base
        since: list[EditRecord] = []
        for record in self._store.back(session, node):
            canvas = self._at_hand(session, base, record, box)
            if canvas is not None:
                return canvas, since
            since.append(record)
        return None, since

    def _at_hand(self, session: str, base: ImageRef, record: EditRecord, box: Box) -> Pixels | None:
        """The canvas at a record, where it is in memory or a keyframe. One that cannot be read is passed over: the
        patches that it stands for are there still."""
        if record.view.canvas == box and (session, record.id) in self._kept:
            return self._kept[session, record.id]
        keyframe = self._keyframe(base, record, box)
        try:
            return self._store.blobs.get_pixels(keyframe) if keyframe else None
        except (KeyError, Damaged):
            return None

    def _keyframe(self, base: ImageRef, record: EditRecord, box: Box) -> str | None:
        """The picture that is kept of the canvas at a record, where it is of the box."""
        found = self._store.memo_get(_frame_key(base, record.id))
        return str(found[0]) if found and Box.parse(found[1]) == box else None


def load_patch(blobs: Blobs, ref: PatchRef) -> Patch:
    return Patch(ref.box, blobs.get_pixels(ref.pixels), blobs.get_gray(ref.alpha))


def keep_patch(blobs: Blobs, patch: Patch) -> PatchRef:
    return PatchRef(box=patch.box, pixels=blobs.put(patch.pixels).id, alpha=blobs.put_gray(patch.alpha))


def _frame_key(base: ImageRef, record: str) -> str:
    return f"frame:{base.id}:{record}"
