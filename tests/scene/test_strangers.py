"""What a file is that is no photo to work on: named in the sentence that refuses it, and no photo is taken for one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image, TiffImagePlugin

from scenewright.scene.codec import BadPhoto, open_photo
from scenewright.scene.strangers import ODD_TIFF, is_heif, stranger

PHOTO = np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)
RAW = "a camera's raw file"


def media(major: bytes, *compatible: bytes) -> bytes:
    """The first box of an ISO media file, and more that is nothing."""
    brands = b"".join(compatible)
    return (16 + len(brands)).to_bytes(4, "big") + b"ftyp" + major + bytes(4) + brands + bytes(64)


def tiff(pixels: np.ndarray, **how: Any) -> bytes:
    out = BytesIO()
    tifffile.imwrite(out, pixels, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0", "a PostScript drawing"),
        (b"<!DOCTYPE svg PUBLIC", "an SVG drawing"),
        (b"<!doctype html>", "an HTML page"),
        (b"\n<HTML>", "an HTML page"),
        (b"BM\x36\0\0\0", "a BMP picture"),
        (b"gimp xcf v011", "a GIMP file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\7", "a RAR archive"),
        (b"\0\0\1\0\1\0", "an icon"),
        (b"\xff\x0a\xfa", "a JPEG XL picture"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        (b"\0\0\1\xba\x44", "an MPEG video"),
        (b"OggS\0\2", "an Ogg video or sound"),
        (b"ID3\3\0", "an MP3 sound"),
        (b"IIRO\x08\0\0\0", RAW),
        (b"IIRS\x08\0\0\0", RAW),
        (b"IIU\0\x18\0\0\0", RAW),
        (b"\x7fELF\2\1\1", "a program"),
        (b"MZ\x90\0", "a program"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a WAV sound"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a damaged WebP"),
        (b"II*\0", ODD_TIFF),
        (b"MM\0*", ODD_TIFF),
        (media(b"avif", b"mif1"), "a damaged AVIF"),
        (media(b"mif1", b"avif", b"miaf"), "a damaged AVIF"),
        (media(b"avis", b"msf1"), "a damaged AVIF"),
        (media(b"mif1", b"miaf"), "a damaged HEIC"),
        (media(b"crx ", b"isom"), RAW),
        (media(b"isom", b"mp41"), "an MP4, QuickTime or like video"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_named(start: bytes, what: str) -> None:
    assert stranger(start + bytes(64)) == what
    with pytest.raises(BadPhoto):
        open_photo(start + bytes(64))


def test_a_sequence_of_heic_is_for_its_decoder() -> None:
    assert is_heif(media(b"msf1", b"hevc"))
    assert is_heif(media(b"heix"))
    assert not is_heif(media(b"isom", b"heic"))
    assert not is_heif(b"RIFF\x24\0\0\0heic" + bytes(64))


def test_an_avif_that_calls_itself_a_picture_of_any_kind_is_no_heic() -> None:
    out = BytesIO()
    Image.fromarray(PHOTO).save(out, "AVIF")
    stored = out.getvalue()
    assert b"mif1" in stored[16:40]
    assert open_photo(stored[:8] + b"mif1" + stored[12:]).source.format == "AVIF"


class TestRaw:
    """A camera's raw file is a TIFF whose first picture is a thumbnail: to edit that is not what was meant."""

    def test_what_says_it_is_a_digital_negative(self) -> None:
        with pytest.raises(BadPhoto, match="raw file; develop it first"):
            open_photo(tiff(PHOTO, photometric="rgb", extratags=[(50706, 1, 4, bytes([1, 4, 0, 0]), True)]))

    def test_what_says_its_first_picture_is_a_preview(self) -> None:
        with pytest.raises(BadPhoto, match="raw file; develop it first"):
            open_photo(tiff(PHOTO, photometric="rgb", subfiletype=1))

    @pytest.mark.parametrize(
        ("type", "odd"), [(2, "preview"), (7, b"\1"), (11, float("nan")), (12, float("inf"))], ids=str
    )
    def test_what_is_no_number_says_nothing_of_it(self, type: int, odd: Any) -> None:
        """Written by some other program, it ended in an internal error."""
        tags, out = TiffImagePlugin.ImageFileDirectory_v2(), BytesIO()
        tags.tagtype[254], tags[254] = type, odd
        Image.fromarray(PHOTO).save(out, "TIFF", tiffinfo=tags)
        assert np.array_equal(open_photo(out.getvalue()).pixels, PHOTO)

    def test_a_page_of_several_is_no_raw_file(self) -> None:
        assert np.array_equal(open_photo(tiff(PHOTO, photometric="rgb", subfiletype=2)).pixels, PHOTO)


class TestPlanar:
    """Channels stored one after the other: Pillow reads them right at 8 bits, and wrong where they are deep."""

    def test_deep_channels_are_refused(self) -> None:
        deep = PHOTO.astype(np.uint16).transpose(2, 0, 1) * 257
        with pytest.raises(BadPhoto, match=ODD_TIFF):
            open_photo(tiff(deep, photometric="rgb", planarconfig="separate"))

    def test_deep_channels_side_by_side_are_read(self) -> None:
        assert np.array_equal(open_photo(tiff(PHOTO.astype(np.uint16) * 257, photometric="rgb")).pixels, PHOTO)

    def test_channels_of_eight_bits_are_read(self) -> None:
        planes = tiff(PHOTO.transpose(2, 0, 1), photometric="rgb", planarconfig="separate")
        assert np.array_equal(open_photo(planes).pixels, PHOTO)

    def test_a_single_deep_channel_stored_so_is_refused_with_what_it_is(self) -> None:
        out = BytesIO()
        Image.fromarray(PHOTO[..., 0].astype(np.uint16) * 257).save(out, "TIFF", tiffinfo={284: 2})
        with pytest.raises(BadPhoto, match=ODD_TIFF):
            open_photo(out.getvalue())
