"""Whether a model's answer can be carried out on this scene: what it may not be goes back to it as one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from ....scene.geometry import Box
from ....scene.objects import Scene
from ....scene.ops import EditOp, Move, Swap, Transform
from ....scene.plan import Branch, Command, Drop, EditPlan, Option, Switch
from ....scene.target import (
    BoxPlace,
    FileReference,
    ImageReference,
    LibraryReference,
    MarkPlace,
    MarkTarget,
    MaskTarget,
    ObjectReference,
    ObjectTarget,
    OffsetPlace,
    PhraseTarget,
    PointPlace,
    RegionTarget,
    Relative,
)
from ..conversation.effects import apply_op
from ..port import ReadRequest
from ..words.letters import legible
from .schema import FIELDS, NOT_OFFERED
from .trouble import Unusable

Json = dict[str, Any]
MOST_OPS, MOST_OPTIONS, MOST_PHRASES, MOST_TOLD = 40, 9, 6, 3
LONGEST = {"rationale": 300, "text": 300, "prompt": 200, "replace_with": 200, "find": 200}
LONGEST_OTHER = 120
DEEPEST = 12
_OVER = 0.01
"""How far a box may reach over the edge, as a share of the picture: it is cut there."""


def plan_of(answer: Mapping[str, Any], request: ReadRequest) -> tuple[EditPlan, float | None]:
    """The plan and how sure the model says it is; Unusable with what is wrong."""
    data = _given(answer, request)
    stated = data.pop("confidence", None)
    try:
        plan = EditPlan.model_validate(data)
    except (ValidationError, RecursionError) as error:
        raise Unusable(_said(error)) from None
    faults = list(dict.fromkeys(_faults(plan, request)))
    if faults:
        raise Unusable("; ".join(faults[:MOST_TOLD]))
    return plan, _share(stated)


def _share(stated: Any) -> float | None:
    numeric = isinstance(stated, int | float) and not isinstance(stated, bool)
    return min(1.0, max(0.0, float(stated))) if numeric and stated == stated else None


# -- what was given, as data of the plan's shape


def _given(answer: Mapping[str, Any], request: ReadRequest) -> Json:
    """The fields an answer has, its words made legible and cut to a length, names of references made their files."""
    files = (request.instruction.model_extra or {}).get("references") or {}
    said = legible(request.instruction.text).casefold()
    kept = {name: answer[name] for name in FIELDS if answer.get(name) is not None}
    told: Json = _tidy(kept, "", files, said, 0)
    if told.get("status") not in ("ask", None):
        told.pop("question", None)
    return told


def _tidy(value: Any, name: str, files: Mapping[str, str], said: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise Unusable("the answer is nested too deeply")
    if isinstance(value, str):
        plain = " ".join(legible(value).split())
        return plain[: LONGEST.get(name, LONGEST_OTHER)]
    if isinstance(value, list):
        return [_tidy(one, name, files, said, depth + 1) for one in value[:200]]
    if not isinstance(value, Mapping):
        return value
    kept = {str(key): _tidy(one, str(key), files, said, depth + 1) for key, one in value.items() if one is not None}
    if str(kept.get("said", "")).casefold() not in said:
        kept.pop("said")
    if isinstance(kept.get("file"), str):
        kept["file"] = _file_of(kept["file"], files)
    if kept.get("op") == "instruct":
        kept["instructions"] = [one if isinstance(one, dict) else {"text": one} for one in kept.get("instructions", [])]
    return kept


def _file_of(name: str, files: Mapping[str, str]) -> str:
    """The file the person gave under this name: the model never chooses a path."""
    found = next((path for own, path in files.items() if own.casefold() == name.strip("[]").casefold()), None)
    if found is None:
        there = ", ".join(files) or "none were given"
        raise Unusable(f"there is no reference picture {name!r} (references: {there})")
    return found


def _said(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "the answer is nested too deeply"
    told = [f"{_where(one['loc'])}: {one['msg']}" for one in error.errors()[:MOST_TOLD]]
    return "; ".join(told)


def _where(place: tuple[int | str, ...]) -> str:
    return ".".join(map(str, place)) or "the plan"


# -- the plan against the scene


def _faults(plan: EditPlan, request: ReadRequest) -> Iterator[str]:
    yield from _extras(plan)
    yield from _of_status(plan, request)
    yield from _of_ops(plan.ops, request)
    yield from _of_command(plan.command, plan.replaces, request)
    for option in plan.question.options if plan.question else ():
        yield from _of_ops(option.ops, request)
        yield from _of_command(option.command, None, request)


def _extras(plan: EditPlan) -> Iterator[str]:
    for part in _parts(plan):
        for name in part.model_extra or {}:
            yield f"{getattr(part, 'op', None) or type(part).__name__} has no field {name!r}"


def _of_status(plan: EditPlan, request: ReadRequest) -> Iterator[str]:
    if plan.status == "look":
        yield from _of_search(plan, request)
    if plan.status == "ask" and plan.question is not None:
        yield from _of_question(plan.question.text, plan.question.options)
    if plan.status in ("cannot", "look") and plan.ops:
        yield f"a plan with status {plan.status!r} has no ops"
    if plan.status == "cannot" and not plan.rationale:
        yield "say in `rationale` why it cannot be done"


def _of_search(plan: EditPlan, request: ReadRequest) -> Iterator[str]:
    if not request.can_look:
        yield "nothing more can be looked for: use what is listed, ask, or say that it cannot be done"
    if len(plan.look_for) > MOST_PHRASES:
        yield f"at most {MOST_PHRASES} phrases can be looked for"
    for phrase in plan.look_for:
        if not phrase:
            yield "a phrase to look for is empty"
        elif phrase in request.scene.queries and phrase not in plan.look_in:
            yield f"{phrase!r} was looked for already: use what is listed, ask, or say that it is not there"
    for phrase, target in plan.look_in.items():
        if phrase not in plan.look_for:
            yield f"look_in names {phrase!r}, which look_for does not"
        yield from _of_part(target, request.scene, request)


def _of_question(text: str, options: tuple[Option, ...]) -> Iterator[str]:
    if not text:
        yield "the question has no text"
    if len(options) > MOST_OPTIONS:
        yield f"a question has at most {MOST_OPTIONS} options"
    if any(not option.ops and option.command is None for option in options):
        yield "each option of a question holds the complete ops it stands for"
    if len({option.label.casefold() for option in options}) < len(options):
        yield "the options of a question have different labels"


def _of_command(command: Command | None, replaces: int | None, request: ReadRequest) -> Iterator[str]:
    if type(command).__name__ in NOT_OFFERED:
        yield f"{type(command).__name__.lower()} is not for you to give: {NOT_OFFERED[type(command).__name__]}"
    turns = len(request.history)
    after = command.at or None if isinstance(command, Branch) else None
    named = [*getattr(command, "turns", ()), getattr(command, "turn", None), replaces, after]
    if any(number is not None and not 1 <= number <= turns for number in named):
        yield f"turns are numbered 1 to {turns}" if turns else "there is no earlier turn"
    elif isinstance(command, Drop) and command.actions:
        yield from _of_actions(command, len(request.history[command.turns[0] - 1].plan.ops))
    yield from _of_versions(command, [version.name for version in request.versions])


def _of_actions(command: Drop, count: int) -> Iterator[str]:
    if max(command.actions) > count:
        yield f"turn {command.turns[0]} has {count} action{'' if count == 1 else 's'}"


def _of_versions(command: Command | None, names: list[str]) -> Iterator[str]:
    if isinstance(command, Switch) and command.branch not in names:
        yield f"there is no version {command.branch!r} (versions: {', '.join(names) or 'only this one'})"
    if isinstance(command, Branch) and command.called in names:
        yield f"there is a version {command.called!r} already"


def _of_ops(ops: tuple[EditOp, ...], request: ReadRequest) -> Iterator[str]:
    """Each op on the scene that the ones before it leave."""
    if len(ops) > MOST_OPS:
        yield f"a plan has at most {MOST_OPS} ops"
    scene, marks = request.scene, dict(request.instruction.marks)
    for op in ops[:MOST_OPS]:
        faults = [fault for part in _parts(op) for fault in _of_part(part, scene, request)]
        yield from faults or _of_op(op, scene)
        if not faults:
            scene = apply_op(scene, op, marks)


def _parts(value: Any) -> Iterator[BaseModel]:
    """A value and every value in it."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _parts(one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _parts(one)


def _of_part(part: BaseModel, scene: Scene, request: ReadRequest) -> Iterator[str]:
    frame = scene.frame
    size = f"the picture is {frame.width}×{frame.height} pixels"
    if isinstance(part, ObjectTarget | ObjectReference) and not scene.has(part.object):
        yield f"there is no object {part.object!r} (now there are: {', '.join(scene.ids[:40]) or 'none'})"
    elif isinstance(part, MarkTarget | MarkPlace) and part.mark not in request.instruction.marks:
        yield f"there is no mark {part.mark!r} (marks: {', '.join(request.instruction.marks) or 'none'})"
    elif isinstance(part, RegionTarget) and not _inside(part.region, frame):
        yield f"the region {part.region.as_list()} is not inside: {size}"
    elif isinstance(part, BoxPlace) and not (_inside(part.box.resize(0.5), frame) and part.box.area):
        yield f"the box {part.box.as_list()} does not fit: {size}"
    elif isinstance(part, PointPlace) and not frame.contains(part.point):
        yield f"the point {list(part.point)} is outside: {size}"
    elif isinstance(part, OffsetPlace) and (abs(part.offset[0]) >= frame.width or abs(part.offset[1]) >= frame.height):
        yield f"the offset {list(part.offset)} leads out of the picture: {size}"
    elif isinstance(part, MaskTarget | PhraseTarget | ImageReference):
        yield "masks, phrases and stored pictures are not for plans like this: use ids, marks, or look_for"
    elif isinstance(part, LibraryReference | FileReference):
        yield from _of_reference(part, request)


def _of_reference(part: LibraryReference | FileReference, request: ReadRequest) -> Iterator[str]:
    extra = request.instruction.model_extra or {}
    kept = tuple(extra.get("library") or ())
    if isinstance(part, LibraryReference) and part.library not in kept:
        yield f"the library has no {part.library!r} (it has: {', '.join(kept[:20]) or 'nothing'})"
    if isinstance(part, FileReference) and part.file not in (extra.get("references") or {}).values():
        yield "a file is named by its reference"


def _of_op(op: EditOp, scene: Scene) -> Iterator[str]:
    if isinstance(op, Transform) and op.crop is not None and not _inside(op.crop, scene.frame):
        yield f"the crop {op.crop.as_list()} is not inside the picture of {scene.image.width}×{scene.image.height}"
    if isinstance(op, Swap) and op.target == op.other:
        yield "a swap is of two different things"
    if isinstance(op, Move) and isinstance(op.to, Relative):
        anchors = op.to.of if isinstance(op.to.of, tuple) else (op.to.of,)
        mine = getattr(op.target, "object", None)
        if mine is not None and mine in [getattr(anchor, "object", None) for anchor in anchors]:
            yield f"{mine} cannot be moved to a place beside itself"


def _inside(box: Box, frame: Box) -> bool:
    """Whether a box has pixels, and all but a sliver of it lies in the frame."""
    slack = max(2, round(_OVER * max(frame.width, frame.height)))
    within = box.left >= -slack and box.top >= -slack
    return bool(box.area) and within and box.right <= frame.width + slack and box.bottom <= frame.height + slack
