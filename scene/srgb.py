"""Decoded pictures of any kind to 8-bit sRGB, once, with a note of what was converted."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

from .color_codes import ColorCodes
from .image import Pixels

WIDE = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
GREY = ("1", "L", "LA", *WIDE)
WHITE_IS, SIGNED_IS = 262, 339
"""TIFF's tags for whether 0 is white, and whether numbers have signs; Pillow heeds neither in deep greys."""
SHALLOW = {"L;2": 85, "L;4": 17}
"""What Pillow multiplies greys of fewer bits by."""
SRGB_GAMMA, NEAR = 1 / 2.2, 0.01
ROWS = 2**21
"""Pixels that are compared at once: a large photo needs no second copy of itself."""
IGNORED = "its colour profile could not be used and was ignored"
_CANNOT = (ImageCms.PyCMSError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as models and people see it, and what it takes to save it as it came."""

    image: Image.Image
    """RGB or RGBA in sRGB."""
    profile: bytes | None = None
    """The colour profile to save it in; None where it had none."""
    native: Image.Image | None = None
    """The same picture in that profile, where the profile is another than sRGB."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Untouched:
    """The photo as it came, H×W×3|4 uint8: in sRGB, and in its own profile."""

    shown: Pixels
    native: Pixels


def fit_clear_color(image: Image.Image) -> None:
    """Of a PNG that is not loaded yet: bring the one colour it calls transparent to the 8 bits Pillow brings pixels to.

    Deep greys keep their bits when they are loaded, and so does their colour.
    """
    clear, raw = image.info.get("transparency"), {str(tile[3]) for tile in getattr(image, "tile", ())}
    if isinstance(clear, int) and raw & SHALLOW.keys():
        image.info["transparency"] = clear * SHALLOW[raw.pop()]
    elif isinstance(clear, tuple) and raw == {"RGB;16B"}:
        image.info["transparency"] = tuple(value >> 8 for value in clear)


def to_srgb(image: Image.Image, codes: ColorCodes | None = None) -> Shown:
    """8-bit sRGB of a decoded picture, and what was converted on the way. Its `codes` go before a profile."""
    profile, stored, notes = image.info.get("icc_profile"), image.mode, list[str]()
    if codes is not None:
        profile = profile if stored in GREY else codes.profile or profile
        notes.extend([codes.note] if codes.note else [])
    if stored in WIDE:
        notes.append(f"{_name(stored)} was converted to 8 bits")
    elif stored not in ("RGB", "RGBA"):
        notes.append(f"{_name(stored)} was converted to RGB")
    if not profile and (codes is None or codes.note):
        notes.extend(_of_no_profile(image))
    image = _spread(_narrow(image) if stored in WIDE else image)
    if not profile:
        return Shown(_plain(image), notes=tuple(notes))
    managed = _managed(image, profile)
    return Shown(managed.image, managed.profile, managed.native, (*notes, *managed.notes))


def in_own_profile(pixels: Pixels, profile: bytes, photo: Untouched | None = None) -> Pixels:
    """sRGB pixels H×W×3|4 uint8 in `profile`; the photo's own stand wherever `pixels` are still what it showed."""
    if is_srgb(profile):
        return pixels
    out = np.empty_like(pixels)
    out[..., 3:] = pixels[..., 3:]
    transform = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), _read(profile), "RGB", "RGB")
    step = max(1, ROWS // pixels.shape[1])
    for top in range(0, pixels.shape[0], step):
        rows = slice(top, top + step)
        colors = np.ascontiguousarray(pixels[rows, :, :3])
        out[rows, :, :3] = np.asarray(ImageCms.applyTransform(Image.fromarray(colors), transform))
        if photo is not None and photo.shown.shape[:2] == pixels.shape[:2]:
            same = (colors == photo.shown[rows, :, :3]).all(axis=2)
            out[rows, :, :3][same] = photo.native[rows, :, :3][same]
    return out


def is_srgb(profile: bytes) -> bool:
    """Whether pixels in this profile are sRGB's but for rounding. What no picture can be saved in counts as sRGB."""
    try:
        return _is_srgb(_read(profile))
    except _CANNOT:
        return True


def srgb_profile() -> bytes:
    """An sRGB profile, the same bytes every time (the date of making is blanked)."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = bytes(12)
    return bytes(made)


def _of_no_profile(image: Image.Image) -> tuple[str, ...]:
    """What is to be said of a picture without a profile that can be read."""
    if "icc_profile" in image.info:
        return (IGNORED,)
    gamma = image.info.get("gamma")
    if gamma is None or "srgb" in image.info or abs(gamma - SRGB_GAMMA) < NEAR:
        return ()
    return (f"its gamma ({gamma:g} in the file, {SRGB_GAMMA:.4f} in sRGB) was ignored: its colours are taken as sRGB",)


def _name(mode: str) -> str:
    names = {
        "P": "a palette",
        "1": "black and white",
        "L": "grey",
        "LA": "grey with transparency",
        "PA": "a palette with transparency",
        "F": "floating point",
    }
    return names.get(mode, "16 bits a channel" if mode in WIDE else mode)


def _narrow(image: Image.Image) -> Image.Image:
    """16-bit grey by proportion; floating point is taken as 0…1. What goes beyond (but not for ever) sets the top
    itself."""
    stored, tags = np.asarray(image), getattr(image, "tag_v2", {})
    if image.mode.startswith("I;16"):
        eight = (np.arange(65536) * (255 / 65535) + 0.5).astype(np.uint8)
        narrow = Image.fromarray((eight[::-1] if tags.get(WHITE_IS) == 0 else eight)[stored])
        if "transparency" in image.info:
            narrow.putalpha(Image.fromarray((stored != image.info["transparency"]).astype(np.uint8) * 255))
        return narrow
    if image.mode == "I" and tags.get(SIGNED_IS, (1,))[0] == 1:
        stored = stored.view(np.uint32)
    values = stored.astype(np.float64)
    top = max(65535.0 if image.mode == "I" else 1.0, float(values.max(initial=0.0, where=np.isfinite(values))))
    values = np.nan_to_num(values, posinf=top, neginf=0.0)
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


def _managed(image: Image.Image, profile: bytes) -> Shown:
    """The picture in sRGB, with its own profile where that is RGB and can be saved in."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colors = image.convert(image.mode.rstrip("A")) if alpha else image
    try:
        source = _read(profile)
        if colors.mode == "RGB" and _is_srgb(source):
            return Shown(image, profile)
        converted = _transformed(colors, source)
        name = _printable(ImageCms.getProfileDescription(source).strip() or "an unnamed colour profile")
    except _CANNOT:
        return Shown(_plain(image), notes=(IGNORED,))
    if alpha:
        converted.putalpha(alpha)
    if colors.mode == "RGB" and _can_be_saved_in(source):
        note = f"its colours are in {name}: converted to sRGB to work on, and saved in {name} again"
        return Shown(converted, profile, image, (note,))
    return Shown(converted, srgb_profile(), notes=(f"converted from {name} to sRGB",))


def _read(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(BytesIO(profile))


def _can_be_saved_in(profile: ImageCms.ImageCmsProfile) -> bool:
    """Scanners' and some cameras' profiles lead only to other colour spaces and never back."""
    try:
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), profile, "RGB", "RGB")
    except _CANNOT:
        return False
    return True


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
