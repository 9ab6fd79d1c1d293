"""A small photo with three things in it, tools and an interpreter that do what they are told, and an editor of them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.editor import Editor, Session
from scenewright.agent.interpreter.port import Reading, ReadRequest
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

THINGS = {
    "dog": (Box(12, 24, 32, 48), (120, 75, 40)),
    "ball": (Box(48, 36, 60, 48), (200, 30, 35)),
    "cat": (Box(70, 20, 88, 44), (40, 40, 42)),
}


def make_photo(seed: int = 0) -> Pixels:
    """96×64 RGB: a soft texture with a brown dog, a red ball and a black cat."""
    noise = np.random.default_rng(seed).integers(-6, 7, (64, 96, 3))
    ground = np.stack([np.linspace(90, 170, 96)] * 64)[..., None] + np.array([0, 20, 10])
    photo = ground + noise
    for box, color in THINGS.values():
        photo[box.slices] = np.array(color) + 2 * noise[box.slices]
    return np.clip(photo, 0, 255).astype(np.uint8)


class ScriptedInterpreter:
    """Reads each text as the plan it is told, or as what a function makes of the request; keeps the requests."""

    id = "scripted@1"

    def __init__(self, plans: Mapping[str, Any], confidence: float = 1.0) -> None:
        self.plans = dict(plans)
        self.confidence = confidence
        self.requests: list[ReadRequest] = []

    def read(self, request: ReadRequest) -> Reading:
        self.requests.append(request)
        plan = self.plans.get(request.instruction.text, EditPlan.cannot("not an edit"))
        return Reading(plan(request) if callable(plan) else plan, self.confidence)


class CountingToolbox(Toolbox):
    """A toolbox of ready-made parts that counts its leases."""

    leases = 0

    def lease(self, port: str) -> Any:
        self.leases += 1
        return super().lease(port)


def make_parts(**parts: Any) -> dict[str, Any]:
    things = [Detection(label, box, 0.9) for label, (box, _) in THINGS.items()]
    return {
        # After a removal a scripted detector would still "find" the thing: it has no words of its own.
        "detector": SeeingDetector(things),
        "grounder": scripted.ScriptedGrounder({"lamp": [Box(2, 2, 8, 12)], "collar": [Box(14, 26, 20, 30)]}),
        "segmenter": scripted.ScriptedSegmenter(),
        "inpainter": scripted.ScriptedInpainter(),
        "harmonizer": scripted.ScriptedHarmonizer(),
        **parts,
    }


def make_toolbox(**parts: Any) -> CountingToolbox:
    return CountingToolbox.of(**make_parts(**parts))


class SeeingDetector(scripted.ScriptedDetector):
    """Finds a thing only where its colour still is."""

    def detect(self, pixels: Pixels, within: Box | None = None, thorough: bool = False) -> list[Detection]:
        found = super().detect(pixels, within, thorough)
        return [one for one in found if one.box.area and _shows(pixels, one)]


def _shows(pixels: Pixels, one: Detection) -> bool:
    color = THINGS[one.label][1]
    return bool(np.abs(pixels[one.box.slices].reshape(-1, 3).mean(axis=0) - color).max() < 25)


def op(verb: str, **fields: Any) -> dict[str, Any]:
    return {"op": verb, **fields}


def thing(id: str, **more: Any) -> dict[str, Any]:
    return {"object": id, **more}


def ready(*ops: Any, **more: Any) -> EditPlan:
    return EditPlan.model_validate({"status": "ready", "ops": list(ops), **more})


PLANS = {
    "remove the dog": ready(op("remove", targets=[thing("dog-1")])),
    "blue ball": ready(op("recolor", targets=[thing("ball-1")], color="blue")),
    "brighter": ready(op("adjust", targets=[{"everything": True}], brightness=0.3)),
    "hide the cat": ready(op("obscure", targets=[thing("cat-1")], method="pixelate")),
    "move the cat": ready(op("move", target=thing("cat-1"), to={"offset": [-20, 0]})),
    "turn it": ready(op("transform", rotate=90)),
    "crop it": ready(op("transform", crop=[10, 10, 90, 60])),
    "undo": EditPlan.order({"name": "undo"}),
    "redo": EditPlan.order({"name": "redo"}),
}


@pytest.fixture
def helpers() -> SimpleNamespace:
    """Short ways to write plans."""
    return SimpleNamespace(op=op, thing=thing, ready=ready, toolbox=make_toolbox, parts=make_parts, photo=make_photo)


@pytest.fixture
def photo() -> Pixels:
    return make_photo()


@pytest.fixture
def interpreter() -> ScriptedInterpreter:
    return ScriptedInterpreter(PLANS)


@pytest.fixture
def tools() -> CountingToolbox:
    return make_toolbox()


@pytest.fixture
def editor(tmp_path: Path, tools: CountingToolbox, interpreter: ScriptedInterpreter) -> Editor:
    return Editor.open(Settings(), toolbox=tools, interpreter=interpreter, home=tmp_path / "home")


@pytest.fixture
def session(editor: Editor, photo: Pixels) -> Session:
    return editor.new_session(photo)


@pytest.fixture
def open_editor(tmp_path: Path) -> Callable[..., Editor]:
    """Another editor on the same folder, as another process would open it."""

    def open_again(plans: Mapping[str, Any] = PLANS, confidence: float = 1.0, **parts: Any) -> Editor:
        reader = ScriptedInterpreter(plans, confidence)
        return Editor.open(Settings(), toolbox=make_toolbox(**parts), interpreter=reader, home=tmp_path / "home")

    return open_again
