"""Sky, walls, grass and the like by name: how well they are covered where they are, and how often they are found where
they are not.

`stuff.json` holds outlines drawn by hand on the free photos (in tenths of the width and height, rough to a hundredth or
two) and what else may be said to be in each; every other sort is absent. Photos are split in two halves in the order of
their table: thresholds were set on the first, third, … only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.backends.phrases import read
from ..tools.backends.stuff import Stuff
from ..tools.catalogue import EMBEDDED
from ..tools.toolbox import Toolbox
from .photos import photos

SORTS = ("sky", "grass", "trees", "water", "sand", "road", "floor", "wall", "ceiling", "mountains", "buildings")
LONG_SIDE = 640


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question: the IoU where an outline is known, and whether it was found where it is not."""

    sort: str
    development: bool
    iou: float | None = None
    absent: bool = False
    found: bool = False


def truths() -> dict[str, Any]:
    """The outlines by photo."""
    table: dict[str, Any] = json.loads((files(__package__) / "stuff.json").read_text("utf-8"))
    return table


def outline(truth: Mapping[str, Any], sort: str, pixels: Pixels) -> Mask:
    """The drawn outline of a sort as a mask of the picture's size."""
    import cv2

    height, width = pixels.shape[:2]
    canvas = np.zeros((height, width), np.uint8)
    for value, kind in ((1, "outlines"), (0, "holes")):
        for polygon in truth[kind].get(sort, ()):
            corners = np.array(polygon) / 10 * (width, height)
            cv2.fillPoly(canvas, [np.rint(corners).astype(np.int32)], value)
    return Mask(canvas.astype(bool))


def answers(finder: Stuff, pixels: Pixels, truth: Mapping[str, Any], development: bool) -> Iterable[Answer]:
    """An answer for every sort that is certainly there or certainly not."""
    for sort in SORTS:
        drawn, perhaps = sort in truth["outlines"], sort in truth["perhaps"]
        if perhaps and not drawn:
            continue
        found = finder.find(pixels, read(f"the {sort}"))
        mask = Mask.empty(pixels.shape[1], pixels.shape[0])
        for one in found:
            mask = mask.union(one.mask) if one.mask is not None else mask
        iou = mask.iou(outline(truth, sort, pixels)) if drawn else None
        yield Answer(sort, development, iou, not drawn, bool(found))


def run() -> str:
    """A Markdown table for both halves."""
    finder, known = Stuff(Toolbox(EMBEDDED).lease), truths()
    given = [
        answer
        for index, photo in enumerate(photos())
        if photo.name in known
        for answer in answers(finder, photo.open(LONG_SIDE), known[photo.name], index % 2 == 0)
    ]
    return table(given)


def table(given: Sequence[Answer]) -> str:
    """One row for each sort, the development half before the half that is reported."""
    lines = ["| sort | half | outlined | found | mean IoU | not there | wrongly found |", "| --- |" + " --- |" * 6]
    for sort in (*SORTS, "all"):
        for development in (True, False):
            lines.append(_row(sort, development, given))
    return "\n".join(lines)


def _row(sort: str, development: bool, given: Sequence[Answer]) -> str:
    asked = [one for one in given if one.development == development and sort in (one.sort, "all")]
    there = [one for one in asked if one.iou is not None]
    absent = [one for one in asked if one.absent]
    iou = f"{np.mean([one.iou for one in there]):.2f}" if there else "–"
    half = "development" if development else "report"
    found = sum(one.found for one in there)
    return f"| {sort} | {half} | {len(there)} | {found} | {iou} | {len(absent)} | {sum(one.found for one in absent)} |"
