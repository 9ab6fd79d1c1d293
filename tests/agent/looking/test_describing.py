"""What a photo shows, in words: into the scene, once, and only of things that their names do not tell apart."""

from __future__ import annotations

import numpy as np

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.llm.trouble import NoAnswer
from scenewright.agent.interpreter.port import ReadRequest
from scenewright.agent.looking.describing import MOST, described
from scenewright.agent.looking.perceive import base_scene
from scenewright.agent.sessions.store import Store
from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.tools.backends.scripted import ScriptedDetector
from scenewright.tools.backends.scripted_seeing import ScriptedCaptioner
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

PHOTO = np.full((60, 200, 3), 90, np.uint8)
CHAIRS = [Detection("chair", Box(at, 10, at + 20, 50), 0.9) for at in (10, 60)]
DOG = Detection("dog", Box(120, 10, 160, 50), 0.9)
TOLD = {"chair": [{"material": "wood"}, {"material": "steel", "color": "mauve"}]}


def captioner() -> ScriptedCaptioner:
    return ScriptedCaptioner("two chairs and a dog", attributes=TOLD)


def tools(seer: object, *things: Detection) -> Toolbox:
    return Toolbox.of(detector=ScriptedDetector(things or (*CHAIRS, DOG)), captioner=seer)


def seen(toolbox: Toolbox, store: Store | None = None) -> Scene:
    return base_scene(PHOTO, ImageRef.of(PHOTO), toolbox, store)


def test_the_scene_gets_a_caption_and_things_of_one_name_what_tells_them_apart():
    seer = captioner()
    scene = seen(tools(seer))
    assert scene.caption == "two chairs and a dog"
    assert [one.attributes.get("material") for one in scene.objects] == ["wood", "steel", None]
    assert scene.get("chair-2").attributes["color"] == "gray", "what was measured stays"
    assert seer.calls == ["caption", "attributes of chair", "attributes of chair"]


def test_words_choose_by_what_was_told():
    scene = seen(tools(captioner()))
    plan = LexicalInterpreter().read(ReadRequest(Instruction.of("remove the wooden chair"), scene)).plan
    assert [target.object for target in plan.ops[0].targets] == ["chair-1"]
    unknown = scene.map(lambda one: one.model_copy(update={"attributes": {}}))
    plan = LexicalInterpreter().read(ReadRequest(Instruction.of("remove the wooden chair"), unknown)).plan
    assert plan.status != "ready"


def test_a_photo_is_described_once(tmp_path):
    store, seer = Store(tmp_path), captioner()
    first = seen(tools(seer), store)
    asked = len(seer.calls)
    assert seen(tools(seer), store) == first
    assert len(seer.calls) == asked
    silent = seen(Toolbox.of(detector=ScriptedDetector([*CHAIRS, DOG])), store)
    assert silent.caption is None, "another toolset does not know of it"
    store.close()


def test_at_most_so_many_things_are_asked_about():
    many = [Detection("cup", Box(9 * at, 0, 9 * at + 8 - at % 2, 20), 0.9) for at in range(20)]
    seer = ScriptedCaptioner()
    seen(tools(seer, *many))
    assert seer.calls.count("attributes of cup") == MOST


class Failing(ScriptedCaptioner):
    """Has a caption, and no answer afterwards."""

    def attributes(self, crops, labels):
        raise NoAnswer("the server is gone")


class Silent(Failing):
    def caption(self, crops):
        raise NoAnswer("the server is gone")


def test_what_gives_no_answer_leaves_the_scene_as_it_is_and_is_asked_again(tmp_path):
    store = Store(tmp_path)
    assert seen(tools(Silent()), store).caption is None
    assert seen(tools(Failing("a dog")), store).caption == "a dog"
    store.close()


def test_without_a_captioner_nothing_is_asked():
    things = (SceneObject(id="dog-1", label="dog", box=DOG.box),)
    scene = Scene(image=SceneImage(id="sha256:0", width=200, height=60), objects=things)
    assert described(scene, PHOTO, Toolbox.of()) is scene
