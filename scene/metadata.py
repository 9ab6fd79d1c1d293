"""What of a photo's metadata goes on to the edited picture: the camera and the date, not the place or a preview."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import numpy as np
from PIL import Image, JpegImagePlugin
from pydantic import BaseModel, ConfigDict, Field

KEPT = (270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 33432)
"""Description, maker, model, resolution (and unit), software, date, artist, computer, copyright."""

DETAILS = 0x8769
STALE = (0x927C, 0xA002, 0xA003, 0xA005, 0x9286)
"""Of the details: maker's notes (they hold previews of the unedited photo, and places), sizes, pointers, comments."""


class JpegTables(BaseModel):
    """How a JPEG was quantised: 64 numbers a table row by row, and Pillow's number for its chroma subsampling."""

    model_config = ConfigDict(frozen=True)

    tables: tuple[tuple[int, ...], ...] = Field(min_length=1, max_length=4)
    subsampling: int | None = None
    progressive: bool = False

    @classmethod
    def of(cls, image: Image.Image, turned: bool) -> JpegTables | None:
        """Of an opened JPEG (None for anything else); `turned` by a quarter, as its pixels will be."""
        if not isinstance(image, JpegImagePlugin.JpegImageFile) or image.mode not in ("RGB", "L"):
            return None
        tables = [np.array(image.quantization[key]).reshape(8, 8) for key in sorted(image.quantization)]
        sampling = JpegImagePlugin.get_sampling(image) if image.mode == "RGB" else 0
        known = sampling if sampling in (0, 1, 2) else None
        if turned:
            tables, known = [table.T for table in tables], 0 if known == 1 else known
        flat = tuple(tuple(int(n) for n in table.ravel()) for table in tables[:2])
        return cls(tables=flat, subsampling=known, progressive=bool(image.info.get("progressive")))


def clean_exif(exif: Image.Exif) -> tuple[str | None, tuple[str, ...]]:
    """The part worth keeping as base64 of EXIF bytes (None: nothing), and notes of what was left out.

    The place (GPS), embedded previews, maker's notes and the orientation (already applied) do not go on.
    """
    kept = Image.Exif()
    for tag in KEPT:
        if _is_plain(exif.get(tag)):
            kept[tag] = exif[tag]
    details = {tag: value for tag, value in exif.get_ifd(DETAILS).items() if tag not in STALE and _is_plain(value)}
    if details:
        kept.get_ifd(DETAILS).update(details)
    notes = ("the place where it was taken (GPS) was left out",) if exif.get_ifd(0x8825) else ()
    return (b64encode(kept.tobytes()).decode() if len(kept) or details else None), notes


def exif_bytes(text: str) -> bytes:
    """Back from base64."""
    return b64decode(text, validate=True)


def _is_plain(value: Any) -> bool:
    """Small numbers and words; anything long or nested is no business of ours."""
    if isinstance(value, str | bytes):
        return 0 < len(value) < 4096
    if isinstance(value, tuple):
        return len(value) < 64 and all(_is_plain(item) for item in value)
    return value is not None and not isinstance(value, dict | list)
