"""Photos in and out of files."""

import struct
import zlib
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, JpegImagePlugin
from skimage import data

from scenewright.scene.codec import BadPhoto, CannotSave, Limits, SourceInfo, Untouched, open_photo, save_photo
from scenewright.scene.image import Pixels
from scenewright.scene.srgb import srgb_profile

PHOTO: Pixels = np.ascontiguousarray(data.astronaut()[40:200:2, 130:330:2])
"""80×100 of a face."""
FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "GIF")
ORIENTATION, MAKE, GPS, DETAILS, TAKEN, NOTE = 0x0112, 271, 0x8825, 0x8769, 0x9003, 0x927C


def encoded(format: str, image: Image.Image | None = None, **options: Any) -> bytes:
    out = BytesIO()
    (image or Image.fromarray(PHOTO)).save(out, format, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    made = Image.Exif()
    made[ORIENTATION], made[MAKE] = orientation, "Acme"
    made.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 30.0)})
    made.get_ifd(DETAILS).update({TAKEN: "2026:01:02 03:04:05", NOTE: b"a preview of the unedited photo"})
    return made.tobytes()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body + png_chunk(b"IEND", b"")


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_opens_by_its_content(format: str) -> None:
    photo = open_photo(encoded(format))
    assert photo.pixels.shape == PHOTO.shape
    assert photo.source.format == format
    assert np.abs(photo.pixels.astype(int) - PHOTO).mean() < 12


@pytest.mark.parametrize(("format", "options"), [("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})])
def test_lossless_formats_open_to_the_same_pixels(format: str, options: dict[str, Any]) -> None:
    photo = open_photo(encoded(format, **options))
    assert np.array_equal(photo.pixels, PHOTO)
    assert photo.notes == ()


def test_a_file_is_known_again_by_path_and_digest(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(encoded("PNG"))
    source = open_photo(file).source
    assert source == open_photo(str(file)).source
    assert source.path == str(file)
    assert source.digest == open_photo(file.read_bytes()).source.digest
    assert SourceInfo.model_validate_json(source.model_dump_json()) == source


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_applied_once(format: str, orientation: int, tmp_path: Path) -> None:
    ways = {1: 0, 2: 0, 3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}
    upright = np.rot90(PHOTO if orientation in (1, 3, 6, 8) else PHOTO[:, ::-1], ways[orientation])
    photo = open_photo(encoded(format, exif=exif(orientation), **({"quality": 98} if format != "PNG" else {})))
    assert photo.pixels.shape == upright.shape
    assert np.abs(photo.pixels.astype(int) - upright).mean() < 6
    saved = save_photo(photo.pixels, tmp_path / "again.png", photo.source)
    assert np.array_equal(open_photo(saved.path).pixels, photo.pixels)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("out", [".jpg", ".png", ".webp", ".tif", ".avif"])
def test_camera_and_date_go_on_but_not_the_place_or_previews(format: str, out: str, tmp_path: Path) -> None:
    photo = open_photo(encoded(format, exif=exif(6)))
    file = save_photo(photo.pixels, tmp_path / f"out{out}", photo.source).path
    kept = Image.open(file).getexif()
    assert kept[MAKE] == "Acme"
    assert kept.get_ifd(DETAILS)[TAKEN] == "2026:01:02 03:04:05"
    assert NOTE not in kept.get_ifd(DETAILS)
    assert not kept.get_ifd(GPS)
    assert kept.get(ORIENTATION, 1) == 1
    assert b"unedited" not in file.read_bytes()


def test_leaving_out_the_place_is_said() -> None:
    assert "the place where it was taken (GPS) was left out" in open_photo(encoded("JPEG", exif=exif())).notes


def test_an_embedded_thumbnail_does_not_go_on(tmp_path: Path) -> None:
    """EXIF by hand: its second directory holds the thumbnail, which Pillow never writes."""
    preview = b"the unedited photo"
    first = struct.pack(">HHHI4sI", 1, MAKE, 2, 4, b"Ac\0\0", 26)
    second = struct.pack(">HHHIIHHIII", 2, 513, 4, 1, 56, 514, 4, 1, len(preview), 0)
    before = encoded("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08" + first + second + preview)
    photo = open_photo(before)
    file = save_photo(photo.pixels, tmp_path / "out.jpg", photo.source).path
    assert Image.open(file).getexif()[MAKE].startswith("Ac")
    assert preview in before
    assert preview not in file.read_bytes()


def _image(mode: str) -> Image.Image:
    return Image.fromarray(PHOTO).convert(mode)


@pytest.mark.parametrize(
    ("format", "image", "note"),
    [
        ("JPEG", _image("CMYK"), "CMYK was converted to RGB"),
        ("TIFF", _image("CMYK"), "CMYK was converted to RGB"),
        ("PNG", _image("P"), "a palette was converted to RGB"),
        ("PNG", _image("L"), "grey was converted to RGB"),
        ("PNG", _image("1"), "black and white was converted to RGB"),
        ("PNG", _image("LA"), "grey with transparency was converted to RGB"),
    ],
)
def test_unusual_modes_are_converted_once_and_it_says_so(format: str, image: Image.Image, note: str) -> None:
    photo = open_photo(encoded(format, image))
    assert note in photo.notes
    assert photo.pixels.shape == PHOTO.shape
    assert np.abs(photo.pixels.astype(int) - np.asarray(image.convert("RGB"))).mean() < 6


def test_sixteen_bits_become_eight_by_proportion() -> None:
    deep = Image.fromarray(np.array([[0, 257, 128, 129, 65535]], np.uint16))
    photo = open_photo(encoded("PNG", deep))
    assert photo.pixels[0, :, 0].tolist() == [0, 1, 0, 1, 255]
    assert photo.notes == ("16 bits a channel was converted to 8 bits",)


def test_sixteen_bit_colour_is_told_too() -> None:
    rows = b"".join(b"\0" + (PHOTO[y].astype(">u2") * 257).tobytes() for y in range(80))
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 80, 16, 2, 0, 0, 0))
    png = b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    photo = open_photo(png)
    assert photo.notes == ("16 bits a channel was converted to 8 bits",)
    assert np.array_equal(photo.pixels, PHOTO)


def test_floating_point_is_taken_as_nought_to_one() -> None:
    photo = open_photo(encoded("TIFF", Image.fromarray(np.array([[0, 0.5, 1, np.nan]], np.float32))))
    assert photo.pixels[0, :, 1].tolist() == [0, 128, 255, 0]


def test_transparency_stays_and_an_idle_alpha_goes() -> None:
    rgba = np.dstack([PHOTO, np.full((80, 100), 255, np.uint8)])
    photo = open_photo(encoded("PNG", Image.fromarray(rgba)))
    assert photo.pixels.shape[2] == 3
    assert "opaque" in photo.notes[0]
    rgba[0, 0, 3] = 7
    assert np.array_equal(open_photo(encoded("PNG", Image.fromarray(rgba))).pixels, rgba)


def test_a_transparent_colour_of_a_palette_is_transparent() -> None:
    image = Image.fromarray(PHOTO).quantize(8)
    photo = open_photo(encoded("GIF", image, transparency=0))
    assert photo.pixels.shape[2] == 4
    assert np.array_equal(photo.pixels[..., 3] == 0, np.asarray(image) == 0)


def test_of_an_animation_the_first_picture_is_used_and_it_says_so() -> None:
    frames = [Image.fromarray(np.full((5, 5, 3), value, np.uint8)) for value in (10, 200)]
    for format in ("GIF", "PNG", "WEBP", "TIFF"):
        photo = open_photo(encoded(format, frames[0], save_all=True, append_images=frames[1:]))
        assert "it holds several pictures: the first is used" in photo.notes
        assert abs(int(photo.pixels[2, 2, 0]) - 10) <= 2


def _wide_profile() -> bytes:
    """An RGB profile with red and green swapped: plainly not sRGB, and exactly checkable."""
    profile = bytearray(srgb_profile())
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * profile[131], 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = (
        profile[green + 4 : green + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile)


def test_models_see_srgb_and_the_profile_survives_with_the_pixels_it_came_with(tmp_path: Path) -> None:
    profile = _wide_profile()
    photo = open_photo(encoded("PNG", icc_profile=profile))
    assert any("converted to sRGB to work on, and saved in" in note for note in photo.notes)
    assert np.abs(photo.pixels[..., [1, 0, 2]].astype(int) - PHOTO).max() <= 3
    assert photo.native is not None
    edited = photo.pixels.copy()
    edited[10:20, 10:20] = (200, 100, 50)
    for name in ("out.png", "out.tif", "out.webp"):
        saved = save_photo(edited, tmp_path / name, photo.source, photo=Untouched(photo.pixels, photo.native))
        out = Image.open(saved.path)
        expected = PHOTO.copy()
        expected[10:20, 10:20] = np.asarray(out)[10, 10]
        assert out.info["icc_profile"] == profile
        assert np.array_equal(np.asarray(out.convert("RGB")), expected)
        assert np.abs(open_photo(saved.path).pixels[10:20, 10:20].astype(int) - (200, 100, 50)).max() <= 2


def test_without_the_untouched_photo_all_is_converted_back(tmp_path: Path) -> None:
    photo = open_photo(encoded("PNG", icc_profile=_wide_profile()))
    saved = save_photo(photo.pixels, tmp_path / "out.png", photo.source)
    assert np.abs(np.asarray(Image.open(saved.path)).astype(int) - PHOTO).max() <= 3
    assert Image.open(saved.path).info["icc_profile"] == _wide_profile()


def test_another_colour_space_than_rgb_is_converted_to_srgb_which_is_then_embedded(tmp_path: Path) -> None:
    grey = bytearray(srgb_profile())
    grey[16:20], grey[12:16] = b"GRAY", b"mntr"
    tag = next(at for at in range(132, 132 + 12 * grey[131], 12) if grey[at : at + 4] == b"rTRC")
    grey[tag : tag + 4] = b"kTRC"
    photo = open_photo(encoded("PNG", _image("L"), icc_profile=bytes(grey)))
    assert photo.native is None
    assert any("to sRGB" in note for note in photo.notes)
    saved = save_photo(photo.pixels, tmp_path / "out.png", photo.source)
    assert Image.open(saved.path).info["icc_profile"] == srgb_profile()
    assert np.array_equal(open_photo(saved.path).pixels, photo.pixels)


def test_an_srgb_profile_changes_no_pixel_and_survives(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = open_photo(encoded("PNG", icc_profile=profile))
    assert np.array_equal(photo.pixels, PHOTO)
    assert b64decode(photo.source.icc or "") == profile
    assert Image.open(save_photo(PHOTO, tmp_path / "o.jpg", photo.source).path).info["icc_profile"] == profile


def test_a_broken_profile_is_ignored_and_it_says_so() -> None:
    photo = open_photo(encoded("PNG", icc_profile=b"nonsense"))
    assert np.array_equal(photo.pixels, PHOTO)
    assert photo.notes == ("its colour profile could not be used and was ignored",)


def test_our_srgb_profile_is_the_same_every_time() -> None:
    assert srgb_profile() == srgb_profile()
    assert srgb_profile()[24:36] == bytes(12)


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("orientation", [1, 3])
def test_jpeg_output_reuses_tables_and_subsampling(subsampling: int, orientation: int, tmp_path: Path) -> None:
    photo = open_photo(encoded("JPEG", quality=71, subsampling=subsampling, exif=exif(orientation)))
    notes = save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
    out = Image.open(notes.path)
    assert isinstance(out, JpegImagePlugin.JpegImageFile)
    assert out.quantization == Image.open(BytesIO(encoded("JPEG", quality=71))).quantization  # type: ignore[attr-defined]
    assert JpegImagePlugin.get_sampling(out) == subsampling
    assert "changed pixels by at most" in notes.notes[-1]


def test_an_unedited_jpeg_with_full_chroma_comes_back_nearly_unchanged(tmp_path: Path) -> None:
    photo = open_photo(encoded("JPEG", quality=80, subsampling=0))
    notes = save_photo(photo.pixels, tmp_path / "out.jpg", photo.source)
    assert notes.mean_difference < 0.3
    assert notes.largest_difference < 12


def test_tables_of_a_turned_jpeg_are_turned_with_it(tmp_path: Path) -> None:
    straight, turned = (open_photo(encoded("JPEG", quality=40, exif=exif(o))).source.jpeg for o in (1, 6))
    assert straight is not None
    assert turned is not None
    assert np.array_equal(np.reshape(turned.tables[0], (8, 8)), np.reshape(straight.tables[0], (8, 8)).T)


@pytest.mark.parametrize(("subsampling", "turned"), [(0, 0), (1, 0), (2, 2)])
def test_subsampling_of_a_turned_jpeg_is_turned_or_finer(subsampling: int, turned: int) -> None:
    """Half the colours across would be half of them down, which is not written."""
    source = open_photo(encoded("JPEG", subsampling=subsampling, exif=exif(6))).source.jpeg
    assert source is not None
    assert source.subsampling == turned


def test_a_grey_jpeg_may_get_colour(tmp_path: Path) -> None:
    photo = open_photo(encoded("JPEG", _image("L")))
    save_photo(PHOTO, tmp_path / "out.jpg", photo.source)
    out = Image.open(tmp_path / "out.jpg")
    assert isinstance(out, JpegImagePlugin.JpegImageFile)
    assert out.mode == "RGB"
    assert JpegImagePlugin.get_sampling(out) == 0, "what was painted keeps its colours' sharpness"


def test_differences_are_told_outside_the_edit(tmp_path: Path) -> None:
    flat = np.full((32, 32, 3), 128, np.uint8)
    flat[:16, :16] = np.random.default_rng(0).integers(0, 256, (16, 16, 3))
    edit = np.zeros((32, 32), bool)
    edit[:16, :16] = True
    everywhere = save_photo(flat, tmp_path / "a.jpg")
    outside = save_photo(flat, tmp_path / "b.jpg", changed=edit)
    assert everywhere.largest_difference > 0
    assert outside.largest_difference == 0


@pytest.mark.parametrize("name", ["out.png", "out.webp", "out.tif", "OUT.PNG"])
@pytest.mark.parametrize("channels", [3, 4])
def test_lossless_output_decodes_to_the_same_pixels(name: str, channels: int, tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (9, 7, channels), np.uint8)
    notes = save_photo(pixels, tmp_path / name)
    assert (notes.largest_difference, notes.notes) == (0, ())
    assert np.array_equal(open_photo(tmp_path / name).pixels, pixels)


def test_jpeg_lays_transparency_on_white_and_says_so(tmp_path: Path) -> None:
    pixels = np.zeros((16, 16, 4), np.uint8)
    notes = save_photo(pixels, tmp_path / "out.jpg")
    assert "laid on white" in notes.notes[0]
    assert open_photo(tmp_path / "out.jpg").pixels.min() >= 253


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    photo = open_photo(encoded("JPEG", exif=exif(), icc_profile=_wide_profile()))
    for name in ("a.png", "a.jpg", "a.webp", "a.avif", "a.tif"):
        first = save_photo(photo.pixels, tmp_path / name, photo.source).path.read_bytes()
        assert save_photo(photo.pixels, tmp_path / name, photo.source).path.read_bytes() == first


@pytest.mark.parametrize("link", [False, True])
def test_the_input_is_never_replaced(link: bool, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(before := encoded("PNG"))
    target = file
    if link:
        target = tmp_path / "link.png"
        target.symlink_to(file)
    with pytest.raises(CannotSave, match="is the photo itself"):
        save_photo(PHOTO, target, open_photo(file).source)
    renamed = file.rename(tmp_path / "renamed.png")
    with pytest.raises(CannotSave, match="is the photo itself"):
        save_photo(PHOTO, renamed, open_photo(before).source)
    assert renamed.read_bytes() == before


def test_an_equal_file_elsewhere_may_be_replaced(tmp_path: Path) -> None:
    file, copy = tmp_path / "photo.png", tmp_path / "copy.png"
    file.write_bytes(encoded("PNG"))
    copy.write_bytes(encoded("PNG"))
    assert save_photo(PHOTO, copy, open_photo(file).source).path == copy


@pytest.mark.parametrize("name", ["out", "out.gif", "out.svg", "out.png.exe", "out."])
def test_another_extension_is_refused_with_the_list(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotSave, match=r"one of \.png, \.jpg, \.jpeg, \.webp, \.avif, \.tif, \.tiff, but got"):
        save_photo(PHOTO, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_named_format_wins_over_the_extension(tmp_path: Path) -> None:
    assert save_photo(PHOTO, tmp_path / "picture", format="png").format == "PNG"
    with pytest.raises(CannotSave, match="one of"):
        save_photo(PHOTO, tmp_path / "out.png", format="bmp")


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    wide = np.zeros((1, 20_000, 3), np.uint8)
    with pytest.raises(CannotSave, match="20000 × 1 pixels cannot be written as WEBP"):
        save_photo(wide, tmp_path / "wide.webp")
    with pytest.raises(CannotSave, match="existing folder"):
        save_photo(PHOTO, tmp_path / "no" / "out.png")
    with pytest.raises(CannotSave, match="quality"):
        save_photo(PHOTO, tmp_path / "out.jpg", quality=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"hello", r"a PNG, JPEG, WebP, AVIF, HEIC, TIFF or GIF photo is needed, but the given data is none of them"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"  <svg xmlns='x'><script/></svg>", "an SVG drawing"),
        (b"%PDF-1.7", "a PDF document"),
        (encoded("BMP"), "a BMP picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "damaged"),
        (png_of(60_000, 60_000), "at most 120 megapixels"),
        (png_of(12_000, 11_000), "at most 120 megapixels .* 12000 × 11000"),
        (png_of(3, 3, png_chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(9_000_000)))), "damaged"),
        (png_of(3, 3, png_chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(9_000_000)))), "damaged"),
    ],
    ids=lambda value: value[:12] if isinstance(value, bytes) else "",
)
def test_what_is_no_photo_is_refused_with_what_it_is(content: bytes, message: str) -> None:
    with pytest.raises(BadPhoto, match=message):
        open_photo(content)


def test_a_wrong_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPhoto, match="not a file that exists"):
        open_photo(tmp_path / "none.png")
    with pytest.raises(BadPhoto, match="a folder"):
        open_photo(tmp_path)
    with pytest.raises(BadPhoto, match="not a file that exists"):
        open_photo("https://example.org/a.png")
    with pytest.raises(BadPhoto):
        open_photo("/dev/zero")


def test_limits_are_settings() -> None:
    with pytest.raises(BadPhoto, match=r"at most 0\.001 megapixels"):
        open_photo(encoded("PNG"), Limits(pixels=1000))
    with pytest.raises(BadPhoto, match="1 to 100 bytes"):
        open_photo(encoded("PNG"), Limits(bytes=100))


def test_a_wrong_name_is_told_and_the_content_counts(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(encoded("JPEG"))
    photo = open_photo(file)
    assert photo.notes == ("its name ends in .png, but it is JPEG",)
    assert photo.source.format == "JPEG"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("share", [0.03, 0.5, 0.9])
def test_a_truncated_file_is_refused(format: str, share: float) -> None:
    whole = encoded(format)
    with pytest.raises(BadPhoto):
        open_photo(whole[: int(len(whole) * share)])


WHOLE = {format: encoded(format) for format in FORMATS}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FORMATS), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_file_opens_or_is_refused_but_nothing_else(format: str, hits: list[tuple[float, int]]) -> None:
    damaged = bytearray(WHOLE[format])
    for place, value in hits:
        damaged[int(place * len(damaged))] = value
    try:
        photo = open_photo(bytes(damaged), Limits(pixels=1_000_000))
    except BadPhoto:
        return
    assert photo.pixels.dtype == np.uint8
