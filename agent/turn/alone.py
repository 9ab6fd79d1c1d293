"""One action on a picture in memory, exactly as a session would do it: looked up, tried, checked, repaired."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ...scene.image import ImageRef, ImageStore, MemoryImages, Pixels, check_pixels
from ...scene.ops import EditOp
from ...scene.view import View
from ...tools.toolbox import Toolbox
from ..actions import ActionError, Situation, consequences_of, evaluate, resolve
from ..actions.effects import settled
from ..actions.evaluate import remembering
from ..errors import BadInput
from ..looking.perceive import base_scene
from ..verify import verify
from .evaluation import laid
from .nodes.work import REPAIRS, otherwise, verdict


class NotDone(ActionError):
    """The action was tried, and what came of it did not pass its checks; the reason says which."""


def perform(op: EditOp, pixels: Pixels, toolbox: Toolbox, images: ImageStore | None = None, seed: int = 0) -> Pixels:
    """The picture (H×W×3|4 uint8) after one op, byte for byte what a session makes of that photo and that op.

    `images` holds the pictures that the op's references name. Raises BadInput for what is no picture, ActionError
    where the op cannot be done, NotDone where its result does not pass the checks after every repair.
    """
    begin = partial(_begin, pixels, toolbox, images if images is not None else MemoryImages(), seed)
    return toolbox.within_memory(lambda: _perform(op, begin()))


def _perform(op: EditOp, now: Situation) -> Pixels:
    seed, toolbox, pixels = now.seed, now.toolbox, now.pixels
    follows, after = consequences_of(op, now)
    after = replace(after, step=remembering(toolbox, now.images))
    resolved, _ = resolve(op, after, follows)
    for attempt in range(REPAIRS + 1):
        tried = otherwise(resolved, seed + 1000 * attempt) if attempt else resolved
        outcome = evaluate(tried, now.pixels, toolbox, now.images, step=after.step)
        tried = settled(tried, outcome)
        canvas = laid(tried, now.pixels, outcome)
        checks = verify(tried, now.pixels, canvas, outcome, toolbox, now.images)
        if all(check.passed for check in checks):
            return (tried.view_after or tried.view).render(canvas, opaque=pixels.shape[2] == 3)
        resolved = tried
        if not outcome.backends:
            break
    raise NotDone(f"the {op.op} was tried and not kept: {verdict(checks)}")


def _begin(pixels: Pixels, toolbox: Toolbox, images: ImageStore, seed: int) -> Situation:
    try:
        ref = ImageRef.of(check_pixels(pixels))
    except ValueError as error:
        raise BadInput(str(error)) from None
    scene = base_scene(pixels, ref, toolbox)
    return Situation(pixels, scene, View.of(ref.width, ref.height), toolbox, images, seed=seed)
