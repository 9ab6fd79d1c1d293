"""From a resolved op to patches: a pure function of pixels and tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...scene.image import ImageStore, Pixels
from ...scene.mask import Mask
from ...scene.ops import (
    Adjust,
    Background,
    Correct,
    Duplicate,
    Insert,
    Instruct,
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
from ...scene.patch import Patch
from ...scene.records import ResolvedOp
from ...scene.view import View
from ...tools.generators import Watch
from ...tools.toolbox import Toolbox
from .coloring import adjust_things, change_background, obscure_things, recolor_things, restyle_things
from .drawing import told
from .pasting import duplicate, insert, relocate, remove, replace_things, transform_things
from .redrawing import redraw_wish
from .restoring import paint_back
from .words import change_words
from .work import NOTHING, Outcome, Work


def evaluate(
    resolved: ResolvedOp, pixels: Pixels, toolbox: Toolbox, images: ImageStore, watch: Watch | None = None
) -> Outcome:
    """What the op changes in `pixels` (the composited canvas of `resolved.view`); `watch` is told of each step of a
    generator, and what it raises (`Stopped`) comes out of here.

    The same op, pixels, seed and back-ends give the same patches, whatever lies outside the box that the outcome
    says it `read`.
    """
    if pixels.shape[:2] != (resolved.view.canvas.height, resolved.view.canvas.width):
        raise ValueError(f"the canvas is {resolved.view.canvas.size}, but the pixels are {pixels.shape}")
    work = Work(resolved, toolbox, images, pixels, watch=watch)
    outcome = _EVALUATORS[type(resolved.op)](work).done()
    return replace(outcome, notes=(*outcome.notes, *toolbox.economies(outcome.backends)))


def _frame(work: Work) -> Work:
    """A transform of single things changes pixels; one of the picture only where the canvas grew."""
    if work.resolved.targets:
        return transform_things(work)
    after = work.resolved.view_after
    if after is None or after.canvas == work.resolved.view.canvas:
        return work.looking(NOTHING)
    return _outpaint(work, after, getattr(work.resolved.op, "prompt", None))


def _outpaint(work: Work, after: View, prompt: str | None) -> Work:
    """Fill the new strips of the canvas from what is next to them, or with what the words say."""
    grown, canvas = after.canvas, work.resolved.view.canvas
    inner = canvas.shift(-grown.left, -grown.top)
    margins = ((inner.top, grown.height - inner.bottom), (inner.left, grown.width - inner.right))
    padded = np.pad(work.rgb, (*margins, (0, 0)), mode="reflect" if _small(margins, work) else "edge")
    new = Mask.from_box(inner, grown.width, grown.height).invert()
    with work.toolbox.lease("inpainter") as inpainter:
        seed = work.resolved.seed
        filled = inpainter.fill(np.ascontiguousarray(padded), new, prompt=prompt, seed=seed, watch=work.watch)
    if work.pixels.shape[2] == 4:
        filled = np.dstack([filled, np.pad(work.pixels[..., 3], margins, mode="edge")])
    alpha = np.where(new.array, 255, 0).astype(np.uint8)
    patch = Patch.between(padded, filled, alpha)
    work = told(work, prompt) if prompt else work
    strips = () if patch is None else (replace(patch, box=patch.box.shift(-inner.left, -inner.top)),)
    return replace(work.looking(work.frame).leased("inpainter"), patches=strips)


def _small(margins: tuple[tuple[int, int], tuple[int, int]], work: Work) -> bool:
    """Whether each margin is narrow enough to mirror."""
    return max(margins[0]) < work.height and max(margins[1]) < work.width


def _nothing(work: Work) -> Work:
    """What only the scene learns of."""
    return work.looking(NOTHING)


def _wish(work: Work) -> Work:
    """The steps of a wish, one after the other, each on what the earlier ones left; one without steps is drawn."""
    if not work.resolved.parts:
        return redraw_wish(work)
    for part in work.resolved.parts:
        done = _EVALUATORS[type(part.op)](replace(work, resolved=part))
        work = replace(done, resolved=work.resolved, stages=(*work.stages, len(done.patches)))
    return work


_EVALUATORS: dict[type, Callable[[Work], Work]] = {
    Remove: remove,
    Move: relocate,
    Resize: relocate,
    Swap: relocate,
    Duplicate: duplicate,
    Insert: insert,
    Replace: replace_things,
    Recolor: recolor_things,
    Restyle: restyle_things,
    Adjust: adjust_things,
    Obscure: obscure_things,
    Background: change_background,
    Transform: _frame,
    Instruct: _wish,
    Text: change_words,
    Restore: paint_back,
    Correct: _nothing,
}
