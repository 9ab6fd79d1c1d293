"""What was drawn after words is looked for where it was drawn: the thing is smaller than the place it was given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...tools.errors import MissingRequirement, NoBackend
from ...tools.ports import Grounding, Prompt
from .work import Work

IN_PLACE = 0.5
"""Of what is found, that lies in the place; and of the place, that a mask that is no speck fills at least a tenth."""
SPECK = 0.1


def look_for(work: Work, place: Box, drawn: Mask, words: str) -> Work:
    """With the part of `drawn` that shows what the words name, by the toolset's grounder and segmenter; with None where
    they do not find it in the place. Without such tools nothing is looked for."""
    try:
        return _looked(work, place, drawn, words)
    except (MissingRequirement, NoBackend):
        return work


def _looked(work: Work, place: Box, drawn: Mask, words: str) -> Work:
    if not place.area or work.toolbox.spec("grounder") is None or work.toolbox.spec("segmenter") is None:
        return work
    rgb = np.ascontiguousarray(work.rgb)
    with work.toolbox.lease("grounder") as grounder:
        (found,) = grounder.ground(rgb, [words], within=drawn.box)
    work = work.looking(work.frame).leased("grounder")
    thing = _best(found, place)
    if thing is None:
        return replace(work, found=(*work.found, (place, None)))
    with work.toolbox.lease("segmenter") as segmenter:
        mask = segmenter.segment(segmenter.encode(rgb), [Prompt(box=thing.box)])[0].mask.intersect(drawn)
    if mask.area < SPECK * thing.box.area:
        mask = Mask.from_box(thing.box, work.width, work.height).intersect(drawn)
    return replace(work.leased("segmenter"), found=(*work.found, (place, mask)))


def _best(found: list[Grounding], place: Box) -> Grounding | None:
    inside = [one for one in found if one.box.intersect(place).area >= IN_PLACE * max(1, one.box.area)]
    return max(inside, key=lambda one: one.score, default=None)
