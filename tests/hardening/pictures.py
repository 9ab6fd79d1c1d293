"""Pictures made by hand, as files in every format that is read."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

from scenewright.scene.image import Pixels

PHOTO: Pixels = np.ascontiguousarray(data.astronaut()[40:200:2, 130:330:2])
"""80×100 of a face."""
FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "GIF", "HEIC")
ORIENTATION, MAKE, GPS, DETAILS, TAKEN, MAKER_NOTE, COMMENT = 0x0112, 271, 0x8825, 0x8769, 0x9003, 0x927C, 0x9286


def encoded(format: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """`image` (default: the face) as a file."""
    out, image = BytesIO(), image or Image.fromarray(PHOTO)
    if format == "HEIC":
        import pillow_heif

        pillow_heif.from_pillow(image).save(out, **options)
    else:
        image.save(out, format, **options)
    return out.getvalue()


def exif(orientation: int = 1, **text: str) -> bytes:
    """With a maker, a date, a comment, a place and a maker's note that holds a preview."""
    made = Image.Exif()
    made[ORIENTATION], made[MAKE] = orientation, text.get("make", "Acme")
    made.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 30.0), 27: b"GPSPLACE"})
    details = {TAKEN: "2026:01:02 03:04:05", MAKER_NOTE: b"a preview of the unedited photo"}
    made.get_ifd(DETAILS).update({**details, COMMENT: b"ASCII\0\0\0" + text.get("comment", "a comment").encode()})
    return made.tobytes()


def raw_exif(*entries: tuple[int, int, int, int], then: int = 0, tail: bytes = b"") -> bytes:
    """EXIF of one directory by hand: (tag, type, count, value or offset) each, big-endian."""
    body = b"".join(struct.pack(">HHII", *entry) for entry in entries)
    return b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + body + struct.pack(">I", then) + tail


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *chunks: bytes, body: bytes = bytes(1000), bits: int = 8, kind: int = 2) -> bytes:
    """A PNG by hand; its pixels (`kind` 0 is grey, 2 RGB) are whatever `body` is."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(body))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data + chunk(b"IEND", b"")
