"""The picture as it is sent to a model that sees: made smaller, encoded anew, with nothing of the file in it."""

from __future__ import annotations

import base64
import io
from typing import Any

from ....scene.image import Pixels

LONGEST_SIDE = 1024
QUALITY = 85


def picture_blocks(pixels: Pixels) -> list[dict[str, Any]]:
    """Content blocks with a JPEG of the pixels (H×W×3|4 uint8) and its size; no metadata goes along, and what is
    transparent is white: colours that nobody sees stay here."""
    from PIL import Image

    image = Image.fromarray(pixels)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    data = base64.b64encode(file.getvalue()).decode("ascii")
    told = f"The picture, made smaller to {image.width}×{image.height}; boxes are in pixels of its full size:"
    return [{"type": "text", "text": told}, {"type": "image", "base64": data, "mime_type": "image/jpeg"}]
