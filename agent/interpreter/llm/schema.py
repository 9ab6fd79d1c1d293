"""The JSON Schema of an answer: the plan's own, without what a language model has no business with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ....scene.plan import EditPlan

Json = dict[str, Any]

FIELDS = ("rationale", "status", "ops", "question", "look_for", "look_in", "command", "replaces", "confidence")
"""Of an answer, in the order in which they are best thought of."""
_CONFIDENCE = {"type": "number", "minimum": 0, "maximum": 1}
_NEVER = {"MaskTarget", "PhraseTarget", "ImageReference", "Consequence", "MaskRef"}
"""Masks and stored pictures have no words."""
NOT_OFFERED = {
    "Keep": "the library outlives the session, and no undo reaches it: it changes by the person's own words alone",
    "Forget": "nothing brings back a cut-out that is taken out of the library",
    "Take": "what other versions hold is not told to the model, so it cannot know what it would bring",
}
"""Commands that no model can give, with why; every other command is offered."""
NOT_SAID = {"Draw": "a layout is drawn when it comes in; what words change of it is said by the ops for things"}
"""Ops that no words ask for, with why; every other op is offered."""
_NOT_ITS = _NEVER | set(NOT_OFFERED) | set(NOT_SAID)
_NO_NEED = {"title", "default", "description", "discriminator", "$schema", "additionalProperties"}
_SHARED = {"Target": "RegionTarget", "Place": "EdgePlace", "Op": "Recolor"}
"""Unions that stand in many places get a name; each is known by a member."""


@cache
def answer_schema() -> Json:
    """For the whole plan in one answer."""
    whole = EditPlan.model_json_schema(mode="validation", by_alias=True)
    parts = {name: part for name, part in whole["$defs"].items() if name not in _NOT_ITS}
    parts["Step"] = {**parts["Step"], "properties": {"text": parts["Step"]["properties"]["text"]}}
    unions: Json = {}
    defs = {name: _pruned(part, unions) for name, part in parts.items()}
    fields = {name: _pruned(whole["properties"].get(name, _CONFIDENCE), unions) for name in FIELDS}
    return {
        "title": "edit_plan",
        "description": "What the person's words mean as a plan of edits.",
        "type": "object",
        "properties": fields,
        "required": ["rationale", "status"],
        "additionalProperties": False,
        "$defs": {**defs, **unions},
    }


def _pruned(part: Any, unions: Json) -> Any:
    """Without titles, defaults and the parts left out; objects are closed; a union with a name becomes a reference."""
    if isinstance(part, list):
        return [_pruned(one, unions) for one in part if not _left_out(one)]
    if not isinstance(part, Mapping):
        return part
    kept: Json = {
        key: _properties(value, unions) if key == "properties" else _pruned(value, unions)
        for key, value in part.items()
        if key not in _NO_NEED or (key == "additionalProperties" and isinstance(value, Mapping))
    }
    if "oneOf" in kept:
        return _named({"anyOf": kept.pop("oneOf")}, unions)
    if "properties" in kept:
        kept["additionalProperties"] = False
        kept["required"] = _required(part, kept)
    return kept


def _properties(fields: Mapping[str, Any], unions: Json) -> Json:
    return {name: _pruned(field, unions) for name, field in fields.items()}


def _required(part: Mapping[str, Any], kept: Json) -> list[str]:
    """What tells an op, a command or a target apart is required even where its type has a default for it."""
    fixed = [name for name, field in kept["properties"].items() if "const" in field]
    return [*fixed, *(name for name in part.get("required", ()) if name not in fixed)]


def _left_out(part: Any) -> bool:
    return isinstance(part, Mapping) and str(part.get("$ref", "")).rpartition("/")[2] in _NOT_ITS


def _named(union: Json, unions: Json) -> Json:
    members = {one.get("$ref", "").rpartition("/")[2] for one in union["anyOf"]}
    for name, member in _SHARED.items():
        if member in members:
            unions[name] = union
            return {"$ref": f"#/$defs/{name}"}
    return union


def choice_schema(count: int, most: int = 1) -> Json:
    """For numbers out of a menu of `count` lines: one, or up to `most` of them."""
    number = {"type": "integer", "enum": list(range(1, count + 1))}
    several = {"type": "array", "items": number, "minItems": 1, "maxItems": most}
    return _object("choice", "The number of the right line.", {"choice": number if most == 1 else several})


def words_schema(longest: int) -> Json:
    """For a few words."""
    return _object("words", "A few words.", {"words": {"type": "string", "maxLength": longest}})


def wish_schema() -> Json:
    """For captions before and after, and the instructions in between."""
    line = {"type": "string", "maxLength": 160}
    steps = {"type": "array", "items": line, "minItems": 2, "maxItems": 5}
    return _object("instructions", "What a wish means.", {"before": line, "after": line, "instructions": steps})


def _object(title: str, description: str, fields: Json) -> Json:
    return {
        "title": title,
        "description": description,
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
