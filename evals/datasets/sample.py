"""What a benchmark asks of an editor: a photo, words, and what is known of the right answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask

CUT = 127
"""Masks are often JPEG data, whatever their name says: what is brighter than this is meant."""

Stored: TypeAlias = Path | bytes
"""A picture as a dataset keeps it: a file, or the bytes of one inside a table."""


class BrokenSample(ValueError):
    """A sample that cannot be read; says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One edit that is asked for. Pixels are read when they are asked for."""

    id: str
    photo: Stored
    instruction: str
    category: str = ""
    masks: tuple[Stored, ...] = ()
    """Where the edit belongs; several are one region."""
    label: str | None = None
    """What that place should show afterwards."""
    target: Stored | None = None
    """The photo as somebody edited it."""
    captions: tuple[str, str] | None = None
    """What the photo shows before and after."""
    specific: tuple[str, ...] = ()
    """The instruction in specific ones, where the dataset has them (SANE)."""
    session: str | None = None
    turn: int = 1
    """1-based; a later turn of a session goes on from what the earlier ones gave."""
    notes: tuple[str, ...] = ()
    """What the dataset, or its reader, has to say about it."""
    marks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What is drawn, by the names that the words call it by: `{"A": {"box": [left, top, right, bottom]}}`, pixels."""
    layout: Mapping[str, Any] | None = None
    """What the photo shows, where it is only a drawing of a layout (ClickDiffusion's form, shares of the picture)."""
    layout_after: tuple[tuple[str, Box], ...] = ()
    """Names and boxes (pixels of the photo) that the layout should then have."""

    def pixels(self) -> Pixels:
        """H×W×3 uint8. Raises BrokenSample."""
        return _rgb(self.photo, self.id)

    def edited(self) -> Pixels | None:
        """The target, H×W×3 uint8. Raises BrokenSample."""
        return None if self.target is None else _rgb(self.target, self.id)

    def truth(self) -> Mask | None:
        """The region of the photo's size; None where there is none. Raises BrokenSample, for an empty one too."""
        if not self.masks:
            return None
        with _opened(self.photo, self.id) as photo:
            size = photo.size
        region = np.zeros((size[1], size[0]), bool)
        for mask in self.masks:
            with _opened(mask, self.id) as opened:
                region |= np.asarray(_meant(opened).resize(size, Image.Resampling.NEAREST)) > CUT
        if not region.any():
            raise BrokenSample(f"{self.id}: nothing of the mask is brighter than {CUT}: it marks no pixel")
        return Mask(region)

    def stored(self) -> NDArray[np.uint8] | None:
        """The mask in its own greys and its own size (h×w): what published scorers multiply with. Of several the
        brightest counts, at the first one's size. Raises BrokenSample."""
        greys = []
        for mask in self.masks:
            with _opened(mask, self.id) as opened:
                greys.append(_meant(opened))
        if not greys:
            return None
        same = [np.asarray(grey.resize(greys[0].size, Image.Resampling.NEAREST), np.uint8) for grey in greys]
        return np.maximum.reduce(same)


@dataclass(frozen=True, slots=True)
class Broken:
    """A sample that could not be read, and why: it stays in every denominator."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """The samples of a folder in its own order, and those that are broken."""

    name: str
    samples: tuple[Sample, ...]
    broken: tuple[Broken, ...] = ()


def stored(folder: Path, name: object) -> Path:
    """A file that a dataset names. Raises BrokenSample for one that is not there, or not below its folder."""
    if not isinstance(name, str) or not name:
        raise BrokenSample(f"expected the name of a picture, got {name!r}")
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BrokenSample(f"{name} lies outside the dataset's folder")
    if not path.is_file():
        raise BrokenSample(f"{name} is not there")
    return path


def _opened(picture: Stored, id: str) -> Image.Image:
    try:
        return Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture)
    except OSError as error:
        raise BrokenSample(f"{id}: {_name(picture)} is no picture ({error})") from None


def _rgb(picture: Stored, id: str) -> Pixels:
    with _opened(picture, id) as opened:
        try:
            return np.asarray(opened.convert("RGB"), np.uint8)
        except (OSError, SyntaxError) as error:
            raise BrokenSample(f"{id}: {_name(picture)} is damaged ({error})") from None


def _meant(mask: Image.Image) -> Image.Image:
    """Bright where the mask means it: a see-through part of a picture (MagicBrush's way) is what is to be edited."""
    if "A" in mask.getbands():
        alpha = np.asarray(mask.getchannel("A"))
        if alpha.min() <= CUT:
            return Image.fromarray(255 - alpha)
    return mask.convert("L")


def _name(picture: Stored) -> str:
    return picture.name if isinstance(picture, Path) else "a picture of the table"
