"""How near a changed layout is to the right one: things by their names and boxes, as ClickDiffusion writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...scene.geometry import Box
from ..datasets import Sample
from ..editors.editor import Outcome
from ..metrics import MetricNote

EXACT = 0.9
"""IoU with its right box from which a thing lies where it should."""
Named = Sequence[tuple[str, Box]]
GROUP = "layout"
IOU = MetricNote(
    "layout IoU", "boxes of one name paired, mean over all things that are there or should be", "higher", 3, GROUP
)
RIGHT = MetricNote(
    "layout right", "1 where every thing has its name, IoU ≥ 0.9 with its box, and none is too many", "higher", 3, GROUP
)


def measured(sample: Sample, outcome: Outcome) -> Mapping[str, float | None]:
    """Both figures of a sample that is a layout, nothing of any other. What was not done is the layout as it was; an
    editor that gives a picture alone has none."""
    if sample.layout is None:
        return {}
    found = _before(sample)
    if outcome.status == "done":
        told = outcome.details.get("layout")
        if told is None:
            return {IOU.name: None, RIGHT.name: None}
        found = [(name, Box.parse(box)) for name, box in told]
    pairs = paired(found, sample.layout_after)
    return {IOU.name: sum(pairs) / len(pairs) if pairs else 1.0, RIGHT.name: float(all(one >= EXACT for one in pairs))}


def paired(found: Named, right: Named) -> list[float]:
    """The IoU of each right thing with its own of the found ones, the nearest pairs first; 0 for each without any, and
    for each that is too many."""
    near = sorted(
        (
            (box.iou(other), n, m)
            for n, (name, box) in enumerate(right)
            for m, (its, other) in enumerate(found)
            if name.casefold() == its.casefold()
        ),
        key=lambda one: -one[0],
    )
    taken: dict[int, tuple[int, float]] = {}
    for iou, n, m in near:
        if n not in taken and m not in {one for one, _ in taken.values()}:
            taken[n] = (m, iou)
    ious = [iou for _, iou in taken.values()]
    return ious + [0.0] * (max(len(found), len(right)) - len(ious))


def _before(sample: Sample) -> list[tuple[str, Box]]:
    """The boxes as they were, in pixels of the picture."""
    height, width = sample.pixels().shape[:2]
    return [(one["name"], _box(one["box"], width, height)) for one in (sample.layout or {})["boxes"]]


def _box(shares: Mapping[str, Any], width: int, height: int) -> Box:
    left, top = shares["x"], shares["y"]
    edges = (left * width, top * height, (left + shares["width"]) * width, (top + shares["height"]) * height)
    return Box(*(round(edge) for edge in edges))
