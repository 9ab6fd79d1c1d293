"""An editor with the real interpreter and tools that do as they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

DOG, BALL = Box(12, 24, 32, 48), Box(48, 36, 60, 48)


@pytest.fixture
def street() -> Pixels:
    """96×64: a soft ground with a brown dog and a red ball on it."""
    noise = np.random.default_rng(0).integers(-6, 7, (64, 96, 3))
    photo = np.stack([np.linspace(90, 170, 96)] * 64)[..., None] + np.array([0, 20, 10]) + noise
    for box, color in ((DOG, (120, 75, 40)), (BALL, (200, 30, 35))):
        photo[box.slices] = np.array(color) + noise[box.slices]
    return np.clip(photo, 0, 255).astype(np.uint8)


@pytest.fixture
def open_editor(tmp_path: Path) -> Iterator[Callable[..., Editor]]:
    """Editors on one folder, as other processes would open them; `dog` is what the detector calls the dog."""
    opened: list[Editor] = []

    def open_again(dog: str = "dog") -> Editor:
        toolbox = Toolbox.of(
            detector=scripted.ScriptedDetector([Detection(dog, DOG, 0.9), Detection("ball", BALL, 0.9)]),
            grounder=scripted.ScriptedGrounder({}),
            segmenter=scripted.ScriptedSegmenter(),
            inpainter=scripted.ScriptedInpainter(),
            harmonizer=scripted.ScriptedHarmonizer(),
        )
        editor = Editor.open(Settings(), toolbox=toolbox, interpreter=LexicalInterpreter(), home=tmp_path / "home")
        opened.append(editor)
        return editor

    yield open_again
    for editor in opened:
        editor.close()
