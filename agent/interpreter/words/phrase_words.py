"""The words of noun phrases that say where a thing is and which of several: sides, sizes, relations."""

from __future__ import annotations

from .amounts import ORDINALS

# fmt: off
SIDES = {
    "left": "left", "leftmost": "left", "right": "right", "rightmost": "right", "top": "top", "upper": "top",
    "topmost": "top", "uppermost": "top", "bottom": "bottom", "lower": "bottom", "bottommost": "bottom",
    "lowermost": "bottom", "middle": "middle", "center": "middle", "central": "middle", "centre": "middle",
    "front": "front", "foremost": "front", "foreground": "front", "back": "back", "rear": "back",
    "background": "back", "left-hand": "left", "right-hand": "right",
}
# fmt: on
# fmt: off
SIZES = {
    "largest": ("area", 1), "biggest": ("area", 1), "larger": ("area", 1), "bigger": ("area", 1),
    "smallest": ("area", -1), "smaller": ("area", -1), "tiniest": ("area", -1), "littlest": ("area", -1),
    "tallest": ("height", 1), "taller": ("height", 1), "shortest": ("height", -1), "shorter": ("height", -1),
    "widest": ("width", 1), "wider": ("width", 1), "narrowest": ("width", -1), "narrower": ("width", -1),
    "thinner": ("width", -1), "thinnest": ("width", -1), "longest": ("length", 1), "longer": ("length", 1),
    "highest": ("height_in_picture", 1), "higher": ("height_in_picture", 1), "lowest": ("height_in_picture", -1),
    "closest": ("nearness", 1), "nearest": ("nearness", 1), "closer": ("nearness", 1), "nearer": ("nearness", 1),
    "farthest": ("nearness", -1), "furthest": ("nearness", -1), "farther": ("nearness", -1),
    "further": ("nearness", -1), "main": ("area", 1), "brightest": ("light", 1), "darkest": ("light", -1),
    "darker": ("light", -1), "lighter": ("light", 1), "youngest": ("age", -1), "younger": ("age", -1),
    "oldest": ("age", 1), "older": ("age", 1), "eldest": ("age", 1), "elder": ("age", 1),
}
# fmt: on
SOFT_SIZES = {
    "big": ("area", 1),
    "large": ("area", 1),
    "huge": ("area", 1),
    "giant": ("area", 1),
    "small": ("area", -1),
    "little": ("area", -1),
    "tiny": ("area", -1),
    "tall": ("height", 1),
    "short": ("height", -1),
    "wide": ("width", 1),
    "narrow": ("width", -1),
    "long": ("length", 1),
    "high": ("height_in_picture", 1),
    "low": ("height_in_picture", -1),
    "distant": ("nearness", -1),
}
# fmt: off
RELATIONS = {
    "next to": "next to", "right next to": "next to", "beside": "next to", "by": "next to", "near": "next to",
    "close to": "next to", "alongside": "next to", "adjacent to": "next to", "touching": "next to",
    "against": "next to", "around": "next to", "at": "next to", "on top of": "on", "on": "on", "upon": "on",
    "atop": "on", "in": "inside", "inside": "inside", "inside of": "inside", "within": "inside", "under": "below",
    "underneath": "below", "beneath": "below", "below": "below", "above": "above", "over": "above",
    "in front of": "in front of", "behind": "behind", "in back of": "behind",
    "between": "between", "in between": "between", "held by": "of", "carried by": "of", "worn by": "of",
    "belonging to": "of", "owned by": "of", "of": "of", "from": "of", "off": "of", "in the hands of": "of",
    "in the hand of": "of", "holding": "with", "carrying": "with", "with": "with", "wearing": "with",
    "having": "with", "dressed in": "with", "using": "with", "reading": "with", "eating": "with", "drinking": "with",
    "riding": "on", "going down": "on", "sliding down": "on", "coming down": "on", "climbing": "on",
    "climbing up": "on", "going up": "on", "walking on": "on", "walking along": "on", "walking across": "on",
    "kicking": "with", "pushing": "with", "pulling": "with", "closest to": "closest to", "nearest to": "closest to",
    "nearest": "closest to", "closest": "closest to", "farthest from": "farthest from",
    "furthest from": "farthest from", "farthest away from": "farthest from", "furthest away from": "farthest from",
    "farther from": "farthest from", "further from": "farthest from", "farther away from": "farthest from",
    "further away from": "farthest from", "far from": "farthest from", "far away from": "farthest from",
    "closer to": "closest to", "nearer to": "closest to", "nearer": "closest to", "outside of": "outside",
    "outside": "outside", "out of": "outside", "full of": "containing", "filled with": "containing",
    "containing": "containing", "at the side of": "next to", "to the side of": "next to", "beneath of": "below",
    "to the front of": "in front of", "in the back of": "behind", "at the back of": "behind",
    **{
        f"{start}{side}{edge} of": f"{side} of"
        for side in ("left", "right")
        for start in ("", "to the ", "on the ", "at the ")
        for edge in ("", " side")
    },
}
# fmt: on
CHOOSING = frozenset((*SIZES, *ORDINALS, *SIDES, "one"))
"""Words that pick one of several."""
