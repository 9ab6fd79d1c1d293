"""What left its place."""

from __future__ import annotations

from scenewright.scene.ops import Remove

from .edits import EVERYTHING, failed, ground_pixels, scene_pixels

REMOVE = Remove(targets=(EVERYTHING,))


def test_a_clean_removal_passes() -> None:
    assert failed(REMOVE, scene_pixels(), ground_pixels()) == set()


def test_a_backend_that_returns_its_input_is_not_done() -> None:
    assert "gone" in failed(REMOVE, scene_pixels(), scene_pixels())
