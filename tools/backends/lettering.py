"""Writing with fonts: new words on a flat sign in the size, slant, typeface and colour of the old ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ..filters.oklab import from_linear, to_linear
from ..glyphs import THIN, Ink, levels_of, separate, span_of
from ..laid_flat import Flat, lay_flat, window_of
from ..ports import TextLine, Undrawable
from ..typeface import Drawn, Style, Typefaces, cased

Floats = NDArray[np.float32]
BESIDE = 3.0
"""Heights of the line on each side that are looked at for room."""
MARGIN = 0.3
"""Heights of the line that stay free between words and the end of the even ground."""
CONDENSED = 0.75
"""Letters are made narrower down to this share before they are made smaller …"""
SMALLEST = 0.4
"""… and smaller down to this one; longer words do not fit."""
SOFTNESS = (0.4, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
"""Sigmas, in flat pixels, of the blur of the letters' edges that is tried."""
STEEP, SLACK = 98, 0.3
"""Percentile of the edges' steepness that tells how sharp the picture is, and by how much it may be blurred more."""
OPTICS = 0.6
"""Sigma, in pixels of the picture, by which pictures are taken to be blurred while typefaces are compared."""
MOST = 1.6
"""A colour is taken to be at most so much stronger than thin strokes show it."""
ROOM = 48
"""Drawn pixels around words in which their edges may fade."""
CLEAR = 0.15
"""Ink in a column above which it is not free."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where on the flat line new words may lie, and from where they should begin, or around where be centred."""

    west: float
    east: float
    begin: float
    middle: float | None

    def left(self, width: float) -> float:
        wished = self.begin if self.middle is None else self.middle - width / 2
        return max(self.west, min(wished, self.east - width))


class Lettering:
    """A `TextWriter`. The typeface is the one in which the old words look most like what is there."""

    def __init__(self, fonts: Sequence[Path]) -> None:
        self._faces = Typefaces(fonts)

    def write(
        self,
        pixels: Pixels,
        line: TextLine,
        text: str,
        ground: Pixels,
        *,
        first: int = 0,
        last: int | None = None,
        others: Sequence[TextLine] = (),
    ) -> Pixels:
        """See `TextWriter.write`."""
        end = len(line.text) if last is None else last
        words = cased(" ".join(text.split()), line.text[first:end])
        self._faces.check(words)
        window = self.reads(line, pixels.shape[1], pixels.shape[0])
        near = line.shift(-window.left, -window.top)
        out = to_rgb(ground).copy()
        beside = [other.shift(-window.left, -window.top) for other in others]
        flat = lay_flat(to_rgb(pixels)[window.slices], near, beside=BESIDE, others=beside)
        out[window.slices] = self._written(
            to_rgb(pixels)[window.slices], near, flat, words, out[window.slices], first, end
        )
        return out

    def reads(self, line: TextLine, width: int, height: int) -> Box:
        """See `LocalTextWriter.reads`."""
        return window_of(line, width, height, BESIDE + 1)

    def _written(
        self, pixels: Pixels, line: TextLine, flat: Flat, words: str, ground: Pixels, first: int, last: int
    ) -> Pixels:
        ink = separate(flat)
        if not ink.legible:
            raise Undrawable(f"the strokes of {line.text!r} do not stand out enough to write like them")
        flat, ink, style = self._aligned(pixels, line, flat, ink, self._style(line, ink, flat))
        soft = self._softness(line, ink, style)
        spot = _spot(line, first, last, flat, ink)
        color = self._full(line, ink, style, soft)
        drawn, style = self._fitting(words, style, spot)
        left = spot.left(drawn.ink.shape[1] * style.wide)
        height, width = pixels.shape[:2]
        alpha = _laid(drawn, style, left, flat, width, height, soft)
        return _inked(ground, alpha, flat.colors_back(color, width, height))

    def _style(self, line: TextLine, ink: Ink, flat: Flat) -> Style:
        return self._faces.fit(line.text, ink.alpha, _extent(ink.alpha), OPTICS * flat.scale)

    def _aligned(self, pixels: Pixels, line: TextLine, flat: Flat, ink: Ink, style: Style) -> tuple[Flat, Ink, Style]:
        """Laid flat anew along the letters, where the reader's box is turned or slanted against them (ECC, Evangelidis
        and Psarakis, PAMI 2008)."""
        old = self._old_words(line, ink, style, 1.0)
        lean = _lean(old, ink.alpha)
        if lean is None:
            return flat, ink, style
        turned = flat.leant(lean, pixels)
        again = separate(turned)
        if not again.legible:
            return flat, ink, style
        closer = self._style(line, again, turned)
        return (turned, again, closer) if closer.fit > style.fit + 0.01 else (flat, ink, style)

    def _old_words(self, line: TextLine, ink: Ink, style: Style, soft: float) -> Floats:
        """The old words as the style draws them, on the flat line."""
        import cv2

        drawn = self._faces.draw(line.text, style.font, style.tracking)
        place = _placing(drawn, style, _extent(ink.alpha).left)
        size = (ink.alpha.shape[1], ink.alpha.shape[0])
        out = cv2.warpPerspective(_presoftened(drawn.ink, style), place, size, flags=cv2.INTER_LINEAR)
        return np.asarray(cv2.GaussianBlur(out, (0, 0), soft), np.float32)

    def _softness(self, line: TextLine, ink: Ink, style: Style) -> float:
        """The blur with which the edges of the old words, drawn, are as wide as they are in the picture."""
        box = _extent(ink.alpha)
        wide, most = _fading(ink.alpha[box.slices]), _softest(ink.alpha[box.slices])
        tried = [soft for soft in SOFTNESS if soft <= max(most, SOFTNESS[0])]
        return min(tried, key=lambda soft: abs(_fading(self._old_words(line, ink, style, soft)[box.slices]) - wide))

    def _full(self, line: TextLine, ink: Ink, style: Style, soft: float) -> Floats:
        """The colour of ink where strokes are wide: thin ones never show it whole."""
        drawn = self._old_words(line, ink, style, soft)
        shown = float(np.percentile(drawn[drawn > 0.4], THIN)) if (drawn > 0.4).any() else 1.0
        return np.asarray(np.clip(ink.ground + (ink.color - ink.ground) * min(MOST, 1 / shown), 0, 255), np.float32)

    def _fitting(self, words: str, style: Style, spot: _Spot) -> tuple[Drawn, Style]:
        """The words drawn, narrower and then smaller where there is too little room."""
        drawn = self._faces.draw(words, style.font, style.tracking)
        squeeze = min(1.0, (spot.east - spot.west) / max(1.0, drawn.ink.shape[1] * style.wide))
        if squeeze < CONDENSED * SMALLEST:
            raise Undrawable(f"{words!r} is too long for the place of the old words")
        smaller = min(1.0, squeeze / CONDENSED)
        lifted = style.baseline
        if spot.middle is not None:
            lifted -= (1 - smaller) * style.tall * _capital(self._faces, style) / 2
        return drawn, replace(style, wide=style.wide * squeeze, tall=style.tall * smaller, baseline=lifted)


def _capital(faces: Typefaces, style: Style) -> float:
    """Height of a capital in drawn pixels."""
    return float(np.count_nonzero(faces.draw("H", style.font).ink.max(axis=1) > 0.5))


def _extent(alpha: Floats) -> Box:
    """The box of what is mostly ink."""
    rows, columns = np.flatnonzero((alpha > 0.5).any(axis=1)), np.flatnonzero((alpha > 0.5).any(axis=0))
    if not rows.size:
        return Box.of_size(alpha.shape[1], alpha.shape[0])
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _placing(drawn: Drawn, style: Style, left: float) -> NDArray[np.float64]:
    """From drawn pixels to the flat line."""
    top = style.baseline - drawn.baseline * style.tall
    dx, dy = left + (style.wide - 1) / 2, top + (style.tall - 1) / 2
    return np.array([[style.wide, 0, dx], [0, style.tall, dy], [0, 0, 1]], np.float64)


def _presoftened(ink: Floats, style: Style, further: float = 1.0) -> Floats:
    """Blurred as much as it will be reduced, so that thin strokes do not break."""
    import cv2

    sigmas = [max(0.0, 0.45 * (1 / (scale * further) - 1)) for scale in (style.wide, style.tall)]
    if max(sigmas) < 0.2:
        return ink
    padded = cv2.copyMakeBorder(ink, 0, 0, 0, 0, cv2.BORDER_CONSTANT)
    return np.asarray(
        cv2.GaussianBlur(
            padded, (0, 0), max(0.01, sigmas[0]), sigmaY=max(0.01, sigmas[1]), borderType=cv2.BORDER_CONSTANT
        )
    )


def _laid(drawn: Drawn, style: Style, left: float, flat: Flat, width: int, height: int, soft: float) -> Floats:
    """How much of each pixel of the picture (H×W) the new words cover."""
    import cv2

    pad = ROOM
    ink = cv2.copyMakeBorder(drawn.ink, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    sigma = (soft / style.wide, soft / style.tall)
    ink = cv2.GaussianBlur(ink, (0, 0), max(0.01, sigma[0]), sigmaY=max(0.01, sigma[1]))
    moved = _placing(drawn, style, left) @ np.array([[1, 0, -pad], [0, 1, -pad], [0, 0, 1]], np.float64)
    into = np.linalg.inv(flat.turn) @ moved
    out = cv2.warpPerspective(ink, into, (width, height), flags=cv2.INTER_LINEAR)
    return np.asarray(np.clip(out, 0, 1), np.float32)


def _lean(drawn: Floats, alpha: Floats) -> NDArray[np.float64] | None:
    """The affine map from where letters are drawn to where they are; None where none is found or it is a large one."""
    import cv2

    start = np.eye(2, 3, dtype=np.float32)
    steps = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)
    try:
        _, found = cv2.findTransformECC(
            cv2.GaussianBlur(drawn, (0, 0), 2), cv2.GaussianBlur(alpha, (0, 0), 2), start, cv2.MOTION_AFFINE, steps
        )
    except cv2.error:
        return None
    whole = np.vstack([found, [0, 0, 1]]).astype(np.float64)
    slanted = abs(whole[0, 1]) + abs(whole[1, 0])
    return whole if slanted < 0.5 and 0.7 < np.linalg.det(whole) < 1.4 else None


def _spot(line: TextLine, first: int, last: int, flat: Flat, ink: Ink) -> _Spot:
    """Whole lines keep their middle, a part its beginning; both may grow into even ground, a part not into what stands
    beside it."""
    extent = _extent(ink.alpha)
    margin = MARGIN * flat.inner.height
    west, east = _free(flat, ink, extent) if ink.even else (0.0, float(flat.pixels.shape[1]))
    west, east = min(west + margin, float(extent.left)), max(east - margin, float(extent.right))
    if first <= 0 and last >= len(line.text):
        return _Spot(west, east, extent.left, (extent.left + extent.right) / 2)
    left, right = span_of(line, first, last, ink, flat)
    filled = np.flatnonzero((ink.alpha[:, left:right] > 0.5).any(axis=0))
    begin, end = (left + filled[0], left + filled[-1] + 1) if filled.size else (left, right)
    return _Spot(west if first <= 0 else begin, east if last >= len(line.text) else end, begin, None)


def _free(flat: Flat, ink: Ink, extent: Box) -> tuple[float, float]:
    """How far the even ground goes on to the left and right of the words."""
    known = np.clip(np.arange(flat.pixels.shape[1]), flat.inner.left, flat.inner.right - 1)
    rows = slice(extent.top, extent.bottom)
    off = np.linalg.norm(flat.pixels[rows] - ink.ground[rows][:, known], axis=2) > max(15.0, 3 * ink.unrest)
    busy = off.mean(axis=0) > CLEAR
    before, after = np.flatnonzero(busy[: max(0, extent.left - 2)]), np.flatnonzero(busy[extent.right + 2 :])
    west = float(before[-1] + 1) if before.size else 0.0
    east = float(extent.right + 2 + after[0]) if after.size else float(busy.size)
    return west, east


def _inked(ground: Pixels, alpha: Floats, color: Floats) -> Pixels:
    """The ink over the ground, mixed as light is, with the ground's grain on it."""
    import cv2

    where = alpha > 1 / 512
    if not where.any():
        return ground.copy()
    base = to_rgb(ground).astype(np.float32)
    grain = base - cv2.GaussianBlur(base, (0, 0), 1.5)
    limit = 2 * float(np.median(np.abs(grain[where]))) + 2
    ink = levels_of(color + np.clip(grain, -limit, limit))
    share = alpha[..., None]
    mixed = from_linear((1 - share) * to_linear(ground) + share * to_linear(ink))
    out = ground.copy()
    out[where] = mixed[where]
    return out


def _fading(alpha: Floats) -> float:
    """The share of pixels that are neither ink nor ground, for each that is ink."""
    return float(((alpha > 0.15) & (alpha < 0.85)).sum()) / max(1.0, float((alpha >= 0.5).sum()))


def _softest(alpha: Floats) -> float:
    """The largest sigma, in flat pixels, of a blur that leaves edges as steep as the steepest of these (painted letters
    have pale rims, which are no blur)."""
    import cv2

    steep = np.hypot(cv2.Sobel(alpha, cv2.CV_32F, 1, 0), cv2.Sobel(alpha, cv2.CV_32F, 0, 1)) / 8
    steepest = float(np.percentile(steep, STEEP)) if steep.size else 0.0
    return 1 / (2.5 * steepest) + SLACK if steepest > 0 else SOFTNESS[-1]


def load(context: Any) -> Lettering:
    """The fonts of `context.weights`, opened when words are written."""
    return Lettering([context.weights[name] for name in context.weights])
