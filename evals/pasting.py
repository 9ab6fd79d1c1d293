"""Moved and inserted things against the ideal picture: the rim at the new place, the shadow, the tone; with controls.

Things with a known soft edge and a known shadow are composed onto real ground and moved by the real toolset. The ideal
is the same composition made at the new place, on ground that nothing ever stood on. For the tone, a piece of a photo is
inserted into the same photo, as it is and as other light would have it: as it is, nothing should change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..agent.actions import Situation, consequences_of, evaluate, resolve
from ..scene.geometry import Box
from ..scene.image import MemoryImages, Pixels
from ..scene.mask import Mask
from ..scene.objects import Scene, SceneImage
from ..scene.ops import Insert, Move
from ..scene.patch import composite
from ..scene.plan import Consequence
from ..scene.target import ImageReference, MaskTarget, OffsetPlace, PointPlace
from ..scene.view import View
from ..tools.catalogue import EMBEDDED
from ..tools.cutout import fit
from ..tools.filters.oklab import from_linear, to_linear
from ..tools.ports import Prompt
from ..tools.toolbox import Toolbox
from .pasted import THINGS
from .photos import photo

WIDTH, HEIGHT = 512, 384
FOOT, HIGH, WIDE = (150, 250), 150, 100
"""Where a thing stands in its picture, and its size, in pixels."""

STEP = (200, 40)
"""How far it is moved, in pixels."""

LIGHT = 0.5
"""What share of the light the shadows let through."""

BAND = 6
"""Pixels on each side of the edge over which errors are averaged."""

GROUNDS, TEXTURES, SHAPES = ("gravel", "grass", "brick"), ("flower", "cat", "cup"), ("ellipse", "fringe", "box")
CASTS = {"as it is": (1.0, 1.0, 1.0), "darker": (0.55, 0.55, 0.55), "yellower": (1.0, 0.95, 0.7)}
PIECE = 72
"""Pixels high of what is inserted: as high as an unknown thing is made in a picture of 240."""

LIGHTS = {
    "as it is": (1.0, 1.0, 1.0),
    "half": (0.5, 0.5, 0.5),
    "brighter": (1.7, 1.7, 1.7),
    "lamp light": (1.0, 0.82, 0.52),
    "blue shade": (0.7, 0.9, 1.1),
}
"""Gains of red, green and blue light in which the photo of a thing is taken again."""

ELSEWHERE = 0.22
"""Share of the width, from the farther side, where a thing from such a photo is put into the photo as it was."""

Alpha = NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """A thing on its ground: `before` and `ideal` are the pictures without and with the move, `empty` is the ground."""

    before: Pixels
    ideal: Pixels
    empty: Pixels
    alpha: Alpha
    there: Alpha
    cast: Alpha
    cast_there: Alpha
    mask: Mask


def samples() -> Iterator[Sample]:
    """Each shape on each ground, each time with another texture."""
    textures = [_texture(name) for name in TEXTURES]
    for number, (ground, shape) in enumerate(product(GROUNDS, SHAPES)):
        yield _sample(_ground(ground), textures[(number + number // 3) % 3], _shape(shape))


def _sample(empty: Pixels, texture: Pixels, alpha: Alpha) -> Sample:
    cast = _cast(alpha)
    there, cast_there = _shifted(alpha), _shifted(cast)
    mask = Mask(alpha > 0.5)
    before, ideal = _laid(empty, texture, alpha, cast), _laid(empty, _shifted(texture), there, cast_there)
    return Sample(before, ideal, empty, alpha, there, cast, cast_there, mask)


def _laid(ground: Pixels, texture: Pixels, alpha: Alpha, cast: Alpha) -> Pixels:
    shaded = ground * (1 - (1 - LIGHT) * cast[..., None])
    return np.rint(texture * alpha[..., None] + shaded * (1 - alpha[..., None])).astype(np.uint8)


def _shifted(part: NDArray[Kind]) -> NDArray[Kind]:
    """Moved by `STEP`; what comes in is zero."""
    out = np.zeros_like(part)
    x, y = STEP
    out[y:, x:] = part[:-y, :-x]
    return out


def _ground(name: str) -> Pixels:
    """Real ground in overcast light."""
    from skimage import data

    grey = getattr(data, name)()[:HEIGHT, :WIDTH].astype(float)
    return np.rint(np.clip((grey * 0.5 + 90)[..., None] * np.array([1.05, 0.97, 0.82]), 0, 255)).astype(np.uint8)


def _texture(name: str) -> Pixels:
    import cv2
    from skimage import data
    from sklearn.datasets import load_sample_image

    photo = {
        "flower": lambda: load_sample_image("flower.jpg")[90:330, 170:450],
        "cat": data.chelsea,
        "cup": data.coffee,
    }
    return np.asarray(cv2.resize(photo[name](), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def _shape(name: str) -> Alpha:
    import cv2

    x, y = FOOT
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(float)
    across, up = (columns - x) / (WIDE / 2), (rows - (y - HIGH / 2)) / (HIGH / 2)
    angle = np.arctan2(up, across)
    inside = {
        "ellipse": np.hypot(across, up) < 1,
        "fringe": np.hypot(across, up) < 0.86 + 0.07 * np.cos(23 * angle) + 0.07 * np.cos(61 * angle),
        "box": (np.abs(across) < 1) & (np.abs(up) < 1),
    }[name]
    return np.clip(cv2.GaussianBlur(inside.astype(float), (0, 0), 0.9), 0, 1)


def _cast(alpha: Alpha) -> Alpha:
    """The shadow on the ground: the shape sheared about its foot, and the seam under it; 1 is the core."""
    import cv2

    y = FOOT[1]
    flat = np.array([[1, -0.55, 0.55 * y], [0, 0.3, y - 0.3 * y]])
    sheared = cv2.warpAffine((alpha > 0.5).astype(np.float32), flat, (WIDTH, HEIGHT))
    return np.clip(cv2.GaussianBlur(sheared, (0, 0), 2.5), 0, 1).astype(float)


@dataclass(frozen=True, slots=True)
class Way:
    """What one way of moving gave: mean absolute error of the rim in 8-bit steps, shares of the shadow's darkness."""

    way: str
    rim: float
    stays: float
    """Share of the shadow's darkness left at the old place (1: all of it, 0: none)."""
    missing: float
    """Share of the shadow's darkness that is not at the new place."""


def moves(toolbox: Toolbox, chosen: list[Sample]) -> list[Way]:
    """A row for the real toolset, and for it without shadows, with a hard edge, and with a blurred one."""
    rows = []
    for way in ("ours", "ours, shadows not followed", "hard mask", "blurred mask"):
        measured = [errors(one, moved_by(one, way, toolbox)) for one in chosen]
        rim, stays, missing = np.mean(measured, axis=0)
        rows.append(Way(way, float(rim), float(stays), float(missing)))
    return rows


def moved_by(one: Sample, way: str, toolbox: Toolbox) -> Pixels:
    """The picture after the move; the controls know the ground that was under the thing."""
    if way == "ours":
        return _by_toolset(one, toolbox, follow=True)
    if way == "ours, shadows not followed":
        return _by_toolset(one, toolbox, follow=False)
    soft = one.mask.array.astype(float) if way == "hard mask" else one.mask.grow(-1).feather(2) / 255.0
    alpha, colours = _shifted(soft)[..., None], _shifted(one.before)
    return np.rint(colours * alpha + one.empty * (1 - alpha)).astype(np.uint8)


def _by_toolset(one: Sample, toolbox: Toolbox, follow: bool) -> Pixels:
    op = Move(target=MaskTarget(mask=one.mask.to_ref()), to=OffsetPlace(offset=STEP))
    situation = _situation(one.before, toolbox)
    found: tuple[Consequence, ...] = consequences_of(op, situation)[0] if follow else ()
    resolved, _ = resolve(op, situation, found)
    return composite(one.before, evaluate(resolved, one.before, toolbox, situation.images).patches)


def _situation(pixels: Pixels, toolbox: Toolbox) -> Situation:
    height, width = pixels.shape[:2]
    scene = Scene(image=SceneImage(width=width, height=height))
    return Situation(pixels, scene, View.of(width, height), toolbox, MemoryImages())


def errors(one: Sample, got: Pixels) -> tuple[float, float, float]:
    """Of a picture after the move: the rim's error, the share of the shadow left behind, the share missing there."""
    mask = Mask(one.there > 0.5)
    band = mask.grow(BAND).array & ~mask.grow(-BAND).array & (one.cast_there < 0.02)
    rim = float(np.abs(got.astype(float) - one.ideal)[band].mean())
    dark, dark_there = (
        _only_shadow(cast, alpha) for cast, alpha in ((one.cast, one.alpha), (one.cast_there, one.there))
    )
    here = (_dark(one.empty, dark) - _dark(got, dark)) / (_dark(one.empty, dark) - _dark(one.before, dark))
    full = _dark(one.empty, dark_there) - _dark(one.ideal, dark_there)
    return rim, here, 1 - (_dark(one.empty, dark_there) - _dark(got, dark_there)) / full


def _only_shadow(cast: Alpha, alpha: Alpha) -> NDArray[np.bool_]:
    return (cast > 0.5) & (alpha < 0.01)


def _dark(pixels: Pixels, where: NDArray[np.bool_]) -> float:
    """The mean logarithm of the light."""
    return float(np.log(pixels[where].astype(float) / 255 + 0.02).mean())


@dataclass(frozen=True, slots=True)
class Tone:
    """How far an insert is from how it looks in this light (mean ΔE76): laid as it came, and by the toolset."""

    cast: str
    plain: float
    ours: float


def tones(toolbox: Toolbox) -> list[Tone]:
    """A row for each cast of the reference's light."""
    rows = []
    for name, gains in CASTS.items():
        measured = [tone_errors(photo, np.array(gains), toolbox) for photo in _photos()]
        plain, ours = np.mean(measured, axis=0)
        rows.append(Tone(name, float(plain), float(ours)))
    return rows


def _photos() -> list[Pixels]:
    from skimage import data

    photos = (data.chelsea()[20:260, 40:400], data.coffee()[60:300, 100:460], data.astronaut()[40:280, 60:420])
    return [np.ascontiguousarray(photo) for photo in photos]


def tone_errors(photo: Pixels, gains: NDArray[np.float64], toolbox: Toolbox) -> tuple[float, float]:
    """A disc cut from the right of a photo, put back into its left."""
    rows, columns = np.mgrid[:PIECE, :PIECE] - (PIECE - 1) / 2
    alpha = np.where(np.hypot(rows, columns) < PIECE / 2, 255, 0).astype(np.uint8)
    true = photo[84 : 84 + PIECE, 250 : 250 + PIECE]
    cast = np.rint(true * gains).astype(np.uint8)
    situation = _situation(photo, toolbox)
    image = situation.images.put(np.dstack([cast, alpha]))
    op = Insert(reference=ImageReference(image=image.id), at=PointPlace(point=(100, 120)))
    resolved, _ = resolve(op, situation)
    after = composite(photo, evaluate(resolved, photo, toolbox, situation.images).patches)
    place: Box = resolved.places[0]
    inner = Mask(alpha > 0).grow(-5).array
    return _delta(cast, true, inner), _delta(after[place.slices], true, inner)


@dataclass(frozen=True, slots=True)
class Match:
    """How far things from a photo in another light are from how they look in this one (mean ΔE76): laid as they came,
    put in with the photo they come from, and put in as cut-outs that are all one has."""

    light: str
    plain: float
    photo: float
    cutout: float


def matches(toolbox: Toolbox) -> list[Match]:
    """A row for each light; the things of `pasted.THINGS` in their own photos."""
    things = list(_own_things(toolbox))
    rows = []
    for name, gains in LIGHTS.items():
        measured = [match_errors(photo, mask, np.array(gains), toolbox) for photo, mask in things]
        rows.append(Match(name, *(float(value) for value in np.mean(measured, axis=0))))
    return rows


def _own_things(toolbox: Toolbox) -> Iterator[tuple[Pixels, Mask]]:
    with toolbox.lease("segmenter") as segmenter:
        for name, shares in THINGS.items():
            pixels = photo(name).open(480)
            height, width = pixels.shape[:2]
            box = Box(*(int(share * side) for share, side in zip(shares, (width, height) * 2, strict=True)))
            (region,) = segmenter.segment(segmenter.encode(pixels), [Prompt(box=box)])
            yield pixels, region.mask


def match_errors(scene: Pixels, mask: Mask, gains: NDArray[np.float64], toolbox: Toolbox) -> tuple[float, float, float]:
    """Of one thing: as it came, put in with its photo, put in as a cut-out."""
    other = from_linear((to_linear(scene) * gains).astype(np.float32))
    hard = np.where(mask.array, 255, 0).astype(np.uint8)
    true, alone = (np.ascontiguousarray(np.dstack([one, hard])[mask.box.slices]) for one in (scene, other))
    x = ELSEWHERE * scene.shape[1]
    point = (x if mask.box.center.x > scene.shape[1] / 2 else scene.shape[1] - x, mask.box.center.y)
    errors = [_tone_delta(alone, true)]
    for picture, target in ((other, MaskTarget(mask=mask.to_ref())), (alone, None)):
        situation = _situation(scene, toolbox)
        reference = ImageReference(image=situation.images.put(picture).id, target=target)
        resolved, _ = resolve(Insert(reference=reference, at=PointPlace(point=point)), situation)
        place = resolved.places[0]
        after = composite(scene, evaluate(resolved, scene, toolbox, situation.images).patches)[place.slices]
        ideal = fit(true, place.width, place.height)
        errors.append(_tone_delta(after, ideal))
    return errors[0], errors[1], errors[2]


def _tone_delta(after: Pixels, ideal: Pixels) -> float:
    """Inside the thing, its texture averaged: a pixel's shift is no matter of tone."""
    import cv2

    inside = Mask(ideal[..., 3] > 250)
    soft = max(2.0, 0.02 * inside.box.height)
    calm = [np.asarray(cv2.GaussianBlur(one[..., :3], (0, 0), soft), np.uint8) for one in (after, ideal)]
    return _delta(calm[0], calm[1], inside.grow(-round(2 * soft)).array)


def _delta(a: Pixels, b: Pixels, where: NDArray[np.bool_]) -> float:
    import cv2

    first, second = (cv2.cvtColor(one[..., :3].astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for one in (a, b))
    return float(np.linalg.norm(first - second, axis=2)[where].mean())


def table(moved: list[Way], toned: list[Tone], matched: Sequence[Match] = ()) -> str:
    """Three Markdown tables."""
    lines = ["| moved by | rim error | shadow left behind | shadow missing there |", "| --- | --- | --- | --- |"]
    lines += [f"| {row.way} | {row.rim:.1f} | {row.stays:.0%} | {row.missing:.0%} |" for row in moved]
    lines += ["", "| inserted, in light that is | laid as it came (ΔE) | ours (ΔE) |", "| --- | --- | --- |"]
    lines += [f"| {row.cast} | {row.plain:.1f} | {row.ours:.1f} |" for row in toned]
    lines += [
        "",
        "| things from another light | as they came (ΔE) | with their photo (ΔE) | cut-outs (ΔE) |",
    ]
    lines += ["| --- | --- | --- | --- |"]
    lines += [f"| {row.light} | {row.plain:.1f} | {row.photo:.1f} | {row.cutout:.1f} |" for row in matched]
    return "\n".join(lines)


def run() -> str:
    """Measure on the embedded toolset, in about a minute."""
    toolbox = Toolbox(EMBEDDED)
    return table(moves(toolbox, list(samples())), tones(toolbox), matches(toolbox))
