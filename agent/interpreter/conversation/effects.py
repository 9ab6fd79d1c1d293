"""What edits do to the scene, from the plans alone: for reading on, before any pixel is looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

from ....scene.color import to_hex
from ....scene.geometry import Box
from ....scene.instruction import Mark
from ....scene.objects import Scene, SceneObject
from ....scene.ops import Correct, Duplicate, EditOp, Insert, Move, Recolor, Remove, Replace, Resize, Swap, Transform
from ....scene.plan import Drop, EditPlan, Redo, Reorder, Reset, Undo
from ....scene.target import (
    BoxPlace,
    EdgePlace,
    EverythingTarget,
    LibraryReference,
    MarkPlace,
    MarkTarget,
    ObjectTarget,
    OffsetPlace,
    Place,
    PointPlace,
    RegionTarget,
    Relative,
    Target,
)
from ..port import PastTurn
from ..words.colors import nearest_name
from ..words.normalise import singular

Marks = dict[str, Mark]


def apply_history(scene: Scene, history: Sequence[PastTurn]) -> Scene:
    """The scene after the turns, from the scene before them: turns that were undone or dropped count for nothing."""
    for turn in standing(history):
        for op in turn.plan.ops:
            scene = apply_op(scene, op, dict(turn.marks))
    return scene


def scene_before(scene: Scene, history: Sequence[PastTurn]) -> Scene:
    """The scene before the last turn that stands, from the scene before all of them."""
    numbers = standing_numbers(history)
    return apply_history(scene, history[: numbers[-1] - 1] if numbers else history)


def standing(history: Sequence[PastTurn]) -> tuple[PastTurn, ...]:
    """The turns with ops that still hold, after undo, redo, drop, reset and corrections (`replaces`)."""
    return tuple(history[number - 1] for number in standing_numbers(history))


def standing_numbers(history: Sequence[PastTurn]) -> tuple[int, ...]:
    """The numbers (from 1) of the turns that still hold."""
    kept: list[int] = []
    undone: list[int] = []
    for number, turn in enumerate(history, 1):
        kept, undone = _command(turn.plan, kept, undone)
        if turn.plan.replaces is not None:
            kept = [other for other in kept if other != turn.plan.replaces]
        if turn.plan.ops and turn.plan.status == "ready":
            kept, undone = [*kept, number], []
    return tuple(kept)


def _command(plan: EditPlan, kept: list[int], undone: list[int]) -> tuple[list[int], list[int]]:
    command = plan.command
    if isinstance(command, Undo):
        count = min(command.count, len(kept))
        return kept[: len(kept) - count], undone + kept[len(kept) - count :][::-1]
    if isinstance(command, Redo):
        back = undone[-command.count :][::-1]
        return kept + back, undone[: len(undone) - len(back)]
    if isinstance(command, Reset):
        return [], []
    if isinstance(command, Reorder) and not command.actions:
        following = iter([number for number in command.turns if number in kept])
        return [next(following) if number in command.turns else number for number in kept], undone
    if isinstance(command, Drop) and not command.actions:
        return [number for number in kept if number not in command.turns], undone
    return kept, undone


def apply_op(scene: Scene, op: EditOp, marks: Marks | None = None) -> Scene:
    """The scene after one op; ids of new things are `scene.new_id(label)`."""
    marks = marks or {}
    if isinstance(op, Remove):
        return scene.remove(*_ids(op.targets, scene, marks))
    if isinstance(op, Move):
        return _move(scene, op.target, op.to, marks)
    if isinstance(op, Resize):
        return _change(scene, op.targets, marks, lambda t: _boxed(t, t.box.resize(op.scale)))
    if isinstance(op, Recolor):
        return _change(scene, op.targets, marks, lambda t: _with(t, color=nearest_name(str(to_hex(op.color)))))
    if isinstance(op, Duplicate):
        return _duplicate(scene, op, marks)
    if isinstance(op, Insert):
        return _insert(scene, op, marks)
    if isinstance(op, Swap):
        return _swap(scene, op, marks)
    if isinstance(op, Replace):
        return _replace(scene, op, marks)
    if isinstance(op, Correct):
        return _correct(scene, op, marks)
    return _transform(scene, op) if isinstance(op, Transform) and not op.targets else scene


def _correct(scene: Scene, op: Correct, marks: Marks) -> Scene:
    ids = _ids(op.targets, scene, marks)
    if op.label:
        return scene.map(lambda thing: thing.model_copy(update={"label": op.label}) if thing.id in ids else thing)
    if op.absent or not ids:
        return scene.remove(*ids)
    whole = reduce(Box.union, (scene.get(id).box for id in ids))
    return scene.replace(_boxed(scene.get(ids[0]), whole)).remove(*ids[1:])


def _ids(targets: Iterable[Target], scene: Scene, marks: Marks) -> tuple[str, ...]:
    found: list[str] = []
    for target in targets:
        if isinstance(target, ObjectTarget) and scene.has(target.object):
            found.append(target.object)
        elif isinstance(target, EverythingTarget):
            kept = _ids(target.except_, scene, marks)
            found += [id for id in scene.ids if id not in kept]
        elif (box := _box_of(target, scene, marks)) is not None:
            found += [t.id for t in scene.objects if t.box.iou(box) >= 0.5][:1]
    return tuple(dict.fromkeys(found))


def _box_of(target: Target, scene: Scene, marks: Marks) -> Box | None:
    if isinstance(target, ObjectTarget):
        return scene.get(target.object).box if scene.has(target.object) else None
    if isinstance(target, RegionTarget):
        return target.region
    if isinstance(target, MarkTarget) and target.mark in marks:
        return marks[target.mark].bounds
    return None


def _change(scene: Scene, targets: Iterable[Target], marks: Marks, change: Any) -> Scene:
    ids = _ids(targets, scene, marks)
    return scene.map(lambda thing: change(thing) if thing.id in ids else thing)


def _boxed(thing: SceneObject, box: Box) -> SceneObject:
    return thing.model_copy(update={"box": box, "mask": None})


def _with(thing: SceneObject, **attributes: Any) -> SceneObject:
    return thing.model_copy(update={"attributes": {**thing.attributes, **attributes}})


def _without_relations(scene: Scene, ids: Iterable[str]) -> Scene:
    """Relations of things that moved no longer hold."""
    gone = set(ids)
    return scene.model_copy(update={"relations": tuple(r for r in scene.relations if not {r.subject, r.object} & gone)})


def _move(scene: Scene, target: Target, to: Place, marks: Marks) -> Scene:
    ids = _ids((target,), scene, marks)
    for id in ids:
        thing = scene.get(id)
        box = box_at(thing.box.size, to, scene, marks, thing.box)
        scene = _without_relations(scene.replace(_boxed(thing, box)), (id,)) if box else scene
    return scene


def box_at(size: tuple[int, int], to: Place | None, scene: Scene, marks: Marks, now: Box | None = None) -> Box | None:
    """About where a thing of `size` goes (planning only: acting looks at the pixels)."""
    width, height = size
    if isinstance(to, BoxPlace):
        return to.box
    if isinstance(to, OffsetPlace):
        return now.shift(round(to.offset[0]), round(to.offset[1])) if now else None
    if isinstance(to, PointPlace):
        return Box.centered(to.point, width, height)
    if isinstance(to, MarkPlace):
        return Box.centered(marks[to.mark].bounds.center, width, height) if to.mark in marks else None
    if isinstance(to, EdgePlace):
        if now is not None and (to.model_extra or {}).get("toward"):
            return now.shift((width if to.edge == "right" else -width), 0).move_inside(scene.frame)
        return _at_edge(to.edge, width, height, scene.frame, now)
    return _beside(to, width, height, scene, marks) if isinstance(to, Relative) else None


def _at_edge(edge: str, width: int, height: int, frame: Box, now: Box | None) -> Box:
    words = edge.split()
    center = (now or frame).center
    x = (
        width / 2
        if "left" in words
        else frame.width - width / 2
        if "right" in words
        else frame.center.x
        if edge == "center"
        else center.x
    )
    y = (
        height / 2
        if "top" in words
        else frame.height - height / 2
        if "bottom" in words
        else frame.center.y
        if edge == "center"
        else center.y
    )
    return Box.centered((x, y), width, height)


def _beside(to: Relative, width: int, height: int, scene: Scene, marks: Marks) -> Box | None:
    anchors = to.of if isinstance(to.of, tuple) else (to.of,)
    boxes = [box for anchor in anchors if (box := _box_of(anchor, scene, marks)) is not None]
    if len(boxes) != len(anchors):
        return None
    box, (x, y) = boxes[0], boxes[0].center
    foot = box.bottom - height / 2
    if to.relation == "between":
        (ax, ay), (bx, by) = boxes[0].center, boxes[1].center
        return Box.centered(((ax + bx) / 2, (ay + by) / 2), width, height)
    left_side = to.relation == "left of" or (to.relation == "next to" and box.right + width > scene.image.width)
    centers = {
        "left of": (box.left - width / 2, foot),
        "right of": (box.right + width / 2, foot),
        "next to": (box.left - width / 2 if left_side else box.right + width / 2, foot),
        "above": (x, box.top - height / 2),
        "below": (x, box.bottom + height / 2),
        "on": (x, box.top - height / 2 + min(height, box.height) * 0.2),
        "inside": (x, y),
        "in front of": (x, box.bottom),
        "behind": (x, box.top + height / 2),
    }
    return Box.centered(centers[to.relation], width, height)


def _duplicate(scene: Scene, op: Duplicate, marks: Marks) -> Scene:
    for id in _ids((op.target,), scene, marks):
        thing = scene.get(id)
        for n in range(op.count):
            box = box_at(thing.box.size, op.to, scene, marks, thing.box) or thing.box.shift(
                (n + 1) * thing.box.width, 0
            )
            scene = scene.add(_boxed(thing, box).model_copy(update={"id": scene.new_id(thing.label)}))
    return scene


def _insert(scene: Scene, op: Insert, marks: Marks) -> Scene:
    label = head_of(op.prompt) if op.prompt else referred(op, scene)
    side = round(0.15 * max(scene.frame.size))
    for n in range(op.count):
        box = box_at((side, side), op.at, scene, marks) or Box.centered(scene.frame.center, side, side)
        scene = scene.add(
            SceneObject(
                id=scene.new_id(label),
                label=label,
                box=box.shift(n * side, 0),
                source="insert",
                attributes=_told(op.prompt),
            )
        )
    return scene


def head_of(prompt: str | None) -> str:
    """The noun of a prompt: `a small red cat with a hat` → `cat`."""
    import re

    region = re.split(
        r" (?:with|in|on|of|wearing|holding|that|which|at|under|next|made|and|sitting|standing) ", prompt or "thing"
    )[0]
    return singular(region.split()[-1]) if region.split() else "thing"


def _told(prompt: str | None) -> dict[str, Any]:
    from ..words.colors import is_color_word

    color = next((word for word in (prompt or "").split()[:-1] if is_color_word(word)), None)
    return {"color": color} if color else {}


def referred(op: Insert | Replace, scene: Scene) -> str:
    if isinstance(op.reference, LibraryReference):
        return op.reference.library
    id = getattr(op.reference, "object", None)
    return scene.get(id).label if id and scene.has(id) else "thing"


def _swap(scene: Scene, op: Swap, marks: Marks) -> Scene:
    ids = (*_ids((op.target,), scene, marks), *_ids((op.other,), scene, marks))
    if len(ids) != 2:
        return scene
    first, second = scene.get(ids[0]), scene.get(ids[1])
    new = (_boxed(first, _standing_at(first.box, second.box)), _boxed(second, _standing_at(second.box, first.box)))
    return _without_relations(scene.replace(new[0]).replace(new[1]), ids)


def _standing_at(box: Box, place: Box) -> Box:
    return Box.centered((place.center.x, place.bottom - box.height / 2), box.width, box.height)


def _replace(scene: Scene, op: Replace, marks: Marks) -> Scene:
    label = head_of(op.prompt) if op.prompt else referred(op, scene)
    told = _told(op.prompt)
    return _change(
        scene, op.targets, marks, lambda t: t.model_copy(update={"label": label, "attributes": told, "mask": None})
    )


def _transform(scene: Scene, op: Transform) -> Scene:
    """The boxes as the turned or cropped picture shows them; free angles and perspective leave them where they were."""
    width, height = scene.frame.size
    if op.flip == "horizontal":
        return scene.map(lambda t: _boxed(t, Box(width - t.box.right, t.box.top, width - t.box.left, t.box.bottom)))
    if op.flip == "vertical":
        return scene.map(lambda t: _boxed(t, Box(t.box.left, height - t.box.bottom, t.box.right, height - t.box.top)))
    if op.crop is not None:
        return _cropped(scene, op.crop.clamp(width, height))
    if op.scale is not None:
        factor = op.scale
        sized = scene.map(lambda t: _boxed(t, t.box.scale(factor)))
        return _sized(sized, max(1, round(width * factor)), max(1, round(height * factor)))
    if op.rotate is not None and op.rotate % 90 == 0:
        return reduce(lambda turned, _: _quarter_turn(turned), range(round(op.rotate / 90) % 4), scene)
    if op.extend is not None:
        left, top = op.extend.left, op.extend.top
        moved = scene.map(lambda t: _boxed(t, t.box.shift(left, top)))
        return _sized(moved, width + left + op.extend.right, height + top + op.extend.bottom)
    return scene


def _cropped(scene: Scene, crop: Box) -> Scene:
    inside = scene.remove(*(t.id for t in scene.objects if t.box.intersect(crop).area == 0))
    moved = inside.map(lambda t: _boxed(t, t.box.intersect(crop).shift(-crop.left, -crop.top)))
    return _sized(moved, crop.width, crop.height)


def _quarter_turn(scene: Scene) -> Scene:
    height = scene.image.height
    turned = scene.map(lambda t: _boxed(t, Box(height - t.box.bottom, t.box.left, height - t.box.top, t.box.right)))
    return _sized(turned, height, scene.image.width)


def _sized(scene: Scene, width: int, height: int) -> Scene:
    return scene.model_copy(update={"image": scene.image.model_copy(update={"width": width, "height": height})})
