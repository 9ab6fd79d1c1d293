"""Masks as outlines that a browser can draw, and the parts of the picture that it outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...scene.mask import Mask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...agent.turn.outlook import Outlook, Pointed
    from ...scene.geometry import Box
    from ...scene.objects import Scene, SceneObject

Outline = list[list[list[float]]]
"""Closed polygons of [x, y] by the even-odd rule: holes are holes."""
FINE = 2_000_000
"""Pixels up to which an outline runs along the pixels' own edges; beyond, through their middles."""
SMOOTH = 0.0006
"""Of the picture's diagonal: so far an outline may pass beside the mask's own edge."""
MOST_RINGS = 2000
"""Of an outline, the largest: a mask of noise would be more than a browser can draw."""
WHOLE = 0.9
"""Of the picture: an action on so much of it is outlined and not tinted, so that the others can be seen."""
COLORS = ("#4cc9f0", "#80ed99", "#ffd166", "#f78fb3", "#b197fc", "#ffa94d")


def outline(mask: Mask) -> Outline:
    """The edge of an H×W mask."""
    import cv2

    factor = 2 if mask.width * mask.height <= FINE else 1
    inside = mask.array.astype(np.uint8).repeat(factor, axis=0).repeat(factor, axis=1)
    found, _ = cv2.findContours(inside, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    slack = factor * SMOOTH * float(np.hypot(mask.width, mask.height))
    rings = [cv2.approxPolyDP(ring, slack, True).reshape(-1, 2) for ring in found]
    drawn = sorted((ring for ring in rings if len(ring) > 2), key=cv2.contourArea, reverse=True)[:MOST_RINGS]
    return [((ring + 0.5) / factor).tolist() for ring in drawn]


def ring(box: Box) -> Outline:
    """A box as an outline."""
    return [[[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]]]


def things(scene: Scene) -> list[dict[str, Any]]:
    """What can be pointed at: id, name and box of each thing, and its outline where it is known."""
    return [_thing(one) for one in scene.objects]


def _thing(one: SceneObject) -> dict[str, Any]:
    known = {"outline": outline(Mask.from_ref(one.mask))} if one.mask else {}
    return {"id": one.id, "name": called(one.id, one.label), "box": one.box.as_list(), **known}


def called(id: str, label: str | None) -> str:
    """A thing as people know it: its id tells what it is, unless it was renamed."""
    return id if not label or id.rpartition("-")[0] == label else f"{label} ({id})"


def meant(found: Pointed) -> dict[str, Any]:
    """What a mark means."""
    known = called(found.object, found.label) if found.object else found.label
    return {"outline": outline(found.mask), "label": known, "object": found.object, "name": found.label}


def planned(parts: Iterable[Outlook]) -> list[dict[str, Any]]:
    """What a plan will touch, each action in a colour of its own."""
    return [
        {
            "outlines": [outline(mask) for mask in part.masks],
            "places": [ring(place) for place in part.places],
            "color": color(number),
            "whole": any(mask.area >= WHOLE * mask.width * mask.height for mask in part.masks),
        }
        for number, part in enumerate(parts)
    ]


def color(number: int) -> str:
    """Of the action at this place in a plan."""
    return COLORS[number % len(COLORS)]
