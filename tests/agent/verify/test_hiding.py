"""What was hidden."""

from __future__ import annotations

from scenewright.scene.ops import Obscure

from .edits import BOX, EVERYTHING, failed, scene_pixels


def test_hiding_must_take_the_detail_away() -> None:
    op = Obscure(targets=(EVERYTHING,), method="blur")
    smooth = scene_pixels()
    smooth[BOX.slices] = 120
    assert failed(op, scene_pixels(), smooth) == set()
    shifted = scene_pixels()
    shifted[BOX.slices] = 255 - shifted[BOX.slices]
    assert "hidden" in failed(op, scene_pixels(), shifted)
