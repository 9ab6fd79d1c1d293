"""OpenRaster (.ora, the Krita, GIMP and MyPaint exchange format): a zip of PNG layers and a stack that orders them.

https://www.openraster.org/baseline/: `mimetype` comes first and is stored; `stack.xml` lists the topmost layer first.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

import numpy as np

from .geometry import Box
from .image import Pixels, check_pixels, to_rgba

MIMETYPE = b"image/openraster"
VERSION = "0.0.5"
THUMBNAIL = 256
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """h×w×4 RGBA pixels with their corner at (`left`, `top`); `erases` takes away what lies below by its alpha."""

    name: str
    rgba: Pixels
    left: int = 0
    top: int = 0
    visible: bool = True
    erases: bool = False

    def __post_init__(self) -> None:
        if check_pixels(self.rgba).shape[2] != 4:
            raise ValueError(f"a layer is a picture h×w×4, but got {self.rgba.shape}")

    @property
    def operator(self) -> Literal["svg:src-over", "svg:dst-out"]:
        return "svg:dst-out" if self.erases else "svg:src-over"


def write_openraster(layers: Sequence[Layer], merged: Pixels, xmp: bytes | None = None) -> bytes:
    """The file for layers, from the bottom up, and what they show together (H×W×3|4), which tells `xmp`. The same give
    the same bytes."""
    check_pixels(merged)
    if not layers:
        raise ValueError("an OpenRaster file needs at least one layer")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:

        def add(name: str, data: bytes) -> None:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, data)

        add("mimetype", MIMETYPE)
        add("stack.xml", _stack(layers, merged.shape[1], merged.shape[0]))
        for number, layer in enumerate(layers):
            add(_source(number), _png(layer.rgba))
        add("mergedimage.png", _png(to_rgba(merged), xmp))
        add("Thumbnails/thumbnail.png", _thumbnail(merged))
    return out.getvalue()


def flatten(layers: Sequence[Layer], width: int, height: int) -> Pixels:
    """What visible layers (from the bottom up) show together, H×W×4, in 8 bits with rounding."""
    out = np.zeros((height, width, 4), np.uint8)
    for layer in layers:
        if not layer.visible:
            continue
        box = Box(layer.left, layer.top, layer.left + layer.rgba.shape[1], layer.top + layer.rgba.shape[0])
        inside = box.clamp(width, height)
        if not inside.area:
            continue
        below, above = out[inside.slices], layer.rgba[inside.shift(-layer.left, -layer.top).slices]
        out[inside.slices] = _erased(below, above) if layer.erases else _over(below, above)
    return out


def _erased(below: Pixels, above: Pixels) -> Pixels:
    left = below[..., 3].astype(np.uint16) * (255 - above[..., 3].astype(np.uint16))
    return np.dstack([below[..., :3], ((left + 127) // 255).astype(np.uint8)])


def _over(below: Pixels, above: Pixels) -> Pixels:
    """Porter and Duff's over on straight alpha."""
    a, b = above[..., 3:].astype(np.uint32), below[..., 3:].astype(np.uint32)
    under = b * (255 - a)
    alpha = 255 * a + under
    safe = np.maximum(alpha, 1)
    colours = (above[..., :3] * (255 * a) + below[..., :3] * under + safe // 2) // safe
    return np.concatenate([colours, (alpha + 127) // 255], axis=2).astype(np.uint8)


def _stack(layers: Sequence[Layer], width: int, height: int) -> bytes:
    image = ElementTree.Element("image", {"version": VERSION, "w": str(width), "h": str(height)})
    stack = ElementTree.SubElement(image, "stack")
    for number, layer in reversed(list(enumerate(layers))):
        ElementTree.SubElement(
            stack,
            "layer",
            {
                "name": "".join(letter if letter.isprintable() else "�" for letter in layer.name),
                "src": _source(number),
                "x": str(layer.left),
                "y": str(layer.top),
                "opacity": "1.0",
                "visibility": "visible" if layer.visible else "hidden",
                "composite-op": layer.operator,
            },
        )
    ElementTree.indent(image)
    return bytes(ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True))


def _source(number: int) -> str:
    return f"data/layer{number:03d}.png"


def _png(pixels: Pixels, xmp: bytes | None = None) -> bytes:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    out, told = io.BytesIO(), PngInfo()
    if xmp is not None:
        told.add_itxt("XML:com.adobe.xmp", xmp.decode())
    Image.fromarray(np.ascontiguousarray(pixels)).save(out, "PNG", compress_level=4, pnginfo=told)
    return out.getvalue()


def _thumbnail(merged: Pixels) -> bytes:
    from PIL import Image

    small = Image.fromarray(to_rgba(merged))
    small.thumbnail((THUMBNAIL, THUMBNAIL), reducing_gap=2.0)
    return _png(np.asarray(small))
