"""What a picture is of where nothing in it was recognised: what lies on a plain ground, or stands in the middle."""

from __future__ import annotations

from ...scene.mask import Mask
from ...tools.plain_ground import off_plain_ground
from ...tools.ports import Prompt, Region
from .cautions import cut_sides
from .situation import Situation

MIDDLE = (0.03, 0.7)
"""Share of a picture that an unknown thing in its middle takes up; one that reaches two edges is its surroundings."""


def standing_out(situation: Situation) -> Mask | None:
    """What lies on the picture's plain ground, else the thing in its middle; None where neither is clear."""
    plain = off_plain_ground(situation.pixels)
    middle = in_the_middle(situation) if plain is None else None
    return plain if middle is None else middle.mask


def in_the_middle(situation: Situation) -> Region | None:
    """The thing in the middle of the picture; None where no one thing is there."""
    with situation.toolbox.lease("segmenter") as segmenter:
        (found,) = segmenter.segment(segmenter.encode(situation.rgb), [Prompt(inside=(situation.frame.center,))])
    share = found.mask.area / max(1, situation.frame.area)
    return found if MIDDLE[0] <= share <= MIDDLE[1] and len(cut_sides(found.mask)) <= 1 else None
