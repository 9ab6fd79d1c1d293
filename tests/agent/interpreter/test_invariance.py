"""Readings depend on what is seen and said, not on ids, order or handedness."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import Interpreter, ReadRequest
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene

from .scenes import OFFICE, SCENES, Json, read
from .test_reading import CASES

ASKED = [("office", "remove the cup", None), ("beach", "make the boat red", None)]
PLAIN = [(scene, text) for scene, text, _ in (*CASES, *ASKED)]


def renamed(scene: Json) -> tuple[Json, dict[str, str]]:
    ids = {thing["id"]: f"thing-{n}" for n, thing in enumerate(scene["objects"])}
    objects = [{**thing, "id": ids[thing["id"]]} for thing in scene["objects"]]
    relations = [{**r, "subject": ids[r["subject"]], "object": ids[r["object"]]} for r in scene["relations"]]
    return {**scene, "objects": objects, "relations": relations}, ids


def mapped(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: mapped(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [mapped(item, ids) for item in value]
    return ids.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(("scene", "text"), PLAIN)
def test_renaming_objects_changes_nothing_else(scene: str, text: str) -> None:
    other, ids = renamed(SCENES[scene])
    assert read(other, text)["ops"] == mapped(read(scene, text)["ops"], ids)


@pytest.mark.parametrize(("scene", "text"), PLAIN)
def test_the_order_of_the_objects_is_no_hint(scene: str, text: str) -> None:
    shuffled = list(SCENES[scene]["objects"])
    random.Random(7).shuffle(shuffled)
    first, second = read(scene, text), read({**SCENES[scene], "objects": shuffled}, text)
    assert sets(first["ops"]) == sets(second["ops"])


def sets(ops: list[Json]) -> list[Json]:
    return [{**op, "targets": sorted(map(str, op.get("targets") or []))} for op in ops]


def mirrored(scene: Json) -> Json:
    width = scene["image"]["width"]
    objects = [
        {**t, "box": [width - t["box"][2], t["box"][1], width - t["box"][0], t["box"][3]]} for t in scene["objects"]
    ]
    return {**scene, "objects": objects}


def other_hand(text: str) -> str:
    return re.sub(r"\b(?:left|right)", lambda m: {"left": "right", "right": "left"}[m.group(0)], text)


@pytest.mark.parametrize(("scene", "text"), [case for case in PLAIN if re.search(r"\b(?:left|right)", case[1])])
def test_a_mirrored_scene_is_read_with_the_other_hand(scene: str, text: str) -> None:
    straight, turned = read(scene, text), read(mirrored(SCENES[scene]), other_hand(text))
    assert [op.get("targets") for op in straight["ops"]] == [op.get("targets") for op in turned["ops"]]


def test_reading_is_deterministic_and_confident_when_clear() -> None:
    interpreter = LexicalInterpreter()
    assert isinstance(interpreter, Interpreter)
    scene = Scene.model_validate(OFFICE)
    clear = ReadRequest(Instruction.of("remove the clock"), scene)
    unclear = ReadRequest(Instruction.of("remove the cup"), scene)
    assert interpreter.read(clear) == interpreter.read(clear)
    assert interpreter.read(clear).confidence > interpreter.read(unclear).confidence


def test_without_knowledge_uses_are_not_understood() -> None:
    request = ReadRequest(Instruction.of("remove the thing that shows the hours"), Scene.model_validate(OFFICE))
    assert LexicalInterpreter(knowledge=False).read(request).plan.status != "ready"


def test_when_looking_is_over_a_missing_thing_is_said_to_be_missing() -> None:
    request = ReadRequest(Instruction.of("remove the hydrant"), Scene.model_validate(OFFICE), can_look=False)
    assert LexicalInterpreter().read(request).plan.status == "cannot"
