"""What a mark means and what a plan will touch, on the picture as it is shown: looked at before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ...scene.geometry import Box
from ...scene.instruction import Mark
from ...scene.mask import Mask, MaskRef
from ...scene.objects import Scene
from ...scene.ops import EditOp
from ...scene.plan import EditPlan
from ...scene.target import MarkTarget
from ...tools.toolbox import Toolbox
from ..actions import ActionError, Situation
from ..actions.masks import mask_of, object_mask
from .approval import seconds_of
from .nodes.decide import Prospect, foresee

TOOLS: Mapping[str, tuple[str, ...]] = {
    "remove": ("inpainter",),
    "replace": ("inpainter", "harmonizer"),
    "insert": ("harmonizer",),
    "move": ("inpainter", "harmonizer"),
    "resize": ("inpainter", "harmonizer"),
    "duplicate": ("harmonizer",),
    "swap": ("inpainter", "harmonizer"),
    "text": ("text_reader", "text_writer", "inpainter"),
}
"""The ports that an action leases; the others are filters of the program's own."""


class Pointed(NamedTuple):
    """What lies under a mark: its mask in shown coordinates, and the object of the scene that it is, if it is one."""

    mask: Mask
    object: str | None = None
    label: str | None = None


class Outlook(NamedTuple):
    """What is known of an action beforehand: masks and places in shown coordinates, rough seconds, back-ends' names."""

    op: EditOp
    masks: tuple[Mask, ...]
    places: tuple[Box, ...]
    seconds: float
    tools: tuple[str, ...]


def pointed(mark: Mark, situation: Situation) -> tuple[Pointed, Scene]:
    """What an action on the mark would be done to, and the scene with what was learnt. Raises ActionError."""
    name = "it"
    found, after = mask_of(MarkTarget(mark=name), replace(situation, marks={name: mark}))
    return Pointed(_shown(found.mask, situation), found.object, found.label), after.scene


def outlined(situation: Situation, most: int) -> Scene:
    """The scene with the masks of its things known, of the `most` largest at least."""
    things = sorted(situation.things, key=lambda thing: -thing.box.area)[:most]
    for thing in things:
        try:
            _, situation = object_mask(thing.id, situation)
        except ActionError:
            continue
    return situation.scene


def outlook(plan: EditPlan, situation: Situation) -> tuple[Outlook, ...]:
    """Each of the plan's ops; without masks where it cannot be looked up yet (a thing that an earlier op brings)."""
    _, tried = foresee(plan, situation)
    prospects = tried or [Prospect(situation, None, ())] * len(plan.ops)
    return tuple(_of(op, one, situation) for op, one in zip(plan.ops, prospects, strict=True))


def _of(op: EditOp, prospect: Prospect, situation: Situation) -> Outlook:
    found = prospect.resolved
    masks = tuple(_shown(target.mask, situation) for target in found.targets) if found else ()
    places = tuple(situation.array_to_shown(place) for place in found.places) if found else ()
    return Outlook(op, masks, places, seconds_of(op), _names(op, situation.toolbox))


def _shown(mask: MaskRef, situation: Situation) -> Mask:
    return situation.view.mask_to_view(Mask.from_ref(mask))


def _names(op: EditOp, toolbox: Toolbox) -> tuple[str, ...]:
    specs = [toolbox.spec(port) for port in TOOLS.get(op.op, ())]
    return tuple(spec.name for spec in specs if spec is not None)
