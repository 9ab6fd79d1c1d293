"""Grounders and detectors made of a network that finds any words: what is asked, what counts as found, what is a guess.

Scores are told on one scale: 0.5 is the network's own threshold (a number of its row, never lowered to find something),
1 its certainty. They are no probabilities.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, check_pixels, id_of_colors, to_rgb
from ...scene.mask import Mask
from ..errors import NoBackend, ToolError
from ..ports import Detection, Grounding, Prompt
from ..recent import Recent
from ..stopping import go_on
from ..tiles import is_cut, merge, pooled, tiles
from .attributes import choose
from .coco import COCO
from .phrases import Phrase, read
from .specialists import specialists

FOUND = 0.5
"""What the network's threshold is on our scale."""

LEAST = 0.15
"""Guesses that are less likely are not worth a question; as a share of the threshold, 0.3."""

SUSPECT = 0.25
"""A name from which on something may be it, if the words are about such a thing."""

MOST_GUESSES, MOST_SUSPECTS, MOST_HINTS = 3, 12, 200

MOST_TOLD = 100
"""Things that one look tells of one name, or of all names of a list."""

SMALLEST_SIDE = 4
"""Pictures and boxes thinner than this many pixels show nothing."""

LARGER = 1.5
"""From so many times the network's own side on, a thorough look at tiles sees more than the whole does."""

REMEMBERED = 8
"""Answers kept: a turn asks the same again to read, to resolve and to check."""

Lease = Callable[[str], AbstractContextManager[Any]]


class Seen(NamedTuple):
    """Where a network sees something, and its own score, 0…1."""

    box: Box
    score: float


class Finder(Protocol):
    """A network that finds words in pictures."""

    @property
    def side(self) -> int:
        """Pixels of the longer side at which it looks."""
        ...

    def find(self, pixels: Pixels, phrases: Sequence[str], least: float) -> list[list[Seen]]:
        """For each phrase, everything seen with `least` of its score, in any order, duplicates and all; boxes in
        pixels of the H×W×3 picture, within it. Phrases are plain nouns with what describes them."""
        ...


class Looks:
    """The answers of a network, on our scale, best first, each thing once; the last few are remembered."""

    def __init__(self, finder: Finder, threshold: float) -> None:
        if not 0 < threshold < 1:
            raise ToolError(f"a threshold lies between 0 and 1, but got {threshold}")
        self.finder, self.threshold = finder, threshold
        self._known: Recent[tuple[str, tuple[str, ...]], list[list[Detection]]] = Recent(REMEMBERED)

    def at(self, pixels: Pixels, phrases: Sequence[str]) -> list[list[Detection]]:
        """What is seen of each phrase, down to faint evidence, labelled with the phrase."""
        if min(pixels.shape[:2]) < SMALLEST_SIDE or not phrases:
            return [[] for _ in phrases]
        return self._known.get((id_of_colors(pixels), tuple(phrases)), lambda: self._look(pixels, phrases))

    def _look(self, pixels: Pixels, phrases: Sequence[str]) -> list[list[Detection]]:
        go_on()
        least = LEAST / FOUND * self.threshold
        found = self.finder.find(pixels, phrases, least)
        return [self._told(phrase, seen) for phrase, seen in zip(phrases, found, strict=True)]

    def _told(self, phrase: str, seen: Iterable[Seen]) -> list[Detection]:
        large = sorted((one for one in seen if min(one.box.size) >= SMALLEST_SIDE), key=lambda one: -one.score)
        return merge([Detection(phrase, one.box, on_our_scale(one.score, self.threshold)) for one in large[:MOST_TOLD]])


def on_our_scale(score: float, threshold: float) -> float:
    """A network's score with its threshold at 0.5: straight lines from 0 to it, and from it to 1."""
    score = min(max(score, 0.0), 1.0)
    if score < threshold:
        return FOUND * score / threshold
    return FOUND + (1 - FOUND) * (score - threshold) / (1 - threshold)


class OpenGrounder:
    """A `Grounder`. Words of place and size choose among what the network found; specialists (faces, writing, sky and
    ground) look first, as they give masks and words that no network for any phrase gives."""

    def __init__(self, looks: Looks, lease: Lease, labels: Sequence[str] = tuple(COCO.values())) -> None:
        self.looks, self._lease, self._labels = looks, lease, tuple(labels)
        self._specialists = specialists(lease)

    def ground(self, pixels: Pixels, phrases: Sequence[str], within: Box | None = None) -> list[list[Grounding]]:
        """See `Grounder.ground`. Scores are at least 0.5, and all phrases share a look where they can."""
        shown, part = _part(pixels, within)
        read_phrases = [read(phrase) for phrase in phrases]
        known = [self._by_specialists(shown, phrase) if part.area else [] for phrase in read_phrases]
        asked = [phrase for phrase, found in zip(read_phrases, known, strict=True) if part.area and found is None]
        looked = iter(self._by_looking(shown, asked))
        answers = [found if found is not None else next(looked) for found in known]
        return [[_placed(one, part, pixels) for one in answer] for answer in answers]

    def guess(self, pixels: Pixels, phrase: str, within: Box | None = None) -> list[Grounding]:
        """See `Grounder.guess`: what the network faintly takes for it, at most three; nothing is looked for anew."""
        shown, part = _part(pixels, within)
        meant = read(phrase)
        if not part.area or not meant.noun or any(who.knows(meant) and who.alone(meant) for who in self._specialists):
            return []
        (seen,) = self.looks.at(shown, [query_of(meant)])
        found = [_grounded(one, meant) for one in seen]
        return [_placed(one, part, pixels) for one in self._outlined(shown, found[:MOST_GUESSES])]

    def suspects(self, pixels: Pixels) -> list[Grounding]:
        """See `Grounder.suspects`: of every name of its list, what is seen and would not be a find."""
        shown, part = _part(pixels, None)
        seen = _all(self.looks.at(shown, self._labels))
        unsure = [one for one in merge(seen) if SUSPECT <= one.score < FOUND][:MOST_SUSPECTS]
        found = self._outlined(shown, [Grounding(one.label, one.box, one.score) for one in unsure])
        return [_placed(one, part, pixels) for one in found]

    def _by_specialists(self, shown: Pixels, phrase: Phrase) -> list[Grounding] | None:
        """What they found, in the words' order; None where the network has to look."""
        knowing = [who for who in self._specialists if who.knows(phrase)]
        if not phrase.noun or min(shown.shape[:2]) < SMALLEST_SIDE:
            return []
        for who in knowing:
            try:
                found = [one for one in choose(shown, phrase, who.find(shown, phrase)) if one.score >= FOUND]
            except NoBackend:
                continue
            if found or who.alone(phrase):
                return found
        return None

    def _by_looking(self, shown: Pixels, phrases: Sequence[Phrase]) -> list[list[Grounding]]:
        looked = self.looks.at(shown, [query_of(phrase) for phrase in phrases])
        return [
            [one for one in choose(shown, phrase, _found(seen, phrase)) if one.score >= FOUND]
            for phrase, seen in zip(phrases, looked, strict=True)
        ]

    def _outlined(self, shown: Pixels, found: Sequence[Grounding]) -> list[Grounding]:
        """With masks: the segmenter's, or the boxes where the toolset has none or it sees nothing there."""
        try:
            with self._lease("segmenter") as segmenter:
                prompts = [Prompt(box=one.box) for one in found]
                masks = [region.mask for region in segmenter.segment(segmenter.encode(shown), prompts)] if found else []
        except NoBackend:
            masks = [Mask.empty(shown.shape[1], shown.shape[0]) for _ in found]
        boxes = (Mask.from_box(one.box, shown.shape[1], shown.shape[0]) for one in found)
        outlines = [mask if mask.area else box for mask, box in zip(masks, boxes, strict=True)]
        return [replace(one, mask=outline) for one, outline in zip(found, outlines, strict=True)]


class OpenDetector:
    """A `Detector` that asks a network for every name of a list. `use` gives the network's looks while it is at work:
    they may be those of the toolset's grounder, so that one network serves both."""

    def __init__(self, use: Callable[[], AbstractContextManager[Looks]], labels: Sequence[str]) -> None:
        self._use, self._labels = use, tuple(dict.fromkeys(labels))

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The names of its list."""
        return self._labels

    def detect(self, pixels: Pixels, within: Box | None = None, thorough: bool = False) -> list[Detection]:
        """See `Detector.detect`. Scores are at least 0.5; `thorough` also looks at tiles of what is larger than the
        network's own side by half or more."""
        whole, from_tiles = self._everywhere(pixels, within, thorough)
        return merge(*([one for one in seen if one.score >= FOUND] for seen in (whole, from_tiles)))

    def hints(self, pixels: Pixels) -> list[Detection]:
        """See `Detector.hints`: down to 0.15, at most 200."""
        whole, from_tiles = self._everywhere(pixels, None, thorough=True)
        return pooled([*whole, *from_tiles])[:MOST_HINTS]

    def _everywhere(
        self, pixels: Pixels, within: Box | None, thorough: bool
    ) -> tuple[list[Detection], list[Detection]]:
        shown, part = _part(pixels, within)
        if not part.area:
            return [], []
        with self._use() as looks:
            whole = _all(looks.at(shown, self._labels))
            side, frame = looks.finder.side, Box.of_size(*part.size)
            squares = tiles(frame, side) if thorough and max(part.size) >= LARGER * side else []
            inner = [
                one
                for tile in squares
                for seen in _all(looks.at(_cut(shown, tile), self._labels))
                if not is_cut((one := _shifted(seen, tile)).box, tile, frame)
            ]
        return [_shifted(one, part) for one in whole], [_shifted(one, part) for one in inner]


def query_of(phrase: Phrase) -> str:
    """What a network is asked: the words as they were said, without articles and places (which it cannot see)."""
    if phrase.place is not None or phrase.size:
        return " ".join(word for word in (phrase.color, phrase.noun) if word)
    words = re.sub(r"[^\w\s'-]+", " ", phrase.text.lower()).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


_ARTICLES = ("a", "an", "the", "this", "that", "these", "those", "my", "your", "his", "her", "its", "our", "their")


def _found(seen: Sequence[Detection], phrase: Phrase) -> list[Grounding]:
    return [_grounded(one, phrase) for one in seen if one.score >= FOUND]


def _grounded(one: Detection, phrase: Phrase) -> Grounding:
    return Grounding(phrase.text, one.box, one.score)


def _part(pixels: Pixels, within: Box | None) -> tuple[Pixels, Box]:
    """The part that is looked at, H×W×3, and its box."""
    frame = Box.of_size(check_pixels(pixels).shape[1], pixels.shape[0])
    part = frame if within is None else within.intersect(frame)
    shown = to_rgb(pixels)
    return (shown if part == frame else _cut(shown, part)), part


def _cut(pixels: Pixels, part: Box) -> Pixels:
    return np.ascontiguousarray(pixels[part.slices])


def _all(looked: Sequence[Sequence[Detection]]) -> list[Detection]:
    """Of all names together, the best: what many names faintly fit is nothing."""
    told = sorted((one for seen in looked for one in seen), key=lambda one: (-one.score, one.label, one.box))
    return told[:MOST_TOLD]


def _shifted(one: Detection, part: Box) -> Detection:
    return replace(one, box=one.box.shift(part.left, part.top))


def _placed(one: Grounding, part: Box, pixels: Pixels) -> Grounding:
    """An answer about a part, in the picture's coordinates."""
    if part.size == (pixels.shape[1], pixels.shape[0]):
        return one
    mask = one.mask.paste(pixels.shape[1], pixels.shape[0], part.left, part.top) if one.mask is not None else None
    return replace(one, box=one.box.shift(part.left, part.top), mask=mask)
