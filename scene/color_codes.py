"""Colours that a file names by numbers (ITU-T H.273: PNG's cICP chunk, the nclx box of HEIC), as a colour profile."""

from __future__ import annotations

import struct
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .png import chunk_of

SRGB_PRIMARIES = 1
_D65 = (0.3127, 0.3290)
_D50 = np.array([0.9642, 1.0, 0.8249])
"""The white of every profile, as ICC writes it."""
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

_WIDE = {
    9: ("BT.2020", ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))),
    12: ("Display P3", ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))),
}
"""Primaries beyond sRGB's that share its white."""
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_CURVES = {
    4: (2.2,),
    13: _SRGB_CURVE,
    # Video's curves are a camera's; what displays undo of them lies about where sRGB's does.
    **dict.fromkeys((1, 6, 14, 15), _SRGB_CURVE),
}
"""Transfers of pictures without high dynamic range, as the numbers of a parametric curve of ICC."""
_BRIGHT = {16: "PQ", 18: "HLG"}


class ColorCodes(NamedTuple):
    """What the numbers are."""

    primaries: int
    transfer: int
    matrix: int = 0
    full_range: int = 1

    @property
    def profile(self) -> bytes | None:
        """The profile that says the same; None where there is none (of sRGB's primaries, too)."""
        if not self._plain or self.primaries not in _WIDE:
            return None
        return _profile(self.primaries, _CURVES[self.transfer])

    @property
    def note(self) -> str | None:
        """What is to be said where they are not heeded."""
        if self._plain and (self.primaries == SRGB_PRIMARIES or self.primaries in _WIDE):
            return None
        numbers = "/".join(map(str, self))
        bright = f" ({_BRIGHT[self.transfer]}, for displays of high dynamic range)" if self.transfer in _BRIGHT else ""
        return f"the code of its colours, {numbers}{bright}, is not supported and was ignored"

    @property
    def _plain(self) -> bool:
        return self.transfer in _CURVES and self.matrix == 0 and self.full_range == 1


def color_codes(image: Image.Image, data: bytes) -> ColorCodes | None:
    """The codes that a photo comes with; of HEIC only where no profile says it better."""
    if image.format == "PNG":
        chunk = chunk_of(data, b"cICP")
        return ColorCodes(*chunk) if chunk is not None and len(chunk) == len(ColorCodes._fields) else None
    said: dict[str, Any] | None = image.info.get("nclx_profile")
    if not said or "icc_profile" in image.info:
        return None
    # The matrix and the range are of what is stored: the decoder has made RGB of it.
    return ColorCodes(int(said["color_primaries"]), int(said["transfer_characteristics"]))


@cache
def _profile(primaries: int, curve: tuple[float, ...]) -> bytes:
    name, corners = _WIDE[primaries]
    adapted = _to_d50()
    red, green, blue = (adapted @ _colorants(corners)).T
    tone = _element(b"para", struct.pack(">HH", 0 if len(curve) == 1 else 3, 0), *curve)
    tags = {
        b"desc": _text(name),
        b"cprt": _text("no rights reserved"),
        b"wtpt": _element(b"XYZ ", b"", *_D50),
        b"chad": _element(b"sf32", b"", *adapted.ravel()),
        b"rXYZ": _element(b"XYZ ", b"", *red),
        b"gXYZ": _element(b"XYZ ", b"", *green),
        b"bXYZ": _element(b"XYZ ", b"", *blue),
        b"rTRC": tone,
        b"gTRC": tone,
        b"bTRC": tone,
    }
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, element in tags.items():
        table += struct.pack(">4sII", tag, at + len(body), len(element))
        body += element + bytes(-len(element) % 4)
    size = at + len(body)
    header = struct.pack(
        ">I4sI4s4s4s12x4s28x12s48x", size, b"", 0x04400000, b"mntr", b"RGB ", b"XYZ ", b"acsp", _fixed(_D50)
    )
    return header + table + body


def _colorants(corners: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """RGB → XYZ: the primaries, scaled so that together they are white."""
    ways = np.stack([_upright(xy) for xy in corners], axis=1)
    return np.asarray(ways * np.linalg.solve(ways, _upright(_D65)))


def _to_d50() -> NDArray[np.float64]:
    """From D65, by Bradford's cones."""
    scale = (_BRADFORD @ _D50) / (_BRADFORD @ _upright(_D65))
    return np.asarray(np.linalg.solve(_BRADFORD, scale[:, None] * _BRADFORD))


def _upright(xy: tuple[float, float]) -> NDArray[np.float64]:
    """XYZ of a chromaticity, as bright as white."""
    x, y = xy
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _element(kind: bytes, head: bytes, *numbers: float) -> bytes:
    return kind + bytes(4) + head + _fixed(numbers)


def _fixed(numbers: Any) -> bytes:
    return b"".join(struct.pack(">i", round(float(number) * 65536)) for number in numbers)


def _text(words: str) -> bytes:
    written = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(written), 28) + written
