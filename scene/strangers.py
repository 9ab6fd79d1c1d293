"""What a file is that is no photo to work on, by its first bytes: for the sentence that refuses it."""

from __future__ import annotations

from PIL import Image, TiffImagePlugin

_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")
_ANY_HEIF = (b"mif1", b"msf1")
_RAW = "a camera's raw file"
UNKNOWN = "none of them"
ODD_TIFF = "a TIFF of a kind that is not read, or a damaged one"

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "a damaged PNG"),
    (b"\xff\xd8\xff", "a damaged JPEG, or one of a kind that is not read"),
    (b"GIF8", "a damaged GIF"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript drawing"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML document (SVG?)"),
    (b"<!DOCTYPE svg", "an SVG drawing"),
    (b"<!DOCTYPE", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop file"),
    (b"gimp xcf", "a GIMP file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive (a compressed SVG?)"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\x1a\x45\xdf\xa3", "a Matroska or WebM video"),
    (b"\x00\x00\x01\xba", "an MPEG video"),
    (b"OggS", "an Ogg video or sound"),
    (b"ID3", "an MP3 sound"),
    (b"FUJIFILMCCD-RAW", _RAW),
    (b"IIRO", _RAW),
    (b"IIRS", _RAW),
    (b"IIU\x00", _RAW),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def is_heif(data: bytes) -> bool:
    """Whether the brands of an ISO media file say HEIC (and not AVIF, which is boxed alike)."""
    if data[4:8] != b"ftyp":
        return False
    brands = _brands(data)
    return brands[0] in _HEIF or (brands[0] in _ANY_HEIF and any(brand in _HEIF for brand in brands))


def stranger(data: bytes) -> str:
    """In words, with an article; "none of them" for what is not known."""
    if data[4:8] == b"ftyp":
        return _iso_media(_brands(data))
    if data[:4] == b"RIFF":
        return {b"AVI ": "an AVI video", b"WAVE": "a WAV sound"}.get(data[8:12], "a damaged WebP")
    start = data[:256].lstrip().lower()
    if data[:4] in (b"II*\x00", b"MM\x00*"):
        return ODD_TIFF
    return next((what for mark, what in _STARTS if start.startswith(mark.lower())), UNKNOWN)


def is_misread(image: Image.Image) -> bool:
    """Whether a TIFF is laid out in a way that Pillow decodes to other pixels, or not: deep channels, each alone."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return False
    tags = image.tag_v2
    return tags.get(284) == 2 and max(tags.get(258, (8,))) > 8


def is_raw(image: Image.Image) -> bool:
    """Whether a TIFF is a camera's raw file, whose first picture is only a preview."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return False
    kind = image.tag_v2.get(254)
    return 50706 in image.tag_v2 or (isinstance(kind, int) and kind & 1 == 1)


def _brands(data: bytes) -> list[bytes]:
    """The major brand and those the file says it is compatible with."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    return [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]


def _iso_media(brands: list[bytes]) -> str:
    if b"avif" in brands or b"avis" in brands:
        return "a damaged AVIF"
    if any(brand in _ANY_HEIF for brand in brands):
        return "a damaged HEIC"
    return _RAW if brands[0] == b"crx " else "an MP4, QuickTime or like video"
