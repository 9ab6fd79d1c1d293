"""The steps of a wish: each is looked up on what the earlier ones left."""

from __future__ import annotations

from dataclasses import replace

from ...scene.objects import Scene
from ...scene.patch import composite
from ...scene.records import ResolvedOp
from ..looking.frames import carry_marks
from .effects import apply_effect, settled
from .evaluate import remembering
from .situation import ActionError, Situation

Found = tuple[ResolvedOp, Situation]


def stepped(part: ResolvedOp, situation: Situation) -> Found:
    """After a step of a wish: the step with what it found out, and where it leaves things."""
    view = part.view_after or situation.view
    if view.canvas != situation.view.canvas:
        raise ActionError("a wish cannot extend the picture; say it as an instruction of its own")
    step = situation.step or remembering(situation.toolbox, situation.images, situation.watch)
    outcome = step(part, situation.pixels)
    patches = [replace(patch, box=situation.array_box(patch.box)) for patch in outcome.patches]
    part = settled(part, outcome)
    return part, replace(
        situation,
        pixels=composite(situation.pixels, patches),
        scene=apply_effect(part, situation.scene),
        view=view,
        marks=carry_marks(situation.marks, situation.view, view),
    )


def with_masks(scene: Scene, later: Scene) -> Scene:
    """Masks found in a later step belong to things that still lie where they lay."""
    known = {(thing.id, thing.box): thing.mask for thing in later.objects if thing.mask is not None}
    return scene.map(
        lambda thing: (
            thing.model_copy(update={"mask": known[thing.id, thing.box]})
            if thing.mask is None and (thing.id, thing.box) in known
            else thing
        )
    )
