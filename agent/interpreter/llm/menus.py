"""The menus of the compact mode, as data: what stands in a line, and what choosing it means."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A line of a menu; `value` is a name, or a name and what it is set to."""

    text: str
    value: str


ACTIONS = (
    Line("remove something", "remove"),
    Line("give something another color", "recolor"),
    Line("replace something by something else", "replace"),
    Line("add something new", "insert"),
    Line("move something to another place", "move"),
    Line("make something larger or smaller", "resize"),
    Line("copy something", "duplicate"),
    Line("let two things change places", "swap"),
    Line("blur, pixelate or cover something so that it cannot be recognised", "obscure"),
    Line("make something brighter, darker, warmer, sharper or the like", "adjust"),
    Line("blur or change the background", "background"),
    Line("draw it in another style or material", "restyle"),
    Line("turn, mirror or straighten the picture", "transform"),
    Line("give it a mood or a taste (cozy, spooky, elegant)", "instruct"),
    Line("change or take off words that stand in the picture", "text"),
    Line("bring the photo back as it came, at some place", "restore"),
    Line("say what something really is, or that it is not there", "correct"),
    Line("take back something that was done before", "drop"),
    Line("begin another version of the picture, or go to another one", "version"),
    Line("something else, or nothing at all", "none"),
)

NOT_IN_MENUS = {
    "undo": "taking back is a choice among what was done",
    "redo": "the rules read it in any wording known; a small model guesses it where nothing was undone",
    "reset": "it throws everything away: only in words that the rules know",
    "reorder": "a new order is no choice out of a menu",
    "rerun": "as rare as it is hard to tell from doing more of the same",
    "show": "the rules read it, and it changes nothing",
    "help": "the rules read it, and it changes nothing",
    "keep": "the library changes by the person's own words alone",
    "forget": "the library changes by the person's own words alone",
    "take": "what other versions hold is not told to the model",
}
"""Commands that the menus lack, with why."""

CORRECTIONS = (
    Line("it is something else", "label"),
    Line("they are one thing", "merge"),
    Line("there is no such thing", "absent"),
)

PLACES = (
    Line("to the left edge", "edge left"),
    Line("to the right edge", "edge right"),
    Line("to the top", "edge top"),
    Line("to the bottom", "edge bottom"),
    Line("to the center", "edge center"),
    Line("to the top left corner", "edge top left"),
    Line("to the top right corner", "edge top right"),
    Line("to the bottom left corner", "edge bottom left"),
    Line("to the bottom right corner", "edge bottom right"),
    Line("a bit to the left", "offset -0.1 0"),
    Line("a bit to the right", "offset 0.1 0"),
    Line("a bit up", "offset 0 -0.1"),
    Line("a bit down", "offset 0 0.1"),
    Line("left of another thing", "relation left of"),
    Line("right of another thing", "relation right of"),
    Line("above another thing", "relation above"),
    Line("below another thing", "relation below"),
    Line("onto another thing", "relation on"),
    Line("into another thing", "relation inside"),
    Line("next to another thing", "relation next to"),
    Line("in front of another thing", "relation in front of"),
    Line("behind another thing", "relation behind"),
)

TONES = (
    Line("a bit brighter", "brightness 0.15"),
    Line("much brighter", "brightness 0.4"),
    Line("a bit darker", "brightness -0.15"),
    Line("much darker", "brightness -0.4"),
    Line("more contrast", "contrast 0.3"),
    Line("less contrast", "contrast -0.3"),
    Line("stronger colors", "saturation 0.3"),
    Line("weaker colors", "saturation -0.3"),
    Line("black and white", "saturation -1"),
    Line("warmer", "temperature 0.25"),
    Line("cooler", "temperature -0.25"),
    Line("sharper", "sharpness 0.3"),
    Line("softer", "sharpness -0.3"),
    Line("simply better", "auto on"),
)

SIZES = (
    Line("half the size", "0.5"),
    Line("a bit smaller", "0.8"),
    Line("a bit larger", "1.25"),
    Line("half as large again", "1.5"),
    Line("twice the size", "2"),
    Line("three times the size", "3"),
)

BACKGROUNDS = (
    Line("it is blurred", "blur 0.5"),
    Line("it becomes white", "color white"),
    Line("it becomes black", "color black"),
    Line("it becomes gray", "color gray"),
    Line("it is taken away, to be transparent", "color transparent"),
)

TURNS = (
    Line("a quarter turn to the right", "rotate 90"),
    Line("a quarter turn to the left", "rotate -90"),
    Line("upside down", "rotate 180"),
    Line("mirrored, left and right change", "flip horizontal"),
    Line("mirrored, top and bottom change", "flip vertical"),
    Line("straightened", "straighten on"),
)

HIDING = (
    Line("blurred", "blur"),
    Line("pixelated", "pixelate"),
    Line("covered", "fill"),
)

COLORS = tuple(
    Line(name, name)
    for name in (
        *("red", "orange", "yellow", "green", "darkgreen", "turquoise", "lightblue", "blue", "navy", "purple"),
        *("pink", "brown", "beige", "white", "lightgray", "gray", "black", "gold", "silver"),
    )
)
