"""What is looked at before anything is decoded; and what a decoder raises is a refusal, whichever error it is."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from scenewright.scene.container import BadPhoto, Limits, open_image, read_file

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
