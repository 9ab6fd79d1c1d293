"""From a resolved op to patches: a pure function of pixels and tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from ...scene.image import ImageRef, ImageStore, Pixels
from ...scene.mask import Mask
from ...scene.ops import (
    Adjust,
    Background,
    Correct,
    Draw,
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
from ...scene.patch import Overlaid, Patch
from ...scene.records import ResolvedOp
from ...scene.view import View
from ...tools.generators import Watch
from ...tools.toolbox import Toolbox
from .coloring import adjust_things, change_background, obscure_things, recolor_things, restyle_things
from .drawing import told
from .laying import lay_out
from .pasting import duplicate, insert, relocate, remove, replace_things, transform_things
from .redrawing import redraw_wish
from .restoring import paint_back
from .words import change_words
from .work import NOTHING, Outcome, Recall, Step, Work, made


def evaluate(
    resolved: ResolvedOp,
    pixels: Pixels,
    toolbox: Toolbox,
    images: ImageStore,
    watch: Watch | None = None,
    step: Step | None = None,
    recall: Recall = made,
) -> Outcome:
    """What the op changes in `pixels` (the composited canvas of `resolved.view`); `watch` is told of each step of a
    generator, and what it raises (`Stopped`) comes out of here. `step` evaluates the steps of a wish: it may know them.
    `recall` keeps pictures that help to draw others.

    The same op, pixels, seed and back-ends give the same patches, whatever lies outside the box that the outcome
    says it `read`.
    """
    if pixels.shape[:2] != (resolved.view.canvas.height, resolved.view.canvas.width):
        raise ValueError(f"the canvas is {resolved.view.canvas.size}, but the pixels are {pixels.shape}")
    work = Work(resolved, toolbox, images, Overlaid(pixels), watch=watch, recall=recall)
    if resolved.parts:
        again = partial(evaluate, toolbox=toolbox, images=images, watch=watch, recall=recall)
        outcome = _steps(work, step or again).done()
    elif resolved.layout is not None:
        outcome = lay_out(work).done()
    else:
        outcome = _EVALUATORS[type(resolved.op)](work).done()
    notes = (*outcome.notes, *toolbox.economies(outcome.backends))
    return replace(outcome, notes=tuple(dict.fromkeys(notes)))


def remembering(toolbox: Toolbox, images: ImageStore, watch: Watch | None = None) -> Step:
    """Evaluates each step of a wish once, whoever asks: looking up a later step needs what the earlier ones leave."""
    known: dict[tuple[str, str], Outcome] = {}

    def step(part: ResolvedOp, pixels: Pixels) -> Outcome:
        key = part.digest(), ImageRef.of(pixels).id
        if key not in known:
            known[key] = evaluate(part, pixels, toolbox, images, watch)
        return known[key]

    return step


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


def _steps(work: Work, step: Step) -> Work:
    """The steps of a wish, one after the other, each on what the earlier ones left."""
    for part in work.resolved.parts:
        work = work.joined(step(part, work.pixels))
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
    Instruct: redraw_wish,
    Text: change_words,
    Restore: paint_back,
    Correct: _nothing,
    Draw: lay_out,
}
