"""A small picture with a striped thing on it, and what the checks say of an edit of it."""

from __future__ import annotations

import numpy as np

from scenewright.agent.actions.margins import allowed_of
from scenewright.agent.actions.work import Outcome
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.records import ResolvedOp, ResolvedTarget
from scenewright.scene.view import View
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 96, 64
BOX = Box(30, 20, 60, 44)
THING = Mask.from_box(BOX, WIDTH, HEIGHT)
TOOLBOX = Toolbox.of()
GROWTH = 4
EVERYTHING = {"everything": True}


def scene_pixels(seed: int = 0) -> np.ndarray:
    """A soft grey ground with a striped thing on it."""
    rng = np.random.default_rng(seed)
    ground = np.linspace(90, 130, WIDTH)[None, :, None] + rng.normal(0, 2, (HEIGHT, WIDTH, 1))
    pixels = np.repeat(np.clip(ground, 0, 255), 3, axis=2).astype(np.uint8)
    stripes = np.where((np.arange(BOX.width) // 3) % 2, 200, 40)
    pixels[BOX.slices] = np.array([stripes, stripes // 2, stripes // 3]).T[None]
    return pixels


def ground_pixels() -> np.ndarray:
    clean = scene_pixels()
    clean[BOX.slices] = clean[0:24, 0:30]
    return clean


def outcome(allowed: Mask | None = None, stray: int = 0) -> Outcome:
    return Outcome((), ("test@1",), Box.of_size(WIDTH, HEIGHT), allowed or allowed_of(THING, GROWTH), stray)


def resolved(op, label: str | None = None) -> ResolvedOp:
    target = ResolvedTarget(mask=THING.to_ref(), label=label)
    return ResolvedOp(op=op, view=View.of(WIDTH, HEIGHT), targets=(target,), growth=GROWTH)


def failed(op, before: np.ndarray, after: np.ndarray, what: Outcome | None = None) -> set[str]:
    checks = verify(resolved(op), before, after, what or outcome(), TOOLBOX)
    assert checks
    return {check.name for check in checks if not check.passed}
