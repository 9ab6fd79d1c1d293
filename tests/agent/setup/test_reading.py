"""Settings leave parts of the reading out: rounds of looking, the table of purposes, guesses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.interpreter.port import ReadRequest
from scenewright.agent.setup.settings import Settings
from scenewright.agent.setup.wiring import open_interpreter
from scenewright.agent.turn.services import ROUNDS
from scenewright.scene.image import Pixels
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene
from scenewright.scene.ops import Remove
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends.scripted import ScriptedDetector, ScriptedGrounder
from scenewright.tools.toolbox import Toolbox

SCENE = Scene.model_validate(
    {
        "image": {"width": 100, "height": 80},
        "objects": [
            {"id": "umbrella-1", "label": "umbrella", "box": [10, 10, 40, 60]},
            {"id": "sofa-1", "label": "sofa", "box": [50, 20, 90, 70]},
        ],
    }
)
RIDDLE = "remove the thing that keeps you dry in the rain"


def reading(**fields: Any) -> Settings:
    return Settings(reading=fields)


def test_a_turn_looks_three_times_unless_settings_say_less() -> None:
    assert Settings().reading.rounds == ROUNDS


@pytest.mark.parametrize(("reads", "calls"), [({"rounds": 0}, []), ({"reasoning": False}, ["accordion"])])
def test_what_is_left_out_is_not_done(photo: Pixels, tmp_path: Path, reads: dict[str, Any], calls: list[str]) -> None:
    grounder = ScriptedGrounder()
    tools = Toolbox.of(detector=ScriptedDetector(), grounder=grounder)
    with Editor.open(reading(**reads), toolbox=tools, home=tmp_path) as editor:
        assert editor.new_session(photo).say("remove the accordion").status == "cannot"
    assert grounder.calls == calls


def test_usually_what_was_looked_for_in_vain_is_guessed_at(photo: Pixels, tmp_path: Path) -> None:
    grounder = ScriptedGrounder()
    tools = Toolbox.of(detector=ScriptedDetector(), grounder=grounder)
    with Editor.open(reading(), toolbox=tools, home=tmp_path) as editor:
        editor.new_session(photo).say("remove the accordion")
    assert grounder.calls == ["accordion", "guess accordion"]


def read(settings: Settings) -> EditPlan:
    request = ReadRequest(Instruction.of(RIDDLE), SCENE, can_look=False)
    return open_interpreter(Toolbox.of(), settings).read(request).plan


def test_without_the_table_nobody_knows_what_things_are_for() -> None:
    (op,) = read(reading()).ops
    assert isinstance(op, Remove)
    assert op.targets[0].object == "umbrella-1"  # type: ignore[union-attr]
    assert read(reading(knowledge=False)).status != "ready"


def test_an_editor_like_another_reads_by_its_own_settings(photo: Pixels, tmp_path: Path) -> None:
    tools = Toolbox.of(detector=ScriptedDetector())
    with Editor.open(reading(), toolbox=tools, home=tmp_path) as editor:
        assert editor.like(reading(rounds=0, reasoning=False), tools)._services.rounds == 0
