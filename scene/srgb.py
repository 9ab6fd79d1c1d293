"""Decoded pictures of any kind to 8-bit sRGB, once, with a note of what was converted."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

WIDE = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


def to_srgb(image: Image.Image) -> tuple[Image.Image, bytes | None, tuple[str, ...]]:
    """`image` as RGB or RGBA in sRGB, the profile its pixels are in now (None: it had none), and notes."""
    profile, stored, notes = image.info.get("icc_profile"), image.mode, list[str]()
    if stored in WIDE:
        notes.append(f"{_name(stored)} was converted to 8 bits")
    elif stored not in ("RGB", "RGBA"):
        notes.append(f"{_name(stored)} was converted to RGB")
    image = _spread(_narrow(image) if stored in WIDE else image)
    if profile:
        managed, note = _managed(image, profile)
        if note:
            notes.append(note)
        if managed is not None:
            return _plain(managed), profile if managed is image else srgb_profile(), tuple(notes)
    return _plain(image), None, tuple(notes)


def srgb_profile() -> bytes:
    """An sRGB profile, the same bytes every time (the date of making is blanked)."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = bytes(12)
    return bytes(made)


def _name(mode: str) -> str:
    names = {
        "P": "a palette",
        "1": "black and white",
        "L": "grey",
        "LA": "grey with transparency",
        "F": "floating point",
    }
    return names.get(mode, "16 bits a channel" if mode in WIDE else mode)


def _narrow(image: Image.Image) -> Image.Image:
    """16-bit grey by proportion; floating point is taken as 0…1 unless it goes beyond."""
    values = np.nan_to_num(np.asarray(image).astype(np.float64))
    top = 65535.0 if image.mode != "F" else max(1.0, float(values.max(initial=0.0)))
    return Image.fromarray((np.clip(values / top, 0, 1) * 255 + 0.5).astype(np.uint8))


def _spread(image: Image.Image) -> Image.Image:
    """Palettes and single transparent colours as channels, premultiplied colours divided again."""
    if image.mode in ("La", "RGBa"):
        return image.convert("LA" if image.mode == "La" else "RGBA")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        clear = "transparency" in image.info or image.mode == "PA"
        return image.convert("RGBA" if clear else "RGB")
    return image


def _plain(image: Image.Image) -> Image.Image:
    if image.mode == "LAB":
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
        return converted or image
    if image.mode in ("RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.mode in ("LA", "PA") else "RGB")


def _managed(image: Image.Image, profile: bytes) -> tuple[Image.Image | None, str | None]:
    """The picture in sRGB (itself if it is already), and a note; None when the profile cannot be used."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colors = image.convert(image.mode.rstrip("A")) if alpha else image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if colors.mode == "RGB" and _is_srgb(source):
            return image, None
        converted = _transformed(colors, source)
        name = ImageCms.getProfileDescription(source).strip() or "an unnamed colour profile"
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None, "its colour profile could not be used and was ignored"
    if alpha:
        converted.putalpha(alpha)
    return converted, f"converted from {_printable(name)} to sRGB"


def _transformed(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    if converted is None:
        raise ValueError("the colour management returned no picture")
    return converted


def _is_srgb(source: ImageCms.ImageCmsProfile) -> bool:
    """Whether converting a grid of colours changes none by more than rounding."""
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(27, 27, 3)
    converted = np.asarray(_transformed(Image.fromarray(grid), source))
    return int(np.abs(converted.astype(int) - grid).max()) <= 2


def _printable(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:60]
