"""What Pillow does not tell of a PNG: the chunk that names its colours, and whether all of its pixels are there."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

_SIGNATURE = 8
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""By the colour type of the header."""
_AT_ONCE = ((0, 0, 1, 1),)
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""The passes of an interlaced picture: first column and row, and steps."""
_PIECE = 2**20


def chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """The chunks of a PNG that are whole, each with its kind."""
    at, view = _SIGNATURE, memoryview(data)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            return
        yield kind, view[at + 8 : at + 8 + length]
        at += 12 + length


def chunk_of(data: bytes, wanted: bytes) -> bytes | None:
    """The first chunk of a kind that stands before the pixels."""
    for kind, content in chunks(data):
        if kind == b"IDAT":
            return None
        if kind == wanted:
            return bytes(content)
    return None


def check_whole(image: Image.Image, data: bytes) -> None:
    """OSError where the pixels of a loaded PNG end before its last row: Pillow leaves what is missing black.

    They are counted only where a row at the end is wholly black (and clear), so that most photos are read once.
    """
    rows = (image.crop((0, row, image.width, row + 1)) for row in range(max(0, image.height - 2), image.height))
    if all(row.getbbox(alpha_only=False) for row in rows):
        return
    needed, came = _bytes_needed(data), _bytes_there(data)
    if came < needed:
        raise OSError(f"its pixels end after {came:,} of {needed:,} bytes")


def _bytes_needed(data: bytes) -> int:
    width, height, bits, kind, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, _SIGNATURE + 8)
    total = 0
    for left, top, across, down in _ADAM7 if interlaced else _AT_ONCE:
        columns, rows = -((left - width) // across), -((top - height) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits * _CHANNELS[kind] + 7) // 8)
    return total


def _bytes_there(data: bytes) -> int:
    stream, total = zlib.decompressobj(), 0
    for kind, content in chunks(data):
        given = bytes(content) if kind == b"IDAT" else b""
        while given and not stream.eof:
            total += len(stream.decompress(given, _PIECE))
            given = stream.unconsumed_tail
    return total
