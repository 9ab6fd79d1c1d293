"""Pictures that the doors draw themselves: objects outlined on a photo, a sheet of pictures with captions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..scene.image import Pixels, to_rgb

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    from ..agent.exchange.followed import Followed
    from ..scene.objects import Scene, SceneObject

COLORS = ("#e6194b", "#3cb44b", "#4363d8", "#f58231", "#911eb4", "#008080", "#9a6324", "#800000")
MARGIN = 12
LEGEND = 360
"""Pixels that a picture with a legend is wide at least."""


def overlay(pixels: Pixels, scene: Scene) -> Pixels:
    """H×W×3: the photo with each object's mask tinted, its box outlined and its id written."""
    from PIL import Image, ImageDraw

    image = Image.fromarray(_tinted(to_rgb(pixels), scene))
    draw = ImageDraw.Draw(image)
    for number, thing in enumerate(scene.objects):
        _label(draw, thing, COLORS[number % len(COLORS)], max(12, image.height // 40))
    return np.asarray(image)


def _tinted(pixels: Pixels, scene: Scene) -> Pixels:
    from ..scene.color import to_rgb_tuple
    from ..scene.mask import Mask

    out = pixels.copy()
    for number, thing in enumerate(scene.objects):
        if thing.mask is not None and tuple(thing.mask.size) == pixels.shape[:2]:
            inside = Mask.from_ref(thing.mask).array
            color = np.array(to_rgb_tuple(COLORS[number % len(COLORS)]))
            out[inside] = (0.6 * out[inside] + 0.4 * color).astype(np.uint8)
    return out


def _label(draw: ImageDraw, thing: SceneObject, color: str, size: int) -> None:
    box, font = thing.box, _font(size)
    draw.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), outline=color, width=max(1, size // 8))
    corner = (box.left + 2, max(0, box.top - size - 4) if box.top > size else box.top + 2)
    draw.rectangle(draw.textbbox(corner, thing.id, font=font), fill=color)
    draw.text(corner, thing.id, fill="white", font=font)


def instruction_map(pixels: Pixels, followed: Sequence[Followed]) -> Pixels:
    """H×W×3: the picture in grey, tinted where each instruction was followed, and below it what the colours mean."""
    from PIL import Image

    picture = Image.fromarray(_followed(to_rgb(pixels), followed))
    wide = max(LEGEND, picture.width)
    picture = picture.resize((wide, round(picture.height * wide / picture.width)))
    legend = _legend([f"{one.share:.0%}  {one.text}" for one in followed], wide, max(16, picture.height // 40))
    sheet = Image.new("RGB", (wide, picture.height + legend.height), "white")
    sheet.paste(picture, (0, 0))
    sheet.paste(legend, (0, picture.height))
    return np.asarray(sheet)


def _followed(pixels: Pixels, followed: Sequence[Followed]) -> Pixels:
    from ..scene.color import to_rgb_tuple

    out = np.repeat(pixels.mean(axis=2, keepdims=True), 3, axis=2)
    for number, one in enumerate(followed):
        color = np.array(to_rgb_tuple(COLORS[number % len(COLORS)]))
        out[one.where.array] = 0.5 * out[one.where.array] + 0.5 * color
    return np.rint(out).astype(np.uint8)


def _legend(lines: Sequence[str], width: int, size: int) -> Image:
    """A square of each colour with its words beside it."""
    from PIL import Image, ImageDraw

    font, step = _font(size), round(1.4 * size)
    wrapped = [_wrap(line, font, width - 3 * size - MARGIN) for line in lines]
    legend = Image.new("RGB", (width, sum(map(len, wrapped)) * step + 2 * MARGIN), "white")
    draw, top = ImageDraw.Draw(legend), MARGIN
    for number, words in enumerate(wrapped):
        draw.rectangle((MARGIN, top, MARGIN + size, top + size), fill=COLORS[number % len(COLORS)])
        for word in words:
            draw.text((MARGIN + 2 * size, top), word, fill="black", font=font)
            top += step
    return legend


def contact_sheet(cells: Sequence[tuple[Pixels, str]], width: int = 480, columns: int = 2) -> Pixels:
    """H×W×3: the pictures `width` wide in rows of `columns`, each with its caption below."""
    from PIL import Image

    drawn = [_cell(pixels, caption, width) for pixels, caption in cells]
    rows = [drawn[at : at + columns] for at in range(0, len(drawn), columns)]
    heights = [max(cell.height for cell in row) for row in rows]
    across = min(columns, len(drawn))
    sheet = Image.new("RGB", (across * (width + MARGIN) + MARGIN, sum(heights) + MARGIN * (len(rows) + 1)), "white")
    top = MARGIN
    for row, height in zip(rows, heights, strict=True):
        for column, cell in enumerate(row):
            sheet.paste(cell, (MARGIN + column * (width + MARGIN), top))
        top += height + MARGIN
    return np.asarray(sheet)


def _cell(pixels: Pixels, caption: str, width: int) -> Image:
    from PIL import Image, ImageDraw

    picture = Image.fromarray(to_rgb(pixels))
    picture = picture.resize((width, max(1, round(picture.height * width / picture.width))))
    font = _font(16)
    lines = _wrap(caption, font, width)
    cell = Image.new("RGB", (width, picture.height + 8 + 21 * len(lines)), "white")
    cell.paste(picture, (0, 0))
    ImageDraw.Draw(cell).multiline_text((0, picture.height + 6), "\n".join(lines), fill="black", font=font, spacing=4)
    return cell


def _wrap(text: str, font: FreeTypeFont | ImageFont, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _font(size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)
