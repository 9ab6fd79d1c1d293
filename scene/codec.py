"""Photos in and out of files: what is opened is judged by its content, and what is saved is read back."""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
import warnings
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field

from .image import Pixels, check_pixels
from .metadata import JpegTables, clean_exif, exif_bytes
from .srgb import to_srgb

READ = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "GIF")
READ_WORDS = "PNG, JPEG, WebP, AVIF, TIFF or GIF"
WRITTEN = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".avif": "AVIF",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
"""What can be saved, by extension."""

_BROKEN = (
    OSError,
    RuntimeError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    zlib.error,
    LookupError,
    TypeError,
    MemoryError,
)
"""What Pillow's decoders raise on damaged input."""

_STRANGERS = (
    (b"%PDF", "a PDF document"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML document (SVG?)"),
    (b"<!DOCTYPE", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x00\x00\x01\x00", "an icon"),
)


class BadPhoto(ValueError):
    """The input is no photo that can be worked on; the message says what was expected, what came, what to do."""


class CannotSave(ValueError):
    """The picture cannot be written there or like that; nothing was written."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is opened: pixels of the decoded picture and bytes of the file."""

    pixels: int = 120_000_000
    bytes: int = 300_000_000


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
    """Base64 of the colour profile the working pixels are in."""
    exif: str | None = None
    """Base64 of EXIF without place, previews and orientation."""
    jpeg: JpegTables | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A decoded photo: sRGB pixels upright, where they came from, and what opening converted."""

    pixels: Pixels
    source: SourceInfo
    notes: tuple[str, ...] = ()


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
    name, data = _read(source, limits)
    image = _decode(name, data, limits)
    source_format = "JPEG" if image.format == "MPO" else str(image.format)
    notes = [*_first_frame(image), *_deep(image), *_mislabelled(name, source_format)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.load()
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            jpeg, mode = JpegTables.of(image, turned), image.mode
            exif, left_out = clean_exif(image.getexif())
            shown, profile, converted = to_srgb(ImageOps.exif_transpose(image))
    except _BROKEN as error:
        raise BadPhoto(
            f"{name} is damaged: a whole {source_format} file is needed ({error}); try another copy"
        ) from error
    pixels, opaque = _without_idle_alpha(np.array(shown))
    info = SourceInfo(
        format=source_format,
        mode=mode,
        width=pixels.shape[1],
        height=pixels.shape[0],
        digest="sha256:" + hashlib.sha256(data).hexdigest(),
        path=None if isinstance(source, bytes) else str(Path(source).resolve()),
        icc=b64encode(profile).decode() if profile else None,
        exif=exif,
        jpeg=jpeg,
    )
    return Photo(check_pixels(pixels), info, (*notes, *converted, *opaque, *left_out))


def _read(source: str | PathLike[str] | bytes, limits: Limits) -> tuple[str, bytes]:
    """A name for messages, and the bytes."""
    if isinstance(source, bytes):
        name, size = "the given data", len(source)
    else:
        path = Path(source)
        name = path.name or str(path)
        if not path.is_file():
            came = "a folder" if path.is_dir() else "not a file that exists"
            raise BadPhoto(f"a photo file is needed ({READ_WORDS}), but {str(source)!r} is {came}")
        size = path.stat().st_size
    if not 0 < size <= limits.bytes:
        came = "it is empty" if not size else f"it has {size:,} bytes"
        raise BadPhoto(f"a photo of 1 to {limits.bytes:,} bytes is needed, but {name}: {came}")
    if isinstance(source, bytes):
        return name, source
    try:
        return name, path.read_bytes()
    except OSError as error:
        raise BadPhoto(f"{name} cannot be read: {error.strerror}; check its permissions") from error


def _decode(name: str, data: bytes, limits: Limits) -> Image.Image:
    """The opened picture, its header read and its size judged before any pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=READ)
    except UnidentifiedImageError:
        raise BadPhoto(f"a {READ_WORDS} photo is needed, but {name} is {_stranger(data)}; convert it first") from None
    except Image.DecompressionBombError:
        raise BadPhoto(_too_large(name, "far more", limits)) from None
    except _BROKEN as error:
        raise BadPhoto(f"{name} is damaged ({error}); try another copy") from error
    if image.width * image.height > limits.pixels:
        raise BadPhoto(_too_large(name, f"{image.width} × {image.height}", limits))
    return image


def _too_large(name: str, came: str, limits: Limits) -> str:
    most = limits.pixels / 1e6
    return f"a photo of at most {most:g} megapixels is needed, but {name} has {came}; scale it down first"


def _stranger(data: bytes) -> str:
    start = data[:256].lstrip()
    if start[4:8] == b"ftyp":
        return "a damaged AVIF" if b"avif" in start[8:40] else "HEIC (or a video)"
    return next((what for mark, what in _STRANGERS if start.lower().startswith(mark.lower())), "none of them")


def _first_frame(image: Image.Image) -> tuple[str, ...]:
    several = image.format != "MPO" and getattr(image, "is_animated", False)
    return ("it holds several pictures: the first is used",) if several else ()


def _deep(image: Image.Image) -> tuple[str, ...]:
    """Pillow decodes 16-bit colour to 8 bits by itself; only the raw mode tells."""
    raw = [str(tile[3]) for tile in getattr(image, "tile", ())]
    deep = image.mode in ("RGB", "RGBA", "LA") and any(";16" in text for text in raw)
    return ("16 bits a channel was converted to 8 bits",) if deep else ()


def _mislabelled(name: str, came: str) -> tuple[str, ...]:
    expected = WRITTEN.get(Path(name).suffix.lower())
    wrong = expected is not None and expected != came
    return (f"its name ends in {Path(name).suffix}, but it is {came}",) if wrong else ()


def _without_idle_alpha(pixels: Pixels) -> tuple[Pixels, tuple[str, ...]]:
    if pixels.shape[2] == 4 and bool((pixels[..., 3] == 255).all()):
        return np.ascontiguousarray(pixels[..., :3]), ("its alpha channel was opaque everywhere and is left out",)
    return pixels, ()


def save_photo(
    pixels: Pixels,
    path: str | PathLike[str],
    source: SourceInfo | None = None,
    format: str | None = None,
    quality: int | None = None,
    changed: NDArray[np.bool_] | None = None,
) -> SaveNotes:
    """Write H×W×3|4 uint8 to `path` atomically and read it back; the input file is never replaced (CannotSave).

    The format follows the extension unless `format` names one. PNG, TIFF and WebP without `quality` (1…100) are
    lossless. JPEG takes the source's quantisation tables and subsampling unless `quality` is given. Differences that
    encoding made are measured outside `changed` (H×W bool) where it is given.
    """
    check_pixels(pixels)
    target = Path(path)
    kind = _kind(target, format)
    _check_target(target, source)
    if quality is not None and not 1 <= quality <= 100:
        raise CannotSave(f"the quality is 1…100, but got {quality}")
    shown, notes = _flattened(pixels) if kind == "JPEG" else (pixels, ())
    data = _encode(shown, kind, source, quality)
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
    if _is_the_source(target, source):
        raise CannotSave(f"{target.name} is the photo itself, which is never replaced; give another name")


def _is_the_source(target: Path, source: SourceInfo) -> bool:
    """By the file where it is still there; by its content where it was renamed or came as bytes."""
    if source.path is not None and Path(source.path).exists():
        return target.samefile(source.path)
    return "sha256:" + hashlib.sha256(target.read_bytes()).hexdigest() == source.digest


def _flattened(pixels: Pixels) -> tuple[Pixels, tuple[str, ...]]:
    if pixels.shape[2] == 3:
        return pixels, ()
    alpha = pixels[..., 3:].astype(np.uint16)
    flat = (pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return flat.astype(np.uint8), ("JPEG holds no transparency: laid on white",)


def _encode(pixels: Pixels, kind: str, source: SourceInfo | None, quality: int | None) -> bytes:
    out = BytesIO()
    try:
        Image.fromarray(pixels).save(out, kind, **_options(kind, source, quality))
    except _BROKEN as error:
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
    if kind == "WEBP":
        lossy = {"quality": quality} if quality else {"lossless": True, "exact": True, "quality": 80}
        return options | lossy
    if kind == "AVIF":
        return options | {"quality": quality or 90, "subsampling": "4:4:4", "max_threads": 1}
    return options


def _jpeg_options(tables: JpegTables | None, quality: int | None) -> dict[str, Any]:
    if tables is None or quality is not None:
        return {"quality": quality or 95, "subsampling": 0 if quality is None or quality >= 90 else 2, "optimize": True}
    known = {} if tables.subsampling is None else {"subsampling": tables.subsampling}
    return {"qtables": [list(t) for t in tables.tables], "progressive": tables.progressive, "optimize": True, **known}


def _difference(pixels: Pixels, data: bytes, changed: NDArray[np.bool_] | None) -> tuple[int, float]:
    """Largest and mean difference to what the file decodes to."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decoded = np.asarray(Image.open(BytesIO(data)).convert("RGB" if pixels.shape[2] == 3 else "RGBA"))
    off = np.maximum(decoded, pixels) - np.minimum(decoded, pixels)
    off = off[~changed] if changed is not None else off
    return (int(off.max()), float(off.mean())) if off.size else (0, 0.0)


def _write(target: Path, data: bytes) -> None:
    """All or nothing: into a new file beside it, then renamed."""
    new = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with new.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise CannotSave(f"{target} cannot be written: {error.strerror or error}; choose another place") from error
