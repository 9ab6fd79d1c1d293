"""The pictures of a history: composited from the photo and the patches, with keyframes so that long ones open fast."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from ..scene.geometry import Box
from ..scene.image import ImageRef, Pixels
from ..scene.patch import Patch, composite
from ..scene.records import EditRecord, PatchRef
from ..scene.view import View
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
        """Keep the canvas of a new record, now and then as a keyframe."""
        self.keep(session, node, canvas)
        if len(self._store.chain(session, node)) % self._every == 0:
            self._put_keyframe(self._store.get(session).base, node, canvas, self.view(session, node).canvas)

    def _put_keyframe(self, base: ImageRef, node: str, canvas: Pixels, box: Box) -> None:
        frame = self._store.blobs.put(canvas)
        self._store.memo_put(_frame_key(base, node), [frame.id, box.as_list()])

    def shown(self, session: str, node: str | None) -> Pixels:
        """The picture as people see it."""
        opaque = self._store.get(session).base.mode == "RGB"
        return self.view(session, node).render(self.pixels(session, node), opaque=opaque)

    def _render(self, session: str, node: str | None) -> Pixels:
        base = self._store.get(session).base
        chain = self._store.chain(session, node)
        box = chain[-1].view.canvas if chain else Box.of_size(base.width, base.height)
        start, keyframe = self._keyframe(base, chain, box)
        patches = [load_patch(self._store.blobs, ref) for record in chain[start:] for ref in record.patches]
        if keyframe is None and not patches and box == Box.of_size(base.width, base.height):
            canvas = self._store.blobs.get(base)
        elif keyframe is None:
            canvas = composite(self._store.blobs.get(base), patches, box)
        else:
            local = [replace(patch, box=patch.box.shift(-box.left, -box.top)) for patch in patches]
            canvas = composite(keyframe, local)
        if node is not None and len(chain) - start >= self._every:
            self._put_keyframe(base, node, canvas, box)
        return canvas

    def _keyframe(self, base: ImageRef, chain: Sequence[EditRecord], box: Box) -> tuple[int, Pixels | None]:
        """How many records the latest usable keyframe covers, and its pixels."""
        if len(chain) < self._every:
            return 0, None
        for count in range(len(chain), self._every - 1, -1):
            found = self._store.memo_get(_frame_key(base, chain[count - 1].id))
            if found and Box.parse(found[1]) == box:
                return count, self._store.blobs.get_pixels(found[0])
        return 0, None


def load_patch(blobs: Blobs, ref: PatchRef) -> Patch:
    return Patch(ref.box, blobs.get_pixels(ref.pixels), blobs.get_gray(ref.alpha))


def keep_patch(blobs: Blobs, patch: Patch) -> PatchRef:
    return PatchRef(box=patch.box, pixels=blobs.put(patch.pixels).id, alpha=blobs.put_gray(patch.alpha))


def _frame_key(base: ImageRef, record: str) -> str:
    return f"frame:{base.id}:{record}"
