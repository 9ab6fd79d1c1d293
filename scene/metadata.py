"""What of a photo's metadata goes on to the edited picture: the camera and the date, not the place or a preview."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import numpy as np
from PIL import Image, JpegImagePlugin
from pydantic import BaseModel, ConfigDict, Field

from .container import BROKEN, quiet

KEPT = (269, 270, 271, 272, 282, 283, 285, 296, 305, 306, 315, 316, 18246, 18249, 33432, *range(0x9C9B, 0x9CA0))
"""Names of document and page, description, maker, model, resolution (and unit), software, date, artist, computer,
rating, copyright, and Windows' title, comment, author, keywords and subject."""

ORIENTATION, DETAILS, GPS, MAKER_NOTE = 0x0112, 0x8769, 0x8825, 0x927C
STALE = (MAKER_NOTE, 0xA002, 0xA003, 0xA005, DETAILS, GPS)
"""Of the details: maker's notes (they hold previews of the unedited photo, and places), sizes, pointers."""
FIRST_DETAIL = 0x829A
"""The lowest number that EXIF gives a detail (the exposure time). Those of places are far below."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns pixels upright, by EXIF's number for how they lie."""
QUARTER_TURNED = (5, 6, 7, 8)

_ODD = (*BROKEN, AttributeError)
"""What Pillow raises on EXIF whose values are of other types than their tags'."""


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


def read_exif(image: Image.Image) -> tuple[Image.Exif, tuple[str, ...]]:
    """EXIF of a picture, and a note where it cannot be read: a photo is no worse for that."""
    try:
        with quiet():
            exif = image.getexif()
            exif.get_ifd(DETAILS)
            return exif, ()
    except _ODD:
        return Image.Exif(), ("its EXIF could not be read and was left out",)


def orientation(exif: Image.Exif) -> int:
    """1…8; anything else counts as upright."""
    value = exif.get(ORIENTATION, 1)
    return value if isinstance(value, int) and value in UPRIGHT else 1


def clean_exif(exif: Image.Exif) -> tuple[str | None, tuple[str, ...]]:
    """The part worth keeping as base64 of EXIF bytes (None: nothing), and notes of what was left out.

    The place (GPS), embedded previews, maker's notes and the orientation (already applied) do not go on.
    """
    kept = Image.Exif()
    kept.update({tag: exif[tag] for tag in KEPT if _is_plain(exif.get(tag)) and _can_be_written(tag, exif[tag])})
    there = exif.get_ifd(DETAILS)
    details = {tag: value for tag, value in there.items() if _goes_on(tag, value)}
    if details:
        kept.get_ifd(DETAILS).update(details)
    notes = ("the place where it was taken (GPS) was left out",) if GPS in exif else ()
    if MAKER_NOTE in there:
        notes = (*notes, "its maker's notes (they may hold the place and a preview) were left out")
    return (b64encode(kept.tobytes()).decode() if len(kept) or details else None), notes


def _goes_on(tag: int, value: Any) -> bool:
    return tag >= FIRST_DETAIL and tag not in STALE and _is_plain(value) and _can_be_written(tag, value)


def _can_be_written(tag: int, value: Any) -> bool:
    """Alone: one value that EXIF cannot hold must not take the others with it."""
    alone = Image.Exif()
    alone[tag] = value
    try:
        with quiet():
            alone.tobytes()
    except _ODD:
        return False
    return True


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
