"""What a thing that was not found might be: faint evidence for every region, weighed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..ports import Detection, Tag
from .phrases import Phrase, names_of, nouns
from .regions import TaggedRegion

LIKE = 0.5
"""What a label counts at most that only looks like the thing. The tagger has to choose one of its labels, so that it
may be sure of a wrong one; what the detector is sure of is less likely to be something else."""

ABOUT = 0.5
"""IoU of a hint's box and a region's from which the hint is about the region; more counts more."""

KNOWN = 0.5
"""Score from which the detector's word for something else counts against a region."""

AGAINST = 0.7
"""How much it counts."""

ALONE = 0.35
"""What one view's tags count where the other view says nothing of the sort."""

WITNESS = 0.12
"""From this on each of two networks, which were taught apart, is a witness."""

_Alike = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much speaks for a region's being what a phrase names, 0…1."""

    score: float
    label: str | None
    """What it was taken for."""
    witnessed: bool
    """Whether detector and tagger both speak for it, under names of the thing itself."""
    claimed: bool
    """Whether the detector knows it as something else."""


def evidence(region: TaggedRegion, phrase: Phrase, hints: Sequence[Detection], alike: _Alike) -> Evidence:
    """Tags and hints for the phrase, less what the detector is rather sure is something else."""
    here = [(hint, iou) for hint in hints if (iou := hint.box.iou(region.box)) >= ABOUT]
    labels, like = nouns().labels(phrase), nouns().lookalikes_of(phrase)
    own = max((hint.score * _closeness(iou) for hint, iou in here if hint.label in labels), default=0.0)
    seen = max(own, _as_likes([(hint.label, hint.score, iou) for hint, iou in here if hint.label in like]))
    named, tagged = _in_both(region, phrase, alike)
    against = max((h.score for h, _ in here if h.label not in (*labels, *like) and h.score >= KNOWN), default=0.0)
    score = (1 - (1 - seen) * (1 - tagged)) * (1 - AGAINST * against)
    return Evidence(score, _taken_for(region, phrase, alike), min(own, named) >= WITNESS, against > 0)


def _closeness(iou: float) -> float:
    return min(1.0, 0.4 + iou)


def _as_likes(hints: Sequence[tuple[str, float, float]]) -> float:
    """Lookalikes exclude each other: what speaks for one or another of them adds up."""
    best: dict[str, float] = {}
    for label, score, iou in hints:
        best[label] = max(best.get(label, 0.0), LIKE * score * (1 - score**2) * _closeness(iou))
    return min(1.0, sum(best.values()))


def _in_both(region: TaggedRegion, phrase: Phrase, alike: _Alike) -> tuple[float, float]:
    """What both views' tags say for names of the thing, and what they say with its lookalikes."""
    near, alone = (_shares(tags, phrase, alike) for tags in (region.near, region.alone))
    named = max((near[0] * alone[0]) ** 0.5, ALONE * max(near[0], alone[0]))
    like = max((near[1] * alone[1]) ** 0.5, ALONE * max(near[1], alone[1]))
    return named, min(1.0, named + LIKE * like)


def _shares(tags: Sequence[Tag], phrase: Phrase, alike: _Alike) -> tuple[float, float]:
    like = nouns().lookalikes_of(phrase)
    fits = [(tag, name_fit(phrase, tag.label, alike)) for tag in tags]
    named = sum(tag.score * fit for tag, fit in fits)
    others = sum(tag.score for tag, fit in fits if not fit and names_of(tag.label)[0] in like)
    return min(1.0, named), min(1.0, others)


def name_fit(phrase: Phrase, label: str, alike: _Alike) -> float:
    """1 for a kind of what the phrase names, less for what means nearly the same."""
    if nouns().covers(phrase, label):
        return 1.0
    return max(alike(phrase.noun, name) for name in names_of(label))


def _taken_for(region: TaggedRegion, phrase: Phrase, alike: _Alike) -> str | None:
    fitting = [tag for tag in (*region.alone, *region.near) if name_fit(phrase, tag.label, alike) > 0]
    return max(fitting, key=lambda tag: tag.score).label.split(",")[0] if fitting else None
