"""Recall of the detector by the size of objects, on pictures made so that every box is known.

A cat, a person and a cup are cut from free photos by the segmenter and pasted onto others at several sizes and places.
The pasted mask's box is the truth; the classes of size are COCO's (areas below 32² and 96² pixels at 640 a side).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.catalogue import EMBEDDED
from ..tools.matting import soft_alpha
from ..tools.ports import Detection, Prompt
from ..tools.toolbox import Toolbox

SIDES = (24, 32, 44, 64, 88, 128, 180, 260)
"""Longer sides of the pasted objects, in pixels of a picture of 640×427."""

PLACES = ((0.22, 0.7), (0.5, 0.55), (0.8, 0.75))
"""Their centres, in shares of the picture."""

GOOD = 0.5
"""IoU from which a box of the right label is a find."""

CLASSES = ("small", "medium", "large")


@dataclass(frozen=True, eq=False, slots=True)
class Cutout:
    """An object cut from a photo: h×w×3 pixels, h×w alpha, both of its tight box."""

    label: str
    pixels: Pixels
    alpha: NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """A picture, and the one object pasted into it."""

    pixels: Pixels
    label: str
    box: Box
    area: int

    @property
    def size(self) -> str:
        """COCO's class of size."""
        return CLASSES[(self.area >= 32**2) + (self.area >= 96**2)]


@dataclass(frozen=True, slots=True)
class Row:
    """How many of the objects of a size were found, and how many other boxes there were."""

    size: str
    objects: int
    found_whole: int
    found_thorough: int
    wrong_whole: int
    wrong_thorough: int


def measure(toolbox: Toolbox, samples: Sequence[Sample]) -> list[Row]:
    """A row for each class of size that occurs."""
    with toolbox.lease("detector") as detector:
        seen = [(one, detector.detect(one.pixels), detector.detect(one.pixels, thorough=True)) for one in samples]
    rows = []
    for size in CLASSES:
        of_size = [(sample, whole, thorough) for sample, whole, thorough in seen if sample.size == size]
        if of_size:
            whole_ok, whole_bad = _count([(sample, whole) for sample, whole, _ in of_size])
            tiles_ok, tiles_bad = _count([(sample, thorough) for sample, _, thorough in of_size])
            rows.append(Row(size, len(of_size), whole_ok, tiles_ok, whole_bad, tiles_bad))
    return rows


def _count(pairs: Sequence[tuple[Sample, list[Detection]]]) -> tuple[int, int]:
    """`(objects found, boxes that are no find)`."""
    finds = [sum(_is_find(one, sample) for one in found) for sample, found in pairs]
    return sum(map(bool, finds)), sum(len(found) for _, found in pairs) - sum(finds)


def _is_find(one: Detection, sample: Sample) -> bool:
    return one.label == sample.label and one.box.iou(sample.box) >= GOOD


def samples(cutouts: Sequence[Cutout], backgrounds: Sequence[Pixels], sides: Sequence[int] = SIDES) -> Iterator[Sample]:
    """Every cut-out on every background at every size; places take turns."""
    turn = 0
    for background in backgrounds:
        for cutout in cutouts:
            for side in sides:
                yield paste(cutout, background, side, PLACES[turn % len(PLACES)])
                turn += 1


def paste(cutout: Cutout, background: Pixels, side: int, place: tuple[float, float]) -> Sample:
    """The cut-out, `side` pixels long, centred at `place` (shares of the background) and moved inside."""
    import cv2

    scale = side / max(cutout.alpha.shape)
    size = (max(1, round(cutout.alpha.shape[1] * scale)), max(1, round(cutout.alpha.shape[0] * scale)))
    small = cv2.resize(cutout.pixels, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(cutout.alpha, size, interpolation=cv2.INTER_AREA)[..., None].astype(np.float32) / 255
    frame = Box.of_size(background.shape[1], background.shape[0])
    box = Box.centered((place[0] * frame.width, place[1] * frame.height), *size).move_inside(frame)
    out = background.copy()
    out[box.slices] = np.rint(small * alpha + out[box.slices] * (1 - alpha)).astype(np.uint8)
    solid = Mask(alpha[..., 0] > 0.5)
    return Sample(out, cutout.label, solid.box.shift(box.left, box.top), solid.area)


def cutouts(toolbox: Toolbox) -> list[Cutout]:
    """The cat, the person and the cup of scikit-image's photos."""
    from skimage import data

    sources = (
        ("cat", data.chelsea(), Box(9, 0, 408, 300)),
        ("person", data.astronaut(), Box(11, 11, 371, 512)),
        ("cup", data.coffee(), Box(150, 12, 415, 240)),
    )
    with toolbox.lease("segmenter") as segmenter:
        return [_cut(label, pixels, box, segmenter) for label, pixels, box in sources]


def _cut(label: str, pixels: Pixels, box: Box, segmenter: Any) -> Cutout:
    (region,) = segmenter.segment(segmenter.encode(pixels), [Prompt(box=box)])
    window = region.mask.box
    return Cutout(label, pixels[window.slices], soft_alpha(pixels, region.mask, 2)[window.slices])


def backgrounds() -> list[Pixels]:
    """Photos of 640×427 without those objects: a temple and a flower (scikit-learn), a launch pad (scikit-image)."""
    from skimage import data
    from sklearn.datasets import load_sample_images

    return [np.ascontiguousarray(photo) for photo in (*load_sample_images().images, data.rocket())]


def table(rows: Sequence[Row]) -> str:
    """Markdown."""
    lines = [
        "| objects | number | recall, whole picture | recall, with tiles | wrong boxes, whole | wrong boxes, tiles |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        whole, tiles = row.found_whole / row.objects, row.found_thorough / row.objects
        wrong = f"{row.wrong_whole} | {row.wrong_thorough}"
        lines.append(f"| {row.size} | {row.objects} | {whole:.2f} | {tiles:.2f} | {wrong} |")
    return "\n".join(lines)


def run() -> str:
    """Measure the embedded detector, a few minutes on two cores."""
    toolbox = Toolbox(EMBEDDED)
    return table(measure(toolbox, list(samples(cutouts(toolbox), backgrounds()))))
