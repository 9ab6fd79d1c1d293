"""What a file holds, judged by its content before any pixel is decoded: its format and its size, or a refusal."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from .strangers import ODD_TIFF, is_heif, is_misread, is_raw, stranger

READ = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "GIF")
READ_WORDS = "PNG, JPEG, WebP, AVIF, HEIC, TIFF or GIF"
MOST_SCANS = 500
"""Scans of a progressive JPEG; each is a pass over every pixel. Real ones have about ten."""
HEIF_COMMAND = "pip install pillow-heif"

BROKEN = (
    OSError,
    RuntimeError,
    ValueError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    AssertionError,
    struct.error,
    zlib.error,
    LookupError,
    TypeError,
    MemoryError,
)
"""What Pillow's decoders raise on damaged input."""


class BadPhoto(ValueError):
    """The input is no photo that can be worked on; the message says what was expected, what came, what to do."""


class NoDecoder(BadPhoto):
    """A photo whose decoder is not installed."""

    exit = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is opened: pixels of the decoded picture and bytes of the file."""

    pixels: int = 120_000_000
    bytes: int = 300_000_000


def read_file(source: str | PathLike[str] | bytes, limits: Limits) -> tuple[str, bytes]:
    """A name for messages, and the bytes; BadPhoto for what is no file, empty or too long."""
    if isinstance(source, bytes):
        name, data = "the given data", source
    else:
        path = Path(source)
        name, data = path.name, _contents(path, limits)
    if not 0 < len(data) <= limits.bytes:
        came = "it is empty" if not data else "it is longer"
        raise BadPhoto(f"a photo of 1 to {limits.bytes:,} bytes is needed, but {name}: {came}")
    return name, data


def _contents(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise BadPhoto(f"a photo file is needed ({READ_WORDS}), but {str(path)!r} is {_no_file(path)}")
        with path.open("rb") as file:
            return file.read(limits.bytes + 1)
    except OSError as error:
        raise BadPhoto(f"{path.name[:80]} cannot be read: {error.strerror}; check its name and permissions") from error


def _no_file(path: Path) -> str:
    if path.is_dir():
        return "a folder"
    return "a device or a pipe" if path.exists() else "not a file that exists"


def open_image(name: str, data: bytes, limits: Limits) -> Image.Image:
    """The picture with its header read and its size judged; nothing is decoded yet."""
    if data.count(b"\xff\xda") > MOST_SCANS and data.startswith(b"\xff\xd8"):
        raise BadPhoto(f"a photo is needed, but {name} has far more passes than any; save it anew with another program")
    try:
        with quiet():
            image = _heif(data) if is_heif(data) else Image.open(BytesIO(data), formats=READ)
    except UnidentifiedImageError:
        came, advice = stranger(data), "convert it first, or try another copy"
        raise BadPhoto(f"a {READ_WORDS} photo is needed, but {name} is {came}; {advice}") from None
    except Image.DecompressionBombError:
        raise BadPhoto(_too_large(name, "far more", limits)) from None
    except BadPhoto:
        raise
    except BROKEN as error:
        raise BadPhoto(f"{name} is damaged ({words(error)}); try another copy") from error
    if is_raw(image):
        raise BadPhoto(f"a {READ_WORDS} photo is needed, but {name} is a camera's raw file; develop it first")
    if is_misread(image):
        raise BadPhoto(f"a {READ_WORDS} photo is needed, but {name} is {ODD_TIFF}; convert it first")
    check_size(image, name, limits)
    return image


def check_size(image: Image.Image, name: str, limits: Limits) -> None:
    """BadPhoto where the picture has more pixels than the limit."""
    if image.width * image.height > limits.pixels:
        raise BadPhoto(_too_large(name, f"{image.width} × {image.height}", limits))


def words(error: BaseException) -> str:
    """Why a decoder gave up, for people."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    if "MAX_TEXT" in str(error):
        return "it holds more text than any photo"
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def quiet() -> Iterator[None]:
    """What Pillow warns of is judged here; nobody else is to hear it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _heif(data: bytes) -> Image.Image:
    """Without registering the plug-in: nothing else in this process begins to open these files."""
    try:
        from pillow_heif import HeifImageFile
    except ImportError:
        raise NoDecoder(f"HEIC needs a decoder that is not installed; to get it, run: {HEIF_COMMAND}") from None
    image: Image.Image = HeifImageFile(BytesIO(data))  # type: ignore[no-untyped-call]
    return image


def _too_large(name: str, came: str, limits: Limits) -> str:
    most = limits.pixels / 1e6
    return f"a photo of at most {most:g} megapixels is needed, but {name} has {came}; scale it down first"
