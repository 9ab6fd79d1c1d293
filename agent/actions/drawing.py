"""Actions whose pixels a generator draws after words: things put in, or in the place of others, styles, backgrounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...tools.generators import Redrawer
from .finding import look_for
from .margins import allowed_of, hole_of
from .work import Work, fade_in

ROOM = 0.15
"""Of a place's sides: so much around it is drawn too and fades out, so that what is put in has room and a ground."""
GROWN = 0.1
"""Of a thing's shorter side: so much around it may become what takes its place, which has another outline."""
MOST_GROWN = 0.04
"""Of the picture's shorter side: no more than this."""


def room_around(place: Box) -> int:
    """Pixels around a place within which what is drawn there fades out."""
    return max(2, round(ROOM * min(place.size)))


def draw_in(work: Work, prompt: str) -> Work:
    """Things put in: each place, and a soft rim around it; what stands in front of it stays."""
    for place in work.resolved.places:
        room = room_around(place)
        hole = Mask.from_box(place.pad(room), work.width, work.height)
        alpha = fade_in(hole, room)
        if work.resolved.before is not None:
            front = Mask.from_ref(work.resolved.before)
            hole, alpha = hole.minus(front), np.where(front.array, 0, alpha).astype(np.uint8)
        work = shown(work, _drawn(work, hole, prompt), hole, alpha)
        work = look_for(work, place, hole, prompt)
    return told(work, prompt)


def draw_over(work: Work, targets: Mask, prompt: str) -> Work:
    """What takes the place of things: their mask and some room around it, but for what other things fill."""
    wide = round(min(GROWN * min(targets.box.size), MOST_GROWN * min(work.width, work.height)))
    hole = hole_of(targets, work.resolved.growth)
    room = targets.grow(wide)
    if work.resolved.barred is not None:
        room = room.minus(Mask.from_ref(work.resolved.barred))
    hole = hole.union(room)
    work = shown(work, _drawn(work, hole, prompt), hole, fade_in(hole))
    for place in work.resolved.places:
        work = look_for(work, place, hole, prompt)
    return told(work, prompt)


def draw_anew(work: Work, mask: Mask, alpha: NDArray[np.uint8], prompt: str) -> Work:
    """What is there once more, in another style: begun from its own pixels where the generator can do that, shown
    through `alpha` (H×W uint8)."""
    reach = allowed_of(mask, work.resolved.growth)
    with work.toolbox.lease("inpainter") as inpainter:
        draws = inpainter.redraw if isinstance(inpainter, Redrawer) else inpainter.fill
        rgb = np.ascontiguousarray(work.rgb)
        after = draws(rgb, reach, prompt=prompt, seed=work.resolved.seed, watch=work.watch)
    return told(work.leased("inpainter").looking(work.frame).allow(reach).show(after, alpha), prompt)


def draw_behind(work: Work, behind: Mask, prompt: str) -> tuple[Work, Pixels]:
    """The picture with what lies behind the kept things drawn anew, their soft rim too (H×W×3)."""
    return told(work.leased("inpainter"), prompt), _drawn(work, hole_of(behind, work.resolved.growth), prompt)


def _drawn(work: Work, hole: Mask, prompt: str) -> Pixels:
    """The picture (H×W×3) with the hole drawn by the generator, which sees no other things that are barred."""
    barred = Mask.from_ref(work.resolved.barred).minus(hole) if work.resolved.barred else None
    with work.toolbox.lease("inpainter") as inpainter:
        rgb, seed = np.ascontiguousarray(work.rgb), work.resolved.seed
        drawn = inpainter.fill(rgb, hole, barred=barred, prompt=prompt, seed=seed, watch=work.watch)
    return np.asarray(drawn)


def shown(work: Work, drawn: Pixels, hole: Mask, alpha: NDArray[np.uint8]) -> Work:
    """What was drawn, through `alpha`; in a cut-out it is there as far as that goes."""
    work = work.leased("inpainter").looking(work.frame).strayed(drawn, hole).allow(hole)
    if work.pixels.shape[2] == 3:
        return work.show(drawn, alpha)
    there = np.maximum(work.pixels[..., 3], alpha)
    return work.show(np.dstack([to_rgb(drawn), there]), np.where(alpha > 0, 255, 0).astype(np.uint8))


def told(work: Work, prompt: str) -> Work:
    """With what was asked of the generator, as it can be asked again."""
    said = f"drawn after the words “{prompt}”, with seed {work.resolved.seed}"
    return work if said in work.notes else work.note(said)
