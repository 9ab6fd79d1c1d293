"""What a photo says of itself: read with care, and never a reason to refuse it."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from scenewright.scene.codec import open_photo, save_photo

DETAILS, MAKE, TAKEN, VERSION, COMMENT = 0x8769, 271, 0x9003, 0x9000, 0x9286
TEXT, BYTES, SIGNED, FLOAT, LONG_OFFSET = 2, 7, 9, 11, 16


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


def photo_with_details(*details: tuple[int, int, bytes]) -> bytes:
    """A PNG whose EXIF holds these details: (tag, type, bytes), in the order of their tags."""
    at, entries, tail = 26 + 2 + 12 * len(details) + 4, b"", b""
    for tag, kind, value in details:
        short = len(value) <= 4
        entries += struct.pack(">HHI", tag, kind, 1 if kind == FLOAT else len(value))
        entries += value.ljust(4, b"\0") if short else struct.pack(">I", at + len(tail))
        tail += b"" if short else value
    pointer = struct.pack(">HHHII", 1, DETAILS, 4, 1, 26) + bytes(4)
    out = BytesIO()
    directory = struct.pack(">H", len(details)) + entries + bytes(4)
    Image.new("RGB", (8, 6)).save(out, "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08" + pointer + directory + tail)
    return out.getvalue()


@pytest.mark.parametrize(
    "odd",
    [(VERSION, FLOAT, struct.pack(">f", 1.5)), (COMMENT, BYTES, b"a preview of the photo before it was edited " * 100)],
    ids=["a number for words", "far too long"],
)
def test_a_detail_that_cannot_go_on_takes_no_other_along(odd: tuple[int, int, bytes], tmp_path: Path) -> None:
    details = sorted([odd, (TAKEN, TEXT, b"2026:01:02 03:04:05\0")])
    photo = open_photo(photo_with_details(*details))
    save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
    assert Image.open(tmp_path / "out.jpg").getexif().get_ifd(DETAILS) == {TAKEN: "2026:01:02 03:04:05"}
