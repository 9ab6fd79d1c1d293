"""Finding writing by words: the text, the date stamp, the watermark, the word STOP, the sign that says EXIT."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..glyphs import glyph_mask, separate
from ..laid_flat import lay_flat, line_mask
from ..ports import Grounding, Prompt, TextLine
from ..writing import WRITING, Span, blocks, reading_order, spans_of
from .phrases import Phrase

Finding = tuple[Mask, str, float]
"""The pixels, what they say, how sure the reading is."""

_SAYS = re.compile(
    r"^(?:the |a |an |this |that )?(?P<what>[\w' -]+?) (?:that |which )?(?:says|reads|saying|reading|with the words?"
    r"|with the text|with the letters) (?P<said>.+)$"
)
_WORD = re.compile(
    r"^(?:the |a |an |this |that |all |every |each |any )?(?:words?|texts?|lettering|inscriptions?|letters?|captions?) "
    r"(?P<said>(?!(?:on|in|at|of|from|over|under|above|below|near|next|behind|beside|with|to|that|which)\b).+)$"
)
_DATE = re.compile(r"(?:\d{1,4}\s?[./:'’-]\s?){1,2}\d{1,4}|'\d{2}\b.*\d")
_PLATE = re.compile(r"^(?=.*\d)[A-Z0-9ÄÖÜА-Я][A-Z0-9ÄÖÜА-Я .·:•-]{2,10}[A-Z0-9ÄÖÜА-Я]$")
_STAMP = frozenset(("date stamp", "time stamp", "datestamp", "timestamp", "date", "time stamps", "date stamps"))
_PLATES = frozenset(
    f"{kind} {noun}" for kind in ("number", "license", "licence", "registration") for noun in ("plate", "plates")
)
_LAID_OVER = frozenset(("watermark", "watermarks", "caption", "captions", "subtitle", "subtitles", "credits"))
_NUMBERS = frozenset(("numbers", "digits"))
LONG_PLATE = (1.8, 9.0)
"""How many times as wide as high the writing on a plate is."""
OUTER = 0.3
"""Share of the picture at its rim where what is laid over photos stands."""
PLATE_RIM = 0.35
"""How far a plate reaches beyond its writing, in heights of the writing."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a phrase wants found: `kind` of writing, or the words it says and perhaps the thing they stand on."""

    kind: str = "text"
    said: str = ""
    carrier: str = ""


class Writing:
    """A `Specialist` for writing, over the text reader (and the segmenter, for what it stands on)."""

    def __init__(self, lease: Callable[[str], AbstractContextManager[Any]]) -> None:
        self._lease = lease

    def knows(self, phrase: Phrase) -> bool:
        """See `Specialist.knows`."""
        return wish_of(phrase) is not None

    def alone(self, phrase: Phrase) -> bool:
        """See `Specialist.alone`."""
        return self.knows(phrase)

    def find(self, pixels: Pixels, phrase: Phrase) -> list[Grounding]:
        """See `Specialist.find`: strokes for writing itself, the whole area for plates and for what words stand on."""
        wish = wish_of(phrase)
        if wish is None:
            return []
        with self._lease("text_reader") as reader:
            lines = reading_order(reader.read(pixels))
        found = self._findings(pixels, wish, lines)
        return [
            Grounding(phrase.text, mask.box, score, mask, exact=True, text=said)
            for mask, said, score in found
            if mask.area
        ]

    def _findings(self, pixels: Pixels, wish: _Wish, lines: Sequence[TextLine]) -> list[Finding]:
        if wish.said:
            spans = spans_of(wish.said, [line.text for line in lines])
            if wish.carrier:
                return [self._carrier(pixels, lines[span.line]) for span in spans[:1]]
            return [_said(pixels, lines, spans)] if spans else []
        if wish.kind == "plate":
            return [_plate(pixels, line) for line in lines if _is_plate(pixels, line)]
        return [_block(pixels, block, lines) for block in blocks(_of_kind(wish.kind, lines, pixels))]

    def _carrier(self, pixels: Pixels, line: TextLine) -> Finding:
        """What a line stands on: what the segmenter sees around its box."""
        height, width = pixels.shape[:2]
        own = line_mask(line, width, height, grow=0.4)
        with self._lease("segmenter") as segmenter:
            embedding = segmenter.encode(pixels)
            around = [line.box.pad(round(grow * min(line.box.size))).clamp(width, height) for grow in (0.5, 1.0)]
            seen = segmenter.segment(embedding, [Prompt(box=box) for box in around])
        holding = [one for one in seen if one.mask.grow(3).intersect(own).area >= 0.6 * own.area]
        best = max(holding, key=lambda one: one.score).mask if holding else own
        return _filled(best).union(own), line.text, line.score


def wish_of(phrase: Phrase) -> _Wish | None:
    """What a phrase wants found; None when it is not about writing."""
    text = phrase.text.strip().lower()
    if match := _SAYS.match(text):
        what = match.group("what").split()[-1]
        return _Wish(said=_unquoted(match.group("said")), carrier="" if what in WRITING else what)
    if match := _WORD.match(text):
        return _Wish(said=_unquoted(match.group("said")))
    if re.fullmatch(r"[\"“'].+[\"”']", text):
        return _Wish(said=_unquoted(text))
    ends = set(phrase.endings)
    if ends & _PLATES:
        return _Wish("plate")
    if ends & _STAMP:
        return _Wish("date")
    last = phrase.words[-1] if phrase.words else ""
    if last in _LAID_OVER:
        return _Wish("laid over")
    if last in _NUMBERS:
        return _Wish("numbers")
    return _Wish() if last in WRITING else None


def _unquoted(text: str) -> str:
    return text.strip().strip("\"“”'‘’").strip()


def _of_kind(kind: str, lines: Sequence[TextLine], pixels: Pixels) -> list[TextLine]:
    if kind == "date":
        return [line for line in lines if _DATE.search(line.text)]
    if kind == "numbers":
        return [line for line in lines if any(sign.isdigit() for sign in line.text)]
    if kind == "laid over":
        rim = [line for line in lines if _at_the_rim(line.box, pixels)]
        return rim or list(lines)
    return list(lines)


def _at_the_rim(box: Box, pixels: Pixels) -> bool:
    height, width = pixels.shape[:2]
    x, y = box.center.x / width, box.center.y / height
    return min(x, 1 - x, y, 1 - y) < OUTER / 2 or min(y, 1 - y) < OUTER


def _is_plate(pixels: Pixels, line: TextLine) -> bool:
    """Capitals and digits in a row of the right shape, on even ground."""
    corners = np.asarray(line.corners)
    wide = float(np.linalg.norm(corners[1] - corners[0])) / max(1.0, float(np.linalg.norm(corners[3] - corners[0])))
    if not _PLATE.match(line.text) or _DATE.fullmatch(line.text) or not LONG_PLATE[0] <= wide <= LONG_PLATE[1]:
        return False
    plain = re.sub(r"\W", "", line.text)
    return (not plain.isdigit() or len(plain) >= 4) and separate(lay_flat(pixels, line)).legible


def _plate(pixels: Pixels, line: TextLine) -> Finding:
    return line_mask(line, pixels.shape[1], pixels.shape[0], grow=PLATE_RIM), line.text, line.score


def _said(pixels: Pixels, lines: Sequence[TextLine], spans: Sequence[Span]) -> Finding:
    """The words wherever they stand: who says a word means each of them."""
    mask = Mask.empty(pixels.shape[1], pixels.shape[0])
    for span in spans:
        mask = mask.union(glyph_mask(pixels, lines[span.line], span.first, span.last, lines))
    first = spans[0]
    return mask, lines[first.line].text[first.first : first.last], min(lines[span.line].score for span in spans)


def _block(pixels: Pixels, block: Sequence[TextLine], lines: Sequence[TextLine]) -> Finding:
    mask = Mask.empty(pixels.shape[1], pixels.shape[0])
    for line in block:
        mask = mask.union(glyph_mask(pixels, line, others=lines))
    return mask, " / ".join(line.text for line in block), min(line.score for line in block)


def _filled(mask: Mask) -> Mask:
    """Without the holes that letters leave in the mask of a sign."""
    import cv2

    contours, _ = cv2.findContours(mask.array.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    out = np.zeros(mask.array.shape, np.uint8)
    cv2.drawContours(out, contours, -1, 1, -1)
    return Mask(out.astype(bool))
