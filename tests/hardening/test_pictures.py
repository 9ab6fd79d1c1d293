"""Odd pictures: opened as they are meant, with what was converted said, or refused with what they are."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, JpegImagePlugin, PngImagePlugin

from scenewright.scene.codec import BadPhoto, CannotSave, Limits, open_photo, save_photo
from scenewright.scene.container import NoDecoder

from .pictures import DETAILS, FORMATS, GPS, MAKE, ORIENTATION, PHOTO, TAKEN, chunk, encoded, exif, png, raw_exif


def notes(data: bytes) -> str:
    return "; ".join(open_photo(data).notes)


def off(data: bytes, wanted: Any = PHOTO) -> float:
    """How far the opened pixels are from the face, in levels."""
    return float(np.abs(open_photo(data).pixels[..., :3].astype(int) - wanted).mean())


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_opens_whatever_it_is_called(format: str, tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(encoded(format))
    photo = open_photo(file)
    assert photo.source.format == format
    assert photo.pixels.shape == PHOTO.shape
    assert (f"it is {format}" in "; ".join(photo.notes)) is (format != "JPEG")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_heic_too_is_turned_upright_once(orientation: int) -> None:
    stored = encoded("HEIC", exif=exif(orientation), quality=95)
    ways = {1: 0, 2: 0, 3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}
    upright = np.rot90(PHOTO if orientation in (1, 3, 6, 8) else PHOTO[:, ::-1], ways[orientation])
    assert off(stored, upright) < 6


@pytest.mark.parametrize("orientation", range(2, 9))
def test_the_boxes_of_a_heic_turn_it_where_its_exif_says_that_it_is_upright(orientation: int) -> None:
    """As programs leave it that reset the EXIF; above both say the same, as phones write it."""
    both = encoded("HEIC", exif=exif(orientation))
    says = struct.pack(">HHIH", ORIENTATION, 3, 1, orientation)
    assert both.count(says) == 1
    assert b"irot" in both or b"imir" in both
    boxes_alone = both.replace(says, struct.pack(">HHIH", ORIENTATION, 3, 1, 1))
    assert np.array_equal(open_photo(boxes_alone).pixels, open_photo(both).pixels)


def test_heic_that_calls_itself_a_picture_of_any_kind_is_heic() -> None:
    """As some phones write it: the general brand first, HEIC among those it is compatible with."""
    stored = encoded("HEIC")
    assert (stored[8:12], b"heic" in stored[16:32]) == (b"heic", True)
    assert open_photo(stored[:8] + b"mif1" + stored[12:]).source.format == "HEIC"


def test_heic_is_read_without_teaching_pillow_to(tmp_path: Path) -> None:
    """In a process of its own: nothing else there begins to open these files, and nothing is loaded for other ones."""
    script = (
        "import sys; from PIL import Image; from scenewright.scene.codec import open_photo\n"
        "open_photo(sys.argv[1]); assert 'pillow_heif' not in sys.modules\n"
        "open_photo(sys.argv[2]); assert 'HEIF' not in Image.registered_extensions().values()"
    )
    (tmp_path / "a.png").write_bytes(encoded("PNG"))
    (tmp_path / "b.heic").write_bytes(encoded("HEIC"))
    done = subprocess.run(
        [sys.executable, "-c", script, "a.png", "b.heic"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


def test_without_its_decoder_heic_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one way to have a module not there."""
    photo = encoded("HEIC")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(NoDecoder, match="pip install pillow-heif"):
        open_photo(photo)
    assert NoDecoder.exit == 4


class TestColours:
    """Odd modes: what they look like stays, and what was converted is said."""

    def test_inverted_cmyk_of_adobe(self) -> None:
        jpeg = encoded("JPEG", Image.fromarray(PHOTO).convert("CMYK"), quality=95)
        assert b"Adobe" in jpeg
        assert off(jpeg) < 4
        assert notes(jpeg) == "CMYK was converted to RGB"

    def test_cmyk_of_a_tiff_is_not_inverted(self) -> None:
        assert off(encoded("TIFF", Image.fromarray(PHOTO).convert("CMYK"))) < 1

    @pytest.mark.parametrize("white_is_zero", [False, True])
    def test_sixteen_bit_grey(self, white_is_zero: bool) -> None:
        deep = Image.fromarray(PHOTO[..., 0].astype(np.uint16) * 257)
        tiff = encoded("TIFF", deep, tiffinfo={262: 0} if white_is_zero else {})
        grey = np.repeat(PHOTO[..., :1], 3, axis=2)
        assert off(tiff, 255 - grey if white_is_zero else grey) < 1
        assert off(encoded("PNG", deep), grey) < 1
        assert "16 bits a channel was converted to 8 bits" in notes(tiff)

    def test_sixteen_bit_colour_of_a_tiff(self) -> None:
        out = BytesIO()
        tifffile.imwrite(out, PHOTO.astype(np.uint16) * 257, photometric="rgb")
        assert off(out.getvalue()) == 0
        assert notes(out.getvalue()) == "16 bits a channel was converted to 8 bits"

    def test_a_tiff_that_would_be_decoded_to_other_pixels_is_refused(self) -> None:
        out = BytesIO()
        deep = PHOTO.astype(np.uint16).transpose(2, 0, 1) * 257
        tifffile.imwrite(out, deep, photometric="rgb", planarconfig="separate")
        with pytest.raises(BadPhoto, match="a TIFF of a kind that is not read"):
            open_photo(out.getvalue())

    def test_a_palette_with_transparency(self) -> None:
        image = Image.fromarray(PHOTO).quantize(16)
        photo = open_photo(encoded("PNG", image, transparency=3))
        assert np.array_equal(photo.pixels[..., 3] == 0, np.asarray(image) == 3)

    def test_grey_with_transparency(self) -> None:
        image = Image.fromarray(PHOTO).convert("LA")
        image.putalpha(77)
        assert open_photo(encoded("PNG", image)).pixels[0, 0, 3] == 77

    @pytest.mark.parametrize("bits", [2, 4, 8, 16])
    def test_one_transparent_grey_of_any_depth(self, bits: int) -> None:
        levels = np.arange(4, dtype=np.uint16) * ((2**bits - 1) // 3)
        packed = "".join(f"{level:0{bits}b}" for level in levels)
        row = b"\0" + int(packed, 2).to_bytes(len(packed) // 8, "big")
        clear = chunk(b"tRNS", struct.pack(">H", int(levels[2])))
        photo = open_photo(png(4, 1, clear, body=row, bits=bits, kind=0))
        assert photo.pixels[0, :, 0].tolist() == [0, 85, 170, 255]
        assert photo.pixels[0, :, 3].tolist() == [255, 255, 0, 255]

    def test_greys_that_differ_in_their_low_bits_only_are_not_the_transparent_one(self) -> None:
        clear = chunk(b"tRNS", b"\x40\x01")
        photo = open_photo(png(2, 1, clear, body=b"\0\x40\x00\x40\x01", bits=16, kind=0))
        assert photo.pixels[0, :, 3].tolist() == [255, 0]

    def test_one_transparent_colour_of_sixteen_bits(self) -> None:
        clear = chunk(b"tRNS", b"\x10\x01\x20\x02\x30\x03")
        photo = open_photo(png(2, 1, clear, body=b"\0\x10\x01\x20\x02\x30\x03" + bytes(6), bits=16))
        assert photo.pixels[0].tolist() == [[16, 32, 48, 0], [0, 0, 0, 255]]

    def test_what_is_infinite_does_not_darken_the_rest(self) -> None:
        light = np.array([[0.5, np.inf, -np.inf, np.nan]], np.float32)
        photo = open_photo(encoded("TIFF", Image.fromarray(light)))
        assert photo.pixels[0, :, 0].tolist() == [128, 255, 0, 0]

    def test_a_profile_that_is_not_whole_is_told(self) -> None:
        content = bytes(200_000)
        jpeg = encoded("JPEG", icc_profile=content)
        assert "its colour profile could not be used" in notes(jpeg.replace(b"ICC_PROFILE\0\2", b"ANOTHER____\0\2"))
        assert "its colour profile could not be used" in notes(
            png(1, 1, chunk(b"iCCP", b"x\0\0no zlib"), body=bytes(4))
        )

    @pytest.mark.parametrize(("gamma", "told"), [(100_000, True), (45_455, False)])
    def test_a_gamma_other_than_that_of_srgb_is_told(self, gamma: int, told: bool) -> None:
        photo = png(1, 1, chunk(b"gAMA", struct.pack(">I", gamma)), body=bytes(4))
        assert ("its gamma (1 in the file" in notes(photo)) is told

    def test_ten_bits_of_a_phone(self) -> None:
        import pillow_heif

        out = BytesIO()
        deep = (PHOTO.astype(np.uint16) * 257).tobytes()
        pillow_heif.from_bytes("RGB;16", (100, 80), deep).save(out, quality=95)
        assert notes(out.getvalue()) == "10 bits a channel was converted to 8 bits"
        assert off(out.getvalue()) < 4

    def test_several_pictures(self) -> None:
        import pillow_heif

        several = pillow_heif.from_pillow(Image.fromarray(PHOTO))
        several.add_from_pillow(Image.fromarray(PHOTO[::-1].copy()))
        out = BytesIO()
        several.save(out, quality=95)
        assert notes(out.getvalue()) == "it holds several pictures: the main one is used"
        assert off(out.getvalue()) < 4


class TestSizes:
    @pytest.mark.parametrize("size", [(1, 1), (20_000, 10), (10, 20_000), (1, 3)])
    @pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "GIF"])
    def test_extreme_shapes(self, format: str, size: tuple[int, int], tmp_path: Path) -> None:
        photo = open_photo(encoded(format, Image.new("RGB", size, (200, 100, 50))))
        assert photo.pixels.shape == (size[1], size[0], 3)
        for name in ("out.png", "out.jpg", "out.tif"):
            save_photo(photo.pixels, tmp_path / name, photo.source)
            assert open_photo(tmp_path / name).pixels.shape == photo.pixels.shape

    def test_what_a_format_cannot_hold_is_said_and_nothing_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(CannotSave, match=r"20000 × 10 pixels cannot be written as WEBP .*; PNG can"):
            save_photo(np.zeros((10, 20_000, 3), np.uint8), tmp_path / "out.webp")
        assert list(tmp_path.iterdir()) == []


class TestJpegOut:
    @pytest.mark.parametrize("subsampling", [0, 1, 2])
    @pytest.mark.parametrize("progressive", [False, True])
    def test_tables_subsampling_and_kind_are_the_inputs(
        self, subsampling: int, progressive: bool, tmp_path: Path
    ) -> None:
        before = encoded("JPEG", quality=63, subsampling=subsampling, progressive=progressive)
        photo = open_photo(before)
        save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
        out, was = Image.open(tmp_path / "out.jpg"), Image.open(BytesIO(before))
        assert isinstance(out, JpegImagePlugin.JpegImageFile)
        assert isinstance(was, JpegImagePlugin.JpegImageFile)
        assert out.quantization == was.quantization
        assert JpegImagePlugin.get_sampling(out) == JpegImagePlugin.get_sampling(was) == subsampling
        assert bool(out.info.get("progressive")) is progressive


class TestStrangers:
    """What is no photo is refused with its name, and with the list of what is read."""

    @pytest.mark.parametrize(
        ("start", "what"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", "an SVG drawing"),
            (b"<?xml version='1.0'?><svg>", "SVG"),
            (b"%PDF-1.7", "a PDF document"),
            (b"8BPS\0\1", "a Photoshop file"),
            (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41", "an MP4, QuickTime or like video"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "an MP4, QuickTime or like video"),
            (b"\x1a\x45\xdf\xa3", "a Matroska or WebM video"),
            (b"RIFF\0\0\0\0AVI LIST", "an AVI video"),
            (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a camera's raw file"),
            (b"FUJIFILMCCD-RAW 0201", "a camera's raw file"),
            (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
            (b"\x1f\x8b\x08", "a gzip archive"),
            (b"PK\3\4", "a ZIP archive"),
            (png(0, 5), "a damaged PNG; .*try another copy"),
            (encoded("JPEG").replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11\x0c"), "a damaged JPEG, or one of a kind"),
            (b"#!/bin/sh\nrm -rf /", "none of them"),
        ],
    )
    def test_other_files(self, start: bytes, what: str) -> None:
        with pytest.raises(BadPhoto, match=f"a PNG, JPEG, WebP, AVIF, HEIC, TIFF or GIF photo is needed.*{what}"):
            open_photo(start + bytes(64))

    def test_a_raw_file_that_begins_with_a_preview(self) -> None:
        with pytest.raises(BadPhoto, match="raw file; develop it first"):
            open_photo(encoded("TIFF", tiffinfo={254: 1}))

    def test_what_is_no_file(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        for path, what in (
            (tmp_path, "a folder"),
            (pipe, "a device or a pipe"),
            ("/dev/zero", "a device or a pipe"),
            (tmp_path / "none", "not a file that exists"),
            (tmp_path / "nul\0.png", "not a file that exists"),
            (tmp_path / ("long" * 100), "name too long"),
        ):
            with pytest.raises(BadPhoto, match=f"(?i){what}"):
                open_photo(path)

    def test_an_empty_file(self, tmp_path: Path) -> None:
        (tmp_path / "empty.png").touch()
        with pytest.raises(BadPhoto, match="it is empty"):
            open_photo(tmp_path / "empty.png")


class TestMetadata:
    """The camera and the date go on, the place and previews never; nothing in it is a reason to refuse a photo."""

    @pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF", "HEIC"])
    @pytest.mark.parametrize("out", ["out.png", "out.jpg", "out.webp", "out.tif"])
    def test_what_goes_on_and_what_does_not(self, format: str, out: str, tmp_path: Path) -> None:
        photo = open_photo(encoded(format, exif=exif(6, comment="said by me")))
        save_photo(photo.pixels, tmp_path / out, photo.source)
        kept = Image.open(tmp_path / out).getexif()
        assert kept[MAKE] == "Acme"
        assert kept.get_ifd(DETAILS)[TAKEN] == "2026:01:02 03:04:05"
        assert kept.get(ORIENTATION, 1) == 1
        assert not kept.get_ifd(GPS)
        bytes_out = (tmp_path / out).read_bytes()
        assert b"said by me" in bytes_out
        assert b"GPSPLACE" not in bytes_out
        assert b"unedited" not in bytes_out
        assert "(GPS) was left out" in "; ".join(photo.notes)
        assert "maker's notes" in "; ".join(photo.notes)

    def test_a_place_that_poses_as_details_does_not_go_on(self, tmp_path: Path) -> None:
        """The pointer to the details leads to the directory of the place."""
        place = raw_exif((DETAILS, 4, 1, 26), tail=b"\0\1" + b"\0\x1d\0\2\0\0\0\4" + b"GPS\0" + bytes(4))
        photo = open_photo(encoded("JPEG", exif=place))
        save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
        assert b"GPS" not in (tmp_path / "out.jpg").read_bytes()

    def test_a_place_among_the_details_does_not_go_on(self, tmp_path: Path) -> None:
        """Details that hold parts of a second, and words where a pointer to the place belongs."""
        entries = struct.pack(">HHI4s", GPS, 2, 4, b"48N\0") + struct.pack(">HHII", 0x9291, 2, 4, 0x30373000)
        photo = open_photo(encoded("JPEG", exif=raw_exif((DETAILS, 4, 1, 26), tail=b"\0\2" + entries + bytes(4))))
        save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
        assert Image.open(tmp_path / "out.jpg").getexif().get_ifd(DETAILS) == {0x9291: "070"}
        assert b"48N" not in (tmp_path / "out.jpg").read_bytes()

    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
    def test_places_in_text_about_the_photo_do_not_go_on(self, format: str, tmp_path: Path) -> None:
        xmp = b"<x:xmpmeta><exif:GPSLatitude>48,51.5N</exif:GPSLatitude></x:xmpmeta>"
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        text.add_text("Comment", "GPS 48,51.5N")
        how = {
            "PNG": {"pnginfo": text},
            "TIFF": {"tiffinfo": {700: xmp}},
            "JPEG": {"xmp": xmp, "comment": b"GPS 48,51.5N"},
        }
        file = encoded(format, **how.get(format, {"xmp": xmp}))
        assert b"48,51.5N" in file
        photo = open_photo(file)
        for name in ("out.jpg", "out.png", "out.webp", "out.tif"):
            save_photo(photo.pixels, tmp_path / name, photo.source)
            assert b"48,51.5N" not in (tmp_path / name).read_bytes()
            assert b"GPS" not in (tmp_path / name).read_bytes()

    def test_what_is_far_too_long_for_a_description_is_left_out(self, tmp_path: Path) -> None:
        """A JPEG holds 64 kB of EXIF: one long text would take all others along."""
        made = Image.Exif()
        made[MAKE], made[270] = "Acme", "x" * 100_000
        photo = open_photo(encoded("PNG", exif=made.tobytes()))
        save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
        assert dict(Image.open(tmp_path / "out.jpg").getexif()) == {MAKE: "Acme"}

    @pytest.mark.parametrize(
        "broken",
        [
            b"Exif\0\0garbage",
            b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\1" * 50,
            raw_exif((DETAILS, 4, 1, 8)),
            raw_exif((DETAILS, 4, 1, 0xFFFFFFF0)),
            raw_exif((282, 5, 1, 26), tail=bytes(8)),
            raw_exif((ORIENTATION, 3, 1, 99 << 16)),
            raw_exif((ORIENTATION, 2, 4, 0x41414141)),
            raw_exif((MAKE, 2, 0x7FFFFFFF, 26)),
            raw_exif((GPS, 4, 1, 8)),
            raw_exif((MAKE, 2, 4, 0x41636D00), (296, 2, 4, 0x61626300)),
            raw_exif((MAKE, 2, 4, 0x41636D00), (315, 11, 1, 0x3FC00000)),
            raw_exif((MAKE, 2, 4, 0x41636D00), (282, 2, 4, 0x61626300)),
            raw_exif(*[(MAKE, 1, 1, 0)] * 4000),
        ],
        ids=range(13),
    )
    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
    def test_broken_exif_is_no_reason_to_refuse_a_photo(self, format: str, broken: bytes, tmp_path: Path) -> None:
        photo = open_photo(encoded(format, exif=broken))
        assert photo.pixels.shape == PHOTO.shape
        save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
        assert open_photo(tmp_path / "out.jpg").pixels.shape == PHOTO.shape

    @pytest.mark.parametrize("odd", [(296, 2, 4, 0x61626300), (315, 11, 1, 0x3FC00000), (282, 2, 4, 0x61626300)])
    def test_one_value_that_cannot_be_written_takes_no_other_along(
        self, odd: tuple[int, int, int, int], tmp_path: Path
    ) -> None:
        photo = open_photo(encoded("PNG", exif=raw_exif((MAKE, 2, 4, 0x41636D00), odd)))
        save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
        assert Image.open(tmp_path / "out.jpg").getexif()[MAKE] == "Acm"

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300))
    def test_any_exif_at_all(self, body: bytes) -> None:
        photo = open_photo(encoded("PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08" + body))
        assert photo.pixels.shape == PHOTO.shape

    def test_a_giant_makers_note_is_left_out(self, tmp_path: Path) -> None:
        made = Image.Exif()
        made[MAKE] = "Acme"
        made.get_ifd(DETAILS)[0x927C] = bytes(2_000_000)
        photo = open_photo(encoded("PNG", exif=made.tobytes()))
        assert len(photo.source.exif or "") < 200
        save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)


WHOLE = {format: encoded(format) for format in FORMATS}


class TestFuzz:
    """Damage anywhere: it opens, or it is refused in a sentence; never another error, never a hang."""

    @settings(max_examples=250, deadline=None)
    @given(st.sampled_from(FORMATS), st.data())
    def test_flipped_bytes(self, format: str, data: st.DataObject) -> None:
        damaged = bytearray(WHOLE[format])
        for _ in range(data.draw(st.integers(1, 6))):
            damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
        opens_or_refuses(bytes(damaged))

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(FORMATS), st.floats(0, 1))
    def test_cut_short(self, format: str, share: float) -> None:
        opens_or_refuses(WHOLE[format][: int(share * len(WHOLE[format]))])

    @settings(max_examples=100, deadline=None)
    @given(st.sampled_from(FORMATS), st.integers(4, 40), st.binary(max_size=200))
    def test_a_good_start_and_then_anything(self, format: str, kept: int, rest: bytes) -> None:
        opens_or_refuses(WHOLE[format][:kept] + rest)

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=400))
    def test_any_bytes(self, data: bytes) -> None:
        opens_or_refuses(data)

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(FORMATS), st.sampled_from(FORMATS), st.floats(0, 1))
    def test_two_files_in_one(self, first: str, second: str, share: float) -> None:
        opens_or_refuses(WHOLE[first][: int(share * len(WHOLE[first]))] + WHOLE[second])


def opens_or_refuses(data: bytes) -> None:
    try:
        photo = open_photo(data, Limits(pixels=1_000_000))
    except BadPhoto:
        return
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.shape[:2] == (photo.source.height, photo.source.width)
