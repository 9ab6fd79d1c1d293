"""Files that are small and would become huge, or take forever: refused from their header, within little memory."""

from __future__ import annotations

import gzip
import resource
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from scenewright.scene.codec import BadPhoto, Limits, open_photo

from .pictures import PHOTO, chunk, encoded, png

MEMORY = 1_500_000_000
"""Bytes of address space in which each bomb must be refused: the larger ones would take twenty times as much."""


def gif(width: int, height: int, frame: tuple[int, int] | None = None) -> bytes:
    """A GIF by hand: a screen, and one frame that may be larger than it."""
    inner = frame or (width, height)
    pixels = b"\2\2\x44\1\0"
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, *inner, 0) + pixels
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + image + b"\x3b"


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """A JPEG that says it is larger than it is."""
    at = jpeg.index(b"\xff\xc0")
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


def tiff(width: int, height: int) -> bytes:
    """A TIFF by hand whose one strip is nothing but zeros, deflated."""
    strip = zlib.compress(bytes(10_000_000), 9)
    entries = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 8), (262, 3, 1)]
    entries += [(273, 4, 8 + 2 + 12 * 8 + 4), (278, 4, height), (279, 4, len(strip))]
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + bytes(4) + strip


HUGE = {
    "png": png(60_000, 60_000),
    "png beyond all": png(2**31 - 1, 2**31 - 1),
    "png of 132 megapixels": png(12_000, 11_000),
    "gif": gif(65_535, 65_535),
    "gif whose frame is larger than its screen": gif(1, 1, (60_000, 60_000)),
    "jpeg": with_size(encoded("JPEG"), 65_500, 65_500),
    "tiff": tiff(60_000, 60_000),
    "text of a png": png(3, 3, chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(90_000_000)))),
    "international text of a png": png(3, 3, chunk(b"iTXt", b"k\0\1\0\0\0" + zlib.compress(bytes(90_000_000)))),
    "many texts of a png": png(3, 3, *[chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(1_000_000)))] * 90),
    "profile of a png": png(3, 3, chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(900_000_000)))),
    "svg in gzip": gzip.compress(b"<svg>" + bytes(50_000_000)),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_bomb_is_refused_within_little_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(HUGE[name])
    assert file.stat().st_size < 2_000_000
    script = (
        "import sys; from scenewright.scene.codec import BadPhoto, open_photo\n"
        "try: open_photo(sys.argv[1])\n"
        "except BadPhoto as refused: print(refused)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, file], capture_output=True, text=True, timeout=100, preexec_fn=_little_memory
    )
    assert done.returncode == 0, done.stderr
    assert "photo.png" in done.stdout
    assert "memory" not in done.stdout, "refused before it was tried"


def _little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def test_a_jpeg_of_endless_passes_is_refused() -> None:
    """Each scan is a pass over all pixels: a small file keeps a decoder busy for hours."""
    whole = encoded("JPEG", progressive=True)
    first = whole.index(b"\xff\xda")
    scan = whole[first : whole.index(b"\xff\xda", first + 2)]
    with pytest.raises(BadPhoto, match="far more passes than any"):
        open_photo(whole[:first] + scan * 600 + whole[first:])
    assert open_photo(whole).pixels.shape == PHOTO.shape


@pytest.mark.timeout(60)
def test_of_many_frames_only_the_first_is_looked_at() -> None:
    out = BytesIO()
    with tifffile.TiffWriter(out) as writer:
        for _ in range(20_000):
            writer.write(np.zeros((1, 1), np.uint8))
    assert "it holds several pictures: the first is used" in open_photo(out.getvalue()).notes
    frames = [Image.new("RGB", (2, 2), (number % 256, number // 256, 0)) for number in range(2_000)]
    for format in ("GIF", "WEBP", "PNG"):
        several = encoded(format, frames[0], save_all=True, append_images=frames[1:])
        assert open_photo(several).pixels.shape == (2, 2, 3)


def test_a_tiff_whose_frames_go_in_circles() -> None:
    whole = bytearray(encoded("TIFF"))
    at = struct.unpack_from("<I", whole, 4)[0]
    count = struct.unpack_from("<H", whole, at)[0]
    struct.pack_into("<I", whole, at + 2 + 12 * count, at)
    assert open_photo(bytes(whole)).pixels.shape == PHOTO.shape


def test_the_limits_are_settings_and_the_file_is_not_read_beyond_them(tmp_path: Path) -> None:
    file = tmp_path / "sparse.png"
    with file.open("wb") as sparse:
        sparse.truncate(40_000_000_000)
    with pytest.raises(BadPhoto, match="a photo of 1 to 300,000,000 bytes is needed"):
        open_photo(file)
    with pytest.raises(BadPhoto, match=r"at most 0\.001 megapixels"):
        open_photo(encoded("PNG"), Limits(pixels=1000))
