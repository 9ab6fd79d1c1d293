"""What a photo says of itself: read with care, and never a reason to refuse it."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from PIL import Image

from scenewright.scene.codec import open_photo

DETAILS, MAKE = 0x8769, 271
SIGNED, LONG_OFFSET = 9, 16


def photo_with(kind: int, value: int, tail: bytes = b"") -> bytes:
    """A PNG whose EXIF names its maker and points to its details with a number of this type."""
    entries = struct.pack(">HHI4s", MAKE, 2, 4, b"Acm\0") + struct.pack(">HHII", DETAILS, kind, 1, value)
    directory = struct.pack(">H", 2) + entries + bytes(4)
    out = BytesIO()
    Image.new("RGB", (8, 6)).save(out, "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08" + directory + tail)
    return out.getvalue()


@pytest.mark.parametrize(
    "photo",
    [photo_with(SIGNED, 0xFFFFFFFF), photo_with(LONG_OFFSET, 38, b"\xff" * 8)],
    ids=["before the file", "beyond any file"],
)
def test_details_that_lie_where_nothing_can_lie_are_left_out_with_a_note(photo: bytes) -> None:
    opened = open_photo(photo)
    assert opened.pixels.shape == (6, 8, 3)
    assert opened.notes == ("its EXIF could not be read and was left out",)
    assert opened.source.exif is None
