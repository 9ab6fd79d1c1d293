"""PNGs whose pixels end early, and which of their chunks name something."""

import struct
import zlib

import numpy as np
import pytest

from scenewright.scene.codec import BadPhoto, open_photo
from scenewright.scene.png import chunk_of, chunks

CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(rows: np.ndarray, height: int, kind: int = 2, interlaced: int = 0, piece: int = 1000) -> bytes:
    """`rows` (H×bytes, each with its filter's byte) of a picture that says it has `height` rows, in pieces."""
    width = (rows.shape[1] - 1) // CHANNELS[kind]
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, interlaced))
    body = zlib.compress(rows.tobytes())
    parts = [chunk(b"IDAT", body[at : at + piece]) for at in range(0, len(body), piece)]
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(parts) + chunk(b"IEND", b"")


def noise(height: int, kind: int = 2, width: int = 40) -> np.ndarray:
    rows = np.random.default_rng(0).integers(1, 255, (height, 1 + CHANNELS[kind] * width), np.uint8)
    rows[:, 0] = 0
    return rows


@pytest.mark.parametrize("kind", CHANNELS)
@pytest.mark.parametrize("there", [1, 20, 29])
def test_pixels_that_end_early_but_cleanly_are_damage(kind: int, there: int) -> None:
    with pytest.raises(BadPhoto, match=r"a whole PNG file is needed .its pixels end after"):
        open_photo(png(noise(there, kind), 30, kind))


def test_a_photo_that_is_black_at_its_end_is_whole() -> None:
    rows = noise(30)
    rows[20:] = 0
    assert open_photo(png(rows, 30)).pixels.shape == (30, 40, 3)
    assert not open_photo(png(np.zeros_like(rows), 30)).pixels.any()


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 9), (2, 3), (30, 40), (5, 1)])
def test_a_black_interlaced_photo_is_whole(height: int, width: int) -> None:
    """Its passes, each of rows of their own, counted by the steps of the standard."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    body = bytearray()
    for left, top, across, down in passes:
        columns, rows = len(range(left, width, across)), len(range(top, height, down))
        body += bytes(rows * (1 + 3 * columns) if columns else 0)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1))
    data = chunk(b"IDAT", zlib.compress(bytes(body)))
    photo = b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b"")
    assert open_photo(photo).pixels.shape == (height, width, 3)


def test_a_chunk_that_is_cut_off_is_none() -> None:
    whole = b"\x89PNG\r\n\x1a\n" + chunk(b"abCd", b"one") + chunk(b"efGh", b"two")
    assert [(kind, bytes(content)) for kind, content in chunks(whole)] == [(b"abCd", b"one"), (b"efGh", b"two")]
    assert [kind for kind, _ in chunks(whole[:-1])] == [b"abCd"]


def test_what_stands_behind_the_pixels_names_nothing() -> None:
    start = b"\x89PNG\r\n\x1a\n"
    named, pixels = chunk(b"cICP", b"\x0c\x0d\x00\x01"), chunk(b"IDAT", b"")
    assert chunk_of(start + named + pixels, b"cICP") == b"\x0c\x0d\x00\x01"
    assert chunk_of(start + pixels + named, b"cICP") is None
