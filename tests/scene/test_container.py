"""What is looked at before anything is decoded; and what a decoder raises is a refusal, whichever error it is."""

from __future__ import annotations

import os
import struct
import sys
import warnings
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from scenewright.scene.container import MOST_SCANS, BadPhoto, Limits, NoDecoder, open_image, read_file

RAISED = [
    OSError("short"),
    RuntimeError("short"),
    ValueError("short"),
    SyntaxError("short"),
    EOFError("short"),
    ZeroDivisionError("short"),
    OverflowError("short"),
    AssertionError("short"),
    struct.error("short"),
    zlib.error("short"),
    IndexError("short"),
    TypeError("short"),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_whatever_a_decoder_raises_the_photo_is_refused(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which it raises on which damage changes with its versions: no file has each of them."""

    def give_up(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(Image, "open", give_up)
    with pytest.raises(BadPhoto, match=r"photo\.png is damaged \(short\); try another copy"):
        open_image("photo.png", b"anything", Limits())


@pytest.mark.parametrize(
    ("error", "told"), [(EOFError(), "EOFError"), (OSError("two\nlines  of\ttext"), "two lines of text")]
)
def test_why_it_gave_up_is_told_in_one_line(error: Exception, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(Image, "open", give_up)
    with pytest.raises(BadPhoto, match=rf"damaged \({told}\);"):
        open_image("photo.png", b"anything", Limits())


def test_a_photo_that_is_too_much_for_the_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*arguments: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Image, "open", give_up)
    with pytest.raises(BadPhoto, match=r"photo\.png is damaged \(there is not enough memory for it\)"):
        open_image("photo.png", b"anything", Limits())


@pytest.mark.parametrize(("length", "came"), [(0, "it is empty"), (5, "it is longer")])
def test_the_length_of_a_file_is_judged(length: int, came: str) -> None:
    with pytest.raises(BadPhoto, match=f"a photo of 1 to 4 bytes is needed, but the given data: {came}"):
        read_file(bytes(length), Limits(bytes=4))
    assert read_file(bytes(4), Limits(bytes=4)) == ("the given data", bytes(4))


def test_only_in_a_jpeg_the_mark_of_a_scan_is_one() -> None:
    text, file = PngImagePlugin.PngInfo(), BytesIO()
    text.add_text("Comment", "\xff\xda" * 1000)
    Image.new("RGB", (3, 2)).save(file, "PNG", pnginfo=text)
    assert file.getvalue().count(b"\xff\xda") == 1000
    assert open_image("photo.png", file.getvalue(), Limits()).size == (3, 2)


def test_more_passes_than_any_jpeg_has() -> None:
    with pytest.raises(BadPhoto, match="far more passes than any"):
        open_image("photo.jpg", b"\xff\xd8" + b"\xff\xda" * (MOST_SCANS + 1), Limits())
    with pytest.raises(BadPhoto, match="is damaged"):
        open_image("photo.jpg", b"\xff\xd8" + b"\xff\xda" * MOST_SCANS, Limits())


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF", "TIFF", "GIF"])
def test_the_pixels_of_every_format_are_counted(format: str) -> None:
    file = BytesIO()
    Image.new("RGB", (30, 20)).save(file, format)
    assert open_image("photo", file.getvalue(), Limits(pixels=600)).size == (30, 20)
    with pytest.raises(BadPhoto, match=r"at most 0\.000599 megapixels is needed, but photo has 30 × 20"):
        open_image("photo", file.getvalue(), Limits(pixels=599))


def png_of(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """The first parts of a PNG; it has no pixels."""
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    parts = (header, *chunks, (b"IDAT", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )


def test_a_large_photo_within_the_limit_is_opened_and_nobody_is_warned() -> None:
    """Pillow warns of less than we take."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_image("photo.png", png_of(10_000, 11_000), Limits()).size == (10_000, 11_000)


@pytest.mark.parametrize("texts", [[90_000_000], [1_000_000] * 90], ids=["one", "many"])
def test_more_text_than_any_photo(texts: list[int]) -> None:
    chunks = [(b"zTXt", b"k\0\0" + zlib.compress(bytes(length))) for length in texts]
    with pytest.raises(BadPhoto, match=r"damaged \(it holds more text than any photo\)"):
        open_image("photo.png", png_of(3, 3, *chunks), Limits())


def test_without_its_decoder_heic_is_no_damaged_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(NoDecoder, match="HEIC needs a decoder that is not installed"):
        open_image("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Limits())


def test_a_file_that_cannot_be_read_is_named_shortly(tmp_path: Path) -> None:
    name = "m" * 200
    (tmp_path / name).symlink_to("/proc/self/mem")
    with pytest.raises(BadPhoto, match=r"^m{80} cannot be read: Input/output error; check its name and permissions$"):
        read_file(tmp_path / name, Limits())


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "photo.png")
    with pytest.raises(BadPhoto, match="is a device or a pipe"):
        read_file(tmp_path / "photo.png", Limits())


def test_no_more_of_a_file_is_read_than_a_photo_may_have(tmp_path: Path) -> None:
    with (tmp_path / "photo.png").open("wb") as sparse:
        sparse.truncate(10**12)
    with pytest.raises(BadPhoto, match=r"1 to 4 bytes is needed, but photo\.png: it is longer"):
        read_file(tmp_path / "photo.png", Limits(bytes=4))
