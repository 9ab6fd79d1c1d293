"""What lies in the store under the hash of its contents: what holds anything else is damaged, whatever it holds."""

import io
import multiprocessing
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.errors import Damaged, SessionError
from scenewright.agent.sessions.blobs import Blobs
from scenewright.scene.image import Pixels

PHOTO = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
ALPHA = np.arange(4 * 6, dtype=np.uint8).reshape(4, 6)


def encoded(values: np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(values).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk after its pixels."""
    return encoded(PHOTO)[:-12] + chunk(kind, data) + chunk(b"IEND", b"")


def vast(side: int) -> bytes:
    """A PNG that says it is as large as that."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


FOREIGN = {
    "another picture": encoded(PHOTO[::-1].copy()),
    "another alpha": encoded(ALPHA[::-1].copy()),
    "two channels": encoded(np.stack([ALPHA, ALPHA], axis=2)),
    "the same pixels, not as PNG": encoded(PHOTO, "WEBP", lossless=True),
    "the same alpha, not as PNG": encoded(ALPHA, "BMP"),
    "half a PNG": encoded(PHOTO)[:40],
    "a PNG without its pixels": encoded(PHOTO).partition(b"IDAT")[0][:-4],
    "a PNG cut off in its pixels": encoded(PHOTO)[:-30],
    "a header of half its length": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0\0\0\1"),
    "a profile that ends after its name": with_chunk(b"iCCP", b"a\0"),
    "a gamma that is no number": with_chunk(b"gAMA", b""),
    "more pixels than any memory holds": vast(60_000),
    "more pixels than Pillow likes": vast(10_000),
    "nothing": b"",
    "no picture": b"words",
}


def kept_picture(blobs: Blobs) -> tuple[str, Callable[[str], Pixels]]:
    return blobs.put(PHOTO).id, Blobs(blobs.root).get_pixels


def kept_alpha(blobs: Blobs) -> tuple[str, Callable[[str], Pixels]]:
    return blobs.put_gray(ALPHA), Blobs(blobs.root).get_gray


@pytest.mark.parametrize("keep", [kept_picture, kept_alpha])
@pytest.mark.parametrize("holds", FOREIGN)
@pytest.mark.filterwarnings("error")
def test_a_file_that_holds_anything_else_is_damaged(
    tmp_path: Path, keep: Callable[[Blobs], tuple[str, Callable[[str], Pixels]]], holds: str
) -> None:
    id, read = keep(Blobs(tmp_path / "blobs"))
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(FOREIGN[holds])
    with pytest.raises(Damaged, match="restore the file from a copy or delete it"):
        read(id)


@pytest.mark.parametrize("tail", ["", "/../x", "\n", "0"])
def test_an_id_is_sixty_four_digits_and_no_more(tmp_path: Path, tail: str) -> None:
    blobs = Blobs(tmp_path / "blobs")
    with pytest.raises(KeyError, match="64 hexadecimal digits" if tail else "was never stored"):
        blobs.get_bytes("sha256:" + "0" * 64 + tail)


def test_want_of_memory_is_not_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    id, read = kept_picture(Blobs(tmp_path / "blobs"))

    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Image, "open", no_memory)
    with pytest.raises(MemoryError):
        read(id)


@pytest.mark.parametrize("put", [lambda blobs: blobs.put(PHOTO), lambda blobs: blobs.put_bytes(b"words")])
def test_putting_again_writes_nothing(tmp_path: Path, put: Callable[[Blobs], object]) -> None:
    blobs = Blobs(tmp_path / "blobs")
    put(blobs)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    before = file.stat().st_ino
    put(Blobs(blobs.root))
    assert file.stat().st_ino == before


def put_on_a_full_disk(root: Path) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        Blobs(root).put_bytes(bytes(5000))
    except (OSError, SessionError):
        os._exit(3)


def test_what_could_not_be_written_whole_has_no_name(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    blobs = Blobs(tmp_path / "blobs")
    writer = multiprocessing.get_context("fork").Process(target=put_on_a_full_disk, args=(blobs.root,))
    writer.start()
    writer.join()
    assert writer.exitcode == 3
    assert list(blobs.files()) == []


@pytest.mark.parametrize("values", [PHOTO, ALPHA.astype(np.float32), ALPHA[:0]], ids=["colour", "floats", "empty"])
def test_an_alpha_is_one_channel_of_bytes(tmp_path: Path, values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="one channel is a uint8 array"):
        Blobs(tmp_path / "blobs").put_gray(values)
