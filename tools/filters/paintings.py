"""Looks made of areas: watercolour, oil, pastel, pointillism, mosaic, pop art, poster."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from .drawings import blurred, edge_lines, enlarged, grain, scale_of, slope, smoothed
from .oklab import from_oklab, to_oklab
from .window import Floats, bytes_of, luma, ramp, unit

WORKING_SIZE = 1200
"""Paintings are soft: larger photos are painted at this long side and enlarged."""


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    import cv2

    larger = width > pixels.shape[1]
    way = cv2.INTER_CUBIC if larger else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)


def _working(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    shrink = max(1.0, max(height, width) / WORKING_SIZE)
    return _resized(pixels, max(1, round(width / shrink)), max(1, round(height / shrink)))


def brushed(pixels: Pixels, radius: int, sharpness: float = 8.0) -> Pixels:
    """Flat brush strokes along edges: the anisotropy-free generalised Kuwahara filter (Papari, Petkov, Campisi 2007),
    whose eight half-overlapping sectors are weighted by how uniform they are."""
    import cv2

    picture = unit(pixels)
    total = np.zeros_like(picture)
    weights = np.zeros(picture.shape[:2], np.float32)
    for kernel in _sectors(radius):
        mean = cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
        square = cv2.filter2D(picture * picture, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
        spread = np.sqrt(np.maximum((square - mean * mean).sum(axis=2), 0))
        weight = 1 / (1 + (spread * 60) ** sharpness)
        total += mean * weight[..., None]
        weights += weight
    return bytes_of(np.asarray(total / np.maximum(weights, 1e-12)[..., None], np.float32))


def _sectors(radius: int) -> list[Floats]:
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float32)
    distance, angle = np.hypot(x, y), np.arctan2(y, x)
    kernels = []
    for turn in range(8):
        off = np.abs((angle - turn * np.pi / 4 + np.pi) % (2 * np.pi) - np.pi)
        kernel = np.exp(-0.5 * (distance / (0.5 * radius)) ** 2) * np.clip(1 - off / (np.pi / 3), 0, 1)
        kernel[radius, radius] = 1
        kernels.append(np.asarray(kernel * (distance <= radius) / (kernel * (distance <= radius)).sum(), np.float32))
    return kernels


def oil(pixels: Pixels) -> Pixels:
    """Thick brush strokes with a little relief."""
    work = _working(pixels)
    scale = scale_of(work)
    painted = brushed(work, max(2, round(5 * scale)))
    lab = to_oklab(painted)
    lab[..., 1:] *= 1.2
    height = lab[..., 0] + 0.03 * _bristles(work)
    relief = height - np.roll(height, (1, 1), (0, 1))
    lab[..., 0] = np.clip(lab[..., 0] + np.clip(0.9 * relief, -0.06, 0.06), 0, 1)
    return _resized(from_oklab(lab), pixels.shape[1], pixels.shape[0])


def _bristles(pixels: Pixels) -> Floats:
    """Noise smeared along the strokes: across the brightness gradient."""
    import cv2

    height, width = pixels.shape[:2]
    scale = scale_of(pixels)
    grey = blurred(luma(unit(pixels)), 3 * scale)
    across, down = (blurred(slope(grey, *axis), 3 * scale) for axis in ((1, 0), (0, 1)))
    length = np.maximum(np.hypot(across, down), 1e-4)
    noise = grain(height, width, scale)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    total = np.zeros_like(noise)
    for step in range(-6, 7):
        shift = step * 0.8 * scale
        total += cv2.remap(
            noise,
            x - down / length * shift,
            y + across / length * shift,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT,
        )
    return np.asarray(total / 4, np.float32)


def watercolour(pixels: Pixels) -> Pixels:
    """Light washes whose pigment gathers at edges and in the grain of the paper."""
    work = _working(pixels)
    height, width = work.shape[:2]
    scale = scale_of(work)
    lab = to_oklab(brushed(smoothed(work, 2), max(2, round(7 * scale)), 5))
    lab[..., 0] = 0.16 + 0.84 * lab[..., 0] ** 0.85
    pools = blurred(grain(height, width, 25 * scale, seed=3), 6 * scale)
    dark_rim = lab[..., 0] - blurred(lab[..., 0], 3 * scale)
    paper = grain(height, width, 1.2 * scale, seed=5)
    density = 1 - lab[..., 0]
    lab[..., 0] += 0.5 * np.clip(dark_rim, -0.12, 0.04) - density * (0.08 * pools + 0.045 * paper)
    lab[..., 1:] *= (1.15 + 0.1 * pools)[..., None]
    lab[..., 0] = np.clip(lab[..., 0] * (0.82 + 0.18 * edge_lines(work, 1.0)), 0, 1)
    return _resized(from_oklab(lab), pixels.shape[1], pixels.shape[0])


def pastel(pixels: Pixels) -> Pixels:
    """Soft chalk: light, powdery colours on toned paper."""
    work = _working(pixels)
    height, width = work.shape[:2]
    scale = scale_of(work)
    lab = to_oklab(brushed(work, max(2, round(4 * scale))))
    lab[..., 0] = 0.34 + 0.64 * lab[..., 0]
    lab[..., 1:] *= 0.95
    tooth = blurred(grain(height, width, 1.3 * scale, seed=11), 0.6 * scale)
    gaps = ramp(tooth, 0.45, 1.1)[..., None] * 0.35
    paper = np.array([0.86, 0.005, 0.02], np.float32)
    chalked = lab * (1 - gaps) + paper * gaps
    chalked[..., 0] += 0.02 * tooth
    return _resized(from_oklab(np.asarray(chalked, np.float32)), pixels.shape[1], pixels.shape[0])


def pointillism(pixels: Pixels) -> Pixels:
    """Dots of pure colour on a light ground, in two layers."""
    work = _working(pixels)
    scale = scale_of(work)
    canvas = np.asarray(unit(brushed(work, max(2, round(4 * scale)))) * 0.75 + 0.2, np.float32)
    for seed, size in ((1, 5.0), (2, 3.2)):
        _dot(canvas, work, max(2.0, size * scale), seed)
    return _resized(bytes_of(canvas), pixels.shape[1], pixels.shape[0])


def _dot(canvas: Floats, pixels: Pixels, radius: float, seed: int) -> None:
    import cv2

    height, width = pixels.shape[:2]
    rng = np.random.default_rng(seed)
    lab = to_oklab(np.asarray(cv2.GaussianBlur(pixels, (0, 0), radius * 0.6), np.uint8))
    step = radius * 1.7
    ys, xs = np.meshgrid(np.arange(0, height, step), np.arange(0, width, step), indexing="ij")
    points = np.stack([xs.ravel(), ys.ravel()], 1) + rng.uniform(-0.6, 0.6, (xs.size, 2)) * step
    points = points[rng.permutation(len(points))]
    columns = np.clip(points[:, 0].astype(int), 0, width - 1)
    rows = np.clip(points[:, 1].astype(int), 0, height - 1)
    colours = lab[rows, columns] + rng.normal(0, (0.03, 0.012, 0.012), (len(points), 3)).astype(np.float32)
    colours[:, 1:] *= 1.45
    shown = unit(from_oklab(np.asarray(colours, np.float32)))
    for (x, y), colour in zip(points, shown, strict=True):
        centre = (round(x * 16), round(y * 16))
        cv2.circle(canvas, centre, round(radius * 16 * 0.85), [float(c) for c in colour], -1, cv2.LINE_8, 4)


def mosaic(pixels: Pixels) -> Pixels:
    """Irregular tiles of one colour each, with grout between."""
    import cv2

    work = _working(pixels)
    height, width = work.shape[:2]
    step = 13 * scale_of(work)
    tiles, distance = _tiles(height, width, step)
    count = int(tiles.max()) + 1
    size = np.maximum(np.bincount(tiles.ravel(), minlength=count), 1)
    sums = [np.bincount(tiles.ravel(), work[..., c].ravel(), minlength=count) for c in range(3)]
    lab = to_oklab(np.asarray(np.stack(sums, 1) / size[:, None] + 0.5, np.uint8))
    lab[:, 1:] *= 1.2
    lab[:, 0] += np.random.default_rng(4).normal(0, 0.015, count)
    glass = unit(from_oklab(np.asarray(lab, np.float32)))[tiles]
    seam = ramp(distance, 0.02 * step, 0.12 * step)[..., None]
    lit = 1 + 0.1 * (cv2.GaussianBlur(distance, (0, 0), 1) / step)[..., None]
    laid = glass * lit * seam + (0.35 * glass + np.float32(0.1)) * (1 - seam)
    return _resized(bytes_of(np.asarray(laid, np.float32)), pixels.shape[1], pixels.shape[0])


def _tiles(height: int, width: int, step: float) -> tuple[NDArray[np.intp], Floats]:
    """Which tile each pixel belongs to (cells around jittered points), and how far it is from the tile's border."""
    import cv2

    rng = np.random.default_rng(9)
    ys, xs = np.meshgrid(
        np.arange(step / 2, height + step, step), np.arange(step / 2, width + step, step), indexing="ij"
    )
    jitter = rng.uniform(-0.3, 0.3, (2, *ys.shape)) * step
    seeds = np.full((height, width), 255, np.uint8)
    rows = np.clip((ys + jitter[0]).astype(int), 0, height - 1)
    seeds[rows, np.clip((xs + jitter[1]).astype(int), 0, width - 1)] = 0
    _, labels = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    border = np.zeros((height, width), bool)
    border[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    border[1:] |= labels[1:] != labels[:-1]
    distance = cv2.distanceTransform((~border).astype(np.uint8), cv2.DIST_L2, 5)
    return labels.astype(np.intp), np.minimum(distance, step).astype(np.float32)


@enlarged
def poster(pixels: Pixels) -> Pixels:
    """A few flat colours of the photo itself, as in a screen print; hues count more than shades."""
    import cv2

    flat = smoothed(pixels, 4)
    weight = np.array([1, 2.5, 2.5], np.float32)
    lab = to_oklab(flat) * weight
    sample = _working(flat)[::4, ::4]
    points = np.ascontiguousarray(to_oklab(sample).reshape(-1, 3) * weight)
    start = _far_apart(points, 12)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1e-3)
    _, _, centres = cv2.kmeans(points, int(start.max()) + 1, start, stop, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    vivid = from_oklab(np.asarray(centres / weight * np.array([1, 1.3, 1.3], np.float32), np.float32))
    nearest, ink = np.full(lab.shape[:2], np.inf, np.float32), np.zeros(lab.shape[:2], np.uint8)
    for number, centre in enumerate(centres):
        distance = np.square(lab - centre) @ np.ones(3, np.float32)
        ink[distance < nearest] = number
        np.minimum(nearest, distance, out=nearest)
    return np.asarray(vivid[ink], np.uint8)


def _far_apart(points: Floats, count: int) -> NDArray[np.int32]:
    """A first, repeatable guess for k-means on N×3: each next centre is the point farthest from those before."""
    distance = ((points - np.median(points, axis=0)) ** 2).sum(axis=1)
    nearest, labels = np.full(len(points), np.inf, np.float32), np.zeros(len(points), np.int32)
    for label in range(count):
        chosen = points[int(distance.argmax() if label == 0 else nearest.argmax())]
        distance = ((points - chosen) ** 2).sum(axis=1)
        labels[distance < nearest] = label
        nearest = np.minimum(nearest, distance)
    return np.unique(labels, return_inverse=True)[1].astype(np.int32)


@enlarged
def pop_art(pixels: Pixels) -> Pixels:
    """Four loud inks by lightness, the dark one printed last."""
    inks = np.array([(24, 16, 60), (226, 24, 110), (255, 120, 30), (255, 226, 40), (250, 246, 220)], np.uint8)
    lightness = to_oklab(smoothed(pixels, 4))[..., 0]
    cuts = np.percentile(lightness, (18, 42, 66, 90))
    printed = inks[np.searchsorted(cuts, lightness)]
    return bytes_of(unit(printed) * (0.2 + 0.8 * edge_lines(smoothed(pixels, 1), 1.2))[..., None])
