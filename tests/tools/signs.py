"""Drawn signs whose truth is known."""

from __future__ import annotations

import numpy as np

from scenewright.scene.image import Pixels
from scenewright.tools.ports import TextLine

INK, PLATE = (180, 20, 20), (235, 228, 200)


def sign(text: str, font: str, size: int = 40, angle: float = 0.0) -> tuple[Pixels, Pixels]:
    """A photo with a plate that says `text`, turned by `angle` degrees, and the same with the plate empty."""
    import cv2
    from PIL import Image, ImageDraw, ImageFont
    from skimage import data

    out = []
    for words in (text, ""):
        plate = Image.new("RGBA", (3 * 340, 3 * 110), (*PLATE, 255))
        face = ImageFont.truetype(font, 3 * size)
        ImageDraw.Draw(plate).text((3 * 170, 3 * 70), words, font=face, fill=(*INK, 255), anchor="ms")
        plate = plate.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
        plate = plate.resize((plate.width // 3, plate.height // 3), Image.Resampling.LANCZOS)
        photo = Image.fromarray(data.coffee()).convert("RGBA")
        photo.alpha_composite(plate, (90, 60))
        seen = cv2.GaussianBlur(np.asarray(photo.convert("RGB")), (0, 0), 0.6).astype(float)
        seen += np.random.default_rng(5).normal(0, 2, seen.shape)
        out.append(np.clip(seen, 0, 255).astype(np.uint8))
    return out[0], out[1]


def only_line(pixels: Pixels, toolbox: object) -> TextLine:
    """The one line that is read in the picture."""
    with toolbox.lease("text_reader") as reader:  # type: ignore[attr-defined]
        (line,) = reader.read(pixels)
    found: TextLine = line
    return found
