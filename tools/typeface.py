"""Which typeface a line was written in, and new words laid out in it: found by writing the old words and comparing.

Ink is drawn in the coordinates of a line laid flat (`tools/glyphs.py`), so turn and slant come from there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from .ports import Undrawable

Floats = NDArray[np.float32]
SIZE = 96
"""Pixels per em in which letters are drawn before they are fitted."""
TRACKINGS = (0.0, 0.06, 0.14, 0.25)
"""Space added between letters, in ems, that is tried."""
STRETCH = 0.12
"""What doubling or halving the width of letters costs against their likeness (a correlation)."""
MASS = 0.3
"""What twice or half as much ink costs: a blur changes how letters look, but not how much ink there is."""
LAID = ("R", "AL")
"""Directions of writing that this lays out wrongly."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a line was written."""

    font: Path
    wide: float
    """Pixels of the flat line for one drawn pixel, along the line …"""
    tall: float
    """… and across it."""
    baseline: float
    """Row of the flat line on which the letters stand."""
    tracking: float
    likeness: float
    """Correlation of the old words drawn so with what is there."""
    mass: float
    """How many times as much ink is there as is drawn."""

    @property
    def fit(self) -> float:
        """How well it fits, all in all."""
        return self.likeness - STRETCH * abs(log2(self.wide / self.tall)) - MASS * abs(log2(self.mass))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Words drawn at `SIZE`: how much of each pixel is ink (h×w, 0…1)."""

    ink: Floats
    baseline: int
    """Its row."""


class Typefaces:
    """Fonts on disk, opened when they are first needed."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        self._open: dict[Path, Any] = {}

    def font(self, path: Path) -> Any:
        if path not in self._open:
            from PIL import ImageFont

            self._open[path] = ImageFont.truetype(str(path), SIZE, layout_engine=ImageFont.Layout.BASIC)
        return self._open[path]

    def check(self, text: str) -> None:
        """Raise Undrawable unless every character has a letter here, and runs from left to right."""
        backwards = sorted({sign for sign in text if unicodedata.bidirectional(sign) in LAID})
        if backwards:
            raise Undrawable(f"{''.join(backwards)!r} is written from right to left, which cannot be laid out here")
        font = self.font(self.paths[0])
        unknown = bytes(font.getmask("\uffff"))
        lacking = sorted({sign for sign in text if not sign.isspace() and _missing(font, sign, unknown)})
        if lacking:
            raise Undrawable(
                f"there are no letters for {''.join(lacking)!r}: Latin, Greek and Cyrillic letters can be written here"
            )

    def draw(self, text: str, path: Path, tracking: float = 0.0) -> Drawn:
        """The words without empty columns at their ends."""
        from PIL import Image, ImageDraw

        font = self.font(path)
        step = tracking * SIZE
        width = int(font.getlength(text) + step * len(text) + 2 * SIZE)
        picture = Image.new("L", (width, 2 * SIZE), 0)
        draw = ImageDraw.Draw(picture)
        if not tracking:
            draw.text((SIZE, 1.4 * SIZE), text, font=font, fill=255, anchor="ls")
        else:
            for index, sign in enumerate(text):
                x = SIZE + font.getlength(text[: index + 1]) - font.getlength(sign) + step * index
                draw.text((x, 1.4 * SIZE), sign, font=font, fill=255, anchor="ls")
        ink = np.asarray(np.asarray(picture, np.float32) / 255, np.float32)
        columns = np.flatnonzero(ink.max(axis=0) > 0)
        return Drawn(ink[:, columns[0] : columns[-1] + 1] if columns.size else ink[:, :1], round(1.4 * SIZE))

    def fit(self, text: str, alpha: Floats, box: Box, soft: float = 0.0) -> Style:
        """The face, proportions and spacing in which `text` looks most like the ink in `box` of `alpha` (h×w), blurred
        by `soft` (a sigma in pixels) as pictures blur it."""
        part = alpha[box.slices]
        tried = [
            self._fitted(text, path, tracking, part, box, soft)
            for path in self.paths
            for tracking in (TRACKINGS if len(text) > 1 else TRACKINGS[:1])
        ]
        return max(tried, key=lambda style: style.fit)

    def _fitted(self, text: str, path: Path, tracking: float, part: Floats, box: Box, soft: float) -> Style:
        import cv2

        drawn = self.draw(text, path, tracking)
        rows = np.flatnonzero(drawn.ink.max(axis=1) > 0.5)
        top, bottom = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, SIZE)
        inked = cv2.resize(drawn.ink[top:bottom], (box.width, box.height), interpolation=cv2.INTER_AREA)
        inked = cv2.GaussianBlur(inked, (0, 0), soft) if soft else inked
        tall = box.height / (bottom - top)
        baseline = box.top + (drawn.baseline - top) * tall
        wide, mass = box.width / drawn.ink.shape[1], float(part.sum() / max(1.0, float(inked.sum())))
        return Style(path, wide, tall, baseline, tracking, _alike(part, inked), max(mass, 1e-3))


def _alike(a: Floats, b: Any) -> float:
    a, b = a - a.mean(), np.asarray(b, np.float32) - np.float32(np.mean(b))
    return float((a * b).sum() / max(1e-6, float(np.sqrt((a * a).sum() * (b * b).sum()))))


def _missing(font: Any, sign: str, unknown: bytes) -> bool:
    """Whether a font shows a character as it shows one that nobody has."""
    return bytes(font.getmask(sign)) == unknown


def cased(text: str, like: str) -> str:
    """`text` in capitals where the words it takes the place of are (two letters at least); a text all in small letters
    gets a capital where they begin with one."""
    letters = [sign for sign in like if sign.isalpha()]
    if len(letters) > 1 and all(sign.isupper() for sign in letters):
        return text.upper()
    if text.islower() and letters and letters[0].isupper():
        return text[:1].upper() + text[1:]
    return text
