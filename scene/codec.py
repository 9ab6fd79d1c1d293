"""Photos in and out of files: what is opened is judged by its content, and what is saved is read back."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin
from pydantic import BaseModel, ConfigDict, Field

from .color_codes import color_codes
from .container import BROKEN, READ_WORDS, BadPhoto, Limits, check_size, open_image, quiet, read_file, words
from .files import write_whole
from .formats import WRITTEN
from .image import Pixels, check_pixels
from .metadata import QUARTER_TURNED, UPRIGHT, JpegTables, clean_exif, exif_bytes, orientation, read_exif
from .png import check_whole
from .provenance import Provenance, declared_type
from .srgb import Shown, Untouched, fit_clear_color, in_own_profile, to_srgb

__all__ = [
    "READ_WORDS",
    "BadPhoto",
    "CannotSave",
    "Limits",
    "Photo",
    "SaveNotes",
    "SourceInfo",
    "Untouched",
    "is_the_source",
    "open_photo",
    "save_photo",
]

PNG_EFFORT = 2
"""zlib's level: its usual 6 takes 4 times as long on photos, and what it writes is 10 % smaller."""

XMP_TAG = 700

_NAMED = WRITTEN | {".gif": "GIF", ".heic": "HEIC", ".heif": "HEIC", ".hif": "HEIC"}


class CannotSave(ValueError):
    """The picture cannot be written there or like that; nothing was written."""


class SourceInfo(BaseModel):
    """What is known of the file a picture came from, as plain data: enough to save the edited picture alike."""

    model_config = ConfigDict(frozen=True, extra="allow")

    format: str
    mode: str
    """Pillow's mode as stored in the file."""
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    digest: str
    """sha256 of the file."""
    path: str | None = None
    icc: str | None = None
    """Base64 of the colour profile it is saved in."""
    native: str | None = None
    """Where the profile is another than sRGB: the id of the stored photo in that profile."""
    exif: str | None = None
    """Base64 of EXIF without place, previews and orientation."""
    jpeg: JpegTables | None = None
    declared: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """IPTC's DigitalSourceType, where its XMP states one."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A decoded photo: sRGB pixels upright, where they came from, and what opening converted.

    `native` (of the same shape) are its pixels in its own colour profile, where that is another than sRGB.
    """

    pixels: Pixels
    source: SourceInfo
    notes: tuple[str, ...] = ()
    native: Pixels | None = None


@dataclass(frozen=True, slots=True)
class SaveNotes:
    """What was written. The differences (0…255) are between the given pixels and those the file decodes to."""

    path: Path
    format: str
    bytes: int
    largest_difference: int = 0
    mean_difference: float = 0.0
    notes: tuple[str, ...] = field(default=())


def open_photo(source: str | PathLike[str] | bytes, limits: Limits | None = None) -> Photo:
    """Decode a file (or its bytes) to H×W×3 RGB or H×W×4 RGBA uint8, sRGB, orientation applied; BadPhoto if it is none.

    16 bits, CMYK, palettes, grey and other colour profiles are converted once, and `notes` say so.
    """
    limits = limits or Limits()
    name, data = read_file(source, limits)
    image = open_image(name, data, limits)
    kind = _format(image)
    before = (*_first_frame(image), *_deep(image), *_mislabelled(name, kind))
    try:
        with quiet():
            fit_clear_color(image)
            image.load()
            check_size(image, name, limits)
            if kind == "PNG":
                check_whole(image, data)
            exif, unread = read_exif(image)
            turn = orientation(exif)
            jpeg, mode = JpegTables.of(image, turn in QUARTER_TURNED), image.mode
            kept, left_out = clean_exif(exif)
            shown = to_srgb(_upright(image, turn), color_codes(image, data))
    except BadPhoto:
        raise
    except BROKEN as error:
        raise BadPhoto(
            f"{name} is damaged: a whole {kind} file is needed ({words(error)}); try another copy"
        ) from error
    pixels, native, opaque = _without_idle_alpha(shown)
    info = SourceInfo(
        format=kind,
        mode=mode,
        width=pixels.shape[1],
        height=pixels.shape[0],
        digest="sha256:" + hashlib.sha256(data).hexdigest(),
        path=None if isinstance(source, bytes) else str(Path(source).resolve()),
        icc=b64encode(shown.profile).decode() if shown.profile else None,
        exif=kept,
        jpeg=jpeg,
        declared=declared_type(image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")),
    )
    return Photo(check_pixels(pixels), info, (*before, *shown.notes, *opaque, *unread, *left_out), native)


def _format(image: Image.Image) -> str:
    return {"MPO": "JPEG", "HEIF": "HEIC"}.get(str(image.format), str(image.format))


def _upright(image: Image.Image, turn: int) -> Image.Image:
    """Pillow's own way would also write the EXIF anew, which fails on what others wrote."""
    return image.transpose(UPRIGHT[turn]) if turn in UPRIGHT else image


def _first_frame(image: Image.Image) -> tuple[str, ...]:
    several = image.format != "MPO" and getattr(image, "is_animated", False)
    which = "main one" if image.format == "HEIF" else "first"
    return (f"it holds several pictures: the {which} is used",) if several else ()


def _deep(image: Image.Image) -> tuple[str, ...]:
    """Pillow decodes deep colour to 8 bits by itself; only the raw mode (or the file's own word) tells."""
    raw = [str(tile[3]) for tile in getattr(image, "tile", ())]
    deep = image.mode in ("RGB", "RGBA", "LA", "CMYK") and any(";16" in text for text in raw)
    bits = 16 if deep else int(image.info.get("bit_depth", 8))
    return (f"{bits} bits a channel was converted to 8 bits",) if bits > 8 else ()


def _mislabelled(name: str, came: str) -> tuple[str, ...]:
    expected = _NAMED.get(Path(name).suffix.lower())
    wrong = expected is not None and expected != came
    return (f"its name ends in {Path(name).suffix}, but it is {came}",) if wrong else ()


def _without_idle_alpha(shown: Shown) -> tuple[Pixels, Pixels | None, tuple[str, ...]]:
    """The arrays of a picture (and of it in its own profile) without an alpha that is opaque everywhere."""
    pixels = np.array(shown.image)
    native = np.array(shown.native) if shown.native is not None else None
    if pixels.shape[2] == 3 or not bool((pixels[..., 3] == 255).all()):
        return pixels, native, ()
    note = "its alpha channel was opaque everywhere and is left out"
    plain = np.ascontiguousarray(native[..., :3]) if native is not None else None
    return np.ascontiguousarray(pixels[..., :3]), plain, (note,)


def save_photo(
    pixels: Pixels,
    path: str | PathLike[str],
    source: SourceInfo | None = None,
    format: str | None = None,
    quality: int | None = None,
    changed: NDArray[np.bool_] | None = None,
    photo: Untouched | None = None,
    provenance: Provenance | None = None,
    seal: Callable[[bytes, str], bytes] | None = None,
) -> SaveNotes:
    """Write sRGB pixels H×W×3|4 uint8 to `path` atomically and read them back; the input file is never replaced.

    They are saved in the source's colour profile; with the untouched `photo` given in both, what was not edited keeps
    exactly the values it came with. Raises CannotSave, and then nothing was written.

    The format follows the extension unless `format` names one. PNG, TIFF and WebP without `quality` (1…100) are
    lossless. JPEG takes the source's quantisation tables and subsampling unless `quality` is given. Differences that
    encoding made are measured outside `changed` (H×W bool) where it is given. `provenance` goes into the file as XMP;
    `seal` (the file and its MIME type → the file) may add more that is no pixel.
    """
    check_pixels(pixels)
    target = Path(path)
    kind = _kind(target, format)
    _check_target(target, source)
    if quality is not None and not 1 <= quality <= 100:
        raise CannotSave(f"the quality is 1…100, but got {quality}")
    own = in_own_profile(pixels, b64decode(source.icc), photo) if source and source.icc else pixels
    shown, notes = _flattened(own) if kind == "JPEG" else (own, ())
    data = _encode(shown, kind, source, quality, provenance)
    data = seal(data, f"image/{kind.lower()}") if seal is not None else data
    largest, mean = _difference(shown, data, changed)
    _write(target, data)
    if largest:
        where = "outside the edit " if changed is not None else ""
        notes = (*notes, f"{kind} changed pixels {where}by at most {largest} of 255 levels (mean {mean:.2f})")
    return SaveNotes(target, kind, len(data), largest, mean, notes)


def _kind(target: Path, format: str | None) -> str:
    wanted = f".{format.lower()}" if format else target.suffix.lower()
    if wanted not in WRITTEN:
        raise CannotSave(f"a picture is saved as one of {', '.join(WRITTEN)}, but got {wanted or target.name!r}")
    return WRITTEN[wanted]


def _check_target(target: Path, source: SourceInfo | None) -> None:
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise CannotSave(f"a file in an existing folder is needed, but got {str(target)!r}")
    if source is None or not target.exists():
        return
    if is_the_source(target, source):
        raise CannotSave(f"{target.name} is the photo itself, which is never replaced; give another name")


def is_the_source(target: Path, source: SourceInfo) -> bool:
    """Whether an existing file is the photo: by the file where that is still there; by its content where it was renamed
    or came as bytes."""
    if source.path is not None and Path(source.path).exists():
        return target.samefile(source.path)
    if not target.is_file():
        return False
    return "sha256:" + hashlib.sha256(target.read_bytes()).hexdigest() == source.digest


def _flattened(pixels: Pixels) -> tuple[Pixels, tuple[str, ...]]:
    if pixels.shape[2] == 3:
        return pixels, ()
    alpha = pixels[..., 3:].astype(np.uint16)
    flat = (pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return flat.astype(np.uint8), ("JPEG holds no transparency: laid on white",)


def _encode(
    pixels: Pixels, kind: str, source: SourceInfo | None, quality: int | None, provenance: Provenance | None
) -> bytes:
    out = BytesIO()
    options = _options(kind, source, quality)
    if provenance is not None:
        options |= _told(kind, provenance, options.get("exif"))
    try:
        Image.fromarray(pixels).save(out, kind, **options)
    except BROKEN as error:
        size = f"{pixels.shape[1]} × {pixels.shape[0]}"
        raise CannotSave(f"{size} pixels cannot be written as {kind} ({error}); PNG can") from error
    return out.getvalue()


def _options(kind: str, source: SourceInfo | None, quality: int | None) -> dict[str, Any]:
    """What Pillow's encoder of this kind is told."""
    options: dict[str, Any] = {}
    if source and source.icc:
        options["icc_profile"] = b64decode(source.icc)
    if source and source.exif:
        options["exif"] = exif_bytes(source.exif)
    if kind == "JPEG":
        return options | _jpeg_options(source.jpeg if source else None, quality)
    if kind == "PNG":
        return options | {"compress_level": PNG_EFFORT}
    if kind == "WEBP":
        lossy = {"quality": quality} if quality else {"lossless": True, "exact": True, "quality": 80}
        return options | lossy
    if kind == "AVIF":
        return options | {"quality": quality or 90, "subsampling": "4:4:4", "max_threads": 1}
    return options


def _told(kind: str, provenance: Provenance, exif: bytes | None) -> dict[str, Any]:
    """Where each kind of file keeps XMP; in TIFF it is a tag among those of EXIF."""
    xmp = provenance.to_xmp()
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return {"pnginfo": text}
    if kind == "TIFF":
        tags = Image.Exif()
        if exif is not None:
            tags.load(exif)
        tags[XMP_TAG] = xmp
        return {"exif": tags}
    return {"xmp": xmp}


def _jpeg_options(tables: JpegTables | None, quality: int | None) -> dict[str, Any]:
    if tables is None or quality is not None:
        return {"quality": quality or 95, "subsampling": 0 if quality is None or quality >= 90 else 2, "optimize": True}
    known = {} if tables.subsampling is None else {"subsampling": tables.subsampling}
    return {"qtables": [list(t) for t in tables.tables], "progressive": tables.progressive, "optimize": True, **known}


def _difference(pixels: Pixels, data: bytes, changed: NDArray[np.bool_] | None) -> tuple[int, float]:
    """Largest and mean difference to what the file decodes to."""
    with quiet():
        decoded = np.asarray(Image.open(BytesIO(data)).convert("RGB" if pixels.shape[2] == 3 else "RGBA"))
    off = np.maximum(decoded, pixels) - np.minimum(decoded, pixels)
    off = off[~changed] if changed is not None else off
    return (int(off.max()), float(off.mean())) if off.size else (0, 0.0)


def _write(target: Path, data: bytes) -> None:
    try:
        write_whole(target, data)
    except OSError as error:
        raise CannotSave(f"{target} cannot be written: {error.strerror or error}; choose another place") from error
