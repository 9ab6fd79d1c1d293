"""Which checks an action has to pass, a wish step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...scene.geometry import Box
from ...scene.image import ImageStore, Pixels
from ...scene.ops import (
    Adjust,
    Background,
    Correct,
    Draw,
    Duplicate,
    Insert,
    Move,
    Obscure,
    Recolor,
    Remove,
    Replace,
    Resize,
    Restore,
    Restyle,
    Swap,
    Text,
    Transform,
)
from ...scene.patch import Patch, composite
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from ..actions.work import Outcome
from .arriving import arrived, drawn_in, outlined, put_in
from .bounds import framed, in_place, locked, view_changed
from .doubts import doubted, doubted_fill, doubted_paint
from .filling import clean
from .hiding import hidden
from .leaving import gone, left
from .looking import as_it_came, changed, recolored, toned
from .measures import VISIBLE, difference
from .outlines import cut_out, kept_whole
from .seeing import seen, unseen
from .writing import laid_well, reads

Look = Callable[[ResolvedOp, Pixels, Pixels, Toolbox], list[Check]]
_CHECKS: dict[type, tuple[Look, ...]] = {
    Remove: (gone, unseen, clean, doubted_fill),
    Move: (gone, clean, arrived, doubted_fill),
    Resize: (changed, left, clean, arrived, doubted_fill),
    Swap: (changed, left, clean, arrived, doubted_fill),
    Duplicate: (arrived, doubted),
    Insert: (put_in, seen, outlined, cut_out),
    Replace: (changed, put_in, seen, outlined, cut_out, doubted_fill),
    Recolor: (recolored, doubted_paint),
    Restyle: (changed, doubted),
    Background: (changed, kept_whole),
    Obscure: (changed, hidden),
    Adjust: (toned,),
    Transform: (changed,),
    Text: (reads, laid_well),
    Restore: (),
    Correct: (),
    Draw: (drawn_in,),
}


def verify(
    resolved: ResolvedOp,
    before: Pixels,
    after: Pixels,
    outcome: Outcome,
    toolbox: Toolbox,
    images: ImageStore | None = None,
) -> tuple[Check, ...]:
    """The checks of one action; it is done when all of them passed. `images` has the photo that a `restore` names.

    `before` and `after` are the composited canvas without and with the action, of one size unless the canvas grew.
    """
    if isinstance(resolved.op, Transform) and not resolved.targets:
        return framed(resolved, outcome)
    checks = [locked(before, after, outcome), in_place(outcome)]
    if resolved.parts:
        return (*checks, *_wish(resolved, before, after, outcome, toolbox))
    if isinstance(resolved.op, Restore) and images is not None:
        checks += as_it_came(resolved, after, images)
    for look in _looks(resolved):
        checks += look(resolved, before, after, toolbox)
    return tuple(checks)


def _looks(resolved: ResolvedOp) -> tuple[Look, ...]:
    """What an action is judged by; one that a layout generator carries out has no pixels to find again."""
    if resolved.layout is not None:
        return (drawn_in, seen, outlined) if resolved.layout.things else (drawn_in,)
    return _CHECKS.get(type(resolved.op), (changed,))


def _wish(resolved: ResolvedOp, before: Pixels, after: Pixels, outcome: Outcome, toolbox: Toolbox) -> tuple[Check, ...]:
    """Something changed, and each step passes its own checks on the picture that the earlier ones left."""
    shown = resolved.view_after is not None
    differs = shown or bool(np.any(difference(before, after) >= VISIBLE))
    checks = [Check(name="changed", passed=differs, detail="" if differs else "nothing looks different")]
    now, count = before, 0
    for part, end in zip(resolved.parts, outcome.stages, strict=True):
        then = _laid(now, outcome.patches[count:end], resolved.view.canvas)
        checks += [_step_check(part, check) for check in _step_checks(part, now, then, toolbox)]
        now, count = then, end
    return tuple(checks)


def _laid(pixels: Pixels, patches: tuple[Patch, ...], canvas: Box) -> Pixels:
    return composite(pixels, [replace(patch, box=patch.box.shift(-canvas.left, -canvas.top)) for patch in patches])


def _step_checks(part: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """A tone that was so already is no failure of the wish."""
    if part.view_after is not None:
        return [view_changed(part)]
    if isinstance(part.op, Adjust) and before.shape == after.shape and np.array_equal(before, after):
        return []
    return [check for look in _looks(part) for check in look(part, before, after, toolbox)]


def _step_check(part: ResolvedOp, check: Check) -> Check:
    return check.model_copy(update={"name": f"{part.op.op}: {check.name}"})
