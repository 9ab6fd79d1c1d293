"""Which pixels of a thing wear its paint: the main material, told from chrome, glass, skin, prints and what it holds.

Scaling the light scales L, a and b of OKLab alike, so `(a, b) / L` is what shading leaves alone; a glint moves it
straight towards 0 (the dichromatic model: Shafer, "Using color to separate reflection components", 1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .window import Floats, ramp

WORKING_SIZE = 320
"""The long side at which materials are told apart."""

CANDIDATES = 9


def tints_of(lab: Floats, darkest: float = 0.02) -> Floats:
    """`(a, b) / L` of …×3 OKLab; what is darker than `darkest` counts as that dark."""
    return np.asarray(lab[..., 1:] / np.maximum(lab[..., :1], np.float32(darkest)), np.float32)


@dataclass(frozen=True, slots=True)
class Paint:
    """A material: its middle lightness and its tint `(a, b) / L`."""

    lightness: float
    tint: tuple[float, float]

    @classmethod
    def of(cls, lab: Floats) -> Paint:
        """In the middle of N×3 OKLab pixels."""
        tint = np.median(tints_of(lab, 0.05), axis=0)
        return cls(float(np.median(lab[:, 0])), (float(tint[0]), float(tint[1])))

    @property
    def strength(self) -> float:
        """How vivid it is: below 0.08 it looks grey, red paint has 0.35."""
        return float(np.hypot(*self.tint))

    def akin(self, other: Paint) -> bool:
        """Whether the other may be a shade of this one: both nearly grey, or of a similar hue and neither grey."""
        if self.strength < 0.06:
            near = float(np.hypot(*np.subtract(self.tint, other.tint))) < 0.09
            return near and abs(self.lightness - other.lightness) < 0.25
        level = float(np.dot(self.tint, other.tint)) / max(self.strength * other.strength, 1e-6)
        return level > 0.6 and other.strength > max(0.05, 0.45 * self.strength)

    def worn_by(self, lab: Floats, glints: bool = True) -> Floats:
        """How likely each pixel of …×3 OKLab shows this paint, 0…1: in more or less light, or with a glint on it."""
        lightness = lab[..., 0]
        off = self._off(tints_of(lab), lightness, glints)
        alike = 1 - ramp(off / (1 + (1 - ramp(lightness, 0.1, 0.35))), 0.8, 1.6)
        return np.asarray(alike * self._as_light(lightness, 0.42 if glints else 0.36), np.float32)

    def _off(self, tints: Floats, lightness: Floats, glints: bool) -> Floats:
        """How far the tints lie from the paint's, 1 being too far; a glint lies nearer to grey."""
        length = max(self.strength, 1e-4)
        own = np.array(self.tint, np.float32) / np.float32(length)
        along, aside = tints @ own, tints @ np.array([-own[1], own[0]])
        short = np.clip(length - along, 0, None)
        if glints:
            lit = ramp(lightness, self.lightness + 0.08, self.lightness + 0.25)
            short = short * (1 - lit) + np.clip(-along, 0, None) * lit
        over = np.clip(along - length, 0, None)
        near = (aside / (0.045 + 0.16 * length)) ** 2 + (short / (0.05 + 0.28 * length)) ** 2
        return np.asarray(np.sqrt(near + (over / (0.08 + 0.9 * length)) ** 2), np.float32)

    def _as_light(self, lightness: Floats, rise: float) -> Floats:
        """Tints tell greys apart badly: what is far darker or lighter than a grey paint is another material."""
        grey = 1 - float(ramp(np.float32(self.strength), 0.1, 0.2))
        dark = ramp(lightness / max(self.lightness, 0.05), 0.2 + 0.1 * grey, 0.3 + 0.25 * grey)
        black = 1 - float(ramp(np.float32(self.lightness), 0.35, 0.5))
        light = 1 - ramp(lightness - self.lightness, rise, rise + 0.16) * grey * black
        return np.asarray(dark * light, np.float32)


@dataclass(frozen=True, slots=True)
class Surface:
    """The pixels of a thing: N×3 OKLab; for each (N, 0…1) how smooth lightness and tint are around it and how much it
    counts."""

    lab: Floats
    smooth: Floats
    even: Floats
    weight: Floats

    def paints(self) -> tuple[Paint, ...]:
        """The paint of the thing, and after it the tints into which it passes without a break, as petals do."""
        starts = _starts(self.lab)
        found = [_settled(self.lab, Paint(float(c[0]), (float(c[1]), float(c[2])))) for c in starts]
        main = max(found, key=self.claim)
        return tuple(dict.fromkeys((main, *(one for one in found if main.akin(one) and self.passes(main, one)))))

    def claim(self, paint: Paint) -> float:
        """How likely people mean this paint: by its share of the thing, more for vivid ones, less for greys that are
        restless, as wheels and chrome are."""
        worn = paint.worn_by(self.lab, glints=False) * self.weight
        core = float(self.weight[_near(self.lab, paint)].sum())
        vivid = float(ramp(np.float32(paint.strength), 0.08, 0.25))
        calm = float(ramp((worn * self.smooth).sum() / max(float(worn.sum()), 1e-6), 0.25, 0.6))
        return (float(worn.sum()) + 2 * core) * (vivid * 2 + (1 - vivid) * (0.15 + 0.85 * calm))

    def passes(self, one: Paint, other: Paint) -> bool:
        """Whether the thing has every colour between the two: no valley in their histogram, edges left out."""
        step = max(1, len(self.lab) // 6000)
        some, even = self.lab[::step], self.even[::step]
        points = np.column_stack([0.35 * some[:, :1], tints_of(some, 0.15)])
        ends = [np.array((0.35 * paint.lightness, *paint.tint)) for paint in (one, other)]
        path = [ends[0] + (ends[1] - ends[0]) * step for step in np.linspace(0, 1, 9)]
        crowd = [float((even * np.exp(-((points - at) ** 2).sum(axis=1) / (2 * 0.025**2))).sum()) for at in path]
        return min(crowd) > 0.6 * min(crowd[0], crowd[-1])


def _starts(lab: Floats) -> Floats:
    """`CANDIDATES`×3 `(L, tint)`: what k-means finds, started far apart so that it is the same every time."""
    import cv2

    some = lab[:: max(1, len(lab) // 4000)]
    points = np.column_stack([0.35 * some[:, 0], tints_of(some, 0.15)]).astype(np.float32)
    count = min(CANDIDATES, len(points))
    nearest, labels = ((points - np.median(points, axis=0)) ** 2).sum(axis=1), np.zeros((len(points), 1), np.int32)
    for label in range(1, count):
        distance = ((points - points[int(nearest.argmax())]) ** 2).sum(axis=1)
        labels[distance < nearest] = label
        nearest = np.minimum(nearest, distance)
    labels = np.unique(labels, return_inverse=True)[1].reshape(-1, 1).astype(np.int32)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 15, 1e-3)
    _, _, centres = cv2.kmeans(points, int(labels.max()) + 1, labels, stop, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    return np.asarray(centres / np.array([0.35, 1, 1], np.float32), np.float32)


def _near(lab: Floats, paint: Paint) -> NDArray[np.bool_]:
    """Which of N×3 pixels are nearly this very colour."""
    off = np.hypot(*(tints_of(lab, 0.05) - np.array(paint.tint, np.float32)).T) / (0.05 + 0.15 * paint.strength)
    return np.asarray(np.hypot(off, (lab[:, 0] - paint.lightness) / 0.15) < 1)


def _settled(lab: Floats, paint: Paint) -> Paint:
    """The paint at the middle of the pixels that are nearly like it (a few steps of mean shift)."""
    for _ in range(3):
        chosen = lab[_near(lab, paint)]
        if len(chosen) < 8:
            break
        paint = Paint.of(chosen)
    return paint


def coat(lab: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Where the paint of the thing `inside` (H×W bool) of an OKLab picture (H×W×3) lies: H×W, 0…1.

    Other materials are left out where they cover a patch of their own; what is strewn finely over the paint (a pattern,
    the shine and the shade of its texture) belongs to it.
    """
    import cv2

    height, width = inside.shape
    shrink = max(1.0, max(height, width) / WORKING_SIZE)
    size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    small = np.asarray(cv2.resize(lab, size, interpolation=cv2.INTER_AREA), np.float32).reshape(size[1], size[0], 3)
    body = np.asarray(cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA)).reshape(size[::-1])
    calm = np.asarray(cv2.bilateralFilter(small, 5, 0.06, 2), np.float32)
    solid = body > 0.99 if (body > 0.99).sum() > 40 else body > 0.4
    if not solid.any():
        solid = body >= body.max()
    maps = (_smoothness(small[..., :1], 7, 0.05), _smoothness(tints_of(calm, 0.15), 3, 0.015), _counting(solid))
    paints = Surface(calm[solid], *(each[solid] for each in maps)).paints()
    touching = [one for one in paints[1:] if _touch(paints[0], one, calm, solid)]
    return _drawn(_spread((paints[0], *touching), calm, body), small, lab)


def _touch(main: Paint, other: Paint, lab: Floats, solid: NDArray[np.bool_]) -> bool:
    """Whether the other tint lies beside the main one: what is poured into a cup lies beside its inside."""
    import cv2

    own = (main.worn_by(lab, glints=False) > 0.5) & solid
    part = (other.worn_by(lab, glints=False) > 0.5) & solid & ~own
    ring = (cv2.dilate(part.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0) & solid & ~part
    return bool(np.count_nonzero(ring & own) > 0.5 * np.count_nonzero(ring))


def _smoothness(values: Floats, side: int, least: float) -> Floats:
    """H×W: 1 where H×W×c `values` deviate by `least` or less within a window, 0 from 2.5 times that on."""
    import cv2

    planes = [np.ascontiguousarray(values[..., channel]) for channel in range(values.shape[2])]
    size = (side, side)
    spread = sum(np.maximum(cv2.blur(plane * plane, size) - cv2.blur(plane, size) ** 2, 0) for plane in planes)
    return np.asarray(1 - ramp(np.sqrt(spread), least, 2.5 * least), np.float32)


def _counting(solid: NDArray[np.bool_]) -> Floats:
    """Each pixel's weight, 1 in all: half for the whole thing, half for its outline, which what it holds or wears as a
    print does not reach."""
    import cv2

    depth = cv2.distanceTransform(np.pad(solid, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    outline = solid & (depth <= max(2.0, 0.03 * float(np.sqrt(solid.sum()))))
    return np.asarray(solid / solid.sum() / 2 + outline / max(1, outline.sum()) / 2, np.float32)


def _spread(paints: tuple[Paint, ...], lab: Floats, body: Floats) -> Floats:
    """Patches decide: a pixel unlike the paint counts as painted where most around it is, and the other way round."""
    import cv2

    reach = max(1.0, 0.02 * float(np.sqrt(body.sum())))
    strict = np.max([paint.worn_by(lab, glints=False) for paint in paints], axis=0)
    worn = np.maximum(strict, paints[0].worn_by(lab))
    total = cv2.GaussianBlur(np.asarray(strict * body, np.float32), (0, 0), reach)
    around = np.asarray(total / np.maximum(cv2.GaussianBlur(body, (0, 0), reach), 1e-3), np.float32)
    return np.asarray(np.maximum(worn * ramp(around, 0.1, 0.35), ramp(around, 0.45, 0.75)), np.float32)


def _drawn(near: Floats, small: Floats, lab: Floats) -> Floats:
    """`near` at full resolution, its edges where the colours change (fast guided filter, He and Sun, 2015)."""
    import cv2

    from ..matting import guided_map

    slope, offset = guided_map(small, near, 2)
    size = (lab.shape[1], lab.shape[0])
    shown = cv2.resize(offset, size, interpolation=cv2.INTER_LINEAR)
    for channel in range(3):
        shown = shown + cv2.resize(slope[..., channel], size, interpolation=cv2.INTER_LINEAR) * lab[..., channel]
    return np.asarray(np.clip(1.2 * shown - 0.1, 0, 1), np.float32)
