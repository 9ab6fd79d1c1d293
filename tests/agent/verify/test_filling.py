"""What was filled in."""

from __future__ import annotations

import numpy as np

from scenewright.scene.ops import Remove

from .edits import BOX, EVERYTHING, failed, ground_pixels, scene_pixels

REMOVE = Remove(targets=(EVERYTHING,))


def test_noise_is_not_done() -> None:
    after = ground_pixels()
    after[BOX.slices] = np.random.default_rng(1).integers(0, 256, (BOX.height, BOX.width, 3))
    calm_before = scene_pixels()
    calm_before[BOX.slices] = 180
    assert "clean fill" in failed(REMOVE, calm_before, after)
