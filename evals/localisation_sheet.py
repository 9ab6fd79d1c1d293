"""Contact sheets of what instructions were taken to point at: photo, truth, choice and words, for people to look at."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from .localisation import GOOD, Result

HEIGHT = 200
"""Of each picture, in pixels."""

WIDTH = 1280
PER_SHEET = 10
RED, GREEN, YELLOW = (230, 30, 30), (20, 170, 60), (240, 180, 0)


def write(results: Sequence[Result], folder: Path) -> None:
    """`sheet-1.png` … in a folder, ten samples each."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(results), PER_SHEET):
        rows = [_row(result) for result in results[start : start + PER_SHEET]]
        Image.fromarray(np.vstack(rows)).save(folder / f"sheet-{start // PER_SHEET + 1}.png")


def _row(result: Result) -> Pixels:
    from PIL import Image, ImageDraw

    sample = result.sample
    picture: Any = Image.new("RGB", (WIDTH, HEIGHT + 4), "white")
    x = 0
    for pixels in (sample.pixels, _tinted(sample.pixels, sample.truth.array, RED), _chosen(result)):
        small = Image.fromarray(pixels)
        small.thumbnail((300, HEIGHT))
        picture.paste(small, (x, 0))
        x += small.width + 6
    ImageDraw.Draw(picture).multiline_text((x + 4, 2), _words(result), fill="black")
    return np.asarray(picture)


def _chosen(result: Result) -> Pixels:
    if result.mask is None:
        return result.sample.pixels
    color = YELLOW if result.plan.status == "ask" else GREEN
    return _tinted(result.sample.pixels, result.mask.array, color)


def _tinted(pixels: Pixels, mask: NDArray[np.bool_], color: tuple[int, int, int]) -> Pixels:
    out = pixels.copy()
    out[mask] = np.rint(out[mask] * 0.4 + np.array(color) * 0.6).astype(np.uint8)
    return out


def _words(result: Result) -> str:
    asked = result.plan.question.text if result.plan.question else result.plan.rationale
    verdict = "chosen" if result.chosen >= GOOD else "offered" if result.offered >= GOOD else "missed"
    told = [
        f"{result.sample.name}: {verdict}; candidate {result.candidate:.2f}, chosen {result.chosen:.2f}",
        result.sample.text,
        f"{result.plan.status} {result.action} (wanted {result.sample.action}): {asked}",
    ]
    return "\n".join(row for text in told for row in textwrap.wrap(text, 62)[:9])
