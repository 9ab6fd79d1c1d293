"""Contact sheets of answers: the photo, what is right, what came of it, and words; for people to look at."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ...scene.geometry import Box
from ...scene.image import Pixels
from .writing import licences

WIDE, LINE, GAP = 300, 13, 6
"""Pixels: of a picture, of a line of words, between pictures."""
QUALITY, COLORS = 72, 128
"""Of WebP and JPEG; of PNG, which keeps a sheet small by a palette."""
PLAIN = str.maketrans("–−", "--")
"""Letters that Pillow's own font lacks."""


@dataclass(frozen=True, eq=False, slots=True)
class Strip:
    """Pictures side by side under words."""

    words: str
    pictures: tuple[Pixels, ...]


def write(strips: Sequence[Strip], photos: Iterable[str], path: Path) -> Path:
    """A sheet (PNG, WebP or JPEG by its name), with the licences of its photos at the foot."""
    rows = [_row(strip) for strip in strips]
    told = "; ".join(f"{name}: {one['licence']}" for name, one in licences(set(photos)).items())
    width = max(row.width for row in rows)
    rows.append(_words(f"Photos and cut-outs: {told}", width))
    sheet = Image.new("RGB", (width, sum(row.height + GAP for row in rows)), "white")
    top = 0
    for row in rows:
        sheet.paste(row, (0, top))
        top += row.height + GAP
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".png":
        sheet.quantize(COLORS).save(path, optimize=True)
    else:
        sheet.save(path, quality=QUALITY)
    return path


def cropped(pixels: Pixels, box: Box, about: float = 1.2) -> Pixels:
    """The part of a picture around a box."""
    part = box.pad(round(about * box.width / 2), round(about * box.height / 2))
    return np.ascontiguousarray(pixels[part.clamp(pixels.shape[1], pixels.shape[0]).slices])


def _row(strip: Strip) -> Image.Image:
    small = [_small(pixels) for pixels in strip.pictures]
    width = sum(one.width for one in small) + GAP * (len(small) - 1)
    words = _words(strip.words, max(width, WIDE))
    row = Image.new("RGB", (max(width, WIDE), words.height + max(one.height for one in small)), "white")
    row.paste(words, (0, 0))
    left = 0
    for one in small:
        row.paste(one, (left, words.height))
        left += one.width + GAP
    return row


def _small(pixels: Pixels) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return image.resize((WIDE, max(1, round(image.height * WIDE / image.width))), Image.Resampling.LANCZOS)


def _words(text: str, width: int) -> Image.Image:
    lines = textwrap.wrap(text.translate(PLAIN), max(20, width // 6)) or [""]
    out = Image.new("RGB", (width, LINE * len(lines) + 3), "white")
    for number, line in enumerate(lines):
        ImageDraw.Draw(out).text((0, LINE * number), line, fill="black")
    return out
