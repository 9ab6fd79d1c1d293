"""A picture with two flat things on a soft ground, and the scripted tools that know them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenewright.agent.actions import Situation
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages, Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import (
    ScriptedDetector,
    ScriptedGrounder,
    ScriptedHarmonizer,
    ScriptedInpainter,
    ScriptedSegmenter,
)
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 120, 80
CUP, BOOK = Box(20, 30, 44, 60), Box(80, 36, 104, 60)


def disc(box: Box) -> Mask:
    """The ellipse inside a box."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    inside = ((x - box.center.x) / (box.width / 2)) ** 2 + ((y - box.center.y) / (box.height / 2)) ** 2 <= 1
    return Mask(inside)


def picture() -> Pixels:
    rng = np.random.default_rng(3)
    ground = np.linspace(110, 150, WIDTH)[None, :] + rng.normal(0, 2, (HEIGHT, WIDTH))
    pixels = np.repeat(np.clip(ground, 0, 255)[..., None], 3, axis=2).astype(np.uint8)
    stripes = (np.arange(WIDTH) // 2 % 2 * 40).astype(np.uint8)
    pixels[disc(CUP).array] = (np.array([170, 40, 40], np.uint8) + stripes[None, :, None])[np.zeros(HEIGHT, int)][
        disc(CUP).array
    ]
    pixels[Mask.from_box(BOOK, WIDTH, HEIGHT).array] = (40, 60, 160)
    return pixels


@pytest.fixture
def toolbox() -> Toolbox:
    return Toolbox.of(
        detector=ScriptedDetector(vocabulary=("cup", "book")),
        grounder=ScriptedGrounder({"the red cup": [CUP]}),
        segmenter=ScriptedSegmenter([disc(CUP), Mask.from_box(BOOK, WIDTH, HEIGHT)]),
        inpainter=ScriptedInpainter(),
        harmonizer=ScriptedHarmonizer(),
    )


@pytest.fixture
def situation(toolbox: Toolbox) -> Situation:
    scene = Scene(
        image=SceneImage(width=WIDTH, height=HEIGHT),
        objects=(
            SceneObject(id="cup-1", label="cup", box=CUP, attributes={"color": "red"}),
            SceneObject(id="book-1", label="book", box=BOOK),
        ),
    )
    return Situation(picture(), scene, View.of(WIDTH, HEIGHT), toolbox, MemoryImages())


@pytest.fixture
def mirrored(situation: Situation) -> Situation:
    """The same picture, shown mirrored left to right."""
    return replace(situation, view=situation.view.flip(True))
