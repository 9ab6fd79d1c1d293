"""Photos with a thing pasted in: the truth under it is known, and what a segmenter says of it is imitated.

Half of the photos were used to choose the defaults (`CHOSEN_ON`), the other half only to report (`REPORTED_ON`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.matting import soft_alpha
from ..tools.ports import Prompt
from ..tools.toolbox import Toolbox
from .photos import photo

LONG_SIDE = 768
SIZES = MappingProxyType({"small (2 %)": 0.02, "middle (8 %)": 0.08, "large (17 %)": 0.17, "over a quarter": 0.33})
CHOSEN_ON = (
    *("coffee", "mountain-road", "notebook", "bedroom", "crossing"),
    *("sea", "chairs", "coffee-beans", "rocket", "barista"),
)
REPORTED_ON = (
    *("china", "peaks", "map-and-camera", "sideboard", "alley"),
    *("sunset", "cups", "arches", "footballer", "letters"),
)
WOBBLE = 1.3
"""Standard deviation in pixels of a segmenter's boundary around the true one (MobileSAM's, about)."""

THINGS: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        "armchair": (0.40, 0.43, 0.85, 0.80),
        "flower": (0.28, 0.08, 0.74, 0.85),
        "footballer": (0.32, 0.30, 0.72, 0.93),
        "glasses": (0.15, 0.08, 0.90, 1.0),
        "butterfly": (0.32, 0.22, 0.88, 0.80),
        "croissant": (0.28, 0.25, 0.78, 0.80),
        "rooftop": (0.28, 0.27, 0.66, 0.97),
        "cat-and-mug": (0.12, 0.30, 0.53, 0.80),
    }
)
"""In which photo a thing is, and its box as shares of the width and the height: an armchair, a person, a mug …"""


@dataclass(frozen=True, eq=False, slots=True)
class Pasted:
    """A photo (`truth`), the same with a thing in it (`shown`), its true `alpha` (h×w, 0…1), and a segmenter's mask."""

    photo: str
    size: str
    truth: Pixels
    shown: Pixels
    alpha: NDArray[np.float32]
    mask: Mask


def things(toolbox: Toolbox) -> tuple[Pixels, ...]:
    """The things as h×w×4 cut-outs with soft edges."""
    with toolbox.lease("segmenter") as segmenter:
        return tuple(_cut(name, shares, segmenter) for name, shares in THINGS.items())


def _cut(name: str, shares: Sequence[float], segmenter: Any) -> Pixels:
    pixels = photo(name).open(1024)
    height, width = pixels.shape[:2]
    box = Box(*(int(share * side) for share, side in zip(shares, (width, height, width, height), strict=True)))
    (region,) = segmenter.segment(segmenter.encode(pixels), [Prompt(box=box)])
    window = region.mask.box.slices
    return np.dstack([pixels[window], soft_alpha(pixels, region.mask, 4)[window]])


def cases(names: Sequence[str], cut: Sequence[Pixels], sizes: Mapping[str, float] = SIZES) -> Iterator[Pasted]:
    """One case for each photo and size; another thing at another place each time, always the same ones."""
    for row, name in enumerate(names):
        truth = photo(name).open(LONG_SIDE)
        for column, (size, share) in enumerate(sizes.items()):
            thing = cut[(row + 3 * column) % len(cut)]
            yield paste(truth, thing, share, np.random.default_rng((row, column)), name, size)


def paste(
    truth: Pixels, thing: Pixels, share: float, rng: np.random.Generator, name: str = "", size: str = ""
) -> Pasted:
    """`thing` (h×w×4) somewhere in `truth` (H×W×3), with this share of its pixels as far as there is room."""
    alpha = np.zeros(truth.shape[:2], np.float32)
    colours = np.zeros(truth.shape, np.float32)
    scaled = _scaled(thing, share, truth.shape)
    x = int(rng.uniform(0, truth.shape[1] - scaled.shape[1]))
    y = int(rng.uniform(0.15, 1) * (truth.shape[0] - scaled.shape[0]))
    place = Box(x, y, x + scaled.shape[1], y + scaled.shape[0]).slices
    alpha[place], colours[place] = scaled[..., 3], scaled[..., :3]
    shown = np.clip(np.rint(truth * (1 - alpha[..., None]) + colours), 0, 255).astype(np.uint8)
    return Pasted(name, size, truth, shown, alpha, _as_segmented(alpha, rng))


def _scaled(thing: Pixels, share: float, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Premultiplied, alpha 0…1, of the size that gives this share."""
    import cv2

    solid = max(1, int(np.count_nonzero(thing[..., 3] > 127)))
    factor = float(np.sqrt(share * shape[0] * shape[1] / solid))
    factor = min(factor, 0.96 * shape[1] / thing.shape[1], 0.96 * shape[0] / thing.shape[0])
    size = max(8, int(thing.shape[1] * factor)), max(8, int(thing.shape[0] * factor))
    weighted = thing.astype(np.float32)
    weighted[..., 3] /= 255
    weighted[..., :3] *= weighted[..., 3:]
    return np.asarray(cv2.resize(weighted, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR))


def _as_segmented(alpha: NDArray[np.float32], rng: np.random.Generator) -> Mask:
    """The thing's mask with a boundary that is off by `WOBBLE` pixels here and there."""
    import cv2

    inside = (alpha >= 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    noise = cv2.GaussianBlur(rng.normal(size=alpha.shape).astype(np.float32), (0, 0), 6)
    return Mask(np.asarray(distance + noise * (WOBBLE / float(np.std(noise))) > 0))


def cast_shadow(case: Pasted, rng: np.random.Generator) -> tuple[Pixels, Mask]:
    """`shown` with the thing's shadow on the ground to its side, and where that is: its outline laid down flat, soft at
    the edge, a constant share of the light taken away (a little less of the blue, as under a sky)."""
    import cv2

    box = Mask(case.alpha >= 0.5).box
    side, flat = rng.choice((-1, 1)) * rng.uniform(0.5, 1.0), rng.uniform(0.25, 0.4)
    shear = np.array([[1, -side * flat, side * flat * box.bottom], [0, flat, (1 - flat) * box.bottom]], np.float32)
    outline = cv2.warpAffine(case.alpha, shear, case.alpha.shape[::-1])
    soft = cv2.GaussianBlur(outline, (0, 0), max(1.0, 0.015 * box.height)) * (1 - case.alpha)
    light = 1 - soft[..., None] * rng.uniform(0.4, 0.6) * np.array([1, 1, 0.92], np.float32)
    lit = case.shown.astype(np.float32)
    shaded = np.where(case.alpha[..., None] > 0.99, lit, lit * light)
    return np.rint(shaded).astype(np.uint8), Mask(soft > 0.25)
