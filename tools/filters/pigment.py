"""What the names of colours mean on real things: paint and cloth under the photo's light, not the light of a screen.

The pure colours of sRGB are brighter and purer than most that reflects light (Pointer, "The gamut of real surface
colours", 1980). Names are taken to mean the strongest of usual paints: the limits below are about those of RAL Classic.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ...scene.color import is_named, to_rgb_tuple
from ...scene.image import Pixels
from .auto import measured
from .oklab import from_linear, from_oklab, most_chroma_at, to_linear, to_oklab
from .window import ramp

Rgb = tuple[int, int, int]

HUES = (0.0, 29.0, 55.0, 95.0, 110.0, 125.0, 145.0, 195.0, 250.0, 266.0, 300.0, 330.0, 360.0)
"""Hues of OKLab in degrees: pink, red, orange, yellow, lemon, lime, green, turquoise, sky, ultramarine, violet, magenta
and pink again."""

STRONGEST = (0.17, 0.19, 0.165, 0.16, 0.18, 0.155, 0.14, 0.11, 0.135, 0.155, 0.145, 0.16, 0.17)
"""The chroma of the strongest paint of each of these hues …"""

AT = (0.56, 0.51, 0.68, 0.83, 0.83, 0.68, 0.55, 0.62, 0.54, 0.43, 0.45, 0.53, 0.56)
"""… and its lightness: lighter and darker paints of the hue are weaker."""

TURNED = (0.0, 27.0, 53.0, 92.0, 98.0, 122.0, 145.0, 195.0, 250.0, 266.0, 300.0, 330.0, 360.0)
"""The hues that are meant: the yellow of screens is greener than what is called yellow, their orange is yellower."""

DARKER = 0.75
"""Share of the way by which what is lighter than the strongest paint comes down to it."""

PALER = 0.4
"""Exponent by which the strongest chroma falls towards white and black."""

OF_SCREENS = frozenset({(0, 255, 0), (0, 255, 255), (255, 0, 255)})
"""The colours called lime, cyan (or aqua) and magenta (or fuchsia): names of screen and printing colours, not of paint.
"""

KNEE = 0.75
"""Share of the limit up to which chroma stays as it is."""

VIVID, MOST_VIVID = 0.17, 1.3
"""A photo whose strongest colours have more chroma shows stronger paint too, up to so many times as strong."""

LARGE, WEAKER = (0.08, 0.3), 0.22
"""From the first share of a photo on what fills it is painted weaker, from the second on by so much: nobody paints a
whole wall in signal colours."""

SAMPLES = 60_000
"""Pixels of a photo that are looked at, evenly spread."""

WARMTH = 0.6
"""Share of the light's tint that the paint shows."""


def pigment(color: Rgb, vivid: float = 1.0, share: float = 0.0) -> Rgb:
    """The paint that a screen colour (red, green, blue 0…255) names, where the purest ones are `vivid` times as strong
    as usual; weaker on what fills a large `share` (0…1) of the photo. Colours that paint can have stay as they are."""
    lightness, a, b = (float(value) for value in to_oklab(np.array(color, np.uint8)))
    chroma, hue = float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)
    if chroma < 0.02:
        return color
    purity = float(ramp(np.float32(chroma / _purest(round(hue))), 0.65, 1.0))
    most, at = float(np.interp(hue, HUES, STRONGEST)), float(np.interp(hue, HUES, AT))
    lightness -= DARKER / vivid**2 * purity * max(0.0, lightness - at)
    away = lightness / at if lightness < at else (1 - lightness) / (1 - at)
    most *= (1 + (vivid - 1) * purity) * (1 - WEAKER * float(ramp(np.float32(share), *LARGE)))
    chroma = _bent(chroma, most * away**PALER)
    turned = np.radians(hue + purity * (float(np.interp(hue, HUES, TURNED)) - hue))
    lab = np.array([lightness, chroma * np.cos(turned), chroma * np.sin(turned)], np.float32)
    red, green, blue = from_oklab(lab[None])[0]
    return int(red), int(green), int(blue)


def vividness(photo: Pixels) -> float:
    """How many times as strong as usual the colours of a photo (H×W×3) are, 1…`MOST_VIVID`."""
    stride = max(1, int(np.sqrt(photo.shape[0] * photo.shape[1] / SAMPLES)))
    lab = to_oklab(np.ascontiguousarray(photo[::stride, ::stride]))
    strong = float(np.percentile(np.hypot(lab[..., 1], lab[..., 2]), 99))
    return float(np.clip(strong / VIVID, 1.0, MOST_VIVID))


def in_light(color: Rgb, photo: Pixels) -> Rgb:
    """A colour as it looks in the light of a photo (H×W×3): as warm or cold as its greys are, a little less so."""
    gain = np.array(measured(photo).gain, np.float32)
    light = gain**-WARMTH
    tinted = to_linear(np.array(color, np.uint8)) * light / max(1.0, float(light.max()))
    red, green, blue = from_linear(np.asarray(tinted, np.float32))
    return int(red), int(green), int(blue)


def asked_for(color: str, exact: bool, photo: Pixels, share: float, lit: bool = True) -> Rgb:
    """What to paint for `#rrggbb` on a `share` (0…1) of a photo (H×W×3): where that is the colour of a CSS name and not
    `exact`, the paint so named, as it looks in the photo's light where it is to be `lit` by it."""
    rgb = to_rgb_tuple(color)
    if not names_paint(color, exact):
        return rgb
    paint = pigment(rgb, vividness(photo), share)
    return in_light(paint, photo) if lit else paint


def names_paint(color: str, exact: bool) -> bool:
    """Whether `asked_for` looks at the photo: the colour is a name for paint, and not one that was given in numbers."""
    return not exact and is_named(color) and to_rgb_tuple(color) not in OF_SCREENS


def _bent(chroma: float, limit: float) -> float:
    """Chroma as it is up to the knee, and never beyond the limit."""
    start = KNEE * limit
    room = limit - start
    return chroma if chroma <= start else float(start + room * np.tanh((chroma - start) / max(room, 1e-6)))


@cache
def _purest(hue: int) -> float:
    """The largest chroma that sRGB has of a hue in degrees, at any lightness."""
    return most_chroma_at(hue)
