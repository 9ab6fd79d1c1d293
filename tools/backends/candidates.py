"""A grounder for any phrase: candidates are the detector's boxes and tagged regions, chosen by words.

What costs little comes first: the detector on the whole picture, then on tiles, then the regions of segment-everything,
then the detector on the regions that faintly look like it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import reduce
from math import sqrt
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels, check_pixels, to_rgb
from ...scene.mask import Mask
from ..ports import Detection, Face, Grounding, Tag
from ..recent import Recent
from .attributes import choose
from .guesses import Evidence, evidence
from .meanings import Meanings
from .phrases import Phrase, names_of, nouns, read
from .pieces import overlap, share_in, touching, without_pieces
from .regions import REMEMBERED, RegionMemory, TaggedRegion
from .specialists import specialists
from .worn import covers_a_person, faces_in, shows_face, worn_by

FOUND = 0.5
"""Scores below it are "not found". Never lowered to find something."""

CERTAIN_TAG = 0.7
"""Mean probability of the fitting tags from which a region is certain to be it."""

FAINT = 0.02
"""Tags with less are not compared: there are many of them and they say nothing."""

CLOSER = (0.15, 0.4)
"""What a closer look shows beside a region, on each side, in shares of its longer side."""

MATCHED = 0.6
"""IoU of a region's box and what a closer look saw, from which the two are the same thing."""

LEAST = 0.1
"""Guesses that are less likely are not worth a question."""

SUSPECT = 0.2
"""A label from which on something may be it, if the words are about such a thing."""

MOST_SUSPECTS = 12

PROMINENT = 0.4
"""What it counts that a picture is of a thing, beside what else speaks for it."""

MOST_GUESSES = 3
"""For one phrase."""

LIKELY = 0.3
"""A guess of the quick search that is as likely ends the search: the closer one takes several times as long."""

BOTH = 0.5
"""What two witnesses must come to."""

MOST_JOINED = 2
"""Groups of touching pieces that are looked at as one thing."""

HELD = 0.7
"""The share of each piece that a thing must hold to be what they are pieces of."""

PERSON = "person"

MOST_PLACES = 3
"""Places where the detector faintly sees the thing and no region lies, that are segmented for it."""

_Lease = Callable[[str], AbstractContextManager[Any]]


class Candidates:
    """A `Grounder`. A noun that the detector knows never waits for segment-everything if it is found without."""

    def __init__(self, lease: _Lease) -> None:
        self._lease = lease
        self._regions = RegionMemory(lease)
        self._looks: Recent[str, _Look] = Recent(REMEMBERED)
        self._meanings = Meanings(lease)
        self._specialists = specialists(lease)

    def ground(self, pixels: Pixels, phrases: Sequence[str], within: Box | None = None) -> list[list[Grounding]]:
        """See `Grounder.ground`. Scores are at least 0.5; regions come with their masks."""
        check_pixels(pixels)
        frame = Box.of_size(pixels.shape[1], pixels.shape[0])
        part = frame if within is None else within.intersect(frame)
        if not part.area:
            return [[] for _ in phrases]
        shown = np.ascontiguousarray(to_rgb(pixels)[part.slices])
        look = self._looks.get(ImageRef.of(shown).id, lambda: _Look(shown.copy(), self._lease, self._regions))
        return [[_placed(one, part, frame) for one in self._ground(look, read(phrase))] for phrase in phrases]

    def guess(self, pixels: Pixels, phrase: str, within: Box | None = None) -> list[Grounding]:
        """See `Grounder.guess`: at most three, from a search that takes several times as long as one that finds."""
        check_pixels(pixels)
        frame = Box.of_size(pixels.shape[1], pixels.shape[0])
        part = frame if within is None else within.intersect(frame)
        meant = read(phrase)
        if not part.area or not meant.noun or self._is_settled(meant):
            return []
        shown = np.ascontiguousarray(to_rgb(pixels)[part.slices])
        look = self._looks.get(ImageRef.of(shown).id, lambda: _Look(shown.copy(), self._lease, self._regions))
        found = look.sharper(self._guesses(look, meant)[:MOST_GUESSES])
        return [_placed(one, part, frame) for one in found]

    def suspects(self, pixels: Pixels) -> list[Grounding]:
        """See `Grounder.suspects`: what the tagger takes regions of the quick search for, and the detector's hints."""
        shown = np.ascontiguousarray(to_rgb(check_pixels(pixels)))
        look = self._looks.get(ImageRef.of(shown).id, lambda: _Look(shown.copy(), self._lease, self._regions))
        hints = [hint for hint in look.hints() if hint.score >= SUSPECT][:MOST_SUSPECTS]
        masks = self._regions.masks_in(look.pixels, [hint.box for hint in hints])
        pairs = zip(hints, masks, strict=True)
        seen = [Grounding(hint.label, hint.box, hint.score, mask) for hint, mask in pairs if mask.area]
        seen += [one for region in look.regions() if (one := _taken_for(region)) is not None]
        kept: list[Grounding] = []
        for one in sorted(seen, key=lambda one: (-one.score, one.box)):
            if not any(one.phrase == other.phrase and overlap(one.box, other.box) for other in kept):
                kept.append(one)
        return kept[:MOST_SUSPECTS]

    def regions(self, pixels: Pixels) -> list[Mask]:
        """Every region of the closer search, whatever it is: what can be found or guessed at, for measuring."""
        shown = np.ascontiguousarray(to_rgb(check_pixels(pixels)))
        look = self._looks.get(ImageRef.of(shown).id, lambda: _Look(shown.copy(), self._lease, self._regions))
        return [Mask.from_ref(one.mask) for one in look.all_regions()]

    def _guesses(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        """From the quick search where that sees something likely, else from the closer one."""
        tags = (tag.label for one in look.regions() for tag in (*one.near, *one.alone))
        known = _is_known(phrase) or covers_a_person(phrase)
        if not known and not any(nouns().covers(phrase, label) for label in tags):
            return []
        for regions in (look.regions, look.all_regions):
            weighed = self._weighed(look, phrase, _wearable(look, phrase, (*regions(), *look.middle())))
            likely = [found for found, said in weighed if said.score >= LEAST] + self._worn(look, phrase)
            best = self._whole(look, [one for one in choose(look.pixels, phrase, likely) if one.score >= LEAST])
            if best and best[0].score >= LIKELY:
                break
        return self._with_the_middle(look, phrase, best)

    def _worn(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        """An outfit is on somebody: of each person all but the head."""
        people = [one for one in look.detections(thorough=False) if one.label == PERSON]
        if not people or not covers_a_person(phrase):
            return []
        masks = self._regions.masks_in(look.pixels, [one.box for one in people])
        found = (worn_by(mask, phrase, look.faces()) for mask in masks)
        return [one for one in found if one is not None]

    def _with_the_middle(self, look: _Look, phrase: Phrase, found: list[Grounding]) -> list[Grounding]:
        """The guesses and the thing that the picture is of, where nobody knows it as something else: people mostly
        speak of that. What nothing speaks for comes last."""
        for one, said in self._weighed(look, phrase, _wearable(look, phrase, look.middle())):
            apart = not any(overlap(one.box, other.box) for other in found)
            if not said.claimed and (apart or one.score >= LEAST):
                score = 1 - (1 - one.score) * (1 - PROMINENT) if one.score >= FAINT else LEAST
                return without_pieces([*found[: MOST_GUESSES - 1], replace(one, score=score)])
        return found

    def _by_two_witnesses(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        """What detector and tagger both take for it, each too unsure to be believed alone."""
        if not nouns().labels(phrase):
            return []
        weighed = self._weighed(look, phrase, look.regions())
        return self._whole(look, [found for found, said in weighed if said.witnessed and said.score >= BOTH])

    def _whole(self, look: _Look, found: Sequence[Grounding]) -> list[Grounding]:
        """One grounding for each thing: what touches under one name may be pieces, and is then seen as one as well."""
        kept = without_pieces(found)
        for pieces in touching(kept, MOST_JOINED):
            box = reduce(Box.union, (one.box for one in pieces))
            for whole in look.regions_at([box]):
                mask = Mask.from_ref(whole.mask)
                if all(share_in(one.mask, mask) >= HELD for one in pieces if one.mask is not None):
                    best = max(pieces, key=lambda one: one.score)
                    rest = [one for one in kept if one not in pieces]
                    kept = without_pieces([*rest, replace(best, box=whole.box, mask=mask)])
        return kept

    def _weighed(
        self, look: _Look, phrase: Phrase, regions: Sequence[TaggedRegion]
    ) -> list[tuple[Grounding, Evidence]]:
        hints, labels = look.hints(), nouns().labels(phrase)
        wanted = [one for one in hints if one.label in labels and one.score >= LEAST]
        places = [one.box for one in wanted if all(one.box.iou(other.box) < MATCHED for other in regions)]
        regions = (*regions, *look.regions_at(places[:MOST_PLACES]))
        tags = {tag.label for one in regions for tag in (*one.near, *one.alone)}
        self._meanings.prepare(name for label in tags for name in names_of(label))
        seen = [(one, evidence(one, phrase, hints, self._meanings.alike)) for one in regions]
        return [
            (Grounding(phrase.text, one.box, said.score, Mask.from_ref(one.mask), said.label), said)
            for one, said in seen
        ]

    def _ground(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        if not phrase.noun:
            return []
        seen = (self._by_specialists, self._among_detections, self._among_tiles)
        for step in (*seen, self._among_regions, self._on_a_closer_look, self._by_two_witnesses):
            found = [one for one in choose(look.pixels, phrase, step(look, phrase)) if one.score >= FOUND]
            if found or self._is_settled(phrase):
                return found
        return []

    def _is_settled(self, phrase: Phrase) -> bool:
        return any(who.knows(phrase) and who.alone(phrase) for who in self._specialists)

    def _by_specialists(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        return [one for who in self._specialists if who.knows(phrase) for one in who.find(look.pixels, phrase)]

    def _among_detections(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        return self._named(look.detections(thorough=False), phrase)

    def _among_tiles(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        """Only for a noun the detector knows: others would wait for nothing."""
        return self._named(look.detections(thorough=True), phrase) if nouns().labels(phrase) else []

    def _named(self, detections: Sequence[Detection], phrase: Phrase) -> list[Grounding]:
        fits = {label: self._label_fit(phrase, label) for label in {one.label for one in detections}}
        return [
            Grounding(phrase.text, one.box, one.score * fits[one.label], label=_other(one.label, phrase))
            for one in detections
            if fits[one.label]
        ]

    def _label_fit(self, phrase: Phrase, label: str) -> float:
        known = nouns().labels(phrase)
        return float(label in known) if known else self._meanings.alike(phrase.noun, label)

    def _among_regions(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        regions = look.regions()
        clear = {tag.label for one in regions for tag in (*one.near, *one.alone) if tag.score >= FAINT}
        self._meanings.prepare(name for label in sorted(clear) for name in names_of(label))
        found = [self._as_region(region, phrase) for region in regions]
        return self._whole(look, [one for one in found if one is not None and one.score >= FOUND])

    def _on_a_closer_look(self, look: _Look, phrase: Phrase) -> list[Grounding]:
        """Regions that both views faintly take for it, and that the detector sees as it from near with that outline.

        Looked at on eight free photos: all five such regions were what they were taken for, which most were not that
        only the detector or only one of the views spoke for.
        """
        labels = nouns().labels(phrase)
        hints = [one for one in look.regions() if self._as_region(one, phrase) is not None] if labels else []
        found = [self._from_near(look, region, phrase, labels) for region in hints]
        return without_pieces([one for one in found if one is not None])

    def _from_near(
        self, look: _Look, region: TaggedRegion, phrase: Phrase, labels: Collection[str]
    ) -> Grounding | None:
        side = max(region.box.size)
        seen: list[Detection] = []
        with self._lease("detector") as detector:
            for share in CLOSER:
                wide = round(side * (1 + 2 * share))
                part = Box.centered(region.box.center, wide, wide).clamp(region.mask.size[1], region.mask.size[0])
                seen += detector.detect(look.pixels, within=part)
        same = [one for one in seen if one.label in labels and one.box.iou(region.box) >= MATCHED]
        if not same:
            return None
        best = max(same, key=lambda one: one.score)
        mask = Mask.from_ref(region.mask)
        return Grounding(phrase.text, region.box, best.score, mask, _other(best.label, phrase))

    def _as_region(self, region: TaggedRegion, phrase: Phrase) -> Grounding | None:
        """The region as what the phrase names, with the geometric mean of how sure both views are."""
        near, alone = self._fitting(region.near, phrase), self._fitting(region.alone, phrase)
        if not near or not alone:
            return None
        share = sqrt(sum(tag.score for tag in near) * sum(tag.score for tag in alone))
        label = max((*near, *alone), key=lambda tag: tag.score).label.split(",")[0]
        score = min(1.0, share / CERTAIN_TAG)
        return Grounding(phrase.text, region.box, score, Mask.from_ref(region.mask), _other(label, phrase))

    def _fitting(self, tags: Sequence[Tag], phrase: Phrase) -> list[Tag]:
        """The tags that are kinds of what the phrase names, weighed by how much they mean it."""
        weighed = [Tag(tag.label, tag.score * self._tag_fit(phrase, tag.label)) for tag in tags if tag.score >= FAINT]
        return [tag for tag in weighed if tag.score > 0]

    def _tag_fit(self, phrase: Phrase, label: str) -> float:
        if nouns().covers(phrase, label):
            return 1.0
        return max(self._meanings.alike(phrase.noun, name) for name in names_of(label))


class _Look:
    """One picture while it is being looked at: each way of looking is used at most once."""

    def __init__(self, pixels: Pixels, lease: _Lease, regions: RegionMemory) -> None:
        self.pixels = pixels
        self._lease = lease
        self._memory = regions
        self._detections: Recent[bool, list[Detection]] = Recent(2)
        self._hints: Recent[bool, list[Detection]] = Recent(1)
        self._faces: Recent[bool, Sequence[Face]] = Recent(1)
        self._filled: Recent[str, Sequence[TaggedRegion]] = Recent(REMEMBERED)

    def detections(self, thorough: bool) -> list[Detection]:
        """What the detector sees."""
        return self._detections.get(thorough, lambda: self._detect(thorough))

    def regions(self) -> Sequence[TaggedRegion]:
        """What segment-everything and the tagger see."""
        return self._memory.of(self.pixels)

    def all_regions(self) -> Sequence[TaggedRegion]:
        """What a closer search of segment-everything, at places that the detector hints at, sees besides."""
        return self._memory.all_of(self.pixels, self.hints())

    def faces(self) -> Sequence[Face]:
        """The faces that are seen, none where the toolset sees none."""
        return self._faces.get(True, lambda: faces_in(self.pixels, self._lease))

    def middle(self) -> Sequence[TaggedRegion]:
        """The thing that the picture is of."""
        return self._filled.get("the middle", lambda: self._memory.in_the_middle(self.pixels))

    def regions_at(self, boxes: Sequence[Box]) -> Sequence[TaggedRegion]:
        """What fills each box."""
        key = str([box.as_list() for box in boxes])
        return self._filled.get(key, lambda: self._memory.at(self.pixels, boxes)) if boxes else ()

    def sharper(self, found: Sequence[Grounding]) -> list[Grounding]:
        """With masks drawn on a crop of their own, where those show the same; what is exact stays."""
        closer = self._memory.wholes_in(self.pixels, [one.box for one in found])
        return [
            replace(one, mask=mask, box=mask.box)
            if one.mask is not None and not one.exact and mask.iou(one.mask) >= MATCHED
            else one
            for one, mask in zip(found, closer, strict=True)
        ]

    def hints(self) -> Sequence[Detection]:
        """What the detector faintly takes for something."""
        return self._hints.get(True, self._hint)

    def _hint(self) -> list[Detection]:
        with self._lease("detector") as detector:
            found: list[Detection] = detector.hints(self.pixels)
        return found

    def _detect(self, thorough: bool) -> list[Detection]:
        with self._lease("detector") as detector:
            found: list[Detection] = detector.detect(self.pixels, thorough=thorough)
        return found


def load(context: Any) -> Candidates:
    """A grounder over the detector, segmenter, tagger and text encoder of the same toolset."""
    return Candidates(context.lease)


def _taken_for(region: TaggedRegion) -> Grounding | None:
    """A region under the label that both views agree on most."""
    alone = {tag.label: tag.score for tag in region.alone}
    shares = {tag.label: sqrt(tag.score * alone.get(tag.label, 0.0)) for tag in region.near}
    label = max(shares, key=lambda name: shares[name], default="")
    if shares.get(label, 0.0) < SUSPECT:
        return None
    return Grounding(names_of(label)[0], region.box, shares[label], Mask.from_ref(region.mask))


def _wearable(look: _Look, phrase: Phrase, regions: Sequence[TaggedRegion]) -> Sequence[TaggedRegion]:
    """The regions without those that show a face, where an outfit is meant."""
    if not covers_a_person(phrase):
        return regions
    return [one for one in regions if not shows_face(one, look.faces())]


def _is_known(phrase: Phrase) -> bool:
    """Whether anything could speak for it: no search finds what no network has a word for."""
    return bool(nouns().labels(phrase) or nouns().lookalikes_of(phrase) or nouns().is_kind(phrase))


def _other(label: str, phrase: Phrase) -> str | None:
    return None if label == phrase.noun else label


def _placed(found: Grounding, part: Box, frame: Box) -> Grounding:
    """Found in `part`, told in the picture's coordinates."""
    if part == frame:
        return found
    mask = found.mask.paste(frame.width, frame.height, part.left, part.top) if found.mask is not None else None
    return replace(found, box=found.box.shift(part.left, part.top), mask=mask)
