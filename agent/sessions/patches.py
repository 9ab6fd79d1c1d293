"""Patches as the store keeps them: pixels and alpha as files, the box and the files' ids in the record."""

from __future__ import annotations

from ...scene.patch import Patch
from ...scene.records import PatchRef
from .blobs import Blobs


def load_patch(blobs: Blobs, ref: PatchRef) -> Patch:
    return Patch(ref.box, blobs.get_pixels(ref.pixels), blobs.get_gray(ref.alpha))


def keep_patch(blobs: Blobs, patch: Patch) -> PatchRef:
    return PatchRef(box=patch.box, pixels=blobs.put(patch.pixels).id, alpha=blobs.put_gray(patch.alpha))
