"""What a language model is told of a picture: its layout, marks and earlier turns as one JSON text (after
ClickDiffusion, arXiv 2404.04376). Labels and words that were read in the picture stand in it as quoted data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ....scene.instruction import Mark
from ....scene.objects import Scene, SceneObject
from ....scene.plan import EditPlan, dump_op
from ..context import Context
from ..port import PastTurn, ReadRequest, Version
from ..things.spatial import nearness
from ..words.letters import legible
from ..words.normalise import Cleaned

Json = dict[str, Any]
MOST_OBJECTS = 80
MOST_TURNS = 6
MOST_FACTS = 8
LONGEST = 80
"""Letters of a label or an attribute that are passed on."""
LONGEST_ID = 64


def request_text(request: ReadRequest) -> str:
    """Everything that is told, as JSON on a few lines: the words of the person come last, under `say`."""
    told = layout(request.scene, request.instruction.text)
    told |= _some("marks", _marks(request))
    extra = request.instruction.model_extra or {}
    told |= _some("references", [_short(name) for name in extra.get("references") or {}])
    told |= _some("library", [_short(name) for name in extra.get("library") or ()][:MOST_OBJECTS])
    told |= _some("turns", _turns(request.history))
    told |= _some("versions", [_version(version) for version in request.versions[:MOST_TURNS]])
    if not request.can_look:
        told["can_look"] = False
    told["say"] = legible(request.instruction.text)
    return "{" + ",\n".join(f"{json.dumps(name)}: {_line(value)}" for name, value in told.items()) + "}"


def layout(scene: Scene, words: str = "") -> Json:
    """Size, objects and relations as plain data; of many things those that the words name, then the largest."""
    listed = listed_objects(scene, words)
    known = {thing.id for thing in listed}
    relations = [r for r in scene.relations if {r.subject, r.object} <= known][:MOST_OBJECTS]
    told: Json = {
        "picture": [scene.image.width, scene.image.height],
        "objects": [_object(thing) for thing in listed],
    }
    told |= _some("relations", [[r.subject, _short(r.predicate), r.object] for r in relations])
    told |= _some("caption", _short(scene.caption) if scene.caption else None)
    told |= _some("looked_for_in_vain", [_short(phrase) for phrase in _in_vain(scene)])
    return told


def listed_objects(scene: Scene, words: str = "") -> tuple[SceneObject, ...]:
    """The things that are told of, in the order of the scene."""
    usable = [thing for thing in scene.objects if len(thing.id) <= LONGEST_ID and legible(thing.id) == thing.id]
    if len(usable) <= MOST_OBJECTS:
        return tuple(usable)
    said = words.casefold()
    first = sorted(usable, key=lambda t: (t.label.casefold() not in said, -t.box.area))[:MOST_OBJECTS]
    return tuple(thing for thing in usable if thing in first)


def marked_thing(name: str, marks: Mapping[str, Mark], scene: Scene) -> str | None:
    """The id of the thing that a mark clearly lies on."""
    under = Context(scene, Cleaned(""), marks).under(name)
    return under.id if under is not None else None


def _object(thing: SceneObject) -> Json:
    facts = [(name, value) for name, value in thing.attributes.items() if value not in (None, "", [], {})]
    told: Json = {"id": thing.id, "label": _short(thing.label), "box": thing.box.as_list()}
    told |= {_short(name): _value(value) for name, value in facts[:MOST_FACTS]}
    told |= _some("part_of", thing.part_of)
    told |= _some("nearness", round(nearness(thing), 2) if thing.depth is not None else None)
    return told


def _marks(request: ReadRequest) -> Json:
    marks = request.instruction.marks
    told: Json = {}
    for name, mark in marks.items():
        where: Json = {"point": list(mark.point)} if mark.point else {"box": mark.bounds.as_list()}
        told[_short(name)] = where | _some("on", marked_thing(name, marks, request.scene))
    return told


def _turns(history: tuple[PastTurn, ...]) -> list[Json]:
    numbered = list(enumerate(history, 1))[-MOST_TURNS:]
    return [{"turn": number, "say": _short(turn.text, 200), **_done(turn.plan)} for number, turn in numbered]


def _version(version: Version) -> Json:
    return {"name": _short(version.name)} | _some("current", version.current or None)


def _done(plan: EditPlan) -> Json:
    if plan.status == "ask" and plan.question:
        return {"asked": _short(plan.question.text, 200), "options": [_short(o.label) for o in plan.question.options]}
    told: Json = _some("ops", [_without_said(dump_op(op)) for op in plan.ops])
    if plan.command is not None:
        told["command"] = plan.command.name
    return told or {"status": plan.status}


def _without_said(value: Any) -> Any:
    """An op without the words it came from, paths of files, and masks, which are long and say nothing in words."""
    if isinstance(value, Mapping):
        kept = {key: item for key, item in value.items() if key != "said"}
        return {key: "…" if key in ("mask", "file") else _without_said(item) for key, item in kept.items()}
    return [_without_said(item) for item in value] if isinstance(value, list | tuple) else value


def _in_vain(scene: Scene) -> list[str]:
    names = {thing.label.casefold() for thing in scene.objects}
    names |= {str(name).casefold() for thing in scene.objects for name in thing.attributes.get("also") or ()}
    return [phrase for phrase in scene.queries if phrase.casefold() not in names][-MOST_FACTS:]


def _some(name: str, value: Any) -> Json:
    return {name: value} if value not in (None, [], {}, "") else {}


def _short(text: Any, longest: int = LONGEST) -> str:
    plain = " ".join(legible(str(text)).split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _value(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    return [_short(one) for one in value[:MOST_FACTS]] if isinstance(value, list | tuple) else _short(value)


def _line(value: Any) -> str:
    """One object a line, so that people can read what is sent."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = ",\n ".join(json.dumps(row, ensure_ascii=False) for row in value)
        return f"[\n {rows}]"
    return json.dumps(value, ensure_ascii=False)
