"""Words in pictures: found, read, taken off and replaced, on drawn signs whose truth is known and on real photos.

A sign is a plate of one colour with a word, drawn at four times its size, turned, blurred, grained and JPEG-compressed
with the photo it is laid on. The truth of a removal is the same picture with the empty plate, that of a replacement the
same picture with the new word drawn. One of the typefaces is not among those that the writer has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agent.actions import ActionError, Situation, evaluate, resolve
from ..agent.verify import verify
from ..scene.image import MemoryImages, Pixels
from ..scene.objects import Scene, SceneImage
from ..scene.ops import Text
from ..scene.patch import composite
from ..scene.view import View
from ..tools.catalogue import EMBEDDED
from ..tools.toolbox import Toolbox
from ..tools.writing import distance, spans_of
from .photos import photo, photos

HEIGHTS = (8, 12, 18, 28, 48)
"""Of capitals, in pixels."""
FACES = ("arimo-bold.ttf", "tinos-regular.ttf", "roboto-condensed-bold.ttf", "")
"""The empty one is Pillow's own, which the writer does not have."""
GROUNDS = ("coffee", "china", "rocket", "astronaut")
TILTS = (0.0, 7.0, -14.0, 3.0)
WORDS = (("CLOSED", "OPENED"), ("Exit here", "Way out"), ("SALE 50%", "SOLD 50%"), ("Platform 9", "Platform 4"))
COLORS = (
    ((180, 20, 20), (240, 230, 90)),
    ((255, 255, 255), (10, 90, 50)),
    ((20, 20, 60), (235, 235, 225)),
    ((250, 250, 250), (40, 60, 160)),
)
FINER = 4
REAL = (
    ("for-sale", "SALE"),
    ("for-sale", "FOR"),
    ("cat-and-mug", "github"),
    ("cat-and-mug", "SOCIAL CODING"),
    ("letters", "LOVE"),
    ("letters", "BACK TO SCHOOL"),
    ("letters", "UGMONK"),
    ("cafe-sign", "CAFE"),
    ("cafe-sign", "frischer saft"),
    ("cafe-sign", "obst und gemüse"),
    ("map-and-camera", "FIELD"),
    ("map-and-camera", "NOTES"),
    ("map-and-camera", "New Forest"),
    ("map-and-camera", "Nikon"),
    ("grace-hopper", "HOPPER"),
    ("sails", "400388"),
)
"""Words that people read in the photos."""
REAL_SIDE = 1100


@dataclass(frozen=True, eq=False, slots=True)
class Sign:
    """A sign on a photo, the same with an empty plate, and with the other word."""

    height: int
    word: str
    other: str
    pixels: Pixels
    empty: Pixels
    changed: Pixels


@dataclass(frozen=True, slots=True)
class Row:
    """Means over signs of one height, or over words in real photos; None where nothing is known to compare with."""

    name: str
    count: int
    read: float
    """Share read whole."""
    letters: float
    """Share of letters read right (1 − edits / length)."""
    removed: float
    """Share of those read that could be taken off and are not read afterwards."""
    removal: float | None
    """Mean difference of the place from the empty plate, in levels …"""
    untouched: float | None
    """… and that of the picture as it was."""
    replaced: float
    """Share of those read whose new word is read afterwards."""
    height: float | None
    """Mean of how far the new letters are from the true height, as a share of it."""
    color: float | None
    """Mean distance of the new letters' colour from the true one, in levels of RGB."""


def run() -> str:
    """Measure and print a table."""
    toolbox = Toolbox(EMBEDDED)
    try:
        rows = [*measure(toolbox), real(toolbox)]
        alarms = false_alarms(toolbox)
    finally:
        toolbox.close()
    return f"{table(rows)}\n\n{alarms}"


def measure(toolbox: Toolbox, heights: Sequence[int] = HEIGHTS) -> list[Row]:
    """A row for each height of letters."""
    return [_row(f"{height} px", [_judged(sign, toolbox) for sign in signs(height, toolbox)]) for height in heights]


def signs(height: int, toolbox: Toolbox) -> Iterator[Sign]:
    """Each typeface on one of the photos, with a word, colours and a tilt of its own."""
    for at, (face, ground, (word, other), (ink, plate)) in enumerate(zip(FACES, GROUNDS, WORDS, COLORS, strict=True)):
        path = str(toolbox.weights.path(face)) if face else ""
        where = photo(ground).open(640)
        laid = [_laid(where, text, path, height, TILTS[at], ink, plate, word) for text in (word, "", other)]
        yield Sign(height, word, other, *laid)


def _laid(where: Pixels, text: str, path: str, height: int, tilt: float, ink: Any, plate: Any, longest: str) -> Pixels:
    import cv2
    from PIL import Image, ImageDraw

    font = _font(path, height)
    left, top, right, bottom = font.getbbox(longest)
    margin = FINER * height
    size = (right - left + 2 * margin, bottom - top + 2 * margin)
    sign = Image.new("RGBA", (int(size[0]), int(size[1])), (*plate, 255))
    if text:
        draw = ImageDraw.Draw(sign)
        draw.text((size[0] / 2, margin - top + font.getmetrics()[0]), text, font=font, fill=(*ink, 255), anchor="ms")
    sign = sign.rotate(tilt, expand=True, resample=Image.Resampling.BICUBIC)
    sign = sign.resize((sign.width // FINER, sign.height // FINER), Image.Resampling.LANCZOS)
    picture = Image.fromarray(where).convert("RGBA")
    picture.alpha_composite(sign, ((picture.width - sign.width) // 2, (picture.height - sign.height) // 3))
    seen = np.asarray(cv2.GaussianBlur(np.asarray(picture.convert("RGB")), (0, 0), 0.6), np.float32)
    seen = seen + np.random.default_rng(height).normal(0, 2.5, seen.shape).astype(np.float32)
    bytes_ = cv2.imencode(".jpg", np.clip(seen, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    return np.asarray(cv2.imdecode(bytes_, cv2.IMREAD_UNCHANGED), np.uint8)


def _font(path: str, height: int) -> Any:
    """Of that height of capitals, enlarged."""
    from PIL import ImageFont

    def make(size: float) -> Any:
        return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)

    box = make(1000).getbbox("H")
    return make(1000 * FINER * height / (box[3] - box[1]))


@dataclass(frozen=True, slots=True)
class _Judgement:
    letters: float
    read: bool
    removed: bool = False
    removal: float | None = None
    untouched: float | None = None
    replaced: bool = False
    height: float | None = None
    color: float | None = None


def _judged(sign: Sign, toolbox: Toolbox) -> _Judgement:
    letters = _letters(sign.word, _texts(sign.pixels, toolbox))
    where = np.abs(sign.pixels.astype(int) - sign.empty).max(axis=2) > 40
    untouched = _off(sign.pixels, sign.empty, where)
    if letters < 1:
        return _Judgement(letters, read=False)
    gone, removed = _done(Text(find=sign.word), sign.pixels, toolbox)
    new, replaced = _done(Text(find=sign.word, replace_with=sign.other), sign.pixels, toolbox)
    return _Judgement(
        letters,
        True,
        removed,
        _off(gone, sign.empty, where) if removed else None,
        untouched,
        replaced,
        _height_error(new, sign) if replaced else None,
        _color_error(new, sign) if replaced else None,
    )


def _texts(pixels: Pixels, toolbox: Toolbox) -> list[str]:
    with toolbox.lease("text_reader") as reader:
        return [line.text for line in reader.read(pixels)]


def _letters(word: str, texts: Sequence[str]) -> float:
    """How well the best of the lines gives the word."""
    plain = word.casefold().replace(" ", "")
    edits = [distance(plain, text.casefold().replace(" ", "")) for text in texts]
    if any(spans_of(word, [text]) and spans_of(word, [text])[0].exact for text in texts):
        return 1.0
    return max(0.0, 1 - min(edits, default=len(plain)) / len(plain))


def _done(op: Text, pixels: Pixels, toolbox: Toolbox) -> tuple[Pixels, bool]:
    """The picture after the action, and whether its checks passed."""
    height, width = pixels.shape[:2]
    scene = Scene(image=SceneImage(width=width, height=height))
    situation = Situation(pixels, scene, View.of(width, height), toolbox, MemoryImages())
    try:
        resolved, _ = resolve(op, situation)
        outcome = evaluate(resolved, pixels, toolbox, situation.images)
    except ActionError:
        return pixels, False
    after = composite(pixels, outcome.patches)
    return after, all(check.passed for check in verify(resolved, pixels, after, outcome, toolbox))


def _off(a: Pixels, b: Pixels, where: NDArray[np.bool_]) -> float:
    return float(np.abs(a.astype(int) - b)[where].mean())


def _inked(pixels: Pixels, sign: Sign) -> NDArray[np.bool_]:
    """What differs from the empty plate by half as much as the true letters do."""
    contrast = np.percentile(np.abs(sign.changed.astype(int) - sign.empty).max(axis=2), 99.5)
    return np.abs(pixels.astype(int) - sign.empty).max(axis=2) > contrast / 2


def _height_error(new: Pixels, sign: Sign) -> float:
    ours, true = (np.flatnonzero(_inked(one, sign).sum(axis=1) > 1) for one in (new, sign.changed))
    if not ours.size or not true.size:
        return 1.0
    return abs(float(np.ptp(ours) - np.ptp(true))) / float(np.ptp(true))


def _color_error(new: Pixels, sign: Sign) -> float:
    ours, true = (np.median(one[_inked(one, sign)], axis=0) for one in (new, sign.changed))
    return float(np.linalg.norm(ours - true))


def real(toolbox: Toolbox) -> Row:
    """The words in real photos."""
    out = []
    for name, word in REAL:
        pixels = photo(name).open(REAL_SIDE)
        letters = _letters(word, _texts(pixels, toolbox))
        if letters < 1:
            out.append(_Judgement(letters, read=False))
            continue
        _, removed = _done(Text(find=word), pixels, toolbox)
        _, replaced = _done(Text(find=word, replace_with="Hello"), pixels, toolbox)
        out.append(_Judgement(letters, True, removed, replaced=replaced))
    return _row("words in real photos", out)


def false_alarms(toolbox: Toolbox) -> str:
    """How often words are read in photos that show none that people read."""
    written = {name for name, _ in REAL}
    others = [one for one in photos() if one.name not in written]
    said = {one.name: _texts(one.open(REAL_SIDE), toolbox) for one in others}
    telling = [f"{name} ({', '.join(texts)})" for name, texts in said.items() if texts]
    return f"Words read in the other {len(others)} photos: {'; '.join(telling) or 'none'}."


def _row(name: str, judged: Sequence[_Judgement]) -> Row:
    read = [one for one in judged if one.read]
    return Row(
        name,
        len(judged),
        _mean([one.read for one in judged]) or 0.0,
        _mean([one.letters for one in judged]) or 0.0,
        _mean([one.removed for one in read]) or 0.0,
        _mean([one.removal for one in read]),
        _mean([one.untouched for one in read]),
        _mean([one.replaced for one in read]) or 0.0,
        _mean([one.height for one in read]),
        _mean([one.color for one in read]),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def table(rows: Sequence[Row]) -> str:
    """Rows as a Markdown table."""
    lines = [
        "| height of capitals | signs | read whole | letters right | taken off | off from the empty plate (as it was) "
        "| replaced | height off | colour off |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join(lines + [_line(row) for row in rows])


def _line(row: Row) -> str:
    removal = "–" if row.removal is None else f"{row.removal:.1f} ({row.untouched:.0f})"
    height = "–" if row.height is None else f"{row.height:.0%}"
    color = "–" if row.color is None else f"{row.color:.0f}"
    return (
        f"| {row.name} | {row.count} | {row.read:.0%} | {row.letters:.0%} | {row.removed:.0%} | {removal} "
        f"| {row.replaced:.0%} | {height} | {color} |"
    )
