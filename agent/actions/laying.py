"""Layouts drawn: a generator puts things into boxes of the picture, and what lies outside the boxes stays as it is.

As in ClickDiffusion (arXiv 2404.04376), a thing that nobody has seen gets an exemplar picture where the generator takes
pictures, kept by background and name, and what was drawn is drawn once more, a little, by a refiner.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.patch import blend
from ...scene.records import ResolvedLayout, ResolvedThing
from ...tools.generators import Placed, Redrawer
from .drawing import shown
from .needs import draws
from .situation import ActionError
from .work import Work, fade_in

PORT = "layout_generator"
RING = 3
"""Pixels around a box in which the plate has to show for it to show in the box too."""
REFINING = 0.2
"""How much of what was drawn the refiner draws anew."""
SOFT = 4
"""Pixels over which what was refined fades in, inside the boxes."""
EXEMPLAR = "A photo-realistic image of a {name}. Full body."
EXEMPLAR_SIDE = 512
"""Pixels a side of an exemplar by a generator that does not say at which size it draws."""


def lay_out(work: Work) -> Work:
    """What the layout says: boxes cleared to the plate, and things drawn into theirs."""
    layout = work.resolved.layout
    if layout is None:
        raise ValueError("lay_out evaluates what a layout generator carries out")
    for remark in work.resolved.remarks:
        work = work.note(remark)
    before = np.ascontiguousarray(work.rgb)
    work = _cleared(work, layout)
    if layout.things:
        work = _drawn(work, layout, before)
    return work.looking(work.frame)


def _cleared(work: Work, layout: ResolvedLayout) -> Work:
    """With the plate where things leave; where it does not show around them any more, with what is around them."""
    for box in layout.cleared:
        mask = Mask.from_box(box, work.width, work.height)
        plate = _plate(work, layout)
        if plate is not None and _shows(work, plate, box, layout):
            work = work.allow(mask).show(plate, np.where(mask.array, 255, 0).astype(np.uint8))
        else:
            work = work.fill(mask)
    return work


def _plate(work: Work, layout: ResolvedLayout) -> Pixels | None:
    """The plate on the canvas array; None where it does not fill that."""
    plate, canvas = work.images.get(layout.plate), work.resolved.view.canvas
    part = plate[max(0, canvas.top) : canvas.bottom, max(0, canvas.left) : canvas.right]
    return np.ascontiguousarray(part) if part.shape == work.pixels.shape else None


def _shows(work: Work, plate: Pixels, box: Box, layout: ResolvedLayout) -> bool:
    """Whether the picture around a box is the plate, apart from other things of the layout."""
    ring = Mask.from_box(box.pad(RING), work.width, work.height)
    others = [Mask.from_box(other, work.width, work.height) for other in (*layout.cleared, *_boxes(layout))]
    around = reduce(Mask.minus, others, ring).array
    return bool(np.array_equal(work.pixels[around], plate[around]))


def _boxes(layout: ResolvedLayout) -> list[Box]:
    return [thing.box for thing in layout.things]


def _drawn(work: Work, layout: ResolvedLayout, before: Pixels) -> Work:
    """With the things in their boxes; nothing is shown of what is drawn elsewhere."""
    masks = [Mask.from_box(box, work.width, work.height) for box in (*layout.cleared, *_own(layout))]
    reach = reduce(Mask.union, masks)
    ground, seed = np.ascontiguousarray(work.rgb), work.resolved.seed
    things = [Placed(one.phrase, one.box, _exemplar(work, layout, one, before)) for one in layout.things]
    with work.toolbox.lease(PORT) as generator:
        try:
            drawn = generator.draw(ground, things, prompt=layout.prompt, seed=seed, watch=work.watch)
        except ValueError as error:
            raise ActionError(str(error)) from None
    work = work.leased(PORT).strayed(np.asarray(drawn), _all(work, layout))
    names = ", ".join(f"“{one.phrase}”" for one in layout.things if one.own)
    work, drawn = _refined(work, layout, np.asarray(drawn))
    work = shown(work, drawn, reach, np.where(reach.array, 255, 0).astype(np.uint8))
    return work.note(f"drawn into boxes: {names or 'what is beside it'}, with seed {seed}")


def _own(layout: ResolvedLayout) -> list[Box]:
    return [thing.box for thing in layout.things if thing.own]


def _all(work: Work, layout: ResolvedLayout) -> Mask:
    return reduce(Mask.union, (Mask.from_box(box, work.width, work.height) for box in _boxes(layout)))


def _exemplar(work: Work, layout: ResolvedLayout, thing: ResolvedThing, before: Pixels) -> Pixels | None:
    """What a thing looks like: as it is seen now, else as an exemplar of its name; None where nothing tells."""
    if thing.looks is not None:
        part = thing.looks.clamp(work.width, work.height)
        return np.ascontiguousarray(before[part.slices]) if part.area else None
    spec, inpainter = work.toolbox.spec(PORT), work.toolbox.spec("inpainter")
    if spec is None or inpainter is None or "exemplars" not in spec.capabilities or not draws(work.toolbox):
        return None
    key = f"exemplar:{layout.plate.id}:{inpainter.id}:{thing.phrase}"
    return work.recall(key, lambda: _imagined(work, layout, thing.phrase))


def _imagined(work: Work, layout: ResolvedLayout, name: str) -> Pixels:
    """A picture of such a thing alone, drawn over all of the plate but its rim."""
    import cv2

    with work.toolbox.lease("inpainter") as inpainter:
        side = int(getattr(inpainter, "side", EXEMPLAR_SIDE))
        plate = cv2.resize(np.ascontiguousarray(work.images.get(layout.plate)[..., :3]), (side, side))
        inner = Box(1, 1, side - 1, side - 1)
        hole, words = Mask.from_box(inner, side, side), EXEMPLAR.format(name=name)
        drawn = inpainter.fill(np.asarray(plate, np.uint8), hole, prompt=words, watch=work.watch)
    return np.ascontiguousarray(drawn[inner.slices])


def _refined(work: Work, layout: ResolvedLayout, drawn: Pixels) -> tuple[Work, Pixels]:
    """What was drawn, drawn a little anew by the inpainter where that can."""
    chosen = work.toolbox.drawing.refining
    strength = REFINING if chosen is None else chosen
    if not strength or not draws(work.toolbox) or not _own(layout):
        return work, drawn
    with work.toolbox.lease("inpainter") as inpainter:
        if not isinstance(inpainter, Redrawer):
            return work, drawn
        masks = (Mask.from_box(box, work.width, work.height) for box in _own(layout))
        place, words = reduce(Mask.union, masks), layout.prompt or ", ".join(one.phrase for one in layout.things)
        seed = work.resolved.seed
        finer = inpainter.redraw(drawn, place, prompt=words, seed=seed, watch=work.watch, strength=strength)
    return work.leased("inpainter"), blend(drawn, finer, fade_in(place, SOFT))
