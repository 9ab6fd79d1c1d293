"""Patches and maps of instructions as the store keeps them: pixels as files, and in the record their ids."""

from __future__ import annotations

from ...scene.patch import Patch
from ...scene.records import PatchRef, WonRef
from ...scene.shares import Won
from .blobs import Blobs


def load_patch(blobs: Blobs, ref: PatchRef) -> Patch:
    return Patch(ref.box, blobs.get_pixels(ref.pixels), blobs.get_gray(ref.alpha))


def keep_patch(blobs: Blobs, patch: Patch) -> PatchRef:
    return PatchRef(box=patch.box, pixels=blobs.put(patch.pixels).id, alpha=blobs.put_gray(patch.alpha))


def load_won(blobs: Blobs, ref: WonRef) -> Won:
    return Won(ref.box, ref.instructions, blobs.get_gray(ref.winners))


def keep_won(blobs: Blobs, won: Won) -> WonRef:
    return WonRef(box=won.box, instructions=won.instructions, winners=blobs.put_gray(won.winners))
