"""What readings would come to, on a reduced picture: quick to look at, and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ...scene.image import Pixels
from ...scene.instruction import Mark
from ...scene.mask import Mask, MaskRef
from ...scene.objects import Scene, SceneImage, SceneObject
from ...scene.ops import EditOp, Instruct
from ...scene.plan import EditPlan, Question, dump_op
from ...scene.view import View
from ..actions import ActionError, Situation, apply_effect, consequences_of, evaluate, resolve
from ..actions.effects import settled
from ..actions.evaluate import remembering
from ..errors import NothingPending
from .evaluation import laid

SIDE = 512
"""Pixels of a preview's longer side."""


class Variant(NamedTuple):
    """One way to go on: an option of a question, or one of the instructions that a vague wish may stand for."""

    label: str
    ops: tuple[EditOp, ...]


class Preview(NamedTuple):
    """What a variant looks like, H×W×3|4 uint8; None where it cannot be done, with the reason."""

    label: str
    pixels: Pixels | None
    reason: str = ""


def variants_of(pending: Question | EditPlan | None) -> tuple[Variant, ...]:
    """The ways in which a question can be answered or a wish fulfilled; NothingPending where there is no choice."""
    if isinstance(pending, Question):
        found = tuple(Variant(option.label, option.ops) for option in pending.options if option.ops)
    else:
        wishes = [op for op in (pending.ops if pending else ()) if isinstance(op, Instruct)]
        found = tuple(Variant(step.text, step.ops) for op in wishes for step in op.instructions if step.ops)
    if not found:
        raise NothingPending("there are no readings to choose among: nothing is asked, or only words can answer it")
    return found


def preview(variant: Variant, shown: Situation, side: int = SIDE) -> Preview:
    """A variant carried out on `shown` (the picture as people see it) made at most `side` pixels long."""
    factor = min(1.0, side / max(shown.width, shown.height))
    now = reduced(shown, factor)
    try:
        for op in variant.ops:
            now = _after(scaled(op, factor, (now.width, now.height)), now)
    except ActionError as error:
        return Preview(variant.label, None, error.reason)
    return Preview(variant.label, now.view.render(now.pixels))


def _after(op: EditOp, now: Situation) -> Situation:
    follows, now = consequences_of(op, now)
    now = replace(now, step=remembering(now.toolbox, now.images))
    resolved, scene = resolve(op, now, follows)
    outcome = evaluate(resolved, now.pixels, now.toolbox, now.images, step=now.step)
    after = laid(resolved, now.pixels, outcome)
    scene = apply_effect(settled(resolved, outcome), scene)
    return replace(now, pixels=after, scene=scene, view=resolved.view_after or now.view)


def reduced(shown: Situation, factor: float) -> Situation:
    """The same picture, scene and marks, smaller."""
    import cv2

    size = max(1, round(shown.width * factor)), max(1, round(shown.height * factor))
    pixels = np.asarray(cv2.resize(shown.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    marks = {name: Mark.model_validate(_scaled(_data(mark), factor, size)) for name, mark in shown.marks.items()}
    scene = Scene(image=SceneImage(width=size[0], height=size[1])).add(
        *(_smaller(thing, factor, size) for thing in shown.scene.objects)
    )
    return replace(shown, pixels=pixels, scene=scene, view=View.of(*size), marks=marks)


def _smaller(thing: SceneObject, factor: float, size: tuple[int, int]) -> SceneObject:
    mask = MaskRef.model_validate(_mask(thing.mask.model_dump(), size)) if thing.mask else None
    return thing.model_copy(update={"box": thing.box.scale(factor), "mask": mask})


def scaled(op: EditOp, factor: float, size: tuple[int, int]) -> EditOp:
    """The op for a picture of another size: `factor` times as large, `(width, height)`."""
    return type(op).model_validate(_scaled(dump_op(op), factor, size))


_LENGTHS = frozenset({"region", "box", "crop", "point", "offset", "perspective", "extend", "stroke", "width"})
"""Fields that are counted in pixels of the picture."""


def _data(mark: Mark) -> dict[str, Any]:
    return mark.model_dump(mode="json", exclude_none=True)


def _scaled(data: Any, factor: float, size: tuple[int, int]) -> Any:
    if isinstance(data, Mapping):
        return {name: _field(name, value, factor, size) for name, value in data.items()}
    return [_scaled(one, factor, size) for one in data] if isinstance(data, list) else data


def _field(name: str, value: Any, factor: float, size: tuple[int, int]) -> Any:
    if name == "mask" and isinstance(value, Mapping):
        return _mask(value, size)
    return _times(value, factor, name) if name in _LENGTHS else _scaled(value, factor, size)


def _times(value: Any, factor: float, name: str) -> Any:
    if isinstance(value, Mapping):
        return {side: _times(one, factor, name) for side, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_times(one, factor, name) for one in value]
    if not isinstance(value, int | float):
        return value
    return round(value * factor) if isinstance(value, int) else value * factor


def _mask(ref: Mapping[str, Any], size: tuple[int, int]) -> dict[str, Any]:
    import cv2

    array = Mask.from_ref(MaskRef.model_validate(ref)).array.astype(np.uint8)
    small = cv2.resize(array, size, interpolation=cv2.INTER_NEAREST).astype(bool)
    return Mask(small).to_ref().model_dump(mode="json")
