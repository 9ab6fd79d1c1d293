"""A small photo, an editor whose tools and interpreter do what they are told, and the command line over it."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from scenewright.agent.editor import Editor
from scenewright.agent.interpreter.port import Reading, ReadRequest
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox
from scenewright.ui.cli.main import root

DOG, BALL = Box(12, 24, 32, 48), Box(48, 36, 60, 48)
COLORS = {"dog": (120, 75, 40), "ball": (200, 30, 35)}


def hide(*targets: dict[str, Any]) -> dict[str, Any]:
    return {"op": "obscure", "targets": targets, "method": "fill", "color": "#ff0000"}


def thing(id: str, **more: Any) -> dict[str, Any]:
    return {"object": id, **more}


PLANS: dict[str, dict[str, Any]] = {
    "brighter": {"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.3}]},
    "hide the dog": {"ops": [hide(thing("dog-1"))], "rationale": "the only dog"},
    "nudge the ball": {"ops": [{"op": "move", "target": thing("ball-1"), "to": {"offset": [16, -12]}}]},
    "enlarge the ball": {"ops": [{"op": "resize", "targets": [thing("ball-1")], "scale": 1.25}]},
    "nudge [A]": {"ops": [{"op": "move", "target": {"mark": "A"}, "to": {"offset": [16, -12]}}]},
    "remove [A]": {"ops": [{"op": "remove", "targets": [{"mark": "A"}]}]},
    "hide [A]": {"ops": [hide({"mark": "A"})]},
    "make [A] blue": {"ops": [{**hide({"mark": "A"}), "color": "#0000ff"}]},
    "hide these": {"ops": [hide({"mark": "A"}, {"mark": "B"})]},
    "put [A] there": {
        "ops": [{"op": "insert", "reference": {"file": "A"}, "at": {"box": [70, 8, 90, 28]}}],
    },
    "hide things": {"ops": [hide(thing("dog-1", said="things"), thing("ball-1", said="things"))]},
    "take out things": {
        "ops": [{"op": "remove", "targets": [thing("dog-1", said="things"), thing("ball-1", said="things")]}]
    },
    "three things": {
        "ops": [
            hide(thing("dog-1", said="things"), thing("ball-1", said="things")),
            {"op": "adjust", "targets": [{"everything": True}], "brightness": 0.3},
            {"op": "move", "target": thing("ball-1"), "to": {"edge": "left"}},
        ]
    },
    "hide, then remove": {"ops": [hide(thing("dog-1")), {"op": "remove", "targets": [thing("ball-1")]}]},
    "hide it": {
        "status": "ask",
        "question": {
            "text": "Which one?",
            "options": [
                {"label": "the dog", "ops": [hide(thing("dog-1"))]},
                {"label": "the ball", "ops": [hide(thing("ball-1"))]},
            ],
        },
    },
    "draw a kite": {"ops": [{"op": "insert", "prompt": "a red kite"}], "needs": ["a generator"]},
    "keep the dog as rex": {
        "status": "command",
        "command": {"name": "keep", "target": thing("dog-1"), "as": "rex"},
    },
    "undo": {"status": "command", "command": {"name": "undo"}},
    "sing": {"status": "cannot", "rationale": "that is not an edit"},
}


class Reader:
    """Reads each text as the plan above; fails inside at “crash”, prints at “loudly”, and at “wait, then” waits for
    its gate. Holes are filled once `filling` is set."""

    id = "scripted@1"

    def __init__(self) -> None:
        self.gate, self.filling = threading.Event(), threading.Event()
        self.gate.set()
        self.filling.set()

    def read(self, request: ReadRequest) -> Reading:
        text = request.instruction.text.removesuffix(", loudly")
        if text.startswith("wait, then "):
            assert self.gate.wait(60)
            text = text.removeprefix("wait, then ")
            return Reading(EditPlan.model_validate(PLANS[text]), 1.0)
        if text != request.instruction.text:
            print("a library that talks")
        if text == "crash":
            raise ZeroDivisionError("inside")
        return Reading(EditPlan.model_validate(PLANS.get(text, PLANS["sing"])), 1.0)


def make_photo() -> np.ndarray:
    """96×64: a soft ground with a brown and a red thing on it."""
    noise = np.random.default_rng(0).integers(-6, 7, (64, 96, 3))
    photo = np.stack([np.linspace(90, 170, 96)] * 64)[..., None] + np.array([0, 20, 10]) + noise
    for box, color in ((DOG, COLORS["dog"]), (BALL, COLORS["ball"])):
        photo[box.slices] = np.array(color) + noise[box.slices]
    return np.clip(photo, 0, 255).astype(np.uint8)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "park.png"
    Image.fromarray(make_photo()).save(path)
    return path


class Seeing(scripted.ScriptedDetector):
    """Finds a thing only where its colour still is."""

    def detect(self, pixels: Pixels, within: Box | None = None, thorough: bool = False) -> list[Detection]:
        found = super().detect(pixels, within, thorough)
        return [one for one in found if np.abs(pixels[one.box.slices].mean((0, 1)) - COLORS[one.label]).max() < 25]


class ScriptedInpainter(scripted.ScriptedInpainter):
    """Fills when it may."""

    def __init__(self, may: threading.Event) -> None:
        super().__init__()
        self._may = may

    def fill(self, *given: Any, **more: Any) -> Pixels:
        assert self._may.wait(60)
        return super().fill(*given, **more)


def open_editor(home: Path, **settings: Any) -> Editor:
    reader = Reader()
    toolbox = Toolbox.of(
        detector=Seeing([Detection("dog", DOG, 0.9), Detection("ball", BALL, 0.9)]),
        grounder=scripted.ScriptedGrounder({"the lamp": [Box(70, 10, 80, 30)]}),
        segmenter=scripted.ScriptedSegmenter(),
        inpainter=ScriptedInpainter(reader.filling),
        harmonizer=scripted.ScriptedHarmonizer(),
    )
    return Editor.open(Settings(**settings), toolbox=toolbox, interpreter=reader, home=home)


@pytest.fixture(scope="session")
def scripted_editor() -> Callable[..., Editor]:
    """`scripted_editor(home)`: an editor that does what it is told; `scripted_editor(home, **settings)`."""
    return open_editor


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    with open_editor(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a process: the scripted toolset, so that nothing is loaded, and everything in the test's own folder."""
    own = {"SCENEWRIGHT_HOME": str(tmp_path / "home"), "SCENEWRIGHT_TOOLSET": "scripted", "COLUMNS": "100"}
    return {**os.environ, **own}


@pytest.fixture
def run(editor: Editor) -> Callable[..., Result]:
    """Run the command line over the scripted editor: no terminal, so nobody is asked."""

    def invoke(*words: object, input: str | None = None) -> Result:
        return CliRunner().invoke(root, [str(word) for word in words], obj=editor, input=input)

    return invoke
